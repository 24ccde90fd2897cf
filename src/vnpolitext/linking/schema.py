"""Columns of the registry's tables, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

VERIFIED = ("yes", "partial", "no")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the registry.

    Args:
        columns: all of them, in order.
        required: those that no row may leave empty.
        dates: those that hold a date of any precision.
        references: those that hold identifiers of another table's rows.
        choices: the values that a column allows.
    """

    columns: tuple[str, ...]
    required: tuple[str, ...]
    dates: tuple[str, ...] = ()
    references: Mapping[str, str] = None  # type: ignore[assignment]
    choices: Mapping[str, tuple[str, ...]] = None  # type: ignore[assignment]


def _table(
    columns: str,
    required: str,
    dates: str = "",
    references: Mapping[str, str] | None = None,
    choices: Mapping[str, tuple[str, ...]] | None = None,
) -> Table:
    return Table(tuple(columns.split()), tuple(required.split()), tuple(dates.split()), references or {}, choices or {})


_LEVEL = {"verified": VERIFIED}
SCHEMA: Mapping[str, Table] = {
    "bodies": _table(
        "id name aliases name_en system parent valid_from valid_to successors verified note source",
        "id name verified source",
        "valid_from valid_to",
        {"parent": "bodies", "successors": "bodies"},
        _LEVEL,
    ),
    "people": _table(
        "id name aliases died articles beside_office verified source",
        "id name verified source",
        "died",
        choices=_LEVEL,
    ),
    "posts": _table(
        "id title body names single source",
        "id title body single source",
        "",
        {"body": "bodies"},
        {"single": ("yes", "no")},
    ),
    "memberships": _table(
        "person post start end known_from known_until acting verified note source",
        "person post verified source",
        "start end known_from known_until",
        {"person": "people", "post": "posts"},
        {**_LEVEL, "acting": ("yes", "no", "")},
    ),
    "provinces": _table(
        "id name full_name type era aliases valid_from valid_to predecessors successors seat verified note source",
        "id name full_name type verified source",
        "valid_from valid_to",
        {"predecessors": "provinces", "successors": "provinces"},
        {**_LEVEL, "type": ("tỉnh", "thành phố")},
    ),
    "countries": _table(
        "id code name aliases valid_from valid_to verified source",
        "id name verified source",
        "valid_from valid_to",
        {},
        _LEVEL,
    ),
    "directives": _table(
        "id number type date issuer issuer_body subject names valid_from valid_to verified source",
        "id type date issuer subject verified source",
        "date valid_from valid_to",
        {"issuer_body": "bodies"},
        _LEVEL,
    ),
    "events": _table(
        "id category name aliases start end place verified note source",
        "id category name start verified source",
        "start end",
        {},
        _LEVEL,
    ),
}


_KINDS = {
    "body": ("bodies",),
    "person": ("people",),
    "post": ("posts",),
    "place": ("provinces", "countries"),
    "directive": ("directives",),
    "event": ("events",),
}
KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
MAY_LACK = frozenset({"verified", "source", "single"})  # what a user's file may leave out


def table_of(columns: Iterable[str], identifier: str = "") -> str | None:
    """The table that rows with these columns belong to; where several would do, an identifier's kind tells.

    Args:
        columns: the header.
        identifier: the ``id`` of a row ("body:bo-noi-vu").

    Returns:
        The table's name, or None when the columns are those of none, or of several.

    Examples:
        >>> table_of(["person", "post", "start", "end"]), table_of(["id", "name"], "body:bo-noi-vu")
        ('memberships', 'bodies')
    """
    given = set(columns)
    fits = [
        name
        for name, table in SCHEMA.items()
        if given <= set(table.columns) and set(table.required) - MAY_LACK <= given
    ]
    own = [name for name in _KINDS.get(identifier.partition(":")[0], ()) if name in fits]
    if own:
        return own[0]
    return fits[0] if len(fits) == 1 else None
