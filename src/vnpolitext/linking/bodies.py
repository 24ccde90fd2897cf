"""Bodies: central ones by name, local ones by a grammar of organ, level and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vnpolitext.doc import Entity
from vnpolitext.linking.antecedents import Antecedents
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.identifiers import local_body, parts
from vnpolitext.linking.names import key, words
from vnpolitext.linking.periods import Days, Holds
from vnpolitext.linking.places import at_time, find_places, locate, split_unit, within
from vnpolitext.linking.records import Body, Organ, Place
from vnpolitext.linking.registry import Registry

# What may follow a central body's name without changing it ("Quốc hội Việt Nam").
_TAILS = (
    ("nước", "cộng", "hòa", "xã", "hội", "chủ", "nghĩa", "việt", "nam"),
    ("quân", "đội", "nhân", "dân", "việt", "nam"),
    ("đảng", "cộng", "sản", "việt", "nam"),
    ("việt", "nam"),
    ("bộ", "chính", "trị"),
    ("quốc", "hội"),
    ("qh",),
    ("vn",),
)
_LONGEST = 12
_NEAR = 400  # characters
_DISTRICT = frozenset({"huyện", "quận", "thị xã"})
_ANNOUNCED = 240  # days before its first in which a new body is in the news
# Between members of a list that share what follows the last: "HĐND, UBND tỉnh", "các bộ: Nội vụ, Tài chính".
_LIST_GAP = re.compile(r"\s*(?:,|;|-|–|/|và|\+)\s*(?:các )?")
_LIST_HEAD = re.compile(r"\b(?P<kind>[Bb]ộ|[Ss]ở|[Bb]an)\s?:?\s$")
_OPENING = re.compile(r"\s*\(\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a BODY mention say, whatever the date.

    Args:
        prefix: slug of the parts named before the body proper ("ban-thuong-vu").
        central: central bodies of that name.
        organ: kind of local organ.
        place: words of its place, with the type word; () when none is named.
        types: types of unit that the organ or the type word allows; () for any.
    """

    prefix: str = ""
    central: tuple[Body, ...] = ()
    organ: Organ | None = None
    place: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The organ with the parts before it ("ban-thuong-vu-tinh-uy")."""
        own = self.organ.id if self.organ else ""
        return f"{self.prefix}-{own}" if self.prefix and own else self.prefix or own


class BodyReader:
    """Reads BODY mentions by the names in a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._organs: dict[tuple[str, ...], list[Organ]] = {}
        for organ in registry.organs:
            for name in (organ.name, *organ.aliases):
                self._organs.setdefault(words(name), []).append(organ)
        self.read = lru_cache(maxsize=16384)(self._read)

    def _read(self, name: str) -> Reading | None:
        return self._parse(words(name))

    def _parse(self, name: tuple[str, ...]) -> Reading | None:
        central = self._central(name)
        if central:
            # "Cục Thuế" is central from 2025-03, and was each province's before: the date decides.
            local = next(iter(self._organs.get(name, ())), None)
            return Reading(
                central=central, organ=local, types=local.levels if local and local.levels != ("any",) else ()
            )
        for length in range(min(len(name), _LONGEST), 0, -1):
            for organ in self._organs.get(name[:length], ()):
                reading = self._with_organ(organ, name[length:])
                if reading is not None:
                    return reading
        for tail in _TAILS:
            if len(name) > len(tail) and name[-len(tail) :] == tail:
                central = self._central(name[: -len(tail)])
                return Reading(central=central) if central else self._parse(name[: -len(tail)])
        return None

    def _central(self, name: tuple[str, ...]) -> tuple[Body, ...]:
        return self._registry.bodies_by_name.get("".join(name), ())

    def _with_organ(self, organ: Organ, rest: tuple[str, ...]) -> Reading | None:
        if "part" in organ.roles:
            inner = self._parse(rest) if rest else Reading()
            if inner is not None and (inner.central or inner.organ or not rest):
                return Reading(
                    f"{organ.id}-{inner.prefix}" if inner.prefix else organ.id,
                    inner.central,
                    inner.organ,
                    inner.place,
                    inner.types,
                )
        if "base" not in organ.roles:
            return None
        own = () if organ.levels == ("any",) else organ.levels
        types, name = split_unit(rest)
        if not name:
            return Reading(organ=organ, types=types or own)
        if find_places(self._registry, rest):
            return Reading(organ=organ, place=rest, types=types or own)
        return None


def link_bodies(article: Article, reader: BodyReader) -> None:
    """Link BODY mentions: those that say all themselves, then those that lean on the rest of the article."""
    mentions = article.labelled("BODY")
    seen: dict[str, Link] = {}
    for index, entity in mentions:
        link = seen.get(entity.text)
        if link is None:
            link = seen[entity.text] = _by_name(article, reader.read(entity.text))
        if link.candidates:
            article.links[index] = link
    if all(index in article.links for index, _ in mentions):
        return
    locate(article)
    named = Antecedents()
    for index, entity in mentions:
        if index not in article.links:
            article.links[index] = _by_context(article, reader, index, entity, named)
        linked = article.decided(index)
        if linked is not None:
            named.add(entity.text, linked, entity.start)


def _by_name(article: Article, reading: Reading | None) -> Link:
    if reading is None:
        return NOTHING
    if reading.central:
        link = _central_link(article, reading)
        if link.candidates or reading.organ is None:
            return link
    if reading.organ is None or not reading.place:
        return NOTHING
    return _local_link(article, reading)


