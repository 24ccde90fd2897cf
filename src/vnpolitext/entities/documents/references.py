"""Who is meant: short numbers, names and anaphora of an article resolved to its documents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812

from vnpolitext.doc import Directive
from vnpolitext.entities.documents.cues import cues, folded
from vnpolitext.entities.documents.ordinals import spaced
from vnpolitext.entities.documents.tables import document_types, precision
from vnpolitext.entities.mention import DocumentRef, Mention

Key = tuple[str | int | None, ...]
_POINTS_BACK = re.compile(spaced(r" (?:này|trên|nêu trên|nói trên|kể trên)(?!\w| cơ sở| địa bàn| toàn)"))
_NOT_ONE = re.compile(r"(?:các|những|dự thảo|hai|ba)[ \n]$", re.IGNORECASE)
_SIDE = 16
_YEAR_AT_END = re.compile(r"(?: năm)? (?:19|20)\d\d$")


def resolve_directives(
    text: str, mentions: Sequence[Mention], date: Date | None = None
) -> tuple[list[Mention], list[Directive]]:
    """Fill in short numbers from the article itself and gather its mentions by document.

    Args:
        text: the normalised text.
        mentions: DIRECTIVE mentions in order (of the rules, or a tagger's spans that ``describe`` read).
        date: the article's date; a reference to a later document is not made with one of another year.

    Returns:
        The mentions with the numbers that the article gives for them, and one ``Directive`` a document, in order of
        first mention; its mentions include anaphora ("Nghị định này").

    Examples:
        >>> from vnpolitext.entities.directives import find_directives
        >>> text = "Quy định 366-QĐ/TW mới ban hành. Theo Quy định 366, chi bộ tự đánh giá. Quy định này thay thế."
        >>> mentions, (directive,) = resolve_directives(text, find_directives(text))
        >>> mentions[1].document.number, len(directive.mentions)
        ('366-QĐ/TW', 3)
    """
    index = _Index.of(mentions)
    resolved = [_resolved(mention, index) for mention in mentions]
    groups: dict[Key, list[Mention]] = {}
    for mention in resolved:
        groups.setdefault(_key(mention.document), []).append(mention)
    for mention in anaphora(text, resolved):
        groups[_key(mention.document)].append(mention)
    return resolved, [_directive(group, date) for group in groups.values()]


def anaphora(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """References such as "Nghị định này" and "Chỉ thị trên", each with the document that it points back to.

    They are no DIRECTIVE spans (a generic word names no document), so they are kept apart.

    Args:
        text: the normalised text.
        mentions: DIRECTIVE mentions in order.

    Returns:
        Mentions in order; offsets are half-open code points.
    """
    if not mentions:
        return []
    found: list[Mention] = []
    latest: dict[str, DocumentRef] = {}
    coming = iter(mentions)
    mention = next(coming, None)
    for start, end, head in cues(tuple(document_types())).scan(text):
        while mention is not None and mention.end <= start:
            if mention.document and mention.document.type:
                latest[_word_for(mention.document.type)] = mention.document
            mention = next(coming, None)
        document = latest.get(_word_for(head))
        pointer = _POINTS_BACK.match(text, end) if document else None
        if pointer and not _NOT_ONE.search(text, max(0, start - 9), start):
            found.append(
                Mention(
                    start, pointer.end(), "DIRECTIVE", "directive.anaphor", precision("directive.anaphor"), document
                )
            )
    return found


def _word_for(kind: str) -> str:
    """The word by which a text points back to a type: a code is "luật này" too."""
    return {"Bộ luật": "Luật", "Nghị quyết liên tịch": "Nghị quyết", "Thông tư liên tịch": "Thông tư"}.get(kind, kind)


@dataclass(frozen=True, slots=True)
class _Index:
    """The article's full numbers, by serial and by the law's name, each list in order of place."""

    by_serial: Mapping[str, list[Mention]]
    by_name: Mapping[str, list[Mention]]

    @classmethod
    def of(cls, mentions: Iterable[Mention]) -> _Index:
        by_serial: dict[str, list[Mention]] = {}
        by_name: dict[str, list[Mention]] = {}
        for mention in mentions:
            document = mention.document
            if document is None or document.serial is None or _is_short(document):
                continue
            by_serial.setdefault(document.serial, []).append(mention)
            if name := _plain_name(document):
                by_name.setdefault(name, []).append(mention)
        return cls(by_serial, by_name)


def _resolved(mention: Mention, index: _Index) -> Mention:
    """The mention with the full number that another mention of the article gives for the same document."""
    document = mention.document
    if document is None:
        return mention
    if document.serial is None:
        return _named(mention, document, index)
    if not _is_short(document):
        return mention
    near = _nearest(index.by_serial.get(document.serial, []), mention.start)
    best = _best(
        mention, document, [other for other in near if other.document and _same_type(document, other.document)]
    )
    return (
        mention
        if best is None or best.document is None
        else replace(mention, document=_filled(document, best.document))
    )


def _nearest(mentions: list[Mention], start: int) -> list[Mention]:
    """A few on both sides: work stays linear in the number of mentions."""
    place = bisect_left(mentions, start, key=lambda mention: mention.start)
    return mentions[max(0, place - _SIDE) : place + _SIDE]


def _is_short(document: DocumentRef) -> bool:
    return document.number is not None and not any(letter.isupper() for letter in document.number)


def _same_type(short: DocumentRef, full: DocumentRef) -> bool:
    kind = document_types().get(short.type or "")
    if kind is None or short.type == full.type:
        return True
    if full.type_code is None:
        return full.type is None and short.type in {"Nghị quyết", "Luật", "Bộ luật", "Công văn", "Văn bản"}
    return full.type_code in kind.codes


def _best(mention: Mention, short: DocumentRef, full: Iterable[Mention]) -> Mention | None:
    """The one that agrees in issuer and year, then the nearest before, then the first after."""

    def rank(other: Mention) -> tuple[bool, bool, bool, int]:
        reference = other.document or short
        other_issuer = bool(
            short.issuer_code and reference.issuer_code and not reference.issuer_code.startswith(short.issuer_code)
        )
        other_year = bool(short.year and reference.year and short.year != reference.year)
        after = other.start > mention.start
        return other_issuer, other_year, after, other.start if after else -other.start

    best = min(full, key=rank, default=None)
    if (
        best is None
        or best.document is None
        or (short.year and best.document.year and short.year != best.document.year)
    ):
        return None
    return best


def _named(mention: Mention, document: DocumentRef, index: _Index) -> Mention:
    """A law named without its number, which the article gives elsewhere."""
    near = _nearest(index.by_name.get(_plain_name(document) or "", []), mention.start)
    full = next(
        (other.document for other in near if other.document and document.year in {None, other.document.year}), None
    )
    return mention if full is None else replace(mention, document=_filled(document, full))


def _plain_name(document: DocumentRef) -> str | None:
    return _YEAR_AT_END.sub("", folded(document.name)) if document.name else None


def _filled(short: DocumentRef, full: DocumentRef) -> DocumentRef:
    return replace(
        short,
        number=full.number,
        serial=full.serial,
        type=full.type or short.type,
        type_code=full.type_code,  # none in a number of the National Assembly, whatever the word before it
        year=full.year or short.year,
        issuer_code=full.issuer_code or short.issuer_code,
        issuer=short.issuer or full.issuer,
    )


def _key(document: DocumentRef | None) -> Key:
    """What two mentions of one document share, however they write it ("181/QĐ-TW", "181-QĐ/TW")."""
    if document is None:
        return (None,)
    if document.serial is None:
        return "name", _plain_name(document), document.year
    year = document.year if document.number and f"/{document.year}" in document.number else None
    return document.serial, document.type_code or document.type, document.issuer_code, year


def _directive(group: Sequence[Mention], date: Date | None) -> Directive:
    documents = [mention.document for mention in group if mention.document]

    def first(name: str) -> str | None:
        return next((value for document in documents if (value := getattr(document, name)) is not None), None)

    issued = first("date")
    if issued and date and issued[:10] > date.isoformat():
        issued = None  # a date after the article's is a deadline or a slip, not the day of issue
    year = next((document.year for document in documents if document.year), None)
    provisions = dict.fromkeys(document.provisions for document in documents if document.provisions)
    return Directive(
        number=first("number"),
        mentions=tuple(mention.extent for mention in sorted(group, key=lambda mention: mention.start)),
        name=first("name"),
        type=first("type"),
        type_code=first("type_code"),
        year=year,
        issuer_code=first("issuer_code"),
        issuer=first("issuer"),
        date=issued,
        subject=first("subject"),
        provisions=tuple(provisions),
    )
