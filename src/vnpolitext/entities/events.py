"""Congresses, plenums, sessions and elections: a small grammar of their names.

Precision first: a name needs its ordinal, its term or its Party committee; ordinary meetings have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnpolitext.entities.documents.cues import cues
from vnpolitext.entities.documents.ordinals import NUMERAL, ORDINAL, TERM, ordinal_value, spaced, to_roman
from vnpolitext.entities.documents.tables import precision
from vnpolitext.entities.mention import Mention

_CENTRAL = r"(?:Trung ương|T\.?[ƯU]\.?|TW)(?![^\W_])"
_COMMITTEE = r"(?:Ban Chấp hành|BCH)"
_THE_NTH = rf"(?:lần )?thứ {ORDINAL}"
_WITH_TERM = rf"(?:,? ?\({TERM}\)|,? {TERM})"
_UPPER = r"(?-i:[A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ])"
# A capitalised word that may belong to a locality's name, and not one that begins the next sentence or caption.
_NAME_WORD = rf"(?!(?:Ảnh|Ông|Bà|Theo|Trong|Tại|Sáng|Chiều|Ngày|Khóa|Nhiệm|Lần|Đại|Đảng)(?!\w)){_UPPER}[\w.'-]*"
_UNIT = r"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|TX\.?|xã|phường|thị trấn|đặc khu|khối)"
_LOCALITY = rf"(?:(?:{_UNIT} ?)?{_NAME_WORD}(?: {_NAME_WORD}){{0,4}})"
_PARTY = r"(?:Đảng(?: Cộng sản(?: (?:Việt Nam|Trung Quốc|Cuba))?| ta)?(?!\w| (?:bộ|ủy|uỷ|viên|đoàn)(?!\w)))"
_MASS_BODY = r"(?:Công đoàn|Hội|Đoàn|Liên đoàn|Mặt trận|MTTQ|Liên minh|Giáo hội)(?: [\w-]{1,12}){0,9}? Việt Nam"
_STOP = (
    r"(?:đã|được|là|sẽ|vào|để|cho|ngày|này|diễn|nhằm|với|khi|vừa|rất|có|do|từ|sáng|chiều|đang|đại hội|khai|bế|tới)"
    r"(?!\w)"
)
_BODY_WORD = rf" (?!{_STOP})[\w.()&/-]{{1,20}}"
_ASSEMBLY = (
    r"(?:Quốc hội(?!\w)(?: nước Cộng h(?:òa|oà) xã hội chủ nghĩa Việt Nam)?|(?:Ủy|Uỷ) ban Thường vụ Quốc hội|UBTVQH"
    rf"|(?:HĐND|Hội đồng nhân dân)(?: (?:{_LOCALITY}|{_UNIT}(?!\w)))?(?:, {_LOCALITY}(?= {TERM}))?"
    rf"|(?:Ủy|Uỷ) ban Kiểm tra (?:{_CENTRAL}|(?:Tỉnh|Thành) (?:ủy|uỷ)(?: {_LOCALITY})?)"
    rf"|Ban Chỉ đạo(?! {_NAME_WORD}| về)|(?:Ủy|Uỷ) ban (?:liên|hỗn hợp) Chính phủ {_NAME_WORD}(?: {_NAME_WORD}){{0,2}}"
    rf"(?: ?[-–] ?{_NAME_WORD}(?: {_NAME_WORD})?)?)"
)
_COUNCILS = r"(?: và (?:bầu cử )?(?:đại biểu )?(?:HĐND|Hội đồng nhân dân) các cấp)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(spaced(text), re.IGNORECASE)


# "Đại hội đại biểu toàn quốc lần thứ XIII của Đảng", "Đại hội Đảng lần thứ XIV", "Đại hội XIII", "Đại hội 14 của Đảng".
_NATIONAL_CONGRESS = _pattern(
    rf"đại hội(?: đại biểu)?(?: toàn quốc)?(?: {_PARTY})?(?: toàn quốc)? (?:lần thứ {ORDINAL}|(?:lần |thứ )?{NUMERAL})"
    rf"(?: toàn quốc)?(?: (?:của )?(?:{_PARTY}|{_MASS_BODY}))?"
)
# "Đại hội đại biểu Đảng bộ tỉnh Lâm Đồng lần thứ I", "Đại hội Thi đua yêu nước toàn quốc lần thứ XI".
_NAMED_CONGRESS = _pattern(rf"đại hội(?:{_BODY_WORD}){{1,14}}? {_THE_NTH}(?: của {_PARTY})?")
_COMMITTEE_CONGRESS = _pattern(
    rf"đại hội(?: đại biểu)? đảng bộ (?:(?:Quốc hội|Chính phủ)(?!\w)|(?:các cơ quan |Bộ )?{_LOCALITY})"
)
# "Hội nghị Trung ương 6 khóa XIII", "Hội nghị lần thứ 11 Ban Chấp hành Trung ương Đảng khóa XIII".
_PLENUM = _pattern(
    rf"hội nghị (?:toàn thể )?(?P<first>{_THE_NTH} )?(?:của )?(?:{_COMMITTEE} )?{_CENTRAL}(?: Đảng(?!\w| bộ))?"
    rf"(?P<nth> (?:{_THE_NTH}|(?:lần )?{NUMERAL}))?(?P<term>{_WITH_TERM})?"
)
# "Hội nghị lần thứ 18 Ban Chấp hành Đảng bộ Thành phố Hà Nội khóa XVII".
_COMMITTEE_PLENUM = _pattern(
    rf"hội nghị {_THE_NTH} (?:của )?(?:{_COMMITTEE} )?"
    r"(?:Đảng bộ|(?:Tỉnh|Thành|Huyện|Đảng) (?:ủy|uỷ)|UBTƯ MTTQ|(?:Ủy|Uỷ) ban Trung ương MTTQ)"
    rf"(?: {_LOCALITY})?{_WITH_TERM}?"
)
# "Hội nghị thượng đỉnh Hợp tác Tiểu vùng Mê Công mở rộng lần thứ 8", "Hội nghị UBTƯ MTTQ Việt Nam lần thứ VII".
_NAMED_PLENUM = _pattern(
    rf"hội nghị (?:thượng đỉnh|cấp cao|{_COMMITTEE}|UBT[ƯW]|(?:Ủy|Uỷ) ban Trung ương)"
    rf"(?:{_BODY_WORD}){{1,14}}? {_THE_NTH}{_WITH_TERM}?"
)
# "Kỳ họp thứ 8, Quốc hội khóa XIV", "kỳ họp bất thường lần thứ 9", "Phiên họp thứ 32 của Ủy ban Thường vụ Quốc hội".
_SESSION = _pattern(
    r"(?:k[ỳì](?: họp)? ?(?:Quốc hội )?(?:bất thường |chuyên đề )?|(?P<sitting>phiên họp) ?(?:toàn thể )?)"
    rf"(?:(?:lần )?thứ (?P<nth>{ORDINAL})|lần {NUMERAL})(?! (?:của )?HĐND các)"
    rf"(?P<body>,? (?:của )?{_ASSEMBLY})?{_WITH_TERM}?"
)
# "bầu cử đại biểu Quốc hội khóa XVI và đại biểu Hội đồng nhân dân các cấp".
_ELECTION = _pattern(rf"bầu (?:cử )?(?:đại biểu |ĐB)?(?:Quốc hội|QH)(?!\w)(?:,? {TERM}{_COUNCILS}?|{_COUNCILS})")
_OTHER_PERIOD = re.compile(r"(?:nhiệm|học|chu|thai|định|thời)[ \n]$", re.IGNORECASE)
_ORGAN_BEFORE = re.compile(r"(?:ban|ủy ban|uỷ ban|tổ|hội đồng|luật)[ \n]$", re.IGNORECASE)

_Rule = tuple[str, tuple[re.Pattern[str], ...]]
_CONGRESS: _Rule = ("event.congress", (_NATIONAL_CONGRESS, _NAMED_CONGRESS, _COMMITTEE_CONGRESS))
_MEETING: _Rule = ("event.plenum", (_COMMITTEE_PLENUM, _PLENUM, _NAMED_PLENUM))
_SITTING: _Rule = ("event.session", (_SESSION,))
_VOTE: _Rule = ("event.election", (_ELECTION,))
_BY_HEAD: dict[str, _Rule] = {
    "đại hội": _CONGRESS,
    "hội nghị": _MEETING,
    "kỳ họp": _SITTING,
    "kì họp": _SITTING,
    "phiên họp": _SITTING,
    "kỳ thứ": _SITTING,
    "bầu cử": _VOTE,
    "bầu đại biểu": _VOTE,
}
HEADS = tuple(_BY_HEAD)


@dataclass(frozen=True, slots=True)
class EventName:
    """What an event's name says.

    Args:
        kind: "congress", "plenum", "session" or "election".
        ordinal: which one ("Kỳ họp thứ 8": 8).
        body: whose, as written, None when the name does not say.
        term: the term in which it was held ("khóa XIV": 14).
    """

    kind: str
    ordinal: int | None
    body: str | None
    term: int | None

    @property
    def canonical(self) -> str:
        """One form for every way of writing it.

        Examples:
            >>> parse_event("kỳ họp thứ tám, Quốc hội khóa 14").canonical
            'Kỳ họp thứ 8, Quốc hội khóa XIV'
        """
        head = {"congress": "Đại hội", "plenum": "Hội nghị", "session": "Kỳ họp", "election": "Bầu cử"}[self.kind]
        number = "" if self.ordinal is None else str(self.ordinal)
        if self.kind == "congress" and self.ordinal is not None:
            number = "lần thứ " + to_roman(self.ordinal)
        elif number:
            number = ("lần thứ " if self.kind == "plenum" else "thứ ") + number
        name = " ".join(part for part in (head, number) if part)
        body = self.body or ""
        if body:
            name += {"congress": " ", "session": ", "}.get(self.kind, " ") + body
        return name if self.term is None else f"{name} khóa {to_roman(self.term)}"


def match_event(text: str, start: int, head: str) -> tuple[int, str] | None:
    """The event's name that begins at ``start`` with this head word.

    Returns:
        Its end and the rule; None when no numbered or named event begins there.
    """
    rule, patterns = _BY_HEAD[head]
    ends = [match.end() for pattern in patterns if (match := pattern.match(text, start)) and _says_which(match)]
    return (max(ends), rule) if ends else None


def _says_which(match: re.Match[str]) -> bool:
    """A plenum by its number or term, a sitting by its number or its body: without these it is any meeting."""
    groups = match.groupdict()
    if "sitting" in groups:
        nth = groups["nth"] or "1"
        return groups["sitting"] is None or groups["body"] is not None or nth[0].isdigit() or nth.isupper()
    return not groups or any(groups.values())


def find_events(text: str) -> list[Mention]:
    """Numbered or named congresses, plenums, sessions and elections in a normalised text.

    Args:
        text: the normalised text.

    Returns:
        Mentions in order, not overlapping; offsets are half-open code points.

    Examples:
        >>> text = "Tại Kỳ họp thứ 8, Quốc hội khóa XIV, các đại biểu thảo luận."
        >>> [text[m.start : m.end] for m in find_events(text)]
        ['Kỳ họp thứ 8, Quốc hội khóa XIV']
    """
    mentions: list[Mention] = []
    for start, _, head in cues(HEADS).scan(text):
        if mentions and start < mentions[-1].end:
            continue
        if head == "kỳ thứ" and _OTHER_PERIOD.search(text, max(0, start - 8), start):
            continue
        if head.startswith("bầu") and _ORGAN_BEFORE.search(text, max(0, start - 10), start):
            continue
        if event := match_event(text, start, head):
            end, rule = event
            mentions.append(Mention(start, end, "EVENT", rule, precision(rule)))
    return mentions


_KINDS = (("đại", "congress"), ("hội", "plenum"), ("bầu", "election"), ("k", "session"), ("phiên", "session"))
_TERM_OF = _pattern(rf"kh(?:óa|oá) (?:thứ )?(?P<term>{ORDINAL})")
_ORDINAL_OF = _pattern(rf"(?:thứ (?P<nth>{ORDINAL})|(?P<bare>{NUMERAL}))")
_BODY_OF = _pattern(
    rf"(?P<body>Đảng bộ (?:.(?! lần thứ| kh(?:óa|oá) )){{1,60}}.|{_COMMITTEE}(?: {_CENTRAL})?(?: Đảng)?"
    rf"|{_CENTRAL}(?: Đảng)?|Quốc hội(?!\w)|(?:Ủy|Uỷ) ban (?:Thường vụ Quốc hội|Kiểm tra [\w\s]{{1,40}})|"
    rf"UBTVQH|HĐND[^,()]{{0,40}}?(?= kh|$)|{_MASS_BODY}|{_PARTY})"
)


def parse_event(name: str) -> EventName:
    """Ordinal, body and term of an event's name.

    Examples:
        >>> parse_event("Đại hội đại biểu toàn quốc lần thứ XIII của Đảng")
        EventName(kind='congress', ordinal=13, body='Đảng', term=None)
    """
    lowered = name.lower()
    kind = next((kind for head, kind in _KINDS if lowered.startswith(head)), "session")
    term = _TERM_OF.search(name)
    rest = name if term is None else name[: term.start()] + " " + name[term.end() :]
    ordinal = _ORDINAL_OF.search(rest)
    body = _BODY_OF.search(name)
    return EventName(
        kind,
        ordinal_value(ordinal["nth"] or ordinal["bare"]) if ordinal else None,
        " ".join(body["body"].split()) if body else None,
        ordinal_value(term["term"]) if term else None,
    )