def _central_link(article: Article, reading: Reading) -> Link:
    live = list(_alive(reading.central, article.when))
    if len({body.id for body, _ in live}) > 1:
        live = _named_in_full(article, live) or live
    prefix = f"{reading.prefix}-" if reading.prefix else ""
    return decide((f"body:{prefix}{body.id.removeprefix('body:')}", weight, body.verified) for body, weight in live)


def _alive(bodies: Sequence[Body], when: Days) -> Iterator[tuple[Body, float]]:
    """Bodies that existed at the time; when none did, those that had ended, or were announced."""
    live = [body for body in bodies if body.period.holds(when) is not Holds.NO]
    gone = [body for body in bodies if body.period.ended_by(when)]
    soon = [body for body in bodies if body.period.begins_within(when, _ANNOUNCED)]
    return ((body, 1.0) for body in live or gone or soon)


def _named_in_full(article: Article, live: list[tuple[Body, float]]) -> list[tuple[Body, float]]:
    """Of several bodies with one short form ("BCT"), the one that the article also names in full."""
    full = {key(entity.text) for _, entity in article.labelled("BODY")}
    return [(body, weight) for body, weight in live if key(body.name) in full]


def _local_link(article: Article, reading: Reading, *, inferred: bool = False) -> Link:
    found = list(find_places(article.registry, reading.place))
    if not split_unit(reading.place)[0]:
        # "UBND Vĩnh Long": the province, when nothing says a smaller unit; "Huyện ủy Mộc Hóa": a district.
        fitting = [place for place in found if not reading.types or place.type in reading.types]
        found = [place for place in fitting if place.level == "province"] or fitting or found
    elif reading.types:
        found = [place for place in found if place.type in reading.types] or found
    live = within(article, at_time(found, article.when))
    return decide(
        ((local_body(reading.slug, place.id), weight, place.verified) for place, weight in live), inferred=inferred
    )


def _by_context(article: Article, reader: BodyReader, index: int, entity: Entity, named: Antecedents) -> Link:
    """A body that its own words do not fix: by the list it stands in, by a longer name before it, by the locality."""
    reading = reader.read(entity.text)
    for link in (_from_list(article, reader, index, entity, reading), _from_brackets(article, index, entity)):
        if link.candidates:
            return link
    # A kind of organ that many bodies have ("Đảng ủy") is taken up only from near by.
    organ = reading is not None and reading.organ is not None
    longer = named.only(entity.text, since=entity.start - _NEAR if organ else 0)
    if longer is not None:
        return decide([(longer, 1.0, "yes")], inferred=True)
    return _from_locality(article, reading) if reading is not None and organ else NOTHING


def _neighbour(article: Article, index: int, step: int) -> tuple[int, Entity] | None:
    entities = article.draft.entities
    place = index + step
    while 0 <= place < len(entities) and entities[place].label != "BODY":
        place += step
    return (place, entities[place]) if 0 <= place < len(entities) else None


def _from_list(article: Article, reader: BodyReader, index: int, entity: Entity, reading: Reading | None) -> Link:
    """By the list it stands in: "HĐND, UBND tỉnh X" shares the place, "Bộ Nội vụ, Tài chính" the first word."""
    text = article.draft.text
    after = _neighbour(article, index, 1)
    if reading is not None and reading.organ is not None and after is not None:
        other = reader.read(after[1].text)
        if _LIST_GAP.fullmatch(text, entity.end, after[1].start) and other is not None and other.organ is not None:
            shared = other.place or other.types
            if shared and not reading.types:
                joined = Reading(reading.prefix, (), reading.organ, other.place, other.types)
                return _local_link(article, joined) if other.place else _from_locality(article, joined)
    lent = _lent(article, index, entity) if reading is None else None
    return _by_name(article, reader.read(f"{lent} {entity.text}")) if lent else NOTHING


def _lent(article: Article, index: int, entity: Entity) -> str | None:
    """The first word that a list gives to all its members: "các bộ: Nội vụ, Tài chính"."""
    text = article.draft.text
    announced = _LIST_HEAD.search(text, max(0, entity.start - 12), entity.start)
    if announced:
        return announced["kind"]
    before = _neighbour(article, index, -1)
    if before is None or not _LIST_GAP.fullmatch(text, before[1].end, entity.start):
        return None
    known = article.registry.bodies.get(article.decided(before[0]) or "")
    return (known.name if known else before[1].text).split(maxsplit=1)[0]


def _from_brackets(article: Article, index: int, entity: Entity) -> Link:
    """A short form in brackets after the name it stands for."""
    before = _neighbour(article, index, -1)
    if before is not None and _OPENING.fullmatch(article.draft.text, before[1].end, entity.start):
        return article.links.get(before[0], NOTHING)
    return NOTHING


def _from_locality(article: Article, reading: Reading) -> Link:
    """By the locality: "Tỉnh ủy" is that of the article's province, "UBND huyện" that of its district."""
    for home in (article.province, article.district):
        place = article.registry.places.get(home) if home else None
        if place is not None and _governs(place, reading):
            return decide([(local_body(reading.slug, place.id), 1.0, place.verified)], inferred=True)
    return NOTHING


def _governs(place: Place, reading: Reading) -> bool:
    """Whether an organ of that level is the place's: a city's department is not the district's office."""
    district = reading.organ is not None and not _DISTRICT.isdisjoint(reading.organ.levels)
    return place.type in reading.types and (place.level == "district" or not district)


def home_of(body: str) -> str:
    """Identifier of the place in a local body's identifier, "" for a central body.

    Examples:
        >>> home_of("body:tinh-uy@place:an-giang")
        'place:an-giang'
    """
    return parts(body)[2]
