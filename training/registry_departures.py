"""Who died or left before the term was over: offices end on that day.

registry_departures.csv has one row a person: the day, how, how that was verified, and where it was read. A death ends
every office, a departure the seat in the Politburo, of which the notes of officials.csv speak. Notes that a whole term
shares ("several left early: …") are taken apart: each row keeps what is said of its own holder.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from training.registry_names import Membership
from vnpolitext.linking.notes import departures
from vnpolitext.linking.periods import days

TABLE = Path(__file__).parent / "registry_departures.csv"
_POLITBURO = "body:bo-chinh-tri"
_OF_OTHERS = re.compile(r";\s*(?:several left early:.*|(?:[A-ZĐ]\w*\s)+d\.\s.*)$")


@dataclass(frozen=True, slots=True)
class Departure:
    """The day on which someone died, left or was removed."""

    day: str
    how: str
    verified: str
    source: str

    @property
    def said(self) -> str:
        """As a note of a membership has it."""
        year, month, day = self.day.split("-")
        words = {"died": "died in office", "left": "left early", "removed": "removed"}[self.how]
        return f"{words} {int(day)}/{int(month)}/{year}"


def known_departures() -> dict[str, Departure]:
    """Departures by the person's name."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["name"]: Departure(row["left"], row["how"], row["verified"], row["source"])
            for row in csv.DictReader(lines)
        }


def ended(members: Iterable[Membership]) -> Iterator[Membership]:
    """The memberships, each over by the day on which its holder died or left.

    Raises:
        ValueError: a note states a departure that the table lacks, or has on another day.
    """
    known = known_departures()
    for member in members:
        for stated in departures(member.note):
            name = stated.name or member.name
            if stated.ends != "post" and (name not in known or known[name].day != stated.day):
                raise ValueError(f"{name} left {stated.day} by a note; registry_departures.csv: {known.get(name)}")
        own = replace(member, note=_OF_OTHERS.sub("", member.note))
        departure = known.get(member.name)
        yield _until(own, departure) if departure and _ends(own, departure) else own


def _ends(member: Membership, departure: Departure) -> bool:
    if departure.how != "died" and member.body != _POLITBURO:
        return False
    first, last = days(member.start)[0], days(member.end)[1] if member.end else None
    left = days(departure.day)[0]
    return first <= left and (last is None or last >= left)


def _until(member: Membership, departure: Departure) -> Membership:
    """The membership up to the departure. Its start in the Politburo was verified before, so the end decides there."""
    seat = member.body == _POLITBURO
    own = [part for part in member.note.split("; ") if part and part != "died in office"]
    if not departures(member.note):
        own = [*(part for part in own if "end of term" not in part), departure.said]
    sources = [one for one in member.source.split("; ") if one != "known" or not seat or departure.verified != "yes"]
    return replace(
        member,
        end=departure.day,
        verified=departure.verified if seat else member.verified,
        note="; ".join(own),
        source="; ".join(dict.fromkeys([*sources, departure.source])),
    )
