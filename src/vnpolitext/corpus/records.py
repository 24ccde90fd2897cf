"""From a ``Doc`` to the object that ``vnpolitext tag`` writes for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vnpolitext.corpus.article import Article
from vnpolitext.doc import Directive, Doc, Entity, Official, Position

DIGITS = 4  # of a score: what differs beyond is the machine's arithmetic, not the article's


def record(article: Article, doc: Doc, *, with_text: bool = False) -> dict[str, Any]:
    """The tagged article as plain JSON values; offsets are code points of the text read, half-open.

    Args:
        article: what was read.
        doc: what was found in it.
        with_text: repeat the text.

    Examples:
        >>> record(Article(1, "7", "Hà Nội"), Doc("Hà Nội"))["id"]
        '7'
    """
    date = doc.date or article.date
    start: dict[str, Any] = {"id": article.id}
    if with_text:
        start["text"] = article.text
    return start | {
        "date": date.isoformat() if date else None,
        **({"period": period} if (period := doc.period or article.period) else {}),
        "entities": [_entity(entity) for entity in doc.entities],
        "officials": [_official(official) for official in doc.officials if not official.inferred],
        **_inferred(doc),
        "directives": [_directive(directive) for directive in doc.directives],
        "relations": [
            _filled(relation, ("subject", "predicate", "object", "start", "end", "inferred", "acting"))
            for relation in doc.relations
        ],
        "topics": [{"code": topic.code, "score": round(topic.score, DIGITS)} for topic in doc.topics],
        "warnings": [*article.notes, *doc.warnings],
        "error": article.error or doc.error,
    }


def _filled(
    value: object, names: Iterable[str], required: Iterable[str] = ("subject", "predicate", "object", "start", "end")
) -> dict[str, Any]:
    """The named fields that say something, and those that must be there."""
    return {
        name: field for name in names if (field := getattr(value, name)) not in (None, False, ()) or name in required
    }


def _entity(entity: Entity) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "start": entity.start,
        "end": entity.end,
        "text": entity.text,
        "label": entity.label,
        "rule": entity.rule,
        "score": round(entity.score, DIGITS),
    }
    plain |= _filled(entity, ("number", "canonical_id", "inferred"), ())
    if [one.id for one in entity.candidates] not in ([], [entity.canonical_id]):  # one that is chosen is said already
        plain["candidates"] = [
            {"id": one.id, "score": round(one.score, DIGITS), "verified": one.verified} for one in entity.candidates
        ]
    return plain


def _official(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "mentions": [list(mention) for mention in official.mentions],
        "positions": [_position(position) for position in official.positions],
        **_filled(official, ("inferred",), ()),
    }


def _inferred(doc: Doc) -> dict[str, Any]:
    """Officials whom the article does not name apart from those it does: who counts the latter counts what it says."""
    found = [_official(official) for official in doc.officials if official.inferred]
    return {"inferred_officials": found} if found else {}


def _position(position: Position) -> dict[str, Any]:
    always = ("start", "end", "text", "title", "body", "former", "acting")
    names = (*always[:5], "body_text", "post", *always[5:], "left", "proposed", "since", "until")
    return _filled(position, names, always)


def _directive(directive: Directive) -> dict[str, Any]:
    names = ("name", "type", "type_code", "year", "issuer_code", "issuer", "date", "subject", "canonical_id")
    plain = {
        "number": directive.number,
        "mentions": [list(mention) for mention in directive.mentions],
        **_filled(directive, names, ()),
    }
    if directive.provisions:
        plain["provisions"] = list(directive.provisions)
    return plain


def error_kind(tagged: Mapping[str, Any]) -> str | None:
    """The kind of a tagged article's error: the words before the colon."""
    error = tagged.get("error")
    return None if error is None else str(error).split(":", 1)[0]
