"""Lookup: what a name, an abbreviation or a number means, on a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import Any

from vnpolitext.corpus.dates import parse_when
from vnpolitext.entities.documents.date_forms import iso_day
from vnpolitext.linking.identifiers import KINDS
from vnpolitext.linking.layers import load_registry
from vnpolitext.linking.periods import EVER, days
from vnpolitext.linking.registry import Registry
from vnpolitext.pipeline import Dated

LONGEST = 500  # characters of a query
LAST_MONTH = 12
# "Thủ tướng 2019", "Thủ tướng năm 2019", "… tháng 10/2019", "… 2019-10", "… (28/10/2019)".
_DATED = re.compile(
    r"[\s,(](?:(?:(?P<day>\d{1,2})[/.-])?(?P<month>\d{1,2})(?:[/.-]| năm ))?"
    r"(?P<year>(?:19|20)\d\d)(?:-(?P<iso>\d\d))?\)?$"
)
_CALENDAR = re.compile(r"\s(?:ngày|tháng|năm)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier and the name that goes with it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone in an office, from and to dates of the precision known; ``office`` is given where it is not the match.

    Args:
        start: first day; None when not known, and ``known_from`` is then a day on which the office was surely held.
        end: last day; None when it goes on, or when only ``known_until`` is known: a day up to which it surely did.
        certain: surely in office on the date asked for; False where the dates known do not tell.
        acting: standing in for a holder; ``note`` says how, where the source does not say "acting".
    """

    id: str
    name: str
    start: str | None
    end: str | None
    verified: str
    office: str | None = None
    acting: bool = False
    known_from: str | None = None
    known_until: str | None = None
    certain: bool = True
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values; start and end are called "from" and "to"."""
        plain: dict[str, Any] = {"id": self.id, "name": self.name, "from": self.start, "to": self.end}
        plain |= {"verified": self.verified, "certain": self.certain}
        known = {"known_from": self.known_from, "known_until": self.known_until}
        extra = {"office": self.office, **known, "acting": self.acting, "note": self.note}
        return plain | {name: value for name, value in extra.items() if value}


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a query may mean.

    Args:
        kind: "body", "post", "person", "place", "directive" or "event".
        id: its identifier.
        valid: it was there on the date asked for; True when none was.
        successors: what took over from it.
        predecessors: what it was made of.
        parent: identifier of what it belongs to.
        holders: of a post or body, who held it; of a person, the offices.
        certain: False for a candidate: the query does not tell it from what the registry may lack.
        notes: what a reader of the match should know: what the registry lacks, why it is no more than a candidate.
        verified: how its row was verified: "yes", "partial" or "no".
        details: of a directive, "type", "number", "year", "issuer", "date" and "subject"; of a person who has died,
            "died".
    """

    kind: str
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    valid: bool = True
    successors: tuple[Named, ...] = ()
    predecessors: tuple[Named, ...] = ()
    parent: str | None = None
    holders: tuple[Holder, ...] = ()
    verified: str = "yes"
    source: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    certain: bool = True
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = {
            name: getattr(self, name) for name in ("kind", "id", "name", "valid_from", "valid_to", "valid", "certain")
        }
        plain["aliases"] = list(self.aliases)
        plain["successors"] = [{"id": one.id, "name": one.name} for one in self.successors]
        plain["predecessors"] = [{"id": one.id, "name": one.name} for one in self.predecessors]
        plain["parent"] = self.parent
        plain["holders"] = [holder.to_dict() for holder in self.holders]
        plain["notes"] = list(self.notes)
        return plain | {"verified": self.verified, "source": self.source} | self.details


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a query means: matches, best first, or the nearest names when there is none.

    ``period`` is the year ("2019") or month ("2019-10") for which it was asked, where no day was given.
    """

    query: str
    date: Date | None
    matches: tuple[Match, ...]
    nearest: tuple[str, ...] = ()
    period: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: query, date or period, matches, and nearest when nothing matches."""
        day = self.date.isoformat() if self.date else self.period
        plain: dict[str, Any] = {"query": self.query, "date": day}
        plain["matches"] = [match.to_dict() for match in self.matches]
        return plain if self.matches else plain | {"nearest": list(self.nearest)}

    def __getitem__(self, name: str) -> Any:
        return self.to_dict()[name]

    def __iter__(self) -> Iterator[Match]:
        return iter(self.matches)

    def __len__(self) -> int:
        return len(self.matches)


def lookup(query: str, *, date: Dated = None, kind: str | None = None, registry: str | Path | None = None) -> Lookup:
    """What a document number, body, office, person, place or event means.

    Args:
        query: "35-CT/TW", "Bộ KH&ĐT", "Trưởng Ban Tổ chức Trung ương", "An Giang"; tone marks may be left out.
            A date at its end counts where none is given ("Thủ tướng 2019", "Bộ Công an 10/2019").
        date: day, month ("2019-10") or year (2019) for which to answer, in any form that ``nlp`` takes: only what was
            valid then, and what became of what was not.
        kind: only matches of this kind: "body", "post", "person", "place", "directive" or "event".
        registry: your own registry (CSV, JSON or a folder) over the package's.

    Raises:
        ValueError: the date is not understood, the kind is unknown, or the query is empty or longer than any name.
        TypeError: the query is not a string.

    Examples:
        >>> lookup("Trưởng Ban Tổ chức Trung ương", date="2019-10-28").matches[0].holders[0].name
        'Phạm Minh Chính'
        >>> lookup("1886/QĐ-TTg")["matches"][0]["issuer"]
        'Thủ tướng Chính phủ'
    """
    from vnpolitext.linking.queries import nearest  # noqa: PLC0415 - its modules make the matches defined here

    if not isinstance(query, str):
        raise TypeError(f"query is {type(query).__name__}, not str")
    if not query.strip():
        raise ValueError("query is empty; give a number, a name or an office")
    if len(query) > LONGEST:
        raise ValueError(f"query has {len(query)} characters; at most {LONGEST} are allowed")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; known are {', '.join(KINDS)}")
    known = load_registry(*([registry] if registry else []))
    found = _on(date, query, known, kind)
    if not found and date is None and (dated := _DATED.search(query.strip())):
        written, name = _written(dated), _CALENDAR.sub("", dated.string[: dated.start()].rstrip(" ,("))
        found = _on(written, name, known, kind) if written and name else found
    return replace(found, query=query) if found else Lookup(query, found.date, (), nearest(known, query), found.period)


def _on(date: Dated, query: str, known: Registry, kind: str | None) -> Lookup:
    from vnpolitext.linking.answers import Answers  # noqa: PLC0415 - it makes the matches defined here
    from vnpolitext.linking.queries import find  # noqa: PLC0415

    day, period = parse_when(date)
    answers = Answers(known, days(period) if period else (day, day) if day else EVER)
    matches = answers.matches(find(known, query, answers.when, kind))
    return Lookup(query, day, matches, period=period)


def _written(dated: re.Match[str]) -> str | None:
    """A date as ISO has it, of the precision written; None for no day of the calendar."""
    day, month, year = dated["day"], dated["month"] or dated["iso"], dated["year"]
    if not month:
        return year
    if not 1 <= int(month) <= LAST_MONTH:
        return None
    return iso_day(int(year), int(month), int(day)) if day else f"{year}-{int(month):02}"
