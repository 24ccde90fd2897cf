"""Times as the sources give them: by the day, the month or the year, open at either end."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812
from enum import IntEnum
from functools import lru_cache

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_LONGEST_IN_OFFICE = 10  # years before the day on which someone is known to hold an office: two terms
Days = tuple[Date, Date]
EVER: Days = (Date.min, Date.max)


class Holds(IntEnum):
    """Whether something held at a time."""

    NO = 0
    MAYBE = 1
    YES = 2


@lru_cache(maxsize=8192)
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
        not_before: a day before which it cannot have begun, when the start is not known.
        known_until: a day up to which it surely held, when it is not known whether it went on.
    """

    start: str = ""
    end: str = ""
    known_from: str = ""
    not_before: str = ""
    known_until: str = ""
    # The first and last day on which it may have begun, and may have ended; worked out once, for they are asked often.
    _starts: Days = field(init=False, repr=False, compare=False, default=EVER)
    _ends: Days = field(init=False, repr=False, compare=False, default=EVER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", days(self.start) if self.start else self._unknown_start())
        sure = days(self.known_until)[0] if self.known_until else Date.max
        object.__setattr__(self, "_ends", days(self.end) if self.end else (sure, Date.max))

    def _unknown_start(self) -> Days:
        if not self.known_from:
            return Date.min, Date.min
        known = days(self.known_from)[1]
        if self.not_before:
            return days(self.not_before)[0], known
        return Date(max(known.year - _LONGEST_IN_OFFICE, 1), known.month, 1), known

    def holds(self, when: Days) -> Holds:
        """Whether it held on every day of ``when``, on none, or on some or perhaps.

        Examples:
            >>> Period("2025-03-01").holds(days("2025")).name
            'MAYBE'
        """
        first, last = when
        if last < self._starts[0] or first > self._ends[1]:
            return Holds.NO
        return Holds.YES if first >= self._starts[1] and last <= self._ends[0] else Holds.MAYBE

    def surely_meets(self, when: Days) -> bool:
        """Whether it surely held on some day of ``when``, whatever the days that are not known.

        Examples:
            >>> Period("2025-03-01").surely_meets(days("2025"))
            True
            >>> Period(known_from="2025-12").surely_meets(days("2025-08-01"))
            False
        """
        return self._starts[1] <= when[1] and self._ends[0] >= when[0]

    def within(self, other: Period) -> Period:
        """The part of it that lies in another.

        Examples:
            >>> Period("2004", "2025-06-30").within(Period(end="2025-02-28"))
            Period(start='2004', end='2025-02-28', known_from='', not_before='', known_until='')
        """
        start = max(self.start, other.start, key=lambda day: days(day)[0] if day else Date.min)
        end = min(self.end, other.end, key=lambda day: days(day)[1] if day else Date.max)
        return Period(start, end, self.known_from, self.not_before, self.known_until)

    def ended_by(self, when: Days) -> bool:
        """Whether it had ended before the first day of ``when``."""
        return self._ends[1] < when[0]

    def begins_after(self, when: Days) -> bool:
        """Whether it begins after the last day of ``when``."""
        return self._starts[0] > when[1]

    def begins_within(self, when: Days, reach: int) -> bool:
        """Whether it begins after ``when``, by no more than so many days."""
        return 0 < (self._starts[0] - when[1]).days <= reach


ALWAYS = Period()
