"""The forms of calendar dates and the range that each covers."""

from __future__ import annotations

import re
from calendar import monthrange

from vnpolitext.entities.documents.ordinals import ordinal_value, spaced

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_DASH = r"[ ]?[-–—][ ]?"
_END = r"(?![\w%]|[.,:][0-9]|[ ]?%|/[A-ZĐ])"
_NOT_BEFORE = r"(?<![\w/.,:])(?<![^\W\d][-–])"
# From the most specific to the least; the first that fits wins. The group's name is the form's.
_DAY_FIRST = (
    rf"(?P<written>{_DAY} tháng {_MONTH}(?:(?:,? năm)? {_YEAR})?)",
    rf"(?P<days_full>{_DAY}(?:{_DASH}| đến (?:ngày )?){_DAY}(?P<m1>[/.-]){_MONTH}(?P=m1){_YEAR})",
    rf"(?P<full>{_DAY}(?P<m2>[ ]?[/.-][ ]?){_MONTH}(?P=m2){_YEAR})",
    rf"(?P<month_words>(?<=áng[ \n]){_MONTH} năm {_YEAR})",
    rf"(?P<days>{_DAY}(?:{_DASH}| đến (?:ngày )?){_DAY}[/.]{_MONTH})",
    rf"(?P<month_year>{_MONTH}[ ]?[/.-][ ]?{_YEAR})",
    rf"(?P<day_month>{_DAY}[/.-][ ]?{_MONTH})",
    r"(?P<number>[0-9]{1,2})",
)
_YEAR_FIRST = (
    rf"(?P<iso>{_YEAR}-{_MONTH}-{_DAY})",
    rf"(?P<years>{_YEAR}(?:{_DASH}|/){_YEAR}|{_YEAR}[-–/][0-9]{{2}})",
    rf"(?P<year>{_YEAR}(?![ ][0-9]{{3}}))",
)


def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_NOT_BEFORE}(?:{'|'.join(map(spaced, forms))}){_END}")


DAY_FORMS = _any_of(_DAY_FIRST)
YEAR_FORMS = _any_of(_YEAR_FIRST)
QUARTER = re.compile(spaced(rf"[Qq]u(?:ý|í) (?P<quarter>III?|IV|I|[1-4])(?:(?:[ ]?[/-][ ]?| năm |,? ){_YEAR})?(?!\w)"))
_NUMBERS = re.compile(r"[0-9]+")


def parse_date_mention(mention: str, *, year: int | None = None) -> tuple[str, str] | None:
    """The first and last day, month or year that a DATE mention covers, in ISO form.

    Args:
        mention: the text of the mention.
        year: the year to complete "28/10" with, usually the article's; without it a day without year has no value.

    Returns:
        Two ISO values of the precision that the text has (YYYY, YYYY-MM or YYYY-MM-DD), equal for a single one;
        a quarter gives its first and last month. None when the text says too little.

    Examples:
        >>> parse_date_mention("ngày 28/10/2019"), parse_date_mention("nhiệm kỳ 2020 - 2025")
        (('2019-10-28', '2019-10-28'), ('2020', '2025'))
        >>> parse_date_mention("quý I/2025"), parse_date_mention("23-26/6", year=2017)
        (('2025-01', '2025-03'), ('2017-06-23', '2017-06-26'))
    """
    quarter = QUARTER.search(mention)
    if quarter:
        return _quarter(quarter, year)
    numbers = _NUMBERS.findall(mention)
    if len(numbers) == 4 or (len(numbers) == 3 and max(map(len, numbers)) <= 2):  # "15-19/7/2024", "23-26/6"
        last = _range(numbers[1:], mention, year)
        return None if last is None else (f"{last[1][:-2]}{int(numbers[0]):02}", last[1])
    return _range(numbers, mention, year)


def _quarter(match: re.Match[str], year: int | None) -> tuple[str, str] | None:
    digits = _NUMBERS.findall(match.group()[match.end("quarter") - match.start() :])
    number = ordinal_value(match["quarter"]) or 1
    full = int(digits[0]) if digits else year
    return None if full is None else (f"{full}-{3 * number - 2:02}", f"{full}-{3 * number:02}")


def _range(numbers: list[str], mention: str, year: int | None) -> tuple[str, str] | None:
    values = [int(number) for number in numbers]
    value: tuple[str, str] | None = None
    match numbers:
        case [full, _, _] if len(full) == 4:
            value = _day(values[0], values[1], values[2])
        case [_, _, full] if len(full) == 4:
            value = _day(values[2], values[1], values[0])
        case [first, last] if len(first) == 4:
            value = first, last if len(last) == 4 else first[: 4 - len(last)] + last
        case [_, last] if len(last) == 4:
            value = _month(values[1], values[0])
        case [_, _] if year is not None:
            value = _day(year, values[1], values[0])
        case [only] if len(only) == 4:
            value = only, only
        case [_] if year is not None and mention.lower().startswith("tháng"):
            value = _month(year, values[0])
    return value


def _month(year: int, month: int) -> tuple[str, str] | None:
    return (f"{year}-{month:02}", f"{year}-{month:02}") if 1 <= month <= 12 else None


def _day(year: int, month: int, day: int) -> tuple[str, str] | None:
    iso = iso_day(year, month, day)
    return (iso, iso) if iso else None


def iso_day(year: int, month: int, day: int) -> str | None:
    """A day in ISO form; None for one that the calendar does not have.

    Examples:
        >>> iso_day(2019, 2, 28), iso_day(2019, 2, 30)
        ('2019-02-28', None)
    """
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return f"{year:04}-{month:02}-{day:02}"
