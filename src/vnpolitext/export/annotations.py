"""What an annotator's tool takes of a document: its mentions, each with label and notes. ``documents`` leads back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vnpolitext.doc import Doc, Entity, Extent

SEPARATOR = "; "  # between holders of one office, as in the attribute ``h`` of gold articles


@dataclass(frozen=True, slots=True)
class Annotation:
    """A mention: half-open code points, label, and what is noted on it ("number", "canonical_id", "holder")."""

    start: int
    end: int
    label: str
    notes: Mapping[str, str]
    score: float = 1.0


def annotated(doc: Doc) -> list[Annotation]:
    """The mentions by start, the outer of two nested ones first; holders that the text does not name are left out.

    Examples:
        >>> annotated(Doc("ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),)))
        [Annotation(start=2, end=8, label='PLACE', notes={}, score=0.9)]
    """
    holders: dict[Extent, list[str]] = {}
    for official in doc.officials:
        for office in () if official.inferred else official.positions:
            holders.setdefault((office.start, office.end), []).append(" ".join(official.name.split()))
    return [_annotation(entity, holders) for entity in sorted(doc.entities, key=lambda e: (e.start, -e.end))]


def _annotation(entity: Entity, holders: Mapping[Extent, list[str]]) -> Annotation:
    held = SEPARATOR.join(holders.get((entity.start, entity.end), ())) if entity.label == "POSITION" else ""
    notes = {"number": entity.number, "canonical_id": entity.canonical_id, "holder": held}
    said = {name: value for name, value in notes.items() if value}
    return Annotation(entity.start, entity.end, entity.label, said, entity.score)
