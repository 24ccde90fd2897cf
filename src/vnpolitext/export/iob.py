"""IOB2 tags: mentions that nest become rows of tags over words, one row a layer of nesting; and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vnpolitext.doc import Entity, Extent

Span = tuple[int, int, str]


def layers(entities: Iterable[Entity]) -> list[list[Entity]]:
    """Mentions in as few rows as keep those of one row apart; the outer of two nested ones comes first."""
    rows: list[list[Entity]] = [[]]
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        free = next((row for row in rows if not row or row[-1].end <= entity.start), None)
        if free is None:
            rows.append(free := [])
        free.append(entity)
    return rows


def tags(words: Iterable[Extent], layer: Iterable[Entity]) -> Iterator[str]:
    """The tag of each word; no word may cross the edge of a mention.

    Examples:
        >>> list(tags([(0, 1), (2, 4), (5, 8)], [Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9)]))
        ['O', 'B-PLACE', 'I-PLACE']
    """
    rest = iter(layer)
    entity = next(rest, None)
    for start, _ in words:
        while entity and entity.end <= start:
            entity = next(rest, None)
        inside = entity is not None and entity.start <= start
        yield f"{'B' if start == entity.start else 'I'}-{entity.label}" if entity and inside else "O"


def spans(words: Sequence[Extent], row: Sequence[str]) -> Iterator[Span]:
    """The mentions of one row of tags: start, end, label; an I without its B is none.

    Examples:
        >>> list(spans([(0, 1), (2, 4), (5, 8)], ["O", "B-PLACE", "I-PLACE"]))
        [(2, 8, 'PLACE')]
    """
    first, last, label = 0, 0, ""
    for (start, end), tag in zip([*words, (0, 0)], [*row, "O"], strict=True):
        if label and tag != f"I-{label}":
            yield first, last, label
            label = ""
        if tag.startswith("B-"):
            first, label = start, tag[2:]
        last = end
