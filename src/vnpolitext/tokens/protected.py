"""Spans that stay one word, and edges that no word crosses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vnpolitext.doc import Entity

Extent = tuple[int, int]

# One word each, as the reader means them; of the others only the edges are kept.
WHOLE = frozenset({"DIRECTIVE", "DATE", "PERSON"})
# Numbers of documents ("35-CT/TW", "30/2020/NĐ-CP", "63/2025/QH15") and dates: what a segmenter tears apart. The first
# character comes before what must not precede it: for one class the regex engine scans several times faster.
_NUMBERS = re.compile(
    r"""
    [\dNn] (?<![\w/.-].)
    (?: (?<=\d) \d{0,4} (?:/\d{4})? [/-] [A-ZĐ][A-Za-zĐƯđư]{0,15}\d{0,3}
          (?: [-/.] [A-ZĐ][A-Za-zĐƯđư.]{0,11}\d{0,3} ){0,3}
      | (?<=[Nn]) gày \ \d{1,2} \ tháng \ \d{1,2} \ năm \ \d{4}
      | (?<=\d) \d? (?P<mark>[/.-]) \d{1,2} (?P=mark) \d{4}
    )
    (?![\w/-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Protected:
    """What the segmenter may not touch: ``wholes`` are disjoint and in order; no word crosses an edge."""

    wholes: tuple[Extent, ...]
    edges: tuple[int, ...]


def protect(text: str, entities: Iterable[Entity]) -> Protected:
    """The protected spans of a text: what recognisers found, and the numbers and dates that they left.

    Args:
        text: the normalised text.
        entities: mentions with offsets into it; they may nest.

    Examples:
        >>> protect("Chỉ thị 35-CT/TW", []).wholes
        ((8, 16),)
    """
    found = list(entities)
    wholes = [(entity.start, entity.end) for entity in found if entity.label in WHOLE]
    kept = _disjoint(wholes)
    taken = _disjoint([*kept, *(match.span() for match in _NUMBERS.finditer(text))], first=kept)
    edges = {edge for entity in found for edge in (entity.start, entity.end)} | {
        edge for whole in taken for edge in whole
    }
    return Protected(tuple(taken), tuple(sorted(edges - _inner(edges, taken))))


def _disjoint(extents: list[Extent], *, first: list[Extent] | None = None) -> list[Extent]:
    """Extents in order; where two overlap the earlier and longer stays, and those of ``first`` before all others."""
    chosen: list[Extent] = []
    favoured = set(first or ())
    for extent in sorted(set(extents), key=lambda e: (e[0], -e[1])):
        if chosen and extent[0] < chosen[-1][1]:
            if extent not in favoured or chosen[-1] in favoured:
                continue
            chosen.pop()
        chosen.append(extent)
    return chosen


def _inner(edges: set[int], wholes: list[Extent]) -> set[int]:
    """Edges strictly inside a whole span."""
    inner: set[int] = set()
    ordered = sorted(edges)
    at = 0
    for start, end in wholes:
        while at < len(ordered) and ordered[at] <= start:
            at += 1
        while at < len(ordered) and ordered[at] < end:
            inner.add(ordered[at])
            at += 1
    return inner
