"""What the notes of memberships say of a holder's departure."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "died in office 19/7/2024", "left early, 17/01/2023", "removed 07/5/2017", "resigned from Party posts 26/4/2024", and
# of others by name: "Trần Đại Quang d. 21/9/2018", "Phạm Bình Minh 30/12/2022".
_WAYS = r"(?:died|d\.|left|relieved|removed|resigned)(?:\s(?:in office|early|from Party posts),?)?"
_NAME = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?:\s[A-ZĐÀ-Ỹ][a-zđà-ỹ]*){1,3}"
_DEPARTURE = re.compile(
    rf"(?:\b(?P<name>{_NAME})\s(?:(?P<how>{_WAYS})\s)?|\b(?P<way>{_WAYS})\s)"
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
)


@dataclass(frozen=True, slots=True)
class Departure:
    """Someone's departure: the name ("" for the holder of the row), the day (YYYY-MM-DD) and what it ended.

    ``ends`` is "all" for a death, "party" for the Party posts, "post" for the one of the row.
    """

    name: str
    day: str
    ends: str


def departures(note: str) -> list[Departure]:
    """People whom a note says to have died, left or been removed, in its order.

    Args:
        note: of one membership.

    Examples:
        >>> departures("terms XI-XIII; died in office 19/7/2024")
        [Departure(name='', day='2024-07-19', ends='all')]
        >>> departures("several left early: Phạm Bình Minh 30/12/2022")
        [Departure(name='Phạm Bình Minh', day='2022-12-30', ends='post')]
        >>> departures("elected 03/8/2024")
        []
    """
    return [
        Departure(
            match["name"] or "",
            f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}",
            _ends(match["how"] or match["way"] or ""),
        )
        for match in _DEPARTURE.finditer(note)
    ]


def _ends(way: str) -> str:
    if way.startswith("d"):
        return "all"
    return "party" if "Party" in way else "post"
