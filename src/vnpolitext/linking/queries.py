"""From the words of a query to registry records: by number, by name, by the grammar of local bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from vnpolitext.entities.documents.numbers import match_number
from vnpolitext.linking import identifiers
from vnpolitext.linking.directives import completed, is_one_of_many
from vnpolitext.linking.events import event_link
from vnpolitext.linking.local import body_at, kind_of_body
from vnpolitext.linking.names import bare, key, words
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.linking.offices import body_of_place, posts_named, whole_title
from vnpolitext.linking.periods import EVER, Days, Holds
from vnpolitext.linking.places import find_countries, find_places, split_unit
from vnpolitext.linking.reading import BodyReader, Reading
from vnpolitext.linking.records import Body, Event, KnownDirective, Place, Post
from vnpolitext.linking.registry import Registry
from vnpolitext.linking.titles import documents_named

# "Chỉ thị số 35-CT/TW ngày 30/5/2019": type word, number, and a date that tells two of one number apart.
# A point is of a number ("1.234/QĐ") and may stand between its parts ("35. CT"), so each place is read in one way only.
_CITED = re.compile(
    r"(?P<type>[^\W\d_]\D*+)?"
    r"(?P<number>\d(?:[\w.&]|\s?[-–/]\s?(?=[\w.&])|(?<=\.)\s(?=[\w.&])|\s\.\s?(?=[\w.&]))*+)"
    r"(?:\s*+,?\s*+(?:ngày\s*+)?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4}))?"
)
_ADDRESS = re.compile(r"^(?:ông|bà|đồng chí|đ/c)\s+", re.IGNORECASE)
_GAP = re.compile(r"\s+")
_CUT_SHORT = {"Trưởng", "Phó Trưởng", "Chánh"}  # "Trưởng | Ban Tổ chức"
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A document that a number may mean, which others have too that may not be in the tables.

    ``yearly`` when only the year is left out ("16/CT-TTg"), else the issuer is too ("Chỉ thị 16").
    """

    known: KnownDirective
    yearly: bool = False


def find(registry: Registry, query: str, when: Days, kind: str | None) -> list[Any]:
    """Records that the query may mean, best first."""
    readers = {
        "directive": (_numbers, _titles),
        "post": (_posts,),
        "body": (_bodies,),
        "person": (_people,),
        "event": (_events,),
        "place": (_places,),
    }
    asked = [kind] if kind else list(readers)
    found: dict[int, Any] = {}
    for name in asked:
        for reader in readers[name]:
            for record in reader(registry, query.strip(), when):
                found.setdefault(id(record), record)
    return list(found.values()) or _without_marks(registry, query, asked)


def _numbers(registry: Registry, query: str, when: Days) -> Iterator[Any]:
    match = _CITED.fullmatch(query)
    if match is None:
        return
    kind = _type_named((match["type"] or "").strip().removesuffix(":").removesuffix("số").rstrip())
    number = completed(_without_slips(match["number"]), kind)
    symbol = explain(number)
    known = [
        one for one in registry.directives_by_number.get(number_key(number), ()) if one.date <= when[1].isoformat()
    ]
    if match["day"]:
        day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
        known = [one for one in known if one.date == day] or known
    if not symbol and kind:
        found = _short(registry, key(kind), number, when)
        told = [one for one in found if match["day"] and one.date == day]
        yield from told or (Perhaps(one) for one in sorted(found, key=lambda one: one.date, reverse=True))
        return
    many = [not match["day"] and is_one_of_many(one, when) for one in known]
    yield from (
        Perhaps(one, yearly=True) if unsure else one for one, unsure in reversed([*zip(known, many, strict=True)])
    )
    if symbol is not None and not known:
        yield symbol


def _without_slips(number: str) -> str:
    """The number with the codes that the tables know: "178/2024/ND-CP" is of NĐ-CP."""
    read = match_number(number, 0)
    return read.cited if read is not None and read.end == len(number) else number


def _type_named(said: str) -> str:
    """The document type that a word or a code names: "Chỉ thị", "NQ"."""
    coded = explain(f"1-{said}/TW") if said.isupper() else None
    return coded.type if coded and coded.type else said


