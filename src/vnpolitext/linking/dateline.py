"""Datelines: the day an article reports on, where only the year or the month of its publication is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Date  # noqa: N812
from datetime import timedelta

from vnpolitext.doc import Entity
from vnpolitext.linking.periods import Days

# "Chiều 28/10", "9 giờ tối 4.4", "sáng nay, 5-3": what happened at a time of day is news of those days.
_TIME_OF_DAY = re.compile(r"\b(?:[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm|[Hh]ôm)(?: nay| qua)?,?\s*\(?\s*(?:ngày )?$")
_DAY = re.compile(r"(?:ngày\s+)?(?P<day>\d{1,2})\s?(?:[./-]|tháng)\s?(?P<month>\d{1,2})(?:\D{1,5}(?P<year>\d{4}))?")
_LEAD = 400  # characters in which a dateline stands
_BACK = 24
_NEWS = timedelta(days=10)  # by which publication may differ from the day reported


def narrowed(period: Days, text: str, dates: Iterable[Entity]) -> Days:
    """The part of a period around the first dateline of the text; the period itself when there is none.

    Args:
        period: first and last day of the year or month of publication.
        text: the article.
        dates: its DATE mentions, in order.

    Examples:
        >>> tag = Entity(6, 11, "28/10", "DATE", "date.day_month", 1.0)
        >>> narrowed((Date(2019, 1, 1), Date(2019, 12, 31)), "Chiều 28/10, tại Hà Nội", [tag])
        (datetime.date(2019, 10, 18), datetime.date(2019, 11, 7))
    """
    for entity in dates:
        if entity.start > _LEAD:
            break
        day = (
            _day(entity.text, period) if _TIME_OF_DAY.search(text, max(0, entity.start - _BACK), entity.start) else None
        )
        if day is not None:
            return max(period[0], day - _NEWS), min(period[1], day + _NEWS)
    return period


def _day(mention: str, period: Days) -> Date | None:
    match = _DAY.fullmatch(mention)
    if match is None:
        return None
    for year in {period[0].year, period[1].year}:
        try:
            day = Date(int(match["year"] or year), int(match["month"]), int(match["day"]))
        except ValueError:
            return None
        if period[0] <= day <= period[1]:
            return day
    return None
