"""Documents from plain values, as JSON gives them: whatever is not right is said, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date as Date  # noqa: N812
from functools import partial
from math import isfinite
from typing import Any

from vnpolitext.doc import (
    SCHEMA_VERSION,
    Candidate,
    Directive,
    Doc,
    Entity,
    Extent,
    Official,
    Position,
    Reason,
    Relation,
    Topic,
)


def document(value: Mapping[str, Any]) -> Doc:
    """The document of ``Doc.to_dict``'s form.

    Raises:
        ValueError: the schema version is another, the values are not those of a document, or an offset is not where
            it says.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"not a document: {type(value).__name__}; give a mapping as to_dict makes it")
    version = value.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ValueError(f"schema_version is {version!r}; this release reads {SCHEMA_VERSION}")
    try:
        doc = Doc(**{item.name: _READERS[item.name](value[item.name]) for item in fields(Doc) if item.name in value})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a document: {error!r}") from error
    _check_places(doc)
    return doc


def _extents(values: list[list[int]]) -> tuple[Extent, ...]:
    return tuple((_whole(start), _whole(end)) for start, end in values)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"an offset is {value!r}, not a whole number")
    return value


# What a field of plain values may hold, by its annotation.
_PLAIN: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "str | None": (str, type(None)),
    "int": (int,),
    "int | None": (int, type(None)),
    "float": (float, int),
    "bool": (bool,),
}


def _many(kind: Any, nested: Mapping[str, Any], values: list[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(_one(kind, nested, value) for value in values)


def _one(kind: Any, nested: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
    made = kind(**{key: nested[key](v) if key in nested else v for key, v in value.items()})
    for item in fields(kind):
        known, found = _PLAIN.get(str(item.type)), getattr(made, item.name)
        if known is not None and type(found) not in known:
            raise TypeError(f"{kind.__name__}.{item.name} is {found!r}, not {item.type}")
        if isinstance(found, float) and not isfinite(found):
            raise TypeError(f"{kind.__name__}.{item.name} is {found!r}")
    return made


def _texts(values: list[str]) -> tuple[str, ...]:
    return tuple(map(_text, values if isinstance(values, list | tuple) else [None]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _check_places(doc: Doc) -> None:
    """Every offset lies in the text, and what repeats the text there repeats it rightly."""
    told: list[Entity | Position] = [*doc.entities]
    told += [position for official in doc.officials for position in official.positions]
    extents = [*doc.sentence_extents, *doc.token_extents, *((one.start, one.end) for one in told)]
    extents += [(one.start, one.end) for one in doc.relations]
    extents += [extent for official in doc.officials for extent in official.mentions]
    extents += [extent for directive in doc.directives for extent in directive.mentions]
    for start, end in extents:
        if not 0 <= start <= end <= len(doc.text):
            raise ValueError(f"not a document: {start} to {end} is no place in a text of {len(doc.text)} characters")
    for one in told:
        if doc.text[one.start : one.end] != one.text:
            raise ValueError(f"not a document: at {one.start} to {one.end} the text does not say {one.text[:40]!r}")


def _date(value: str | None) -> Date | None:
    return None if value is None else Date.fromisoformat(value)


_READERS: Mapping[str, Any] = {
    "text": _text,
    "date": _date,
    "sentence_extents": _extents,
    "token_extents": _extents,
    "entities": partial(_many, Entity, {"candidates": partial(_many, Candidate, {})}),
    "officials": partial(_many, Official, {"mentions": _extents, "positions": partial(_many, Position, {})}),
    "directives": partial(_many, Directive, {"mentions": _extents, "provisions": _texts}),
    "topics": partial(_many, Topic, {"reasons": partial(_many, Reason, {})}),
    "relations": partial(_many, Relation, {}),
    "warnings": _texts,
    "error": _text_or_none,
}
