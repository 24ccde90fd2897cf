"""A user's own registry over the package's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vnpolitext.linking import records
from vnpolitext.linking.periods import Period, days
from vnpolitext.linking.records import Membership
from vnpolitext.linking.registry import READERS, Registry, base_registry
from vnpolitext.linking.schema import MAY_LACK, SCHEMA, table_of
from vnpolitext.linking.tables import SEPARATOR, Row


def load_registry(*paths: str | Path) -> Registry:
    """The package's registry, with your own files over it.

    Args:
        paths: CSV files with the columns of one table (bodies, people, posts, memberships, provinces, directives or
            events), JSON files ``{"bodies": [{…}], …}``, or folders of such files. A row with an identifier that is
            already known changes the known row where its cells are not empty, and adds its other names; what it
            changes is told in ``registry.conflicts``.

    Raises:
        ValueError: a file that is neither, or a row that does not fit its table.
        OSError: a file cannot be read.

    Examples:
        >>> len(load_registry().provinces)
        89
    """
    registry = base_registry()
    for file in (file for path in paths for file in _files(Path(path))):
        for name, rows in read_tables(file):
            try:
                registry = layered(registry, {name: rows})
            except ValueError as error:
                raise ValueError(f"{file}: {error}") from error
    return registry


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [file for inner in sorted(path.iterdir()) if inner.suffix in {".csv", ".json"} for file in _files(inner)]


def read_tables(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Tables of a user's file or folder: name of the table and its rows.

    Raises:
        ValueError: the columns are those of no table.
    """
    if path.is_dir():
        for file in _files(path):
            yield from read_tables(file)
    elif path.suffix == ".json":
        yield from _read_json(path)
    else:
        reader = csv.DictReader(io.StringIO(_text(path), newline=""))
        columns, rows = tuple(reader.fieldnames or ()), list(reader)
        if not columns:
            raise ValueError(f"{path} is empty; the first line names the columns, as in the package's tables")
        name = table_of(columns, rows[0].get("id") or "" if rows else "")
        if name is None:
            raise ValueError(f"{path}: {_misfit(columns)}")
        yield name, [_whole(name, row) for row in rows]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}") from error


def _misfit(columns: Sequence[str]) -> str:
    """Why columns are those of no table: what the nearest table lacks, or does not have."""
    given = set(columns)
    name, table = max(SCHEMA.items(), key=lambda pair: (len(given & set(pair[1].columns)), -len(pair[1].columns)))
    unknown = [column for column in columns if column not in table.columns]
    lacking = [column for column in table.required if column not in given and column not in MAY_LACK]
    if len(unknown) == len(columns):
        return f"columns {', '.join(columns)} are those of no table; known are {', '.join(SCHEMA)}"
    told = [
        f"{', '.join(unknown)} not known there" if unknown else "",
        f"{', '.join(lacking)} missing" if lacking else "",
    ]
    if not any(told):
        return "columns of more than one table; give ids with their kind (body:…, person:…) or the columns of one"
    return (
        f"nearest to the table {name}, but {' and '.join(filter(None, told))}; its columns: {', '.join(table.columns)}"
    )


def _read_json(path: Path) -> Iterator[tuple[str, list[Row]]]:
    try:
        tables = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: not JSON: {error}") from error
    if not isinstance(tables, dict) or not set(tables) <= set(SCHEMA):
        raise ValueError(f"{path}: give an object with the tables {', '.join(SCHEMA)}")
    for name, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError(f"{path}: {name} is not a list of objects, one a row")
        unknown = sorted({column for row in rows for column in row} - set(SCHEMA[name].columns))
        if unknown:
            columns = ", ".join(SCHEMA[name].columns)
            raise ValueError(f"{path}: {', '.join(unknown)} not known in the table {name}; its columns: {columns}")
        yield name, [_whole(name, {column: _cell(value) for column, value in row.items()}) for row in rows]