def _short(registry: Registry, type_key: str, number: str, when: Days) -> list[KnownDirective]:
    """Documents of a type whose number begins so ("Chỉ thị 35"), issued by then."""
    known = registry.directives_by_lead.get(number_key(number), ())
    return [one for one in known if type_key.startswith(key(one.type)) and one.date <= when[1].isoformat()]


def _titles(registry: Registry, query: str, when: Days) -> Iterable[KnownDirective]:
    return reversed(documents_named(registry, query, when))


def _posts(registry: Registry, query: str, when: Days) -> Iterator[Post]:
    named = posts_named(registry, query, when)
    joined = [posts_named(registry, part, when) for part in query.split(",")]
    if not named and len(joined) > 1 and all(joined):  # "Tổng Bí thư, Chủ tịch nước" is two offices of one person
        yield from (posts[0] for posts in joined)
        return
    live = [post for post in named if _home_holds(registry, post, when)]
    found = live or list(_composed(registry, query, when)) or list(_heads_of_place(registry, query, when))
    yield from found or named


def _home_holds(registry: Registry, post: Post, when: Days) -> bool:
    """Whether the place of a local post had that extent at the time; central posts are told apart elsewhere."""
    place = registry.places.get(identifiers.parts(post.body)[2])
    return place is None or when == EVER or place.period.holds(when) is not Holds.NO


def _composed(registry: Registry, query: str, when: Days) -> Iterator[Post]:
    """A title before the name of a body, central or local: the post that the two make."""
    reader = _reader(registry)
    for gap in _GAP.finditer(query):
        title, reading = _titles_known(registry).get(key(query[: gap.start()])), reader.read(query[gap.end() :])
        if reading is None or title is None:
            continue
        bodies = reading.central if reading.central else tuple(_local(registry, query[gap.end() :], reading, when))
        for body in bodies:
            office = whole_title(title, body.name)
            identifier = identifiers.post(office, body.id)
            yield registry.posts.get(identifier) or Post(identifier, office, body.id, (f"{title} {body.name}",))
        return


def _heads_of_place(registry: Registry, query: str, when: Days) -> Iterator[Post]:
    """The head of a place, as the press says it: "Bí thư Hà Nội", "Chủ tịch tỉnh An Giang"."""
    for gap in _GAP.finditer(query):
        title = _titles_known(registry).get(key(query[: gap.start()]))
        if title is None:
            continue
        found = [place for place in find_places(registry, words(query[gap.end() :])) if place.level == "province"]
        for place in _there(found, when):
            body = body_of_place(title, place)
            if body is not None:
                identifier = identifiers.post(title, body)
                yield registry.posts.get(identifier) or Post(identifier, title, body, (query,))


@lru_cache(maxsize=4)
def _titles_known(registry: Registry) -> Mapping[str, str]:
    """Titles that head a body, whole or cut short by it ("Trưởng"), by key: "PCT" is "Phó Chủ tịch"."""
    heads = {post.title for post in registry.posts.values()} | {organ.head for organ in registry.organs}
    return {key(title): title for title in sorted(filter(None, heads | _CUT_SHORT), reverse=True)}


def _bodies(registry: Registry, query: str, when: Days) -> Iterator[Body]:
    reading = _reader(registry).read(query)
    if reading is None:
        return
    if reading.central:
        lives = sorted(reading.central, key=lambda body: body.period.start, reverse=True)
        yield from (_department(query, reading, body) for body in lives) if reading.prefix else lives
    elif reading.organ is not None and not reading.place:
        kind = kind_of_body(registry, reading.organ.id, when)
        if kind is not None:
            yield replace(kind, id=f"body:{reading.slug}", successors=() if reading.prefix else kind.successors)
    else:
        yield from _local(registry, query, reading, when)


def _department(query: str, reading: Reading, body: Body) -> Body:
    """A part of a central body that only the query names: "Vụ Pháp chế Bộ Y tế"."""
    own = f"body:{reading.prefix}-{body.id.removeprefix('body:')}"
    return Body(own, query, period=body.period, parent=body.id, verified="no", source=body.source)


