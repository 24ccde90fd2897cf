"""Bodies by their own words: central ones by name, local ones by organ, level and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.identifiers import local_body
from vnpolitext.linking.names import key
from vnpolitext.linking.periods import Days, Holds
from vnpolitext.linking.places import at_time, find_places, split_unit, within
from vnpolitext.linking.reading import Reading
from vnpolitext.linking.records import Body, Place

_DISTRICTS = frozenset({"huyện", "quận", "thị xã"})
_ANNOUNCED = 240  # days before its first in which a new body is in the news


def by_name(article: Article, reading: Reading | None, *, inferred: bool = False) -> Link:
    """What a body's own words stand for, at the time of the article."""
    if reading is None:
        return NOTHING
    if reading.central:
        link = _central_link(article, reading, inferred=inferred)
        if link.candidates or reading.organ is None:
            return link
    return local_link(article, reading, inferred=inferred) if reading.place else NOTHING


def _central_link(article: Article, reading: Reading, *, inferred: bool) -> Link:
    live = list(_alive(reading.central, article.when))
    if len({body.id for body, _ in live}) > 1:
        live = _named_in_full(article, live) or live
    prefix = f"{reading.prefix}-" if reading.prefix else ""
    return decide(
        (
            (f"body:{prefix}{body.id.removeprefix('body:')}", weight, _level(reading, body.verified))
            for body, weight in live
        ),
        inferred=inferred,
    )


def _level(reading: Reading, own: str) -> str:
    """An organ that only the text names is known in part at best."""
    return "partial" if reading.composed and own == "yes" else own


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


def local_link(article: Article, reading: Reading, *, inferred: bool = False) -> Link:
    """The organ of the place that the reading names."""
    found = list(find_places(article.registry, reading.place))
    if reading.within:
        outer = tuple(f"{place.id}/" for place in find_places(article.registry, reading.within))
        found = [place for place in found if place.id.startswith(outer)]
    if not split_unit(reading.place)[0]:
        # "UBND Vĩnh Long": the province, when nothing says a smaller unit; "Huyện ủy Mộc Hóa": a district.
        found = _fitting(found, reading.types)
        found = [place for place in found if place.level == "province"] or found
    elif reading.types:
        found = [place for place in found if place.type in reading.types] or found
    live = within(article, at_time(found, article.when))
    return decide(
        ((local_body(reading.slug, place.id), weight, _level(reading, place.verified)) for place, weight in live),
        inferred=inferred,
    )


def _fitting(found: list[Place], types: tuple[str, ...]) -> list[Place]:
    """Places that the organ can be of; a district of any rank where it is of some district, for ranks change."""
    exact = [place for place in found if not types or place.type in types]
    return exact or [place for place in found if place.level == "district" and not _DISTRICTS.isdisjoint(types)]
