"""The dated registry: records by identifier, and by every spelling of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from vnpolitext.linking import records
from vnpolitext.linking.identifiers import slug
from vnpolitext.linking.names import key
from vnpolitext.linking.numbers import number_key
from vnpolitext.linking.periods import Days, Holds, Period
from vnpolitext.linking.records import Body, Event, Issuer, KnownDirective, Membership, Organ, Person, Place, Post
from vnpolitext.linking.tables import Row, read_table

Record = TypeVar("Record")
Index = dict[str, tuple[Any, ...]]

# The kinds of record with an identifier: table and reader. memberships.csv has none and is read beside them.
READERS: Mapping[str, Callable[[Row], Any]] = {
    "bodies": records.body,
    "people": records.person,
    "posts": records.post,
    "provinces": records.province,
    "countries": records.country,
    "directives": records.directive,
    "events": records.event,
}
# The last day that the facts speak of: an office held without an end is sure only up to here.
AS_OF = "2026-11-23"


@dataclass(frozen=True, eq=False)
class Registry:
    """People, bodies, posts, memberships, places, documents and events, each with its dates.

    Made by ``load_registry``. Nothing changes after it is made; indexes are built when first used.
    """

    bodies: Mapping[str, Body]
    people: Mapping[str, Person]
    posts: Mapping[str, Post]
    provinces: Mapping[str, Place]
    directives: Mapping[str, KnownDirective]
    events: Mapping[str, Event]
    memberships: tuple[Membership, ...]
    countries: Mapping[str, Place] = field(default_factory=dict)
    organs: tuple[Organ, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    conflicts: tuple[str, ...] = field(default=())

    @cached_property
    def bodies_by_name(self) -> Mapping[str, tuple[Body, ...]]:
        """Bodies by the key of name or alias."""
        return _index((name, body) for body in self.bodies.values() for name in (body.name, *body.aliases))

    @cached_property
    def people_by_name(self) -> Mapping[str, tuple[Person, ...]]:
        """People by the key of their name; homonyms share one."""
        return _index((name, person) for person in self.people.values() for name in (person.name, *person.aliases))

    @cached_property
    def posts_by_name(self) -> Mapping[str, tuple[Post, ...]]:
        """Posts by the key of a full name ("Trưởng Ban Tổ chức Trung ương")."""
        return _index((name, post) for post in self.posts.values() for name in post.names)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Countries, provinces and districts by identifier."""
        return {**self.countries, **self.provinces, **{place.id: place for place in self._districts()}}

    @cached_property
    def places_by_name(self) -> Mapping[str, tuple[Place, ...]]:
        """Provinces and districts by the key of name, full name or alias."""
        return _index(
            (name, place)
            for place in self.places.values()
            if place.level != "country"
            for name in {place.name, place.full_name, *place.aliases}
        )

    @cached_property
    def countries_by_name(self) -> Mapping[str, tuple[Place, ...]]:
        """Countries by the key of name or alias; apart from the rest, for organs of a country are central ones."""
        return _index((name, place) for place in self.countries.values() for name in (place.name, *place.aliases))

    def communes(self, name: str) -> tuple[Place, ...]:
        """Communes, wards and townships of that name (without the type), of all eras."""
        return tuple(map(_commune, _commune_rows().get(key(name), ())))

    @cached_property
    def directives_by_number(self) -> Mapping[str, tuple[KnownDirective, ...]]:
        """Documents by the key of their number, oldest first."""
        return _group(
            (number_key(item.number), item) for item in sorted(self.directives.values(), key=_issued) if item.number
        )

    @cached_property
    def directives_by_lead(self) -> Mapping[str, tuple[KnownDirective, ...]]:
        """Documents by the first part of their number: for "Chỉ thị 05", short for 05-CT/TW."""
        return _group((name.split("/")[0], item) for name, items in self.directives_by_number.items() for item in items)

    @cached_property
    def directives_by_name(self) -> Mapping[str, tuple[KnownDirective, ...]]:
        """Documents by the key of an established name ("Luật Đất đai"), oldest first."""
        return _index((name, item) for item in sorted(self.directives.values(), key=_issued) for name in item.names)

    @cached_property
    def events_by_name(self) -> Mapping[str, tuple[Event, ...]]:
        """Events by the key of name or alias."""
        return _index((name, event) for event in self.events.values() for name in (event.name, *event.aliases))

    @cached_property
    def organs_by_id(self) -> Mapping[str, tuple[Organ, ...]]:
        """Rows of each kind of local organ by its identifier."""
        return _group((organ.id, organ) for organ in self.organs)

    @cached_property
    def members_of(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships by post."""
        return _group((member.post, member) for member in self.memberships)

    @cached_property
    def offices_of(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships by person."""
        return _group((member.person, member) for member in self.memberships)

    def holders(self, post: str, when: Days) -> tuple[tuple[Membership, Holds], ...]:
        """Who held a post at a time, and how surely; the later holder first.

        Args:
            post: identifier of the post.
            when: first and last day of the time.
        """
        found = [(member, self._held(member, when)) for member in self.members_of.get(post, ())]
        latest_first = sorted(found, key=lambda pair: (pair[0].period.start, pair[1]), reverse=True)
        return tuple(pair for pair in latest_first if pair[1])

    @staticmethod
    def _held(member: Membership, when: Days) -> Holds:
        holds = member.period.holds(when)
        open_end = not member.period.end and when[1].isoformat() > AS_OF
        return Holds.MAYBE if open_end and holds is Holds.YES else holds

    def _districts(self) -> Iterator[Place]:
        for row in read_table("places/districts.csv"):
            yield _district(row)


@cache
def _commune_rows() -> Mapping[str, tuple[Row, ...]]:
    """Rows of communes.csv by the key of the name: 13,000, so a record is made only when asked for."""
    by_name: dict[str, list[Row]] = {}
    for row in read_table("places/communes.csv"):
        by_name.setdefault(row["name"], []).append(row)
    return _group((key(name), row) for name, rows in by_name.items() for row in rows)


def _issued(item: KnownDirective) -> str:
    return item.date


def _district(row: Row) -> Place:
    return _unit(row, "district", f"place:{row['province']}")


def _commune(row: Row) -> Place:
    return _unit(row, "commune", f"place:{row['province']}" + (f"/{row['district']}" if row["district"] else ""))


def _unit(row: Row, level: str, parent: str) -> Place:
    period = Period(row["valid_from"], row["valid_to"])
    place = Place("", row["name"], row["type"], level, period=period, parent=parent, source=row["source"])
    full = _full_name(place)
    return replace(place, id=f"{parent}/{slug(full)}", full_name=full)


def _full_name(place: Place) -> str:
    """Name with its type; "Quận 1" and "Phường 2" have it already."""
    return place.name if place.name.lower().startswith(place.type) else f"{place.type} {place.name}"


def _group(pairs: Iterable[tuple[str, Record]]) -> Mapping[str, tuple[Record, ...]]:
    lists: dict[str, list[Record]] = {}
    for name, record in pairs:
        known = lists.setdefault(name, [])
        if record not in known:
            known.append(record)
    return {name: tuple(found) for name, found in lists.items()}


def _index(pairs: Iterable[tuple[str, Record]]) -> Mapping[str, tuple[Record, ...]]:
    return _group((key(name), record) for name, record in pairs)


@cache
def base_registry() -> Registry:
    """The registry that comes with the package; read once."""
    tables: dict[str, Any] = {
        name: _by_id(reader, read_table(f"registry/{name}.csv")) for name, reader in READERS.items()
    }
    members = map(records.membership, read_table("registry/memberships.csv"))
    return Registry(
        **tables,
        memberships=tuple(_bounded(member, tables["provinces"]) for member in members),
        organs=tuple(map(records.organ, read_table("registry/organs.csv"))),
        issuers=tuple(map(records.issuer, read_table("registry/issuers.csv"))),
    )


def _bounded(member: Membership, provinces: Mapping[str, Place]) -> Membership:
    """A membership whose start is not known cannot have begun before the extent of the province whose office it is."""
    home = provinces.get(member.post.rpartition("@")[2])
    if member.period.start or home is None or not home.period.start:
        return member
    return replace(member, period=replace(member.period, not_before=home.period.start))


def _by_id(reader: Callable[[Row], Any], rows: Iterable[Row]) -> dict[str, Any]:
    return {record.id: record for record in map(reader, rows)}


def place_names() -> Iterator[tuple[str, str, str]]:
    """Every name of a Vietnamese province, district or commune, for a gazetteer.

    Yields:
        name or alias, type ("tỉnh", "xã") and level ("province", "district", "commune").

    Examples:
        >>> ("An Giang", "tỉnh", "province") in set(place_names())
        True
    """
    registry = base_registry()
    for place in registry.places.values():
        if place.level == "country":
            continue
        for name in (place.name, *place.aliases):
            yield name, place.type, place.level
    for row in read_table("places/communes.csv"):
        yield row["name"], row["type"], "commune"
