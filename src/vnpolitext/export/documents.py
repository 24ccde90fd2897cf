"""From an annotator's mentions back to a document, with the officials that its notes on offices name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from vnpolitext.doc import Doc, Entity, Extent, Official, Position
from vnpolitext.export.annotations import SEPARATOR, Annotation


def document(text: str, found: Iterable[Annotation], *, source: str) -> Doc:
    """The document of a text and its annotations, which may come in any order.

    Args:
        text: the article.
        found: its mentions; half-open code points.
        source: what the mentions name as their rule.

    Raises:
        ValueError: a mention lies outside the text.

    Examples:
        >>> document("ở Hà Nội", [Annotation(2, 8, "PLACE", {})], source="brat").places[0].text
        'Hà Nội'
    """
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    entities = tuple(_entity(text, one, source) for one in ordered)
    return Doc(text, entities=entities, officials=_officials(text, ordered))


def _entity(text: str, one: Annotation, source: str) -> Entity:
    if not 0 <= one.start < one.end <= len(text):
        extent = f"{one.label} {one.start}:{one.end}"
        raise ValueError(f"the mention {extent} lies outside the text of {len(text)} characters")
    words, known = text[one.start : one.end], (one.notes.get("number"), one.notes.get("canonical_id"))
    return Entity(one.start, one.end, words, one.label, source, one.score, *known)


def _officials(text: str, found: Iterable[Annotation]) -> tuple[Official, ...]:
    people: dict[str, list[Extent]] = defaultdict(list)
    offices: dict[str, list[Position]] = defaultdict(list)
    for one in found:
        words = text[one.start : one.end]
        if one.label == "PERSON":
            people[" ".join(words.split())].append((one.start, one.end))
        for name in filter(None, one.notes.get("holder", "").split(SEPARATOR)):
            offices[name].append(Position(one.start, one.end, words, title=words))
    return tuple(Official(name, tuple(people.get(name, ())), tuple(held)) for name, held in offices.items())
