"""What an identifier stands for, in words: name, and the time it was so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from vnpolitext.linking.identifiers import parts
from vnpolitext.linking.periods import Period
from vnpolitext.linking.registry import Registry, base_registry
from vnpolitext.topics.taxonomy import package_taxonomy


@lru_cache(maxsize=4096)
def in_words(identifier: str) -> str:
    """Name and validity of a registry entry; the identifier itself where the package's registry has none.

    Examples:
        >>> in_words("place:an-giang")
        'Tỉnh An Giang (until 2025-06-30)'
        >>> in_words("body:mine")
        'body:mine'
    """
    return _name(base_registry(), identifier) or identifier


@cache
def topic_names() -> Mapping[str, str]:
    """Vietnamese names of the package's topics, by code.

    Examples:
        >>> topic_names()["health"]
        'Y tế'
    """
    return {topic.code: topic.name_vi for topic in package_taxonomy().topics}


def _name(registry: Registry, identifier: str) -> str | None:
    kind, own, home = parts(identifier)
    if kind == "body" and home:
        return _local(registry, own, home)
    if known := registry.directives.get(identifier):
        return ", ".join(filter(None, (f"{known.type} {known.number}".strip(), known.date, known.subject)))
    if person := registry.people.get(identifier):
        return person.name
    if place := registry.places.get(identifier):
        return (place.full_name or f"{place.type} {place.name}") + _time(place.period)
    dated = registry.bodies.get(identifier) or registry.events.get(identifier)
    return dated.name + _time(dated.period) if dated else None


def _local(registry: Registry, own: str, home: str) -> str | None:
    organ = next((organ for organ in registry.organs if organ.id == own), None)
    place = _name(registry, home)
    return f"{organ.name}, {place}" if organ and place else None


def _time(period: Period) -> str:
    if period.start and period.end:
        return f" ({period.start} – {period.end})"
    return f" (since {period.start})" if period.start else f" (until {period.end})" if period.end else ""
