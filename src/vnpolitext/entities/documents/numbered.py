"""Numbered documents: the type word, "số", the number; lists; and the press's ways around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from vnpolitext.entities.documents.numbers import DocumentNumber, match_number, match_short
from vnpolitext.entities.documents.ordinals import spaced
from vnpolitext.entities.documents.tables import DocumentType, one_of

# Between the type word and the number: "số", "Số:", "số:" or nothing ("số31-QĐ/TW", "Chỉ thị 35").
_TO_NUMBER = re.compile(spaced(r"[ ]{0,2}(?:\n)?(?P<so>[sS](?:ố|Ố) ?:? ?\n?)?(?=[0-9])"))
_NEXT_IN_LIST = re.compile(spaced(r"(?:, ?(?:và )?| và | & |; ?| hoặc )(?P<so>số )?(?=[0-9])"))
_YEAR_LIKE = re.compile(r"(?:19[4-9]|20[0-4])[0-9]$")
_LAST_JOIN = re.compile(r"\W{0,3}và\W{1,2}$")
# "các Nghị quyết 18, 19", "hai Nghị định 30 và 34": several numbers are to come.
_SEVERAL = re.compile(spaced(r"(?<!\w)(?:các|những|hai|ba|bốn|bộ tứ|cặp|[2-9]) $"), re.IGNORECASE)


@cache
def _modified() -> re.Pattern[str]:
    """Modifiers before "số": "Quyết định của Bộ Chính trị số 31-QĐ/TW", "Báo cáo thẩm tra số 419/BC-…"."""
    return re.compile(rf"(?:[ ](?!{one_of('modifier_stop')})[^\W\d_]+){{1,7}}[ ]số[ ]?:?[ ]?(?=[0-9])")


@cache
def _counted() -> re.Pattern[str]:
    """What is counted and not cited: "Kế hoạch 5 năm", "nghị quyết 3 nội dung"."""
    plain = one_of("counted")
    return re.compile(spaced(rf" (?:{plain}|năm(?! [0-9]{{4}})(?!\w)|tháng(?!\w)|ngày(?! [0-9])(?!\w))"))


@cache
def _goes_on() -> re.Pattern[str]:
    """What may follow a bare number after a weak type word ("Kế hoạch 10")."""
    return re.compile(spaced(rf"[ ]?[,.;:!?)|\]”\"'–-]|\n|$| (?:{one_of('goes_on')}|[(\[–-])"))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered document found in the text: its extent, its number and the type word before it."""

    start: int
    end: int
    number: DocumentNumber
    type: DocumentType | None
    in_list: bool = False


def numbered(text: str, start: int, end: int, kind: DocumentType, *, listed: bool = False) -> list[Numbered]:
    """The document, or the list of documents, whose type word is ``text[start:end]``.

    Args:
        text: the normalised text.
        start: first code point of the type word.
        end: code point after its last.
        kind: the type.
        listed: another document stands right before in the same list ("Nghị quyết 18 và | Kết luận 62").
    """
    first = _first(text, start, end, kind, listed=listed)
    return _sharing([first, *_rest(text, first)]) if first else []


def _sharing(items: list[Numbered]) -> list[Numbered]:
    """In "số 18, 19-NQ/TW" the last member's symbol holds for the bare numbers before it."""
    full = items[-1].number
    if len(items) == 1 or not full.has_symbol:
        return items
    serial = re.match(r"[0-9.]+[a-zđ]?", full.cited)
    tail = full.cited[serial.end() :] if serial else ""
    return [
        item if item.number.has_symbol else replace(item, number=_with_tail(item.number, full, tail)) for item in items
    ]


def _with_tail(number: DocumentNumber, full: DocumentNumber, tail: str) -> DocumentNumber:
    return replace(full, end=number.end, cited=number.cited + tail, serial=number.serial)


def _first(text: str, start: int, end: int, kind: DocumentType, *, listed: bool) -> Numbered | None:
    gap = _TO_NUMBER.match(text, end)
    if gap is None:
        return _after_modifiers(text, start, end, kind)
    full = match_number(text, gap.end())
    if full and (kind.short != "symbol" or full.type_code in kind.codes):
        return Numbered(start, full.end, full, kind)
    short = match_short(text, gap.end())
    if short and _is_citation(text, start, gap, short, kind, listed=listed):
        return Numbered(start, short.end, short, kind)
    return None


def _after_modifiers(text: str, start: int, end: int, kind: DocumentType) -> Numbered | None:
    gap = _modified().match(text, end)
    full = match_number(text, gap.end()) if gap else None
    agrees = full is not None and (full.type_code in kind.codes or (full.type_code is None and kind.short != "strong"))
    return Numbered(start, full.end, full, kind) if full and agrees else None


def _is_citation(
    text: str, start: int, gap: re.Match[str], short: DocumentNumber, kind: DocumentType, *, listed: bool
) -> bool:
    """A bare number cites a document after some type words always, after others with "số" or a capital only."""
    with_so = gap["so"] is not None
    if kind.short == "symbol" or (kind.short == "number" and not with_so) or (gap.end() == gap.start() and not with_so):
        return False
    if _counted().match(text, short.end) or (not with_so and short.year is None and _YEAR_LIKE.match(short.cited)):
        return False
    if with_so or kind.short == "strong":
        return True
    goes_on = _goes_on().match(text, short.end) is not None or (listed and text[start].isupper())
    return goes_on and (text[start].isupper() or text.startswith(" của ", short.end)) and len(short.cited) > 1


def _rest(text: str, first: Numbered) -> Iterator[Numbered]:
    """Further members of a list: "số 18, 19-NQ/TW", "59, 70, 71 và 72", "số 217, số 218"."""
    position = first.end
    several = _SEVERAL.search(text, max(0, first.start - 8), first.start) is not None
    while gap := _NEXT_IN_LIST.match(text, position):
        number = match_number(text, gap.end(), lenient=True)
        if number is None:
            number = match_short(text, gap.end())
            certain = several or (position > first.end and _LAST_JOIN.match(gap.group()) is not None)
            if number is None or not (gap["so"] or _lists_on(text, number, first, certain=certain)):
                return
        begin = gap.start("so") if gap["so"] else gap.end()
        yield Numbered(begin, number.end, number, first.type, in_list=True)
        position = number.end


def _lists_on(text: str, number: DocumentNumber, first: Numbered, *, certain: bool) -> bool:
    """A bare number goes on with a list of bare numbers only, and nothing is counted by it.

    What follows decides, unless several were announced ("các Nghị quyết") or "và" closes a list of three and more.
    """
    if (
        (first.number.has_symbol and number.year is None)
        or _counted().match(text, number.end)
        or len(number.cited) < 2
        or _YEAR_LIKE.match(number.cited)
    ):
        return False
    going_on = _goes_on().match(text, number.end) or _NEXT_IN_LIST.match(text, number.end)
    return certain or going_on is not None