def _cell(value: Any) -> str:
    return SEPARATOR.join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _whole(name: str, row: Mapping[str, str | None]) -> Row:
    """The row with every column of its table; those left out are empty, and the source says whose it is."""
    defaults = {"verified": "yes", "source": "own registry"}
    return {column: row.get(column) or defaults.get(column, "") for column in SCHEMA[name].columns}


def layered(registry: Registry, tables: Mapping[str, list[Row]]) -> Registry:
    """A registry with rows over it; conflicts say what they change.

    A cell that a row leaves empty stays as it was; other names are added to those known.

    Raises:
        ValueError: a row cannot be read; the message names the table and the line (of a file with a line a row).
    """
    conflicts = list(registry.conflicts)
    changed: dict[str, Any] = {}
    for name, rows in tables.items():
        if name == "memberships":
            changed[name] = _memberships(registry.memberships, _each(name, records.membership, rows), conflicts)
            continue
        known = dict(getattr(registry, name))
        for theirs in _each(name, READERS[name], rows):
            record = theirs
            if theirs.id in known:
                record, differences = _merged(known[theirs.id], theirs, READERS[name](_blank(name, theirs.id)))
                if differences:
                    conflicts.append(f"{record.id}: your row changes the package's: {'; '.join(differences)}")
            known[record.id] = record
        changed[name] = known
    return replace(registry, **changed, conflicts=tuple(conflicts))


def _each(name: str, read: Callable[[Row], Any], rows: list[Row]) -> Iterator[Any]:
    for line, row in enumerate(rows, 2):
        try:
            yield read(row)
        except ValueError as error:
            raise ValueError(f"{name}, line {line}: {error}") from error


def _blank(name: str, identifier: str) -> Row:
    return _whole(name, {"id": identifier})


def _merged(ours: Any, theirs: Any, blank: Any) -> tuple[Any, list[str]]:
    """Our record with what theirs says, and what that changes."""
    values: dict[str, Any] = {}
    differences = []
    for name in ours.__dataclass_fields__:
        old, new = getattr(ours, name), getattr(theirs, name)
        if new == getattr(blank, name) or new == old:
            continue
        if name in _ADDED:
            values[name] = tuple(dict.fromkeys((*old, *new)))
            continue
        if isinstance(new, Period):
            known = (new.known_from or old.known_from, old.not_before, new.known_until or old.known_until)
            new = Period(new.start or old.start, new.end or old.end, *known)
        values[name] = new
        if old not in (getattr(blank, name), new):
            differences.append(f"{name}: {_said(old)} -> {_said(new)}")
    return replace(ours, **values, source=_sources(ours.source, theirs.source)), differences


_ADDED = frozenset({"aliases", "names"})


def _sources(ours: str, theirs: str) -> str:
    return theirs if theirs in ours or not ours else f"{ours}; {theirs}"


def _said(value: Any) -> str:
    return f"{value.start or '…'} – {value.end or '…'}" if isinstance(value, Period) else repr(value)


def _memberships(
    ours: Iterable[Membership], theirs: Iterable[Membership], conflicts: list[str]
) -> tuple[Membership, ...]:
    """Ours and theirs; theirs of one person in one post at one time takes the place of ours."""
    kept = list(ours)
    for member in theirs:
        same = [one for one in kept if (one.person, one.post) == (member.person, member.post) and _meet(one, member)]
        for one in same:
            kept.remove(one)
            if one.period != member.period:
                spans = f"{_said(one.period)} -> {_said(member.period)}"
                conflicts.append(f"{member.person} as {member.post}: your row changes the package's: {spans}")
        kept.append(member)
    return tuple(kept)


def _meet(first: Membership, second: Membership) -> bool:
    return not (_over_before(first, second) or _over_before(second, first))


def _over_before(first: Membership, second: Membership) -> bool:
    return bool(first.period.end and second.period.start) and days(first.period.end)[1] < days(second.period.start)[0]
