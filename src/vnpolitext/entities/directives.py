"""References to official documents: found by number or by name, read, and resolved within the article."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from vnpolitext.entities.documents.context import (
    date_after,
    issuer_after,
    provisions_before,
    subject_after,
)
from vnpolitext.entities.documents.cues import cues
from vnpolitext.entities.documents.letterhead import letterhead
from vnpolitext.entities.documents.names import NamedMatch, match_law, match_meeting, match_name
from vnpolitext.entities.documents.numbered import Numbered, numbered
from vnpolitext.entities.documents.numbers import DocumentNumber, symbols
from vnpolitext.entities.documents.ordinals import S, spaced
from vnpolitext.entities.documents.references import anaphora, resolve_directives
from vnpolitext.entities.documents.tables import (
    DocumentType,
    document_types,
    issuers,
    joint_issuers,
    named_documents,
    precision,
    type_of_code,
)
from vnpolitext.entities.mention import DocumentRef, Mention

__all__ = ["anaphora", "describe", "find_directives", "resolve_directives"]

_LAW_WORDS = {"Luật", "Bộ luật", "Pháp lệnh"}
# The State sets a slash before the code ("1152/QĐ-UBND", "12/2020/QĐ-UBND") and means one type by it, the Party a
# hyphen ("163-QĐ/TW"), and two.
_STATE_TYPES = {"QĐ": "Quyết định", "TT": "Thông tư"}
_LAW_NUMBER = re.compile(
    rf",?{S}(?:số{S}?:?{S}?)?(?=[0-9]{{1,3}}/(?:19|20)[0-9]{{2}}/(?:PL-)?(?:UBTV)?QH)", re.IGNORECASE
)
_GAP = re.compile(r"[ ]{1,2}|[ ]?\n")
_TITLED = {"Đề án", "Chương trình hành động", "Kế hoạch", "Chỉ thị", "Quy định", "Quy chế", "Kết luận"}
_QUOTED_TITLE = re.compile(r"[ ](?:“[^”\n]{12,160}”|\"[^\"\n]{12,160}\")")
_JOINS = re.compile(r"[ ]?(?:,|và|&)[ \n]|[ ]và[ \n]")
# A document inside a body's name belongs to the body: "Ban Chỉ đạo Đề án 896".
_BODY_BEFORE = re.compile(
    spaced(
        r"(?:Ban Chỉ đạo|BCĐ|Tổ công tác)(?: Trung ương| quốc gia)?(?: về)?"
        r"(?: (?:tổng kết|thực hiện|triển khai|việc|sơ kết)){0,5} $"
    ),
    re.IGNORECASE,
)


@cache
def _single_word_titles() -> tuple[str, ...]:
    """Heads of names that are no document type: "Hiến pháp", "Điều lệ", "BLHS"."""
    heads = {" ".join(named.name.split()[:2]) for named in named_documents().values()} - set(document_types())
    heads |= {name.upper() for name in named_documents() if " " not in name and len(name) <= 8}
    return tuple(
        sorted(head for head in heads if not head.startswith(("Luật", "Bộ luật", "Pháp lệnh", "Quy định", "Quy chế")))
    )


@cache
def _heads(types: tuple[DocumentType, ...] = ()) -> tuple[str, ...]:
    abbreviations = ("NQ", "NĐ", "QĐ", "CT", "TT", "KL", "HD", "KH")
    return tuple(
        dict.fromkeys((*document_types(), *_single_word_titles(), *abbreviations, *(kind.name for kind in types)))
    )


def find_directives(text: str, *, types: tuple[DocumentType, ...] = ()) -> list[Mention]:
    """References to official documents in a normalised text.

    Args:
        text: the normalised text.
        types: document types of the user's own, beside those of the table.

    Returns:
        Mentions in order, not overlapping; offsets are half-open code points. Short numbers are not resolved yet.

    Examples:
        >>> text = "thực hiện Chỉ thị số 35-CT/TW, ngày 30/5/2019 của Bộ Chính trị"
        >>> mention = find_directives(text)[0]
        >>> text[mention.start : mention.end], mention.rule, mention.document.date
        ('Chỉ thị số 35-CT/TW', 'directive.party_number', '2019-05-30')
    """
    mentions: list[Mention] = []
    last = 0
    kinds = {**document_types(), **{kind.name: kind for kind in types}}
    for start, end, head in cues(_heads(types)).scan(text):
        if start < last:
            continue
        listed = bool(mentions) and _JOINS.fullmatch(text, mentions[-1].end, start) is not None
        here = _at(text, start, end, kinds.get(head) or _abbreviated(head), listed=listed)
        mentions.extend(here)
        last = here[-1].end if here else last
    mentions = _merged(mentions, _bare(text, mentions))
    mentions = _with_shared_issuer(text, mentions)
    return [mention for mention in mentions if not _BODY_BEFORE.search(text, max(0, mention.start - 60), mention.start)]


def _with_shared_issuer(text: str, mentions: list[Mention]) -> list[Mention]:
    """What stands at the end of a list holds for all of it.

    The issuer in "Nghị quyết 19 và Nghị quyết 35 của Chính phủ"; the year only where one type word has several numbers
    ("Nghị định số 12, 13 năm 2022"), and none has it in itself ("30, 34/2016").
    """
    shared = list(mentions)
    for index in range(len(shared) - 2, -1, -1):
        this, after = shared[index], shared[index + 1]
        one, other = this.document, after.document
        if not (one and other and one.number and _JOINS.fullmatch(text, this.end, after.start)):
            continue
        if not one.issuer_code and other.issuer_code:
            one = replace(one, issuer_code=other.issuer_code, issuer=other.issuer)
        if after.rule == "directive.list" and one.year is None and "/" not in (other.number or "/"):
            one = replace(one, year=other.year)
        shared[index] = replace(this, document=one)
    return shared


def _at(text: str, start: int, end: int, kind: DocumentType | None, *, listed: bool) -> list[Mention]:
    """The documents that the head word ``text[start:end]`` of this type introduces."""
    if kind is not None and kind.name not in _LAW_WORDS and (items := numbered(text, start, end, kind, listed=listed)):
        return [_from_number(text, item) for item in items]
    if kind is None or kind.name in _LAW_WORDS or text[start].isupper():
        law = _by_name(text, start, end, kind)
        if law is not None:
            return [law]
    if kind is None:
        return []
    if kind.name in _LAW_WORDS:
        return [_from_number(text, item) for item in numbered(text, start, end, kind)]
    if kind.name in _TITLED and text[start].isupper() and (quoted := _QUOTED_TITLE.match(text, end)):
        title = " ".join(text[start : quoted.end()].split())
        reference = DocumentRef(type=kind.name, type_code=kind.codes[0], name=title)
        return [_mention(text, start, quoted.end(), "directive.quoted_title", reference)]
    return _of_meeting(text, start, end, kind.name)


def _abbreviated(head: str) -> DocumentType | None:
    """The code stands for the type word ("NQ 66.7/2025/NQ-CP"); only a full number makes it one."""
    if not head.isupper() or len(head) > 3:
        return None
    name = {"QĐ": "Quyết định", "TT": "Thông tư"}.get(head) or type_of_code().get(head)
    kind = document_types().get(name or "")
    return replace(kind, short="symbol") if kind else None


def _by_name(text: str, start: int, end: int, kind: DocumentType | None) -> Mention | None:
    """A document cited by its name: of the table, or a law by the grammar of laws' names; perhaps with its number."""
    is_law = kind is not None and kind.name in _LAW_WORDS
    name = match_name(text, start) or (match_law(text, start, end) if is_law else None)
    if name is None:
        return None
    gap = _LAW_NUMBER.match(text, name.end)
    if gap and kind is not None and (items := numbered(text, start, gap.end(), kind)):
        return _from_number(text, items[0], name=name)
    return _from_name(text, start, name)


