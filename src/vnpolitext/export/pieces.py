"""The units of a document that formats with one line a word need: words, cut where a mention begins or ends."""

from __future__ import annotations

import re
from itertools import pairwise

from vnpolitext.doc import Doc, Extent

WORD = re.compile(r"\S+")


def pieces(doc: Doc) -> list[Extent]:
    """Extents of the words in order, none of them blank; half-open code points of ``doc.text``.

    A document read without the component "words" is cut at blanks.

    Examples:
        >>> pieces(Doc(text="Hà Nội, 2020"))
        [(0, 2), (3, 7), (8, 12)]
    """
    words = doc.token_extents or [match.span() for match in WORD.finditer(doc.text)]
    edges = sorted({edge for entity in doc.entities for edge in (entity.start, entity.end)})
    found: list[Extent] = []
    at = 0
    for start, end in words:
        while at < len(edges) and edges[at] <= start:
            at += 1
        inner = at
        while inner < len(edges) and edges[inner] < end:
            inner += 1
        cuts = [start, *edges[at:inner], end]
        found += [(a, b) for a, b in pairwise(cuts) if not doc.text[a:b].isspace()]
    return found


def spaced(doc: Doc) -> tuple[list[str], list[bool]]:
    r"""The text in full: its words, other blanks as words of their own, and after which of them one space stands.

    Examples:
        >>> spaced(Doc(text="Hà Nội,\n 2020"))
        (['Hà', 'Nội,', '\n ', '2020'], [True, False, False, False])
    """
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for start, end in [*pieces(doc), (len(doc.text), len(doc.text))]:
        gap = doc.text[at:start]
        if words and gap.startswith(" "):
            spaces[-1], gap = True, gap[1:]
        for word in filter(None, (gap, doc.text[start:end])):
            words.append(word)
            spaces.append(False)
        at = end
    return words, spaces
