r"""brat's standoff: the text as it is, and one line a mention.

A number or a registry entry goes into a note on the mention ("#1	AnnotatorNotes T1	number 35-CT/TW").
"""

from __future__ import annotations

import re

from vnpolitext.doc import Doc, Entity

NEWLINES = re.compile(r"\n+")


def to_brat(doc: Doc) -> tuple[str, str]:
    r"""The contents of the .txt and of the .ann file; offsets are code points, as brat counts.

    Examples:
        >>> doc = Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> to_brat(doc)[1]
        'T1\tPLACE 2 8\tHà Nội\n'
    """
    lines = []
    for row, entity in enumerate(doc.entities, 1):
        fragments = _fragments(entity)
        words = " ".join(doc.text[start:end] for start, end in fragments)
        extents = ";".join(f"{start} {end}" for start, end in fragments)
        lines.append(f"T{row}\t{entity.label} {extents}\t{words}")
        notes = (("number", entity.number), ("canonical_id", entity.canonical_id))
        lines += [f"#{row}\tAnnotatorNotes T{row}\t{name} {value}" for name, value in notes if value]
    return doc.text, "".join(line + "\n" for line in lines)


def from_brat(text: str, annotations: str) -> Doc:
    """The document of a .txt and its .ann file; lines other than mentions and their notes are passed over.

    Raises:
        ValueError: a mention lies outside the text.
    """
    rows = [line.split("\t") for line in annotations.split("\n") if "\t" in line]
    notes: dict[str, dict[str, str]] = {}
    for row in rows:
        if row[0].startswith("#") and row[1].startswith("AnnotatorNotes T"):
            name, _, value = row[2].partition(" ")
            notes.setdefault(row[1].split()[1], {})[name] = value
    found = [_entity(text, row[1], notes.get(row[0], {})) for row in rows if row[0].startswith("T")]
    return Doc(text=text, entities=tuple(sorted(found, key=lambda e: (e.start, -e.end))))


def _fragments(entity: Entity) -> list[tuple[int, int]]:
    """The parts of a mention between line ends: brat wants one fragment a line."""
    breaks = [match.span() for match in NEWLINES.finditer(entity.text)]
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(entity.text)]
    return [(entity.start + start, entity.start + end) for start, end in zip(starts, ends, strict=True) if start < end]


def _entity(text: str, extents: str, notes: dict[str, str]) -> Entity:
    label, *offsets = extents.replace(";", " ").split()
    start, end = int(offsets[0]), int(offsets[-1])
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the mention {extents!r} lies outside the text of {len(text)} characters")
    return Entity(start, end, text[start:end], label, "brat", 1.0, notes.get("number"), notes.get("canonical_id"))
