"""One word a line, one column of IOB tags a layer of nesting; comes back whole, offsets included."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from vnpolitext.doc import Doc, Entity, Extent
from vnpolitext.export.pieces import pieces


def to_conll(doc: Doc) -> str:
    """The document as IOB2: word (blanks as "_"), start, end, then one column of tags a layer of nesting.

    A blank line ends a sentence; the first line keeps the text itself, as a JSON string.

    Examples:
        >>> doc = Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> print(to_conll(doc).expandtabs(4), end="")
        # text = "ở Hà Nội"
        ở   0   1   O
        Hà  2   4   B-PLACE
        Nội 5   8   I-PLACE
    """
    words, starts = pieces(doc), [start for start, _ in doc.sentence_extents]
    columns = zip(*(_tags(words, layer) for layer in _layers(doc.entities)), strict=True)
    lines = ["# text = " + json.dumps(doc.text, ensure_ascii=False)]
    for (start, end), tags in zip(words, columns, strict=True):
        if len(lines) > 1 and bisect_right(starts, start) != bisect_right(starts, int(lines[-1].split("\t")[1])):
            lines.append("")
        lines.append("\t".join(["_".join(doc.text[start:end].split()), str(start), str(end), *tags]))
    return "\n".join(lines) + "\n"


def from_conll(text: str) -> Doc:
    """The document that ``to_conll`` wrote: text, words and mentions (start, end, label).

    Raises:
        ValueError: the first line does not hold the text.
    """
    head, *lines = text.split("\n")
    if not head.startswith("# text = "):
        raise ValueError(f"the first line is {head[:40]!r}; it should begin with '# text = '")
    whole = json.loads(head.removeprefix("# text = "))
    rows = [line.split("\t") for line in lines if line]
    words = tuple((int(row[1]), int(row[2])) for row in rows)
    columns = zip(*(row[3:] for row in rows), strict=True)
    spans = sorted((span for tags in columns for span in _spans(words, tags)), key=lambda s: (s[0], -s[1]))
    return Doc(
        whole, token_extents=words, entities=tuple(Entity(s, e, whole[s:e], tag, "conll", 1.0) for s, e, tag in spans)
    )


def _layers(entities: Iterable[Entity]) -> list[list[Entity]]:
    """Mentions in as few rows as keep those of one row apart; the outer of two nested ones comes first."""
    layers: list[list[Entity]] = [[]]
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        free = next((layer for layer in layers if not layer or layer[-1].end <= entity.start), None)
        if free is None:
            layers.append(free := [])
        free.append(entity)
    return layers


def _tags(words: Iterable[Extent], layer: Iterable[Entity]) -> Iterator[str]:
    rest = iter(layer)
    entity = next(rest, None)
    for start, _ in words:
        while entity and entity.end <= start:
            entity = next(rest, None)
        inside = entity is not None and entity.start <= start
        yield f"{'B' if start == entity.start else 'I'}-{entity.label}" if entity and inside else "O"


def _spans(words: Iterable[Extent], tags: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    first, last, label = 0, 0, ""
    for (start, end), tag in zip([*words, (0, 0)], [*tags, "O"], strict=True):
        if label and tag != f"I-{label}":
            yield first, last, label
            label = ""
        if tag.startswith("B-"):
            first, label = start, tag[2:]
        last = end
