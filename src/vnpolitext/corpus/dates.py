"""Days of publication, as Vietnamese newspapers and feeds write them."""

from __future__ import annotations

import re
from datetime import date as Date  # noqa: N812
from datetime import datetime, timedelta, timezone
from typing import Any

# 2019-10-28, 2019/10/28, 20191028, with or without a time after it.
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.]?)(\d\d?)\2(\d\d?)(?!\d)")
# 28/10/2019, 28-10-2019, 28.10.2019: the day first, as everywhere in Việt Nam.
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d?)\s?([-/.])\s?(\d\d?)\s?\2\s?((?:19|20)\d\d)(?!\d)")
# ngày 28 tháng 10 năm 2019; 28 tháng 10, 2019
_WORDS = re.compile(r"(?<!\d)(\d\d?)\s+th(?:á|a)ng\s+(\d\d?)(?:\s+n(?:ă|a)m|,)?\s+((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
# Mon, 28 Oct 2019 14:30:00 +0700, as feeds write it.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FEED = re.compile(rf"(?<!\d)(\d\d?)\s+({'|'.join(_MONTHS)})[a-z]*,?\s+((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
VIETNAM = timezone(timedelta(hours=7))
_EPOCH_FROM, _EPOCH_TO = 10**8, 10**11  # seconds between 1973 and 5138; above are milliseconds


def read_date(value: Any) -> Date | None:
    """The day a value names, or None when it names none to the day.

    A year or a month alone is not a day, and none is guessed. Times are left out; the day is the one written.

    Args:
        value: ISO text, "28/10/2019", "Thứ hai, 28/10/2019, 14:30 (GMT+7)", "ngày 28 tháng 10 năm 2019",
            a feed's "Mon, 28 Oct 2019 14:30:00 +0700", seconds or milliseconds since 1970 (the day in Việt Nam),
            a date, a datetime or a pandas Timestamp.

    Examples:
        >>> read_date("Thứ hai, 28/10/2019, 14:30 (GMT+7)")
        datetime.date(2019, 10, 28)
        >>> read_date("ngày 5 tháng 3 năm 2020")
        datetime.date(2020, 3, 5)
        >>> read_date("2019") is None
        True
    """
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, Date):
        return _from_parts(value.year, value.month, value.day)  # NaT is a datetime without a year
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    return None


def read_when(value: Any) -> Date | str | None:
    """The day of publication, or the year or month alone as ISO text, which decide less but something.

    Examples:
        >>> read_when("28/10/2019"), read_when("2019"), read_when("2019-10"), read_when("hôm qua")
        (datetime.date(2019, 10, 28), '2019', '2019-10', None)
    """
    found = read_date(value)
    if found is not None or isinstance(value, bool):
        return found
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if _PERIOD.fullmatch(text) else None


def _from_text(text: str) -> Date | None:
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
