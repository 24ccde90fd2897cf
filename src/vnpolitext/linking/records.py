"""What the registry knows: one frozen record a row, dates as the sources give them."""

from __future__ import annotations

from dataclasses import dataclass

from vnpolitext.linking.periods import ALWAYS, Period
from vnpolitext.linking.tables import Row, listed


@dataclass(frozen=True, slots=True)
class Body:
    """An organ of the political system.

    Args:
        id: "body:bo-noi-vu".
        name: the full name in use while it was valid.
        parent: identifier of the body above it, or "".
        successors: identifiers of the bodies that took over when it ended.
        verified: "yes", "partial" or "no".
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    name_en: str = ""
    system: str = ""
    parent: str = ""
    period: Period = ALWAYS
    successors: tuple[str, ...] = ()
    verified: str = "yes"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who held public office; ``died`` is the day of death, "" when not known.

    ``articles`` and ``beside_office`` count the news articles that hold the name, and those where it stands beside
    one of the person's offices: what a name alone is worth as evidence.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    articles: int = 0
    beside_office: int = 0
    verified: str = "yes"
    source: str = ""
    died: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """An office: a title at a body. ``single`` when one person holds it at a time."""

    id: str
    title: str
    body: str
    names: tuple[str, ...] = ()
    single: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one office for a time."""

    person: str
    post: str
    period: Period
    acting: bool = False
    verified: str = "yes"
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A province, district or commune in one extent, or a country.

    Args:
        id: "place:an-giang" (to 2025-06-30), "place:an-giang-2025" (from 2025-07-01), "place:an-giang/huyen-tri-ton".
        type: "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "nước".
        level: "country", "province", "district" or "commune".
        era: "63" or "34" for provinces of one era only, "" for the rest.
        parent: identifier of the unit above, "" for a province.
    """

    id: str
    name: str
    type: str
    level: str
    era: str = ""
    full_name: str = ""
    aliases: tuple[str, ...] = ()
    period: Period = ALWAYS
    parent: str = ""
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    verified: str = "yes"
    source: str = ""

    @property
    def province(self) -> str:
        """Identifier of the province that it is or lies in."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class KnownDirective:
    """A document with its date, issuer and subject."""

    id: str
    number: str
    type: str
    date: str
    issuer: str
    issuer_body: str = ""
    subject: str = ""
    names: tuple[str, ...] = ()
    period: Period = ALWAYS
    verified: str = "yes"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A congress, plenum, assembly term, session, election or reorganisation."""

    id: str
    category: str
    name: str
    aliases: tuple[str, ...] = ()
    period: Period = ALWAYS
    place: str = ""
    verified: str = "yes"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Organ:
    """A kind of local organ, which a place makes a body; ``part`` ones stand before another body's name.

    A kind has several rows where its time differs by level, or where it was there twice; ``successors`` are the kinds
    that took over at the same place.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("base",)
    levels: tuple[str, ...] = ("any",)
    head: str = ""
    period: Period = ALWAYS
    verified: str = "yes"
    system: str = ""
    successors: tuple[str, ...] = ()
    source: str = ""

    def is_of(self, place: Place) -> bool:
        """Whether places of that type and level have it: a city may be a province's equal or lie in one."""
        if self.levels == ("any",):
            return True
        one = len(self.levels) == 1
        return place.type in self.levels and (one or (place.level == "province") == ("tỉnh" in self.levels))


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whom the code in a document's number stands for."""

    code: str
    name: str
    body: str = ""
    system: str = ""
    level: str = ""
    period: Period = ALWAYS
    verified: str = "yes"


def _dated(row: Row) -> Period:
    return Period(row.get("valid_from", ""), row.get("valid_to", ""))


def body(row: Row) -> Body:
    """A row of bodies.csv."""
    return Body(
        id=row["id"],
        name=row["name"],
        aliases=listed(row["aliases"]),
        name_en=row.get("name_en", ""),
        system=row.get("system", ""),
        parent=row.get("parent", ""),
        period=_dated(row),
        successors=listed(row.get("successors", "")),
        verified=row["verified"],
        source=row["source"],
    )


def person(row: Row) -> Person:
    """A row of people.csv."""
    return Person(
        row["id"],
        row["name"],
        listed(row.get("aliases", "")),
        int(row.get("articles") or 0),
        int(row.get("beside_office") or 0),
        row["verified"],
        row["source"],
        row.get("died", ""),
    )


def post(row: Row) -> Post:
    """A row of posts.csv."""
    return Post(row["id"], row["title"], row["body"], listed(row["names"]), row["single"] == "yes", row["source"])


def membership(row: Row) -> Membership:
    """A row of memberships.csv; an office whose beginning is not known was held on its last day at least."""
    known_from = row.get("known_from", "") or ("" if row["start"] else row["end"])
    return Membership(
        row["person"],
        row["post"],
        Period(row["start"], row["end"], known_from, known_until=row.get("known_until", "")),
        row.get("acting") == "yes",
        row["verified"],
        row.get("note", ""),
        row["source"],
    )


def province(row: Row) -> Place:
    """A row of provinces.csv."""
    return Place(
        id=row["id"],
        name=row["name"],
        type=row["type"],
        level="province",
        era=row["era"],
        full_name=row["full_name"],
        aliases=listed(row["aliases"]),
        period=_dated(row),
        predecessors=listed(row["predecessors"]),
        successors=listed(row["successors"]),
        verified=row["verified"],
        source=row["source"],
    )


def country(row: Row) -> Place:
    """A row of countries.csv."""
    return Place(
        row["id"],
        row["name"],
        "nước",
        "country",
        full_name=row["name"],
        aliases=listed(row["aliases"]),
        period=_dated(row),
        verified=row["verified"],
        source=row["source"],
    )


def directive(row: Row) -> KnownDirective:
    """A row of directives.csv."""
    return KnownDirective(
        id=row["id"],
        number=row["number"],
        type=row["type"],
        date=row["date"],
        issuer=row["issuer"],
        issuer_body=row["issuer_body"],
        subject=row["subject"],
        names=listed(row["names"]),
        period=_dated(row),
        verified=row["verified"],
        source=row["source"],
    )


def event(row: Row) -> Event:
    """A row of events.csv."""
    return Event(
        row["id"],
        row["category"],
        row["name"],
        listed(row["aliases"]),
        Period(row["start"], row["end"]),
        row["place"],
        row["verified"],
        row["source"],
    )


def organ(row: Row) -> Organ:
    """A row of organs.csv."""
    return Organ(
        row["id"],
        row["name"],
        listed(row["aliases"]),
        listed(row["role"]),
        listed(row["levels"]),
        row["head"],
        _dated(row),
        row["verified"],
        row["system"],
        listed(row["successors"]),
        row["source"],
    )


def issuer(row: Row) -> Issuer:
    """A row of issuers.csv."""
    return Issuer(
        row["code"], row["issuing_body"], row["body"], row["system"], row["level"], _dated(row), row["verified"]
    )
