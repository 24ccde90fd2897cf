"""Documents from plain values, as JSON gives them: whatever is not right is said, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date as Date  # noqa: N812
from functools import cache, partial
from itertools import pairwise
from math import isfinite
from typing import Any

from vnpolitext.corpus.dates import is_period
from vnpolitext.doc import (
    LABELS,
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
from vnpolitext.text.normalise import halves

_Check = Callable[[Any], str | None]
_LEVELS = ("yes", "partial", "no")
_LAST_YEAR = 9999
_SHOWN = 40  # characters of a value in a message
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


def document(value: Mapping[str, Any]) -> Doc:
    """The document of ``Doc.to_dict``'s form.

    Raises:
        ValueError: the schema version is another, a value is not what a document has there (the message names the
            field), or an offset is not where it says.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"not a document: {type(value).__name__}; give a mapping as to_dict makes it")
    version = value.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ValueError(f"schema_version is {_shown(version)}; this release reads {SCHEMA_VERSION}")
    if "text" not in value:
        raise _wrong("text", "is missing")
    doc = Doc(**{name: read(value[name], name) for name, read in _READERS.items() if name in value})
    if doc.date is not None and doc.period is not None:
        raise _wrong("period", f"is {doc.period!r} beside a date; only one of them is known")
    _check_places(doc)
    return doc


def _wrong(field: str, told: str) -> ValueError:
    return ValueError(f"not a document: {field} {told}")


def _shown(value: Any) -> str:
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "a number of too many digits"
    return repr(value)[:_SHOWN]


def _listed(values: Any, at: str) -> Sequence[Any]:
    if not isinstance(values, list | tuple):
        raise _wrong(at, f"is {_shown(values)}, not a list")
    return values


def _extents(values: Any, at: str) -> tuple[Extent, ...]:
    found: list[Extent] = []
    for value in _listed(values, at):
        if not isinstance(value, list | tuple) or [type(one) for one in value] != [int, int]:
            raise _wrong(f"{at}[{len(found)}]", f"is {_shown(value)}, not two whole numbers")
        found.append((value[0], value[1]))
    return tuple(found)


# What a field of plain values may hold, by its annotation.
_PLAIN: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "str | None": (str, type(None)),
    "int": (int,),
    "int | None": (int, type(None)),
    "float": (float, int),
    "bool": (bool,),
}


def _many(kind: Any, nested: Mapping[str, Any], values: Any, at: str) -> tuple[Any, ...]:
    return tuple(_one(kind, nested, value, f"{at}[{place}]") for place, value in enumerate(_listed(values, at)))


