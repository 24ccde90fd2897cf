"""What the article states about linked things, as subject, predicate and object."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from vnpolitext.doc import Directive, Position, Relation
from vnpolitext.linking.article import Article
from vnpolitext.linking.identifiers import document_key
from vnpolitext.linking.names import key
from vnpolitext.linking.numbers import explain

HOLDS, HELD, LEFT, PROPOSED = "holds", "held", "left", "proposed"
ISSUES, CONCERNS, ATTENDS = "issues", "concerns", "attends"
_ATTENDS = re.compile(
    r"\b(?:dự|tham dự|tới dự|đến dự|chủ trì|khai mạc|bế mạc|điều hành|phát biểu tại|phát biểu chỉ đạo)\b"
)
_STOP = re.compile(r"[.!?\n]")
_NEAR = 160  # characters from the person to the event, in one sentence


def relations(article: Article) -> list[Relation]:
    """Relations in order of where the article states them."""
    found = [*_offices(article), *_documents(article), *_attendance(article)]
    return sorted(found, key=lambda relation: (relation.start, relation.end, relation.predicate, relation.object))


def _offices(article: Article) -> Iterator[Relation]:
    for official in article.draft.officials:
        for position in official.positions:
            yield Relation(
                official.id or official.name,
                _predicate(position),
                position.post or position.text,
                position.start,
                position.end,
                inferred=official.inferred,
                acting=position.acting,
            )


def _predicate(position: Position) -> str:
    if position.proposed:
        return PROPOSED
    return LEFT if position.left else HELD if position.former else HOLDS


def _documents(article: Article) -> Iterator[Relation]:
    bodies = article.registry.bodies_by_name
    for directive in article.draft.directives:
        if not directive.mentions:
            continue
        start, end = directive.mentions[0]
        name = _key(directive) or article.draft.text[start:end]
        known = article.registry.directives.get(directive.canonical_id or "")
        symbol = explain(directive.number) if directive.number else None
        issuer = directive.issuer or (known.issuer if known else "") or (symbol.issuer_body if symbol else "")
        if issuer:
            named = bodies.get(key(issuer), ())
            yield Relation(named[0].id if len(named) == 1 else issuer, ISSUES, name, start, end)
        subject = directive.subject or (known.subject if known else "")
        if subject:
            yield Relation(name, CONCERNS, subject, start, end, inferred=directive.subject is None)


def _key(directive: Directive) -> str | None:
    return document_key(
        directive.canonical_id,
        number=directive.number,
        name=directive.name,
        kind=directive.type,
        issuer=directive.issuer,
        date=directive.date,
        year=directive.year,
    )


def _attendance(article: Article) -> Iterator[Relation]:
    events = article.labelled("EVENT")
    starts = [entity.start for _, entity in events]
    if not events:
        return
    for official in article.draft.officials:
        seen: set[str] = set()
        for start, end in official.mentions:
            first, last = bisect_left(starts, end), bisect_right(starts, end + _NEAR)
            for index, event in events[first:last]:
                name = article.decided(index) or event.text
                if name not in seen and _attends(article.draft.text[end : event.start]):
                    seen.add(name)
                    yield Relation(official.id or official.name, ATTENDS, name, start, event.end)


def _attends(between: str) -> bool:
    return _ATTENDS.search(between) is not None and _STOP.search(between) is None
