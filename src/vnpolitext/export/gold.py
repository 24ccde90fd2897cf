"""Articles with inline tags: what annotators write, ``vnpolitext evaluate`` reads and models are trained on."""

from __future__ import annotations

import re

from vnpolitext.doc import LABELS, Doc, Entity
from vnpolitext.gold import parse_tagged

TAG = re.compile(rf"</?(?:{'|'.join(LABELS)})[ >]")


def to_gold(doc: Doc) -> str:
    """The text with a tag around each mention; the number of a DIRECTIVE as ``n``, the holder of a POSITION as ``h``.

    Raises:
        ValueError: the text itself holds such a tag, or two mentions cross.

    Examples:
        >>> to_gold(Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),)))
        'ở <PLACE>Hà Nội</PLACE>'
    """
    if tag := TAG.search(doc.text):
        raise ValueError(f"the text itself holds {tag.group()!r}; inline tags cannot tell it from a mention")
    holders: dict[tuple[int, int], list[str]] = {}
    for official in (one for one in doc.officials if not one.inferred):
        for office in official.positions:
            holders.setdefault((office.start, office.end), []).append(official.name)
    parts: list[str] = []
    open_: list[Entity] = []
    at = 0
    for entity in [*sorted(doc.entities, key=lambda e: (e.start, -e.end)), None]:
        until = len(doc.text) if entity is None else entity.start
        while open_ and open_[-1].end <= until:
            inner = open_.pop()
            parts.append(doc.text[at : inner.end] + f"</{inner.label}>")
            at = inner.end
        parts.append(doc.text[at:until])
        at = until
        if entity is not None:
            if open_ and entity.end > open_[-1].end:
                raise ValueError(f"{entity.text!r} crosses {open_[-1].text!r}; inline tags can only nest")
            parts.append(f"<{entity.label}{_attributes(entity, holders)}>")
            open_.append(entity)
    return "".join(parts)


def from_gold(tagged: str) -> Doc:
    """The document of a text with inline tags: text, mentions, numbers.

    Raises:
        ValueError: a tag closes nothing, or is never closed.
    """
    text, spans = parse_tagged(tagged)
    found = (Entity(s["start"], s["end"], s["text"], s["label"], "gold", 1.0, s.get("n")) for s in spans)
    return Doc(text, entities=tuple(found))


def _attributes(entity: Entity, holders: dict[tuple[int, int], list[str]]) -> str:
    names = holders.get((entity.start, entity.end), []) if entity.label == "POSITION" else []
    given = [("n", entity.number), ("h", "; ".join(names))]
    return "".join(f' {name}="{value.replace(chr(34), chr(39))}"' for name, value in given if value)
