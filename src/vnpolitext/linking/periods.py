"""Times as the sources give them: by the day, the month or the year, open at either end."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812
from enum import IntEnum

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
Days = tuple[Date, Date]
EVER: Days = (Date.min, Date.max)


class Holds(IntEnum):
    """Whether something held at a time."""

    NO = 0
    MAYBE = 1
    YES = 2


def days(partial: str) -> Days:
    """First and last day that a date of any precision may mean.

    Raises:
        ValueError: not YYYY, YYYY-MM or YYYY-MM-DD, or no such day.

    Examples:
        >>> days("2025-02")
        (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    """
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        raise ValueError(f"date is {partial!r}; give YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return Date(year, 1, 1), Date(year, 12, 31)
    if day is None:
        return Date(year, month, 1), Date(year, month, monthrange(year, month)[1])
    return Date(year, month, day), Date(year, month, day)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day of something, both included.

    Args:
        start: as the source gives it; "" when it was always so, or is not known.
        end: as the source gives it; "" when it goes on.
        known_from: a day on which it surely held, when the start is not known.
    """

    start: str = ""
    end: str = ""
    known_from: str = ""

    def holds(self, when: Days) -> Holds:
        """Whether it held on every day of ``when``, on none, or on some or perhaps.

        Examples:
            >>> Period("2025-03-01").holds(days("2025")).name
            'MAYBE'
        """
        first, last = when
        first_start, last_start = self._start()
        first_end, last_end = days(self.end) if self.end else (Date.max, Date.max)
        if last < first_start or first > last_end:
            return Holds.NO
        return Holds.YES if first >= last_start and last <= first_end else Holds.MAYBE

    def _start(self) -> Days:
        if self.start:
            return days(self.start)
        return Date.min, (days(self.known_from)[1] if self.known_from else Date.min)

    def ended_by(self, when: Days) -> bool:
        """Whether it had ended before the first day of ``when``."""
        return bool(self.end) and days(self.end)[1] < when[0]