def _one(kind: Any, nested: Mapping[str, Any], value: Any, at: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(at, f"is {_shown(value)}, not an object")
    known, required = _fields(kind)
    made = {}
    for name, given in value.items():
        if name in nested:
            made[name] = nested[name](given, f"{at}.{name}")
            continue
        if name not in known:
            raise _wrong(f"{at}.{name}", f"is no field of {kind.__name__}")
        annotation, types, check = known[name]
        if type(given) not in types:
            raise _wrong(f"{at}.{name}", f"is {_shown(given)}, not {annotation}")
        if check is not None and given is not None and (told := check(given)):
            raise _wrong(f"{at}.{name}", f"is {_shown(given)}, {told}")
        made[name] = given
    for name in required:
        if name not in made:
            raise _wrong(f"{at}.{name}", "is missing")
    return kind(**made)


@cache
def _fields(kind: Any) -> tuple[Mapping[str, tuple[str, tuple[type, ...], _Check | None]], tuple[str, ...]]:
    """For each field its annotation, the types it allows and its check; and the fields that must be there."""
    some = fields(kind)
    known = {i.name: (str(i.type), _PLAIN.get(str(i.type), ()), _CHECKS.get(i.name)) for i in some}
    return known, tuple(i.name for i in some if i.default is MISSING)


def _label(value: str) -> str | None:
    return None if value in LABELS else f"not one of {', '.join(LABELS)}"


def _level(value: str) -> str | None:
    return None if value in _LEVELS else f"not one of {', '.join(_LEVELS)}"


def _probability(value: float) -> str | None:
    return None if 0 <= value <= 1 else "not between 0 and 1"


def _weight(value: float) -> str | None:
    return None if abs(value) < 10**_SHOWN and isfinite(value) else "not a finite number"


def _year(value: int) -> str | None:
    return None if 0 < value <= _LAST_YEAR else f"not a year from 1 to {_LAST_YEAR}"


def _iso(value: str) -> str | None:
    return None if _ISO.fullmatch(value) else "not YYYY, YYYY-MM or YYYY-MM-DD"


def _one_line(value: str) -> str | None:
    return "which holds a line end or another control character" if _CONTROLS.search(value) else None


# What the values of a field must be beside their type, by the field's name; each says what a wrong one is not.
_CHECKS: Mapping[str, _Check] = {
    "label": _label,
    "verified": _level,
    "score": _probability,
    "weight": _weight,
    "year": _year,
    "date": _iso,
    "since": _iso,
    "until": _iso,
    **dict.fromkeys(
        ("number", "canonical_id", "rule", "id", "code", "body", "post", "type_code", "issuer_code"), _one_line
    ),
}


def _texts(values: Any, at: str) -> tuple[str, ...]:
    return tuple(_text(value, f"{at}[{place}]") for place, value in enumerate(_listed(values, at)))


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise _wrong(at, f"is {_shown(value)}, not text")
    return value


def _text_or_none(value: Any, at: str) -> str | None:
    return None if value is None else _text(value, at)


def _date(value: Any, at: str) -> Date | None:
    try:
        return None if value is None else Date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _wrong(at, f"is {_shown(value)}, not YYYY-MM-DD") from error


def _period(value: Any, at: str) -> str | None:
    if value is not None and not (isinstance(value, str) and is_period(value)):
        raise _wrong(at, f"is {_shown(value)}, not YYYY or YYYY-MM")
    return value


def _check_places(doc: Doc) -> None:
    """Every mention, word and sentence lies in the text, in order, and what repeats the text repeats it rightly."""
    if doc.error is None and (pair := halves(doc.text)) is not None:
        raise _wrong("text", f"holds the two halves of one character side by side at {pair}; join them first")
    for at, extents in _placed(doc):
        for place, (start, end) in enumerate(extents):
            if not 0 <= start < end <= len(doc.text):
                where = f"{_shown(start)} to {_shown(end)} is no place in a text of {len(doc.text)} characters"
                raise _wrong(f"{at}[{place}]:", where)
    _check_words(doc.text, "entities", doc.entities)
    for place, official in enumerate(doc.officials):
        _check_words(doc.text, f"officials[{place}].positions", official.positions)
    _check_order(doc)


def _check_words(text: str, at: str, some: Sequence[Entity | Position]) -> None:
    for place, one in enumerate(some):
        if text[one.start : one.end] != one.text:
            where = f"at {one.start} to {one.end} the text does not say {_shown(one.text)}"
            raise _wrong(f"{at}[{place}]:", where)


def _placed(doc: Doc) -> Iterator[tuple[str, Sequence[Extent]]]:
    """All extents of a document, by the field that holds them."""
    yield "sentence_extents", doc.sentence_extents
    yield "token_extents", doc.token_extents
    yield "entities", [(one.start, one.end) for one in doc.entities]
    yield "relations", [(one.start, one.end) for one in doc.relations]
    for place, official in enumerate(doc.officials):
        yield f"officials[{place}].mentions", official.mentions
        yield f"officials[{place}].positions", [(one.start, one.end) for one in official.positions]
    for place, directive in enumerate(doc.directives):
        yield f"directives[{place}].mentions", directive.mentions


def _check_order(doc: Doc) -> None:
    for at, extents in (("sentence_extents", doc.sentence_extents), ("token_extents", doc.token_extents)):
        for place, (left, right) in enumerate(pairwise(extents), 1):
            if left[1] > right[0]:
                raise _wrong(f"{at}[{place}]", "begins before the end of the one before it")
    for place, (one, other) in enumerate(pairwise(doc.entities), 1):
        if (one.start, -one.end) > (other.start, -other.end):
            raise _wrong(f"entities[{place}]", "is out of order; mentions come by their start, the longer one first")


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
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
    "period": _period,
}