def _of_meeting(text: str, start: int, end: int, head: str) -> list[Mention]:
    """Documents named for a meeting: "Nghị quyết Trung ương 4 khóa XII", "Nghị quyết Đại hội XIII của Đảng"."""
    gap = _GAP.match(text, end)
    if gap is None or not (head == "Nghị quyết" or (head == "Kết luận" and text[start].isupper())):
        return []
    stop = match_meeting(text, gap.end())
    if stop is None:
        return []
    reference = DocumentRef(
        type=head,
        type_code=document_types()[head].codes[0],
        issuer_code="TW" if "ảng bộ" not in text[start:stop] else None,
        name=" ".join(text[start:stop].split()),
    )
    return [_mention(text, start, stop, "directive.meeting_resolution", reference)]


def _bare(text: str, mentions: list[Mention]) -> list[Mention]:
    """Numbers with a symbol that no type word introduces: "26-HD/BTCTW", "Số: 165/KH-UBND"."""
    bare = []
    taken = iter(mentions)
    current = next(taken, None)
    for start, number in symbols(text):
        while current is not None and current.end <= start:
            current = next(taken, None)
        if current is None or number.end <= current.start:
            bare.append(_with_letterhead(text, _from_number(text, Numbered(start, number.end, number, None))))
    return bare


def _with_letterhead(text: str, mention: Mention) -> Mention:
    """A number in its document's own letterhead, with the day, the organ and the subject that stand there."""
    document = mention.document
    body = issuers().get(document.issuer_code or "") if document and mention.rule == "directive.local_number" else None
    head = letterhead(text, mention.start, mention.end, body=body.body if body else None)
    if head is None or document is None:
        return mention
    told = replace(
        document,
        date=document.date or head.date,
        year=document.year or int(head.date[:4]),
        type=document.type or head.type,
        issuer=head.issuer or document.issuer,
        subject=document.subject or head.subject,
    )
    return replace(mention, document=told)


def _merged(first: list[Mention], second: list[Mention]) -> list[Mention]:
    return sorted([*first, *second], key=lambda mention: mention.start) if second else first


