r"""brat's standoff: the text as it is, and one line a mention.

Number, registry entry and holder go into notes on the mention ("#1	AnnotatorNotes T1	number 35-CT/TW").
"""

from __future__ import annotations

import re

from vnpolitext.doc import Doc, Extent
from vnpolitext.export.annotations import Annotation, annotated
from vnpolitext.export.documents import document

NEWLINES = re.compile(r"\n+")


def to_brat(doc: Doc) -> tuple[str, str]:
    r"""The contents of the .txt and of the .ann file; offsets are code points, as brat counts.

    Examples:
        >>> from vnpolitext.doc import Entity
        >>> doc = Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> to_brat(doc)[1]
        'T1\tPLACE 2 8\tHà Nội\n'
    """
    lines = []
    for row, one in enumerate(annotated(doc), 1):
        fragments = _fragments(doc.text, one)
        words = " ".join(doc.text[start:end] for start, end in fragments)
        extents = ";".join(f"{start} {end}" for start, end in fragments)
        lines.append(f"T{row}\t{one.label} {extents}\t{words}")
        lines += [
            f"#{row}\tAnnotatorNotes T{row}\t{name} {' '.join(value.split())}" for name, value in one.notes.items()
        ]
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
    found = []
    for row in (row for row in rows if row[0].startswith("T")):
        label, *offsets = row[1].replace(";", " ").split()
        found.append(Annotation(int(offsets[0]), int(offsets[-1]), label, notes.get(row[0], {})))
    return document(text, found, source="brat")


def _fragments(text: str, one: Annotation) -> list[Extent]:
    """The parts of a mention between line ends: brat wants one fragment a line."""
    breaks = [match.span() for match in NEWLINES.finditer(text, one.start, one.end)]
    starts, ends = [one.start, *(end for _, end in breaks)], [*(start for start, _ in breaks), one.end]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
