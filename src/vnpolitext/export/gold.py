"""Articles with inline tags: what annotators write, ``vnpolitext evaluate`` reads and models are trained on."""

from __future__ import annotations

import re
from itertools import pairwise

from vnpolitext.doc import LABELS, Doc
from vnpolitext.export.annotations import Annotation, annotated
from vnpolitext.export.documents import document
from vnpolitext.gold import parse_tagged

TAG = re.compile(rf"</?(?:{'|'.join(LABELS)})[ >]")
ATTRIBUTES = {"n": "number", "h": "holder"}


def to_gold(doc: Doc) -> str:
    """The text with a tag around each mention; the number of a DIRECTIVE as ``n``, the holder of a POSITION as ``h``.

    Raises:
        ValueError: the text itself holds such a tag, or two mentions cross.

    Examples:
        >>> from vnpolitext.doc import Entity
        >>> to_gold(Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),)))
        'ở <PLACE>Hà Nội</PLACE>'
    """
    if tag := TAG.search(doc.text):
        raise ValueError(f"the text itself holds {tag.group()!r}; inline tags cannot tell it from a mention")
    tags: dict[int, str] = {}  # what stands before a character
    opened: list[Annotation] = []
    for one in [*annotated(doc), Annotation(len(doc.text), len(doc.text), "", {})]:
        while opened and opened[-1].end <= one.start:
            inner = opened.pop()
            tags[inner.end] = tags.get(inner.end, "") + f"</{inner.label}>"
        if opened and one.end > opened[-1].end:
            raise ValueError(f"{doc.text[one.start : one.end]!r} crosses another mention; inline tags can only nest")
        if one.label:
            tags[one.start] = tags.get(one.start, "") + f"<{one.label}{_attributes(one)}>"
            opened.append(one)
    edges = sorted({0, *tags, len(doc.text)})
    return "".join(doc.text[start:end] + tags.get(end, "") for start, end in pairwise([0, *edges]))


def from_gold(tagged: str) -> Doc:
    """The document of a text with inline tags: text, mentions, numbers, holders.

    Raises:
        ValueError: a tag closes nothing, or is never closed.
    """
    text, spans = parse_tagged(tagged)
    named = ({note: span[name] for name, note in ATTRIBUTES.items() if span.get(name)} for span in spans)
    found = (Annotation(s["start"], s["end"], s["label"], notes) for s, notes in zip(spans, named, strict=True))
    return document(text, found, source="gold")


def _attributes(one: Annotation) -> str:
    given = [(name, one.notes[note].replace('"', "'")) for name, note in ATTRIBUTES.items() if note in one.notes]
    return "".join(f' {name}="{value}"' for name, value in given)
