"""A document's own letterhead: "Số: 1152/QĐ-UBND", place and day of issue, the type in capitals, "Về việc …".

The layout is that of Decree 30/2020/NĐ-CP: the organ's name stands above the number, place and day below or beside it,
then the type in capitals and what the document is about. Pages keep its table cells as lines with "|" or "---".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnpolitext.entities.documents.cues import folded
from vnpolitext.entities.documents.date_forms import iso_day
from vnpolitext.entities.documents.ordinals import spaced
from vnpolitext.entities.documents.tables import document_types, issuer_names, issuers

_NUMBERED = re.compile(r"(?<![^\s|])S[ốỐ][ ]?:?[ ]?$", re.IGNORECASE)
_AT_LINE = re.compile(r"(?:^|[\n|])[ ]?S[ốỐ][ ]?:?[ ]?$", re.IGNORECASE)
_DATELINE = re.compile(
    spaced(
        r"(?P<place>[^\W\d_]+(?: [^\W\d_]+){0,3}), ?ngày (?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2})"
        r" năm (?P<year>[0-9]{4})"
    )
)
_MOTTO = re.compile(
    r"CỘNG\s+(?:HÒA|HOÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
    r"|Độc\s+lập\s?[-–]\s?Tự\s+do\s?[-–]\s?Hạnh\s+phúc",
    re.IGNORECASE,
)
_CELL = re.compile(r"\n(?:[^\w\n]*\n)+")  # lines without a letter part cells
_SUBJECT_WORD = re.compile(r"(?:về|v/v)\s|ban hành\s|phê duyệt\s|sửa đổi", re.IGNORECASE)
_SUBJECT_ENDS = re.compile(r"\n\s*\n|[;]|\.\s|\sCăn\s+cứ\s")
_BEFORE, _AFTER, _LONGEST = 240, 300, 300
# The organ signs below the one it belongs to ("UBND TỈNH …" over "SỞ TÀI CHÍNH").
_ORGAN_LINE = ("sở ", "ban ", "phòng ", "cục ", "chi cục ", "văn phòng ", "thanh tra ", "công an ", "đảng ủy ")
_UNITS = frozenset({"tỉnh", "thành", "phố", "huyện", "quận", "thị", "xã", "phường", "trấn", "đặc", "khu"})


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a letterhead says of its document; None where it does not say it."""

    date: str
    type: str | None = None
    issuer: str | None = None
    subject: str | None = None


def letterhead(text: str, start: int, end: int, *, body: str | None = None) -> Letterhead | None:
    r"""The letterhead around a document's number, None where the number stands in running text.

    Args:
        text: the normalised text.
        start: first code point of the number.
        end: code point after its last.
        body: the body that the number's code means where each place has one of its own ("Ủy ban nhân dân"); it is
            named with the place of the dateline when no organ stands above.

    Examples:
        >>> text = "Số: 12/QĐ-UBND\nQuảng Nam, ngày 10 tháng 5 năm 2024\n\nQUYẾT ĐỊNH\nVề việc giao vốn\n\nCăn cứ"
        >>> found = letterhead(text, 4, 14, body="Ủy ban nhân dân")
        >>> found.type, found.date, found.issuer, found.subject
        ('Quyết định', '2024-05-10', 'Ủy ban nhân dân Quảng Nam', 'Về việc giao vốn')
    """
    lead = _NUMBERED.search(text, max(0, start - 6), start)
    if lead is None:
        return None
    dateline = _DATELINE.search(text, end, end + _AFTER) or _DATELINE.search(text, max(0, start - 120), start)
    date = iso_day(*(int(dateline[part]) for part in ("year", "month", "day"))) if dateline else None
    if dateline is None or date is None:
        return None
    after = max(end, dateline.end())
    head = _type_in_capitals().search(text, after, after + _AFTER)
    if head is None and not _AT_LINE.search(text, max(0, start - 6), start):
        return None
    organ = _organ(text[max(0, start - _BEFORE) : lead.start()]) or body
    place = _place(dateline["place"])
    if body and organ and folded(organ) in issuer_names():  # an organ that each place has
        organ = f"{organ} {place}".strip()
    return Letterhead(
        date=date,
        type=_types()[" ".join(head["type"].split())] if head else None,
        issuer=organ,
        subject=_subject(text, head.end()) if head else None,
    )


@cache
def _types() -> dict[str, str]:
    return {name.upper(): name for name, kind in document_types().items() if not kind.slip_of}


@cache
def _type_in_capitals() -> re.Pattern[str]:
    names = "|".join(sorted(map(spaced, _types()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<type>{names})(?=\s|V[ềỀ])")


def _place(words: str) -> str:
    """The capitalised words that end the run: what stands before belongs to the motto."""
    kept: list[str] = []
    for word in reversed(words.split()):
        if not word[0].isupper():
            break
        kept.append(word)
    return " ".join(reversed(kept))


def _organ(before: str) -> str | None:
    """The organ above the number: the last cell that is all capitals."""
    cells = _CELL.split(_MOTTO.sub("\n\n", before))
    for cell in reversed(cells):
        lines = [" ".join(line.strip(" |*-–_").split()) for line in cell.split("\n")]
        lines = [line for line in lines if line]
        if lines and len(lines) <= 4 and all(line.isupper() for line in lines) and len(lines[0]) > 4:
            own = max((i for i, line in enumerate(lines) if f"{line.lower()} ".startswith(_ORGAN_LINE)), default=0)
            return _spelled(" ".join(lines[own:]))
    return None


def _spelled(organ: str) -> str:
    """The organ as running text spells it, where its name is known: "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"."""
    words = organ.split()
    known = issuer_names()
    for size in range(len(words), 0, -1):
        code = known.get(" ".join(folded(organ).split()[:size]))
        if code is not None:
            body = issuers()[code].body or " ".join(words[:size]).capitalize()
            rest = [word.lower() if word.lower() in _UNITS else word.capitalize() for word in words[size:]]
            return " ".join([body, *rest])
    return organ


def _subject(text: str, end: int) -> str | None:
    """What stands under the type, as far as the paragraph or the first of single lines goes."""
    window = text[end : end + _LONGEST]
    said = window.lstrip()
    if not _SUBJECT_WORD.match(said):
        return None
    stop = _SUBJECT_ENDS.search(said)
    if stop is None and len(window) == _LONGEST:
        return None
    lines = (said[: stop.start()] if stop else said).split("\n")
    kept = lines[:1]
    for line in lines[1:]:
        if line.isupper() != kept[0].isupper() or not (line.isupper() or line[:1].islower()):
            break
        kept.append(line)
    return " ".join(" ".join(kept).split()).rstrip(" ,-–") or None
