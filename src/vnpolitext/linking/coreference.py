"""One object a thing: officials who are one person, and numbers that are one document, become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from vnpolitext.doc import Directive, Official

Thing = TypeVar("Thing")


def merge_officials(officials: Iterable[Official]) -> list[Official]:
    """Join officials with one identifier; the fullest name stays, named before inferred.

    Examples:
        >>> short, full = Official("Chính", ((9, 14),), id="p"), Official("Phạm Minh Chính", ((0, 5),), id="p")
        >>> [(one.name, one.mentions) for one in merge_officials([short, full])]
        [('Phạm Minh Chính', ((0, 5), (9, 14)))]
    """
    return _merged(officials, lambda official: official.id, _two_officials)


def merge_directives(directives: Iterable[Directive]) -> list[Directive]:
    """Join documents with one identifier; what one mention leaves out, the other may say."""
    return _merged(directives, lambda directive: directive.canonical_id, _two_directives)


def _merged(
    things: Iterable[Thing], name: Callable[[Thing], str | None], join: Callable[[Thing, Thing], Thing]
) -> list[Thing]:
    out: list[Thing] = []
    places: dict[str, int] = {}
    for thing in things:
        identifier = name(thing)
        if identifier is None or identifier not in places:
            if identifier is not None:
                places[identifier] = len(out)
            out.append(thing)
        else:
            out[places[identifier]] = join(out[places[identifier]], thing)
    return out


def _two_officials(first: Official, second: Official) -> Official:
    named = [official for official in (first, second) if not official.inferred] or [first]
    positions = {(p.start, p.end): p for p in (*first.positions, *second.positions)}
    return replace(
        first,
        name=max((official.name for official in named), key=len),
        mentions=tuple(sorted({*first.mentions, *second.mentions})),
        positions=tuple(positions[extent] for extent in sorted(positions)),
        inferred=first.inferred and second.inferred,
    )


def _two_directives(first: Directive, second: Directive) -> Directive:
    full = first if len(first.number or "") >= len(second.number or "") else second
    other = second if full is first else first
    missing = {
        name: getattr(other, name)
        for name in ("number", "name", "type", "type_code", "year", "issuer_code", "issuer", "date", "subject")
        if getattr(full, name) is None
    }
    return replace(
        full,
        mentions=tuple(sorted({*first.mentions, *second.mentions})),
        provisions=tuple(dict.fromkeys((*first.provisions, *second.provisions))),
        **missing,
    )
