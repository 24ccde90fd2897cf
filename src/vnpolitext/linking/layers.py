"""A user's own registry over the package's."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from vnpolitext.linking import records
from vnpolitext.linking.registry import READERS, Registry, base_registry
from vnpolitext.linking.schema import SCHEMA, table_of
from vnpolitext.linking.tables import SEPARATOR, Row


def load_registry(*paths: str | Path) -> Registry:
    """The package's registry, with your own files over it.

    Args:
        paths: CSV files with the columns of one table (bodies, people, posts, memberships, provinces, directives or
            events), JSON files ``{"bodies": [{…}], …}``, or folders of such files. A row with an identifier that is
            already known replaces the known row, and the difference is told in ``registry.conflicts``.

    Raises:
        ValueError: a file that is neither, or a row that does not fit its table.
        OSError: a file cannot be read.

    Examples:
        >>> len(load_registry().provinces)
        89
    """
    registry = base_registry()
    for path in paths:
        registry = layered(registry, dict(read_tables(Path(path))))
    return registry


def read_tables(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Tables of a user's file or folder: name of the table and its rows.

    Raises:
        ValueError: the columns are those of no table.
    """
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.suffix in {".csv", ".json"}:
                yield from read_tables(inner)
    elif path.suffix == ".json":
        yield from _read_json(path)
    else:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            columns, rows = tuple(reader.fieldnames or ()), list(reader)
            name = table_of(columns, rows[0].get("id") or "" if rows else "")
            if name is None:
                raise ValueError(
                    f"{path}: columns {', '.join(columns)} are those of no table; known are {', '.join(SCHEMA)}"
                )
            yield name, [_whole(name, row) for row in rows]


def _read_json(path: Path) -> Iterator[tuple[str, list[Row]]]:
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: not JSON: {error}") from error
    if not isinstance(tables, dict) or not set(tables) <= set(SCHEMA):
        raise ValueError(f"{path}: give an object with the tables {', '.join(SCHEMA)}")
    for name, rows in tables.items():
        yield name, [_whole(name, {column: _cell(value) for column, value in row.items()}) for row in rows]


def _cell(value: Any) -> str:
    return SEPARATOR.join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _whole(name: str, row: Mapping[str, str | None]) -> Row:
    """The row with every column of its table; those left out are empty, and the source says whose it is."""
    defaults = {"verified": "yes", "source": "own registry"}
    return {column: row.get(column) or defaults.get(column, "") for column in SCHEMA[name].columns}


def layered(registry: Registry, tables: Mapping[str, list[Row]]) -> Registry:
    """A registry with rows over it; conflicts say what they change."""
    conflicts = list(registry.conflicts)
    changed: dict[str, Any] = {}
    for name, rows in tables.items():
        if name == "memberships":
            changed[name] = (*registry.memberships, *map(records.membership, rows))
            continue
        known = dict(getattr(registry, name))
        for row in rows:
            record = READERS[name](row)
            if record.id in known and known[record.id] != record:
                conflicts.append(
                    f"{record.id}: your row replaces the package's ({_difference(known[record.id], record)})"
                )
            known[record.id] = record
        changed[name] = known
    return replace(registry, **changed, conflicts=tuple(conflicts))


def _difference(ours: Any, theirs: Any) -> str:
    names = [name for name in ours.__dataclass_fields__ if getattr(ours, name) != getattr(theirs, name)]
    return "; ".join(f"{name}: {getattr(ours, name)!r} -> {getattr(theirs, name)!r}" for name in names)
