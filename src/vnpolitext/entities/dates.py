"""Calendar dates, months, quarters, years and terms of office written with digits, and the range each covers.

A form alone decides little: "3/6" is a date after "sáng", a score between teams, a share before "số". So a full date or
one that a calendar word introduces is taken as it is, and a bare one only where its neighbours speak for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnpolitext.entities.documents.date_forms import DAY_FORMS, QUARTER, YEAR_FORMS, parse_date_mention
from vnpolitext.entities.documents.tables import precision, words
from vnpolitext.entities.mention import Mention

# Digits that may be a date, by their neighbours: most are counts and amounts, and are passed over here. It begins with
# one class and nothing optional, which the regex engine scans for twice as fast as for "[0-9]+".
_DIGITS = re.compile(
    r"""[0-9][0-9]{0,3}(?:
        (?=[ ]?[/.–—-][ ]?[0-9])            # 28/10, 2020 - 2025
      | (?=[ \n](?:tháng|năm|đến))          # 28 tháng 10
      | (?<=[12][0-9]{3})                   # 2019
      | (?<=[ygYG][ \n][0-9]) | (?<=[ygYG][ \n][0-9]{2})   # ngày 28, tháng 10
    )""",
    re.VERBOSE,
)
_LEADS = ("ngày", "mùng", "mồng", "tháng", "năm", "nhiệm kỳ", "giai đoạn")
# "thập niên 1950" is a decade and "Cách mạng tháng 8" an event of history: no calendar dates.
_DECADE = re.compile(r"(?:thập niên|thập kỷ|những năm)[ ](?:(?:19|20)[0-9]{2}[ ]và[ ])?$", re.IGNORECASE)
_REVOLUTION = re.compile(r"Cách mạng[ ]$", re.IGNORECASE)
# With a nought before the month, which scores do not have.
_PADDED = re.compile(r"[0-3][0-9][-.]0[1-9]")
_OPENS = " \n,("
_CLOSES = '.,;:!?)”"…'

__all__ = ["find_dates", "parse_date_mention"]


@cache
def _role(role: str) -> frozenset[str]:
    return frozenset(words(role))


def _is_counted(text: str, end: int) -> bool:
    """What a number counts: "2000 người", "15/4 phiếu" are no dates."""
    after = text[end : end + 20]
    if after[:1] not in {" ", "%", "°"}:
        return False
    following = after.split()
    if not following or after[0] != " " or following[0][0] in "%°":
        return bool(following)
    first = following[0].rstrip(_CLOSES)
    if first in {"tháng", "năm"}:
        return len(following) == 1 or not following[1][0].isdigit()
    counted = _role("counted")
    return first in counted or (len(following) > 1 and f"{first} {following[1].rstrip(_CLOSES)}" in counted)


def _follows(text: str, start: int, role: str) -> bool:
    """The last word before ``start``, or the last two, are of the role."""
    before = text[max(0, start - 18) : start].rstrip(_OPENS).lower().split()
    return bool(before) and (before[-1].lstrip('(“"') in _role(role) or " ".join(before[-2:]) in _role(role))


def _speaks_for(text: str, start: int, *, bracket: bool) -> bool:
    """A part of the day, a limit of a period or a feast before a bare day and month, or a bracket.

    "(4-1)" is a score, "sáng nay (4-1)" and "(24-02)" are dates.
    """
    if bracket and text[start - 1 : start] == "(":
        return True
    return text[start - 1 : start] in {" ", "\n", "("} and (
        _follows(text, start, "date_after") or _WEEKDAY.search(text, max(0, start - 12), start) is not None
    )


_WEEKDAY = re.compile(r"(?:[Tt]hứ[ ][^\W\d_]{2,4}|[0-9]h[0-9]{0,2})[, (\n]{1,3}$")


@dataclass(frozen=True, slots=True)
class _Form:
    """How sure a form is by itself, and the calendar words that make it sure.

    "sure" always, "lead" only after its words, "slash" with a slash, "free" unless something is counted, "near" after
    a word that speaks for a date.
    """

    need: str
    leads: frozenset[str]


_DAY_LEADS = frozenset({"ngày", "mùng", "mồng"})
_FORM_RULES = {
    "written": _Form("sure", _DAY_LEADS),
    "days_full": _Form("sure", _DAY_LEADS),
    "full": _Form("sure", _DAY_LEADS),
    "month_words": _Form("lead", frozenset({"tháng"})),
    "month_year": _Form("slash", frozenset({"tháng"})),
    "days": _Form("near", _DAY_LEADS),
    "iso": _Form("sure", _DAY_LEADS),
    "years": _Form("sure", frozenset({"năm", "nhiệm kỳ", "giai đoạn"})),
    "day_month": _Form("near", _DAY_LEADS),
    "year": _Form("free", frozenset({"năm"})),
    "number": _Form("lead", frozenset({"ngày", "mùng", "mồng", "tháng"})),
}


def find_dates(text: str) -> list[Mention]:
    """Calendar dates, months, quarters, years and terms of office in a normalised text.

    Returns:
        Mentions in order, not overlapping; offsets are half-open code points. Dates inside a document's number or an
        event's name are among them: whoever joins the labels drops those.

    Examples:
        >>> text = "Chiều 28/10/2019, nhiệm kỳ 2020 - 2025"
        >>> [text[m.start : m.end] for m in find_dates(text)]
        ['28/10/2019', 'nhiệm kỳ 2020 - 2025']
    """
    found: list[Mention] = []
    last = -1
    for digits in _DIGITS.finditer(text):
        start = digits.start()
        if start < last:
            continue
        match = (YEAR_FORMS if digits.end() - start == 4 else DAY_FORMS).match(text, start)
        if match is None:
            continue
        last = match.end()
        if mention := _mention(text, match):
            found.append(mention)
    quarters = [
        Mention(*match.span(), "DATE", "date.quarter", precision("date.quarter")) for match in QUARTER.finditer(text)
    ]
    if quarters:
        spans = [quarter.extent for quarter in quarters]
        found = [date for date in found if not any(start < date.end and date.start < end for start, end in spans)]
    return sorted([*found, *quarters], key=lambda mention: mention.start)


def _mention(text: str, match: re.Match[str]) -> Mention | None:
    form = match.lastgroup or "number"
    if form in {"m1", "m2"}:
        form = "days_full" if form == "m1" else "full"
    start, end = match.span()
    rule = _FORM_RULES[form]
    lead, begin = _lead(text, start)
    led = lead in rule.leads
    if not led and not _stands_alone(text, match, form, rule.need):
        return None
    if form == "year" and _DECADE.search(text, max(0, start - 24), start):
        return None
    if form == "number" and not _is_calendar_number(text, match, lead, begin):
        return None
    if lead in {"mùng", "mồng"} and text.startswith(" Tết", end):
        end += len(" Tết")
    return Mention(begin if led else start, end, "DATE", f"date.{form}", precision(f"date.{form}"))


def _lead(text: str, start: int) -> tuple[str, int]:
    """The calendar word right before ``start`` and where it begins; an empty one when there is none."""
    window = text[max(0, start - 13) : start]
    bare = window.rstrip(" \n")
    if len(bare) == len(window) or len(window) - len(bare) > 2:
        return "", start
    lowered = bare.lower().replace("\n", " ")
    if not lowered.endswith(_LEADS):
        return "", start
    word = next(lead for lead in _LEADS if lowered.endswith(lead))
    begin = start - len(window) + len(bare) - len(word)
    return ("", start) if begin and text[begin - 1].isalnum() else (word, begin)


def _is_calendar_number(text: str, match: re.Match[str], lead: str, begin: int) -> bool:
    """A day or a month ("ngày 11", "tháng 7"), not "tháng 13" and not "ngày 8 tiếng"."""
    if _REVOLUTION.search(text, max(0, begin - 10), begin):
        return False
    return 1 <= int(match.group()) <= (12 if lead == "tháng" else 31) and not _is_counted(text, match.end())


def _stands_alone(text: str, match: re.Match[str], form: str, need: str) -> bool:
    """Whether the form is a date without a calendar word before it."""
    start, end = match.span()
    if need == "sure":
        return form != "years" or _rises(match.group())
    if need == "lead" or _is_counted(text, end):
        return False
    if need == "slash":
        return "/" in match.group()
    if need == "free":
        return _year_fits(text, match) and not _follows(text, start, "no_date_after")
    if match.group() == "24/7":  # round the clock
        return _follows(text, start, "date_after")
    bracket = "/" in match.group() or _PADDED.fullmatch(match.group()) is not None
    later_than_months = "/" in match.group() and int(re.split(r"\D", match.group())[0]) > 12  # "15/4" is no share
    return _speaks_for(text, start, bracket=bracket) or (
        later_than_months and not _follows(text, start, "no_date_after")
    )


def _rises(span: str) -> bool:
    years = re.findall(r"[0-9]+", span)
    return len(years[-1]) == 2 or int(years[0]) < int(years[-1]) <= int(years[0]) + 120


def _year_fits(text: str, match: re.Match[str]) -> bool:
    """A bare year is recent or long past, and no part of an amount ("$2000", "+2000")."""
    return 1850 <= int(match.group()) <= 2060 and text[max(0, match.start() - 1) : match.start()] not in {"$", "#", "+"}
