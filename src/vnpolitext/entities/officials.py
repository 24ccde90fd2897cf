"""People of an article with the offices that the text gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnpolitext.doc import Extent, Official, Position
from vnpolitext.entities.binding import bind
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.names import group_names

_FORMER = re.compile(r"(?:\b(?:nguyên|cựu)\s+(?:là\s+)?)\Z", re.IGNORECASE)
_ACTING = re.compile(r"(?:quyền|q\.)\s", re.IGNORECASE)


def officials(text: str, mentions: Sequence[Mention]) -> list[Official]:
    """One ``Official`` for each person named, in order of first mention; those without office too.

    Args:
        text: the normalised text.
        mentions: all mentions of the article, in order.
    """
    people = [m.extent for m in mentions if m.label == "PERSON"]
    if not people:
        return []
    inner = _nested(mentions)
    positions = list(inner)
    nested = {extent: [m.extent for m in found] for extent, found in inner.items()}
    groups = group_names([text[a:b] for a, b in people])
    held: dict[int, list[Position]] = {}
    for index, holders in bind(text, positions, people, nested, groups).items():
        for person in holders:
            held.setdefault(person, []).append(_position(text, positions[index], inner[positions[index]]))
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


def _position(text: str, extent: Extent, inner: Sequence[Mention]) -> Position:
    start, end = extent
    body = next((m for m in inner if m.label in {"BODY", "ORG"}), None)
    title = text[start : body.start] if body and body.start > start else text[start:end]
    return Position(
        start,
        end,
        text[start:end],
        " ".join(title.split()),
        body_text=text[body.start : body.end] if body else None,
        former=bool(_FORMER.search(text, max(0, start - 16), start)),
        acting=bool(_ACTING.match(text, start, end)),
    )