def _from_number(text: str, item: Numbered, *, name: NamedMatch | None = None) -> Mention:
    number, kind = item.number, item.type
    word = (kind.slip_of or kind.name) if kind else None
    type_code = number.type_code or (
        kind.codes[0] if kind and kind.codes and number.form not in {"letter", "law"} else None
    )
    by_symbol = type_of_code().get(number.type_code or "")
    if by_symbol is None and f"/{number.type_code}-" in number.cited:
        by_symbol = _STATE_TYPES.get(number.type_code or "")
    agrees = kind is None or number.type_code is None or number.type_code in kind.codes
    reference = DocumentRef(
        number=number.cited,
        serial=number.serial,
        type=word if agrees and word else by_symbol or word,
        type_code=type_code,
        year=number.year,
        issuer_code=_sole_issuer(number, kind) or number.issuer_code,
        name=" ".join(text[item.start : name.end].split()) if name else None,
    )
    rule = (
        f"directive.{number.form}_number"
        if number.has_symbol
        else "directive.list"
        if item.in_list
        else "directive.short"
    )
    return _mention(text, item.start, item.end, rule, reference)


def _sole_issuer(number: DocumentNumber, kind: DocumentType | None) -> str | None:
    """Since 1997 the Government alone issues decrees, whatever issuer the press writes ("01/2017/NĐ-BTNMT")."""
    full = kind is not None and number.has_symbol and number.year is not None and number.year >= 1997
    return kind.sole_issuer or None if kind and full and number.type_code in (*kind.codes, None) else None


def _from_name(text: str, start: int, name: NamedMatch) -> Mention:
    numbers = [number for number in name.named.numbers if name.year and f"/{name.year}/" in number]
    issuer = numbers[0].rsplit("/", 1)[1] if numbers else None
    head = next(
        (head for head in ("Bộ luật", "Luật", "Pháp lệnh", "Hiến pháp") if name.named.name.startswith(head)), None
    )
    cited = " ".join(text[start : name.end].split())
    year = name.year
    if issuer is None and name.named.kind in {"law", "code", "constitution"} and year:
        issuer = _assembly_of(year)
    return _mention(text, start, name.end, name.rule, DocumentRef(type=head, year=year, issuer_code=issuer, name=cited))


def _assembly_of(year: int) -> str | None:
    """The National Assembly's code for a law of a year in which no election fell."""
    starts = {"QH10": 1997, "QH11": 2002, "QH12": 2007, "QH13": 2011, "QH14": 2016, "QH15": 2021, "QH16": 2026}
    return next((code for code, start in reversed(starts.items()) if start < year), None)


def _mention(text: str, start: int, end: int, rule: str, reference: DocumentRef) -> Mention:
    return Mention(start, end, "DIRECTIVE", rule, precision(rule), _in_context(text, start, end, reference))


def _in_context(text: str, start: int, end: int, reference: DocumentRef) -> DocumentRef:
    """The reference with what stands around it: provisions, date, issuer, subject."""
    date, after = date_after(text, end)
    issuer, code, after_issuer = issuer_after(text, after)
    if date is None and issuer:
        date, after_issuer = date_after(text, after_issuer)
    full = reference.number is not None and any(map(str.isupper, reference.number))
    titled = full and reference.type not in _LAW_WORDS and bool(date or issuer)
    year = reference.year or (int(date[:4]) if date else None)
    issuer_symbol = reference.issuer_code or code
    if reference.type_code == "CT" and issuer_symbol == "CP":
        issuer_symbol = "TTg"  # the Government issues no directives, its head does
    if issuer_symbol is None and reference.type in {"Luật", "Bộ luật"} and year:
        issuer_symbol = _assembly_of(year)
    known = issuers().get(issuer_symbol or "")
    return replace(
        reference,
        date=date,
        year=year,
        issuer=issuer or (known.body if known and known.body else joint_issuers(issuer_symbol)),
        issuer_code=issuer_symbol,
        subject=subject_after(text, after_issuer, titled=titled),
        provisions=provisions_before(text, start),
    )


def describe(text: str, start: int, end: int) -> Mention:
    """Read a DIRECTIVE span that something else found, for instance a tagger.

    Args:
        text: the normalised text.
        start: first code point of the span.
        end: code point after the last.

    Returns:
        A mention of exactly this span; its document has what could be read, at least a name.

    Examples:
        >>> describe("theo nghị quyết mới 57-NQ/TW", 5, 28).document.number
        '57-NQ/TW'
    """
    inside = find_directives(text[start:end])
    best = next((mention for mention in inside if mention.end == end - start), inside[0] if inside else None)
    if best is None or best.document is None:
        reference = DocumentRef(type=_type_word(text, start), name=" ".join(text[start:end].split()))
        return _mention(text, start, end, "directive.described", reference)
    return _mention(text, start, end, best.rule, best.document)


def _type_word(text: str, start: int) -> str | None:
    hits = cues(_heads()).scan(text[start : start + 24])
    return next((head for begin, _, head in hits if begin == 0 and head in document_types()), None)
