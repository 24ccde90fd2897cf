"""Days of publication, as Vietnamese newspapers and feeds write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812
from datetime import datetime, timedelta, timezone
from numbers import Real
from typing import Any

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# 2019-10-28, 2019/10/28, 20191028, with or without a time after it.
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.]?)(\d\d?)\2(\d\d?)(?!\d)")
# 28/10/2019, 28-10-2019, 28.10.2019: the day first, as everywhere in Việt Nam.
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d?)\s?([-/.])\s?(\d\d?)\s?\2\s?((?:19|20)\d\d)(?!\d)")
# ngày 28 tháng 10 năm 2019; 28 tháng 10, 2019
_WORDS = re.compile(r"(?<!\d)(\d\d?)\s+th(?:á|a)ng\s+(\d\d?)(?:\s+n(?:ă|a)m|,)?\s+((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
# Mon, 28 Oct 2019 14:30:00 +0700, as feeds write it.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FEED = re.compile(rf"(?<!\d)(\d\d?)\s+({'|'.join(_MONTHS)})[a-z]*,?\s+((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
VIETNAM = timezone(timedelta(hours=7))
_LARGEST = 10**15
_COMPACT = 8  # digits of 20191028
_SHOWN = 40  # characters of a value in a message
# Types of NumPy and pandas, known by name so that neither is imported.
_WRITTEN_IN_ISO = frozenset({"datetime64", "Period"})
_MISSING = frozenset({"NAType", "NaTType"})
_EPOCH_FROM, _EPOCH_TO = 10**8, 10**11  # seconds between 1973 and 5138; above are milliseconds


def read_date(value: Any) -> Date | None:
    """The day a value names, or None when it names none to the day.

    A year or a month alone is not a day, and none is guessed. Times are left out; the day is the one written.

    Args:
        value: as for ``read_when``.

    Examples:
        >>> read_date("Thứ hai, 28/10/2019, 14:30 (GMT+7)")
        datetime.date(2019, 10, 28)
        >>> read_date("ngày 5 tháng 3 năm 2020")
        datetime.date(2020, 3, 5)
        >>> read_date("2019") is None
        True
    """
    found = read_when(value)
    return found if isinstance(found, Date) else None


def read_when(value: Any) -> Date | str | None:
    """The day of publication, or the year or month alone as ISO text, which decide less but something.

    Args:
        value: ISO text, "28/10/2019", "Thứ hai, 28/10/2019, 14:30 (GMT+7)", "ngày 28 tháng 10 năm 2019",
            a feed's "Mon, 28 Oct 2019 14:30:00 +0700", "2019", "2019-10", the same as numbers (2019, 20191028),
            seconds or milliseconds since 1970 (the day in Việt Nam), a date, a datetime, or NumPy's and pandas' own.

    Returns:
        None for what is missing or not understood; ``is_missing`` tells the two apart.

    Examples:
        >>> read_when("28/10/2019"), read_when(2019), read_when("2019-10"), read_when("hôm qua")
        (datetime.date(2019, 10, 28), '2019', '2019-10', None)
    """
    if isinstance(value, str):
        text = value.strip()
        return text if _PERIOD.fullmatch(text) else _from_text(text)
    if isinstance(value, Date):
        return _from_parts(value.year, value.month, value.day)  # NaT is a datetime without a year
    if isinstance(value, Real) and not isinstance(value, bool):
        number: Any = value
        return _from_number(float(number)) if abs(number) < _LARGEST else None
    return read_when(str(value)) if type(value).__name__ in _WRITTEN_IN_ISO else None


def is_period(text: str) -> bool:
    """Whether a text is a year ("2019") or a month ("2019-10") in the form in which documents have them."""
    return _PERIOD.fullmatch(text) is not None


def is_missing(value: Any) -> bool:
    """Whether a value says that there is no date, rather than one that cannot be read.

    Examples:
        >>> is_missing(float("nan")), is_missing(" "), is_missing("hôm qua")
        (True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or type(value).__name__ in _MISSING or _shown(value) in {"nan", "NaT"}


def parse_when(value: Any) -> tuple[Date | None, str | None]:
    """The day, or the year or month alone, of what one article is given as its date; (None, None) for none.

    Raises:
        ValueError: the value names no day, month or year.
        TypeError: it is of a kind that never does.

    Examples:
        >>> parse_when("28/10/2019"), parse_when("2019-10")
        ((datetime.date(2019, 10, 28), None), (None, '2019-10'))
    """
    found = read_when(value)
    if isinstance(found, Date):
        return found, None
    if found is None and not is_missing(value):
        kind: type[Exception] = ValueError if isinstance(value, str | Date | Real) else TypeError
        raise kind(f"date is {_shown(value)!r}; give a day (2019-10-28, 28/10/2019), a month (2019-10), a year")
    return None, found


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that names no date, as text."""

    text: str

    def __str__(self) -> str:
        return self.text


def plain_when(value: Any) -> Date | str | Unread | None:
    """The same as a light value for another process, which reads it as this one would."""
    if isinstance(value, str):
        return value
    return read_when(value) or (None if is_missing(value) else Unread(_shown(value)))


def not_understood(value: Any) -> str:
    """The warning on an article whose date says nothing.

    Examples:
        >>> not_understood("hôm qua")
        "date not understood: 'hôm qua'"
    """
    return f"date not understood: {_shown(value)!r}"


def _shown(value: Any) -> str:
    """The beginning of a value as text; its type where Python writes no such value (more digits than it allows)."""
    try:
        return str(value)[:_SHOWN]
    except Exception:
        return type(value).__name__


def _from_number(value: float) -> Date | str | None:
    text = f"{value:.0f}"
    if _PERIOD.fullmatch(text):
        return text
    return _from_text(text) if len(text) == _COMPACT else _from_epoch(value)


def _from_text(text: str) -> Date | None:
    if _DAY.fullmatch(text):
        return _from_parts(*text.split("-"))
    if match := _ISO.search(text):
        year, _, month, day = match.groups()
        if found := _from_parts(year, month, day):
            return found
    if match := _DAY_FIRST.search(text):
        day, _, month, year = match.groups()
        return _from_parts(year, month, day)
    if match := _WORDS.search(text):
        day, month, year = match.groups()
        return _from_parts(year, month, day)
    if match := _FEED.search(text):
        day, month, year = match.groups()
        return _from_parts(year, _MONTHS.index(month.lower()) + 1, day)
    return _from_epoch(int(text)) if text.isdecimal() and len(text) <= 13 else None


def _from_parts(year: Any, month: Any, day: Any) -> Date | None:
    try:
        return Date(int(year), int(month), int(day))
    except ValueError:
        return None


def _from_epoch(value: float) -> Date | None:
    seconds = value / 1000 if value >= _EPOCH_TO else value
    if not _EPOCH_FROM <= seconds < _EPOCH_TO:
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=VIETNAM).date()
    except (ValueError, OverflowError, OSError):
        return None
