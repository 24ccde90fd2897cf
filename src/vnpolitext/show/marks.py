"""The text of an article with its mentions marked, one mark inside the other as they nest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vnpolitext.doc import Entity
from vnpolitext.show.escape import escape

SHORT_LABELS = {
    "PERSON": "PER",
    "POSITION": "POS",
    "BODY": "BODY",
    "ORG": "ORG",
    "DIRECTIVE": "DOC",
    "PLACE": "LOC",
    "EVENT": "EVT",
    "DATE": "DATE",
}


def marked(text: str, entities: Iterable[Entity], describe: Callable[[Entity], str]) -> str:
    """The escaped text with a ``<mark>`` around each mention.

    A mention that crosses another, rather than standing inside or beside it, is marked up to the other's end:
    elements of HTML cannot cross.

    Args:
        text: the article.
        entities: its mentions, in any order.
        describe: what a mention's tooltip says, unescaped.
    """
    pieces: list[str] = []
    ends: list[int] = []
    at = 0
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        at = _close(pieces, ends, text, at, entity.start)
        pieces.append(escape(text[at : entity.start]))
        pieces.append(_opening(entity, describe(entity)))
        at = entity.start
        ends.append(min([entity.end, *ends[-1:]]))
    at = _close(pieces, ends, text, at, len(text))
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def _close(pieces: list[str], ends: list[int], text: str, at: int, until: int) -> int:
    """Close the marks that end at or before ``until``; give the place reached."""
    while ends and ends[-1] <= until:
        end = ends.pop()
        pieces.append(escape(text[at:end]) + "</mark>")
        at = end
    return at


def _opening(entity: Entity, tooltip: str) -> str:
    label = escape(entity.label)
    short = escape(SHORT_LABELS.get(entity.label, entity.label))
    return f'<mark class="vnpt-{label}" title="{escape(tooltip)}"><small>{short}</small>'