def _there(found: Iterable[Place], when: Days) -> list[Place]:
    """Places that were there at the time, else those that had ended: "Tỉnh ủy Bình Dương" asked for in 2026."""
    places = list(found)
    live = [place for place in places if when == EVER or place.period.holds(when)]
    return live or [place for place in places if place.period.ended_by(when)]


def _local(registry: Registry, query: str, reading: Reading, when: Days) -> Iterator[Body]:
    if not reading.place:
        return
    found = find_places(registry, reading.place)
    if not split_unit(reading.place)[0]:
        found = tuple(place for place in found if place.level == "province") or found
    found = tuple(place for place in found if place.type in reading.types) or found
    for place in sorted(_there(found, when), key=lambda place: place.period.start, reverse=True):
        known = reading.organ is not None and not reading.prefix
        body = body_at(registry, reading.slug, place, when, name="" if known else query)
        yield replace(body, verified="partial") if reading.composed else body


@lru_cache(maxsize=4)
def _reader(registry: Registry) -> BodyReader:
    return BodyReader(registry)


def _people(registry: Registry, query: str, _when: Days) -> Iterable[Any]:
    return registry.people_by_name.get(key(_ADDRESS.sub("", query)), ())


def _events(registry: Registry, query: str, when: Days) -> Iterator[Any]:
    exact = registry.events_by_name.get(key(query), ())
    link = event_link(registry, query, when) if not exact else None
    yield from exact
    if link is not None and len(link.candidates) == 1:
        found = link.candidates[0]
        # A session or a congress of a mass organisation is told by its name; its days are not in the tables.
        yield registry.events.get(found.id) or Event(found.id, "", query, verified=found.verified)


def _places(registry: Registry, query: str, _when: Days) -> Iterable[Place]:
    name = words(query)
    found = (
        find_places(registry, name) or find_countries(registry, name) or registry.communes("".join(split_unit(name)[1]))
    )
    return sorted(
        found,
        key=lambda place: (place.level != "province", place.period.start == "", place.period.start),
        reverse=False,
    )


def _all_names(registry: Registry) -> Iterator[tuple[str, str, Any]]:
    for body in registry.bodies.values():
        yield from (("body", name, body) for name in (body.name, *body.aliases))
    for post in registry.posts.values():
        yield from (("post", name, post) for name in post.names)
    for person in registry.people.values():
        yield "person", person.name, person
    for place in (*registry.provinces.values(), *registry.countries.values()):
        yield from (("place", name, place) for name in (place.name, place.full_name, *place.aliases))
    for event in registry.events.values():
        yield from (("event", name, event) for name in (event.name, *event.aliases))
    for known in registry.directives.values():
        yield from (("directive", name, known) for name in (known.number, *known.names) if name)


@lru_cache(maxsize=4)
def _plain_names(registry: Registry) -> Mapping[str, tuple[tuple[str, str, Any], ...]]:
    names: dict[str, list[tuple[str, str, Any]]] = {}
    for kind, name, record in _all_names(registry):
        names.setdefault(bare(name), []).append((kind, name, record))
    return {name: tuple(found) for name, found in names.items()}


def _without_marks(registry: Registry, query: str, kinds: Iterable[str]) -> list[Any]:
    asked = set(kinds)
    return list(
        {
            id(record): record for kind, _, record in _plain_names(registry).get(bare(query), ()) if kind in asked
        }.values()
    )


def nearest(registry: Registry, query: str) -> tuple[str, ...]:
    """The names that share most letter triples with the query."""
    asked = _triples(bare(query))
    scored = {
        found[0][1]: len(asked & triples) / len(asked | triples)
        for plain, found in _plain_names(registry).items()
        if (triples := _triples(plain))
    }
    alike = (name for name, share in scored.items() if share > 0)
    return tuple(sorted(alike, key=lambda name: (-scored[name], name))[:_NEAREST])


def _triples(name: str) -> set[str]:
    padded = f"  {name} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
