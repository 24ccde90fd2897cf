"""One word a line, one column of IOB tags a layer of nesting; comes back whole, offsets included."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import replace
from itertools import groupby

from vnpolitext.doc import Doc
from vnpolitext.export.annotations import Annotation
from vnpolitext.export.documents import document
from vnpolitext.export.iob import layers, spans, tags
from vnpolitext.export.pieces import pieces

HEAD = "# text = "


def to_conll(doc: Doc) -> str:
    """The document as IOB2: word (blanks as "_"), start, end, then one column of tags a layer of nesting.

    A blank line ends a sentence; the first line keeps the text itself, as a JSON string.

    Examples:
        >>> from vnpolitext.doc import Entity
        >>> doc = Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> print(to_conll(doc).expandtabs(4), end="")
        # text = "ở Hà Nội"
        ở   0   1   O
        Hà  2   4   B-PLACE
        Nội 5   8   I-PLACE
    """
    words, starts = pieces(doc), [start for start, _ in doc.sentence_extents]
    columns = zip(*(tags(words, layer) for layer in layers(doc.entities)), strict=True)
    lines = [
        (start, "\t".join(["_".join(doc.text[start:end].split()), str(start), str(end), *row]) + "\n")
        for (start, end), row in zip(words, columns, strict=True)
    ]
    sentences = groupby(lines, lambda line: bisect_right(starts, line[0]))
    blocks = ("".join(line for _, line in sentence) for _, sentence in sentences)
    return f"{HEAD}{json.dumps(doc.text, ensure_ascii=False)}\n" + "\n".join(blocks)


def from_conll(text: str) -> Doc:
    """The document that ``to_conll`` wrote: text, sentences, words and mentions (start, end, label).

    Raises:
        ValueError: the first line does not hold the text.
    """
    head, _, body = text.partition("\n")
    if not head.startswith(HEAD):
        raise ValueError(f"the first line is {head[:40]!r}; it should begin with {HEAD!r}")
    blocks = [[line.split("\t") for line in block.rstrip("\n").split("\n")] for block in body.split("\n\n") if block]
    words = tuple((int(row[1]), int(row[2])) for block in blocks for row in block)
    columns = zip(*(row[3:] for block in blocks for row in block), strict=True)
    found = (Annotation(*span, notes={}) for column in columns for span in spans(words, column))
    sentences = tuple((int(block[0][1]), int(block[-1][2])) for block in blocks)
    made = document(json.loads(head.removeprefix(HEAD)), found, source="conll")
    return replace(made, token_extents=words, sentence_extents=sentences)
