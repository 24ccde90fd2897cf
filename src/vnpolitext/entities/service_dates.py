"""From when to when an office was held, as the words beside it say: "từ năm 2010 đến năm 2015", "05/2010 - 03/2015"."""

from __future__ import annotations

import re
from datetime import date as Date  # noqa: N812
from typing import NamedTuple

# A day, month or year: "năm 2010", "5/2010", "tháng 5 năm 2010", "ngày 01/5/2010".
DAY = r"""
    (?:(?:ngày|tháng|năm|đầu|giữa|cuối|hết)\s++){0,3}
    (?:\d{1,2}(?:\s?[/.-]\s?|\s++tháng\s++|\s++năm\s++)){0,2}
    (?:năm\s++)?(?:19|20)\d\d(?!\d)
"""
NOW = r"(?:hiện\s++nay|hiện\s++tại|nay|bây\s++giờ)(?!\w)"
RANGE_PLAIN = rf"{DAY}\s*+(?:[-–—]|đến|tới)\s*+(?:{DAY}|{NOW})"
RANGE = rf"(?P<since>{DAY})\s*+(?:[-–—→]{{1,2}}>?|đến|tới)\s*+(?:(?P<until>{DAY})|(?P<open>{NOW}))"

_AFTER = re.compile(
    rf"""
    \s*+(?:(?:khóa|khoá)\s++[IVXL\d]+\s*+)?[)]?[,(\[]?\s*+(?:trong\s++(?:[^\s.,;]++\s++){{1,3}}(?:năm|tháng|nhiệm\s++kỳ),?\s*+)?
    (?:(?:vào|trong|từ|giai\s++đoạn|thời\s++kỳ|thời\s++kì|những\s++năm|các\s++năm)\s++){{0,3}}
    (?:{RANGE}(?!\s*+:)|(?:(?<=từ\s)|(?<=vào\s)|(?<=\s)(?=năm\s|tháng\s))(?P<only>{DAY})(?!\s*+[:\d])|(?:cho\s++)?đến\s++(?P<last>{DAY}))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TERM = re.compile(
    r"""
    \s*+(?:(?:(?:các|[bh]ai)\s++)?(?:khóa|khoá)\s++(?:[IVXL]+\s?(?:[,;-]|và)\s?(?:(?:khóa|khoá)\s++)?){0,6}(?P<ordinal>[IVXL]+)(?!\w))?
    \s*+[,(]?\s*+(?:(?:các\s++)?nhiệm\s++kỳ\s++(?P<term>(?:19|20)\d\d)\s?[-–]\s?(?P<year>(?:19|20)\d\d))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERS = re.compile(r"\d+")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
# Every five years since the Party's sixth congress (December 1986); the assembly's thirteenth term began in 2011, a
# year early, and from then on its terms are those of the congresses.
_CONGRESS = re.compile(r"\b(?:trung ương|t\.ư|tư đảng|bộ chính trị|ban bí thư)\b", re.IGNORECASE)
_ASSEMBLY = re.compile(r"\b(?:quốc hội|đbqh)\b", re.IGNORECASE)
_LAST_MONTH = 6  # by the end of it the next term has begun


class Service(NamedTuple):
    """Times in office as the text gives them: YYYY, YYYY-MM or YYYY-MM-DD; ``open`` when it says "đến nay"."""

    since: str | None = None
    until: str | None = None
    open: bool = False

    def over(self, today: Date | None) -> bool:
        """Whether it had ended by a day; without one, whether it has an end."""
        return self.until is not None and (today is None or self.until <= today.isoformat()[: len(self.until)])


def service(match: re.Match[str]) -> Service:
    """What a match of ``RANGE`` says."""
    since, until, still = match.group("since", "until", "open")
    return Service(iso(since), iso(until) if until else None, still is not None)


def service_after(text: str, start: int, end: int, *, governed: bool = True) -> Service | None:
    """What stands right behind an office: "(2010-2015)", "từ năm 2010", "giai đoạn 2010 - 2015".

    A lone day is of the office only where a verb of holding stands before it (``governed``).

    Examples:
        >>> service_after("Bí thư từ năm 2010 đến tháng 5/2015", 6, 40)
        Service(since='2010', until='2015-05', open=False)
    """
    match = _AFTER.match(text, start, end)
    if match is None:
        return None
    if match["only"] or match["last"]:
        lone = Service(iso(match["only"])) if match["only"] else Service(until=iso(match["last"]))
        return lone if governed else None
    found = service(match)
    return found if found.until is None or (found.since or "") <= found.until else None


def iso(words: str) -> str:
    """A day in words as YYYY, YYYY-MM or YYYY-MM-DD.

    Examples:
        >>> iso("tháng 5 năm 2010"), iso("01/5/2010"), iso("năm 2010")
        ('2010-05', '2010-05-01', '2010')
    """
    *smaller, year = (int(number) for number in _NUMBERS.findall(words))
    day, month = (*smaller, 0, 0)[:2] if len(smaller) > 1 else (0, *smaller, 0)[:2]
    if not 1 <= month <= 12:
        return str(year)
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def term_over(office: str, text: str, start: int, end: int, today: Date) -> bool:
    """Whether an office is of a term that had ended: "đại biểu Quốc hội khóa XIII", "nhiệm kỳ 2010-2015"."""
    match = _TERM.match(text, start, end)
    if match is None:
        return False
    if match["year"]:
        return int(match["year"]) < today.year
    last = _last_year(office, _number(match["ordinal"])) if match["ordinal"] else 0
    return 0 < last < today.year + (today.month > _LAST_MONTH)


def _number(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman.upper()]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def _last_year(office: str, number: int) -> int:
    """The year in which a term of the Central Committee or of the assembly ends; 0 for other bodies."""
    if _ASSEMBLY.search(office):
        return 1997 + 5 * (number - 9) if number < 12 else 2011 + 5 * (number - 12)
    return 1986 + 5 * (number - 5) if _CONGRESS.search(office) else 0
