"""What stands around a document's number: provisions before it, date, issuer and subject after it."""

from __future__ import annotations

import re
from functools import cache

from vnpolitext.entities.documents.cues import folded
from vnpolitext.entities.documents.date_forms import iso_day
from vnpolitext.entities.documents.ordinals import spaced
from vnpolitext.entities.documents.tables import issuer_names, one_of

_PROVISION = (
    r"(?:điểm [a-zđ0-9]{1,3}|khoản [0-9]{1,3}[a-zđ]?|điều [0-9]{1,3}[a-zđ]?|chương [IVXL0-9]{1,6}|mục [IVXL0-9]{1,5})"
)
# "điểm a khoản 2 Điều 5", "Khoản 2, Điều 9", "Điều 27 và Điều 34 của": as much as directly precedes.
PROVISIONS = re.compile(
    spaced(rf"(?P<provisions>{_PROVISION}(?:(?:,? (?:và )?|, ?|; ?){_PROVISION}){{0,7}})(?:,)? (?:của )?$"),
    re.IGNORECASE,
)
_DAY = r"(?P<day>[0-9]{1,2})"
_DATE = (
    rf"(?:ngày )?(?:{_DAY} tháng (?P<month>[0-9]{{1,2}}) năm (?P<year>[0-9]{{4}})"
    rf"|(?P<day2>[0-9]{{1,2}}) ?(?P<mark>[./-]) ?(?P<month2>[0-9]{{1,2}}) ?(?P=mark) ?"
    rf"(?P<year2>[0-9]{{4}}|[0-9]{{2}}))(?![0-9])"
)
_AFTER_DATE = re.compile(spaced(rf",? ?\(?(?:được )?(?:ban hành |ký )?{_DATE}\)?"), re.IGNORECASE)
_AFTER_YEAR = re.compile(spaced(r",? ?\(?năm (?P<year>(?:19|20)[0-9]{2})(?![0-9/])\)?"))
_ISSUER = re.compile(
    spaced(r",? (?:do |của )(?P<issuer>[A-ZĐỦUT][^\n,;:.()“”\"]{1,80}|[^\W\d_]{2,}[^\n,;:.()“”\"]{1,60})")
)
_SUBJECT = re.compile(spaced(r",? (?P<subject>[Vv]ề (?:việc )?(?:[^\n.;:()]|\n(?=[a-zà-ỹđ])){3,240})"))


_SAYS_IT = re.compile(r":|\s+như sau")  # what the document says, not what it is called


@cache
def _title() -> re.Pattern[str]:
    """An official title that goes on without "về": "quy định chi tiết …", "phê duyệt …"."""
    return re.compile(
        spaced(rf",? (?P<lead>{one_of('title_lead')})(?P<rest>(?: |, )(?:[^\n.;:()“”\"]|\n(?=[a-zà-ỹđ])){{3,240}})")
    )


@cache
def _ends(role: str) -> re.Pattern[str]:
    return re.compile(spaced(rf",? {one_of(role)}"), re.IGNORECASE)


def provisions_before(text: str, start: int) -> str | None:
    """Point, clause and article right before ``start``, as written with single blanks.

    Examples:
        >>> text = "theo điểm a khoản 2 Điều 5 Nghị định 12/2024/NĐ-CP"
        >>> provisions_before(text, text.index("Nghị"))
        'điểm a khoản 2 Điều 5'
    """
    match = PROVISIONS.search(text, max(0, start - 60), start)
    return " ".join(match["provisions"].split()) if match else None


def date_after(text: str, end: int) -> tuple[str | None, int]:
    """The date of issue right after ``end`` in ISO form, and where it ends (``end`` when there is none).

    Examples:
        >>> date_after("35-CT/TW, ngày 30 tháng 5 năm 2019", 8)
        ('2019-05-30', 34)
    """
    match = _AFTER_DATE.match(text, end)
    if match is None:
        year = _AFTER_YEAR.match(text, end)
        if year is None:
            return None, end
        full = _AFTER_DATE.match(text, year.end())  # "36-HD/BTCTW năm 2025 ngày 09/9/2025"
        return date_after(text, year.end()) if full else (year["year"], year.end())
    day, month, written = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
    full_year = written if len(written) == 4 else ("19" if int(written) > 30 else "20") + written
    iso = iso_day(int(full_year), int(month), int(day))
    return (iso, match.end()) if iso else (None, end)


def issuer_after(text: str, end: int) -> tuple[str | None, str | None, int]:
    """The issuer that "của" brings after ``end``: its name as written, its code, and where it ends.

    Examples:
        >>> issuer_after("Chỉ thị 35 của Bộ Chính trị về đại hội", 10)
        ('Bộ Chính trị', 'TW', 27)
    """
    match = _ISSUER.match(text, end)
    if match is None:
        return None, None, end
    stop = _ends("ends_issuer").search(match["issuer"])
    raw = _one_body(match["issuer"][: stop.start()] if stop else match["issuer"])
    name = " ".join(raw.split())
    return name or None, issuer_code(name), match.start("issuer") + len(raw.rstrip())


def _one_body(name: str) -> str:
    """Up to "và", unless it belongs to a body's name ("Bộ Giáo dục và Đào tạo")."""
    first, joined, _ = name.partition(" và ")
    known = f"{folded(first)} và "
    return name if not joined or any(body.startswith(known) for body in issuer_names()) else first


def issuer_code(name: str) -> str | None:
    """The code of an issuer that a text names; of the longest known name that it begins with.

    Examples:
        >>> issuer_code("Ban Chấp hành Trung ương Đảng"), issuer_code("UBND tỉnh An Giang")
        ('TW', 'UBND')
    """
    words = folded(name).split()
    known = issuer_names()
    return next((known[key] for size in range(len(words), 0, -1) if (key := " ".join(words[:size])) in known), None)


def subject_after(text: str, end: int, *, titled: bool = False) -> str | None:
    """What the document is about, as the text says after "về", up to where the sentence goes on.

    Args:
        text: the normalised text.
        end: where number, date and issuer end.
        titled: the number is full and its date or issuer given, so that the document's title may follow as it is
            ("quy định chi tiết một số điều của …"); elsewhere those words are the sentence's verb.
    """
    match = _SUBJECT.match(text, end)
    if match is None:
        return _title_after(text, end) if titled else None
    return _cut(match["subject"])


def _title_after(text: str, end: int) -> str | None:
    match = _title().match(text, end)
    if match is None or _SAYS_IT.match(text, match.end()) or _SAYS_IT.search(match["rest"]):
        return None
    rest = _cut(match["rest"])
    between = "" if match["rest"].startswith(",") else " "
    return f"{' '.join(match['lead'].split())}{between}{rest}" if rest else None


def _cut(said: str) -> str | None:
    """The words up to where another clause begins."""
    stop = _ends("ends_subject").search(said)
    subject = said[: stop.start()] if stop else said
    if stop and stop.group().strip(", ").lower() in {"đã", "sẽ"}:
        subject = subject.rpartition(",")[0] or subject  # "…, lãnh đạo thành phố đã": another clause's subject
    return " ".join(subject.split()).rstrip(" ,-–") or None
