"""From a tagged article to rows of the tidy tables (columns in ``schema``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vnpolitext.linking.identifiers import document_key
from vnpolitext.linking.registry import base_registry

Tagged = Mapping[str, Any]
Row = dict[str, Any]


def entity_rows(tagged: Tagged) -> Iterator[Row]:
    """One row a mention."""
    for entity in tagged["entities"]:
        yield {"number": None, "canonical_id": None, "inferred": False, **entity}


def position_rows(tagged: Tagged) -> Iterator[Row]:
    """One row an office of an official; one with an empty office for a person without any."""
    for place, official in enumerate([*tagged["officials"], *tagged.get("inferred_officials", ())], 1):
        person = {
            "official": place,
            "name": official["name"],
            "person": official["id"],
            "inferred": official.get("inferred", False),
            "mentions": len(official["mentions"]),
            "former": False,
            "acting": False,
            "left": False,
            "proposed": False,
        }
        for position in official["positions"] or [{}]:
            yield person | position


def directive_rows(tagged: Tagged) -> Iterator[Row]:
    """One row a document."""
    for directive in tagged.get("directives", ()):
        mentions = directive["mentions"]
        start, end = mentions[0] if mentions else (None, None)
        provisions = "; ".join(directive.get("provisions", ())) or None
        counted = {"key": _key(directive), "in_registry": _in_registry(directive.get("canonical_id"))}
        yield {**directive, **counted, "provisions": provisions, "start": start, "end": end, "mentions": len(mentions)}


def _key(directive: Mapping[str, Any]) -> str | None:
    return document_key(
        directive.get("canonical_id"),
        number=directive["number"],
        name=directive.get("name"),
        kind=directive.get("type"),
        issuer=directive.get("issuer"),
        date=directive.get("date"),
        year=directive.get("year"),
    )


def _in_registry(identifier: str | None) -> bool:
    return identifier is not None and identifier in base_registry().directives


def relation_rows(tagged: Tagged) -> Iterator[Row]:
    """One row a fact."""
    for relation in tagged.get("relations", ()):
        yield {"inferred": False, "acting": False, **relation}


def topic_rows(tagged: Tagged) -> Iterator[Row]:
    """One row a topic, the likeliest first."""
    for rank, topic in enumerate(tagged["topics"], 1):
        yield {"rank": rank, **topic}


def article_rows(tagged: Tagged) -> Iterator[Row]:
    """One row for the article itself."""
    first = tagged["topics"][0] if tagged["topics"] else {}
    yield {
        "date": tagged["date"],
        "period": tagged.get("period"),
        "entities": len(tagged["entities"]),
        "officials": len(tagged["officials"]),
        "topic": first.get("code"),
        "topic_score": first.get("score"),
        "warnings": "; ".join(tagged.get("warnings", ())) or None,
        "error": tagged["error"],
        "text": tagged.get("text"),
    }


ROWS: dict[str, Callable[[Tagged], Iterator[Row]]] = {
    "articles": article_rows,
    "entities": entity_rows,
    "positions": position_rows,
    "directives": directive_rows,
    "relations": relation_rows,
    "topics": topic_rows,
}
