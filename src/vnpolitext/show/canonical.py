"""What an identifier stands for, in words: name, and the time it was so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from vnpolitext.linking.identifiers import parts
from vnpolitext.linking.periods import ALWAYS, Period
from vnpolitext.linking.registry import Registry, base_registry
from vnpolitext.topics.taxonomy import package_taxonomy


@lru_cache(maxsize=4096)
def in_words(identifier: str, *, since: str = "since", until: str = "until") -> str:
    """Name and validity of a registry entry; the identifier itself where the package's registry has none.

    Args:
        identifier: as ``canonical_id`` has it.
        since: the word before the day from which it holds, in the reader's language.
        until: the word before its last day.

    Examples:
        >>> in_words("place:an-giang")
        'Tỉnh An Giang (until 2025-06-30)'
        >>> in_words("body:mine")
        'body:mine'
    """
    name, period = _known(base_registry(), identifier)
    if name is None:
        return identifier
    if period.start and period.end:
        return f"{name} ({period.start} – {period.end})"
    if period.start or period.end:
        return f"{name} ({f'{since} {period.start}' if period.start else f'{until} {period.end}'})"
    return name


@cache
def topic_names(language: str = "vi") -> Mapping[str, str]:
    """Names of the package's topics, by code: Vietnamese, or English ones for "en".

    Examples:
        >>> topic_names()["health"], topic_names("en")["health"]
        ('Y tế', 'Health')
    """
    return {topic.code: topic.name if language == "en" else topic.name_vi for topic in package_taxonomy().topics}


def _known(registry: Registry, identifier: str) -> tuple[str | None, Period]:
    kind, own, home = parts(identifier)
    if kind == "body" and home:
        organ, (where, period) = _organ(registry, own), _known(registry, home)
        return (f"{organ}, {where}" if organ and where else None), period
    if known := registry.directives.get(identifier):
        return ", ".join(filter(None, (f"{known.type} {known.number}".strip(), known.date, known.subject))), ALWAYS
    if person := registry.people.get(identifier):
        return person.name, ALWAYS
    if place := registry.places.get(identifier):
        return place.full_name or f"{place.type} {place.name}", place.period
    dated = registry.bodies.get(identifier) or registry.events.get(identifier)
    return (dated.name, dated.period) if dated else (None, ALWAYS)


def _organ(registry: Registry, own: str) -> str | None:
    """The name of a local organ; that of one within another is put together ("ban-to-chuc-tinh-uy")."""
    names = {organ.id: organ.name for organ in registry.organs}
    if own in names:
        return names[own]
    for part in sorted((organ.id for organ in registry.organs if "part" in organ.roles), key=len, reverse=True):
        if own.startswith(f"{part}-") and (whole := _organ(registry, own.removeprefix(f"{part}-"))):
            return f"{names[part]} {whole}"
    return None
