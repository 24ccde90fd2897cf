"""Why a mention is what it is, in plain English: what found it, what it says, what it stands for, who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from vnpolitext.doc import Candidate, Directive, Doc, Entity, Official, Position
from vnpolitext.entities.documents.date_forms import parse_date_mention
from vnpolitext.linking.tables import read_table
from vnpolitext.show.canonical import in_words

# A commune's name may be that of dozens.
_SHOWN = 5


def explain(doc: Doc, entity: Entity) -> str:
    """Several lines on one mention of a document.

    Args:
        doc: the document.
        entity: one of ``doc.entities``.

    Raises:
        TypeError: what is given is no ``Entity``.
        ValueError: the entity is none of the document's.

    Examples:
        >>> day = Entity(0, 10, "28/10/2019", "DATE", "date.full", 0.99)
        >>> print(explain(Doc(text="28/10/2019", entities=(day,)), day))
        "28/10/2019" (0 to 10) is a DATE.
        Found by date.full: day, month and year in digits ("28/10/2019"); score 0.99.
        Measured: ... (annotated articles).
        Covers: 2019-10-28.
    """
    if not isinstance(entity, Entity):
        raise TypeError(f"entity is {type(entity).__name__}; give one of doc.entities (doc.bodies, doc.places, ...)")
    if entity not in doc.entities:
        where = f"{entity.text!r} at {entity.start} to {entity.end}"
        raise ValueError(f"{where} is no mention of this document; take one of doc.entities")
    article = "an" if entity.label in {"EVENT", "ORG"} else "a"
    lines = [
        f'"{_one_line(entity.text)}" ({entity.start} to {entity.end}) is {article} {entity.label}.',
        _found(entity),
    ]
    lines += filter(None, [_measured(entity.rule)])
    lines += _ABOUT.get(entity.label, _nothing)(doc, entity)
    lines += _link(entity)
    return "\n".join(lines)


@cache
def descriptions() -> Mapping[str, str]:
    """What each rule finds, by its id."""
    return {row["rule"]: row["description"] for row in read_table("rules.csv")}


def _found(entity: Entity) -> str:
    what = descriptions().get(entity.rule, "a rule that this package does not describe")
    kind = "probability" if entity.rule == "tagger" else "score"
    return f"Found by {entity.rule}: {what}; {kind} {entity.score:.2f}."


@cache
def _counts() -> Mapping[str, Mapping[str, str]]:
    return {row["rule"]: row for row in read_table("documents/precision.csv")}


def _measured(rule: str) -> str | None:
    row = _counts().get(rule)
    return (
        None
        if row is None
        else f"Measured: {row['right']} of {row['found']} spans of this rule were right ({row['counted']})."
    )


def _nothing(_doc: Doc, _entity: Entity) -> Iterator[str]:
    yield from ()


def _about_date(doc: Doc, entity: Entity) -> Iterator[str]:
    year = str(doc.date or doc.period or "")[:4]
    covered = parse_date_mention(entity.text, year=int(year) if year else None)
    if covered:
        yield f"Covers: {' to '.join(dict.fromkeys(covered))}."


def _about_directive(doc: Doc, entity: Entity) -> Iterator[str]:
    extent = (entity.start, entity.end)
    document = next((item for item in doc.directives if extent in item.mentions), None)
    if document is not None:
        said = "; ".join(f"{name} {value}" for name, value in _parts(document) if value)
        yield f"Says: {said or 'nothing that can be read'}."
        if len(document.mentions) > 1:
            yield f"The document is mentioned {len(document.mentions)} times in the article."


def _parts(document: Directive) -> Iterator[tuple[str, str]]:
    yield "type", _with_code(document.type, document.type_code)
    yield "number", document.number or ""
    yield "name", document.name or ""
    yield "issuer", _with_code(document.issuer, document.issuer_code)
    yield "date", document.date or ""
    yield "year", "" if document.date or not document.year else str(document.year)
    yield "provisions", ", ".join(document.provisions)


def _with_code(name: str | None, code: str | None) -> str:
    return f"{name} ({code})" if name and code else name or code or ""


def _about_position(doc: Doc, entity: Entity) -> Iterator[str]:
    holders = [(o, p) for o in doc.officials for p in o.positions if (p.start, p.end) == (entity.start, entity.end)]
    yield f"Held by: {'; '.join(map(_holder, *zip(*holders, strict=True))) if holders else 'nobody the text names'}."


def _holder(official: Official, position: Position) -> str:
    how = [word for word in ("former", "acting", "left", "proposed") if getattr(position, word)]
    if official.inferred:
        how.append("concluded from the date and the registry, not read in the text")
    known = [official.id] if official.id else []
    return official.name + (f" ({', '.join([*known, *how])})" if known or how else "")


def _about_person(doc: Doc, entity: Entity) -> Iterator[str]:
    extent = (entity.start, entity.end)
    for official in doc.officials:
        if extent in official.mentions:
            if official.name != entity.text:
                yield f"Names: {_one_line(official.name)}, as the article writes it in full."
            if official.positions:
                yield f"Holds: {'; '.join(dict.fromkeys(map(_office, official.positions)))}."


def _office(position: Position) -> str:
    how = [word for word in ("former", "acting", "left", "proposed") if getattr(position, word)]
    return _one_line(position.text) + (f" ({', '.join(how)})" if how else "")


def _link(entity: Entity) -> Iterator[str]:
    if entity.canonical_id:
        how = "; concluded from the date and the registry, not read in the text" if entity.inferred else ""
        yield f"Stands for: {_named(entity.canonical_id)}{how}."
    others = [c for c in entity.candidates if c.id != entity.canonical_id]
    if others:
        more = f"; and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        shown = "; ".join(map(_candidate, others[:_SHOWN]))
        yield f"{'Other candidates' if entity.canonical_id else 'May stand for'}: {shown}{more}."


def _candidate(candidate: Candidate) -> str:
    doubt = "" if candidate.verified == "yes" else f", verified: {candidate.verified}"
    return f"{_named(candidate.id)}, score {candidate.score:.2f}{doubt}"


def _named(identifier: str) -> str:
    name = in_words(identifier)
    return identifier if name == identifier else f"{identifier}, {name}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


_ABOUT = {
    "DATE": _about_date,
    "DIRECTIVE": _about_directive,
    "PERSON": _about_person,
    "POSITION": _about_position,
}
