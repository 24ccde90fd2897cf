"""People of an article with the offices that the text gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812

from vnpolitext.doc import Extent, Official, Position
from vnpolitext.entities.binding import bind
from vnpolitext.entities.holders import scene
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.names import group_names
from vnpolitext.entities.tenure import tenures
from vnpolitext.entities.tenure_clause import HELD_NOW, Tenure
from vnpolitext.entities.titles import with_noun

_ACTING = re.compile(r"(?:quyền|q\.)\s", re.IGNORECASE)


def officials(text: str, mentions: Sequence[Mention], *, day: Date | None = None) -> list[Official]:
    """One ``Official`` for each person named, in order of first mention; those without office too.

    Args:
        text: the normalised text.
        mentions: all mentions of the article, in order.
        day: the last day on which the article may have appeared.
    """
    return officials_of([(text, mentions)], days=[day])[0]


def officials_of(
    articles: Sequence[tuple[str, Sequence[Mention]]], *, days: Sequence[Date | None] | None = None
) -> list[list[Official]]:
    """What ``officials`` finds, for several articles at once; the same, faster."""
    people = [[m.extent for m in mentions if m.label == "PERSON"] for _, mentions in articles]
    groups = [group_names([text[a:b] for a, b in named]) for (text, _), named in zip(articles, people, strict=True)]
    inner = [_nested(mentions) if named else {} for (_, mentions), named in zip(articles, people, strict=True)]
    scenes = [
        scene(
            text, list(offices), named, {e: [m.extent for m in found] for e, found in offices.items()}, groups=persons
        )
        for (text, _), named, persons, offices in zip(articles, people, groups, inner, strict=True)
    ]
    bound = bind(scenes)
    told = [
        tenures(text, found.items, held, day)
        for (text, _), found, held, day in zip(articles, scenes, bound, days or [None] * len(articles), strict=True)
    ]
    return [
        _officials(text, named, persons, _held(text, offices, holders, tenure))
        for (text, _), named, persons, offices, holders, tenure in zip(
            articles, people, groups, inner, bound, told, strict=True
        )
    ]


def _held(
    text: str,
    offices: Mapping[Extent, Sequence[Mention]],
    holders: Mapping[int, Sequence[int]],
    told: Mapping[int, Tenure],
) -> dict[int, list[Position]]:
    """The offices of each person."""
    extents = list(offices)
    held: dict[int, list[Position]] = {}
    for index, persons in holders.items():
        position = _position(text, extents[index], offices[extents[index]], told.get(index, HELD_NOW))
        for person in persons:
            held.setdefault(person, []).append(position)
    return held


def _officials(
    text: str, people: Sequence[Extent], groups: Sequence[int], held: Mapping[int, Sequence[Position]]
) -> list[Official]:
    mentioned: dict[int, list[Extent]] = {}
    for extent, person in zip(people, groups, strict=True):
        mentioned.setdefault(person, []).append(extent)
    return [
        Official(
            text[slice(*people[person])], tuple(extents), tuple(sorted(held.get(person, []), key=lambda p: p.start))
        )
        for person, extents in mentioned.items()
    ]


def _nested(mentions: Sequence[Mention]) -> dict[Extent, list[Mention]]:
    """For each POSITION, in order, the mentions inside it."""
    inner: dict[Extent, list[Mention]] = {}
    current: Mention | None = None
    for mention in mentions:
        if mention.label == "POSITION":
            current = mention
            inner[mention.extent] = []
        elif current is not None and mention.end <= current.end:
            inner[current.extent].append(mention)
    return inner


def _position(text: str, extent: Extent, inner: Sequence[Mention], tenure: Tenure) -> Position:
    start, end = extent
    body = next((m for m in inner if m.label in {"BODY", "ORG"}), None)
    title = text[start : body.start] if body and body.start > start else text[start:end]
    return Position(
        start,
        end,
        text[start:end],
        with_noun(" ".join(title.split()), text[body.start : body.end] if body else None),
        body_text=text[body.start : body.end] if body else None,
        former=tenure.former,
        acting=bool(_ACTING.match(text, start, end)),
        left=tenure.left,
        proposed=tenure.proposed,
        since=tenure.since,
        until=tenure.until,
    )
