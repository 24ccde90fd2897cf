"""Records from JSONL, JSON, CSV and Parquet, streamed; a bad one never stops those after it."""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from vnpolitext.corpus.article import InputError
from vnpolitext.corpus.lines import Lines, LineTooLongError
from vnpolitext.extras import load_extra

_LONGEST_FIELD = 2**28  # characters; the csv module's own limit of 131,072 cuts long articles
_PARQUET_ROWS = 256


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its values by column, or why there are none."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    error: str | None = None


def read_records(stream: BinaryIO, format: str, *, encoding: str | None = None) -> Iterator[Record]:  # noqa: A002
    """Stream the records of a JSONL, JSON or CSV file; one that breaks off gives an error record at the end.

    Raises:
        InputError: the file as a whole is not what its name says.
    """
    reader = _READERS[format]
    try:
        yield from reader(stream, encoding)
    except (EOFError, zlib.error, OSError, LineTooLongError) as error:
        yield Record(error=f"file broken: {error}")
    except Exception as error:
        if type(error).__name__ != "ZstdError":  # its module is an extra
            raise
        yield Record(error=f"file broken: {error}")


def _jsonl(stream: BinaryIO, encoding: str | None) -> Iterator[Record]:
    lines = Lines(stream, encoding)
    for line in lines:
        if stripped := line.strip():
            yield _record(stripped, lines.notes())


def _record(line: str, notes: tuple[str, ...]) -> Record:
    try:
        values = json.loads(line, strict=False)  # raw control characters, NUL among them, are the article's own
    except (ValueError, RecursionError) as error:
        return Record(notes=notes, error=f"not JSON: {error}")
    if not isinstance(values, dict):
        return Record(notes=notes, error=f"not an object: the line holds a JSON {type(values).__name__}")
    return Record(values, notes)


def _json(stream: BinaryIO, encoding: str | None) -> Iterator[Record]:
    """A .json file: lines of objects, or one array (which must be read whole)."""
    text = "".join(lines := Lines(stream, encoding))
    notes = lines.notes()
    if not text.lstrip().startswith("["):
        try:
            whole = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            yield from (_record(line, notes) for line in text.split("\n") if line.strip())
            return
        yield (
            Record(whole, notes)
            if isinstance(whole, dict)
            else Record(notes=notes, error="not an object: the file holds none")
        )
        return
    try:
        values = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    for value in values:
        yield (
            Record(value, notes)
            if isinstance(value, dict)
            else Record(notes=notes, error="not an object: the array holds others too")
        )


def _csv(stream: BinaryIO, encoding: str | None) -> Iterator[Record]:
    lines = Lines(stream, encoding)
    texts = _Counted(iter(lines))
    header_line = next((line for line in texts if line.strip()), None)
    if header_line is None:
        return
    delimiter = max(",;\t|", key=header_line.count)
    names = _next_row(csv.reader([header_line], delimiter=delimiter))
    if not isinstance(names, list):
        raise InputError(f"not CSV: {names or 'no header'}")
    header = [name.strip() for name in names]
    rows = csv.reader(texts, delimiter=delimiter)
    before = texts.count
    while (row := _next_row(rows)) is not None:
        if isinstance(row, str):
            yield Record(notes=lines.notes(), error=f"not CSV: {row}")
        elif texts.ended:
            where = f"lines {before + 1} to {texts.count}" if texts.count > before + 1 else f"line {before + 1}"
            error = f"not CSV: a quote is opened and never closed; it holds {where}, the rest of the file"
            yield Record(dict(zip(header, row, strict=False)), lines.notes(), error)
        elif row:
            yield _csv_record(header, row, lines.notes())
        before = texts.count


@dataclass(slots=True)
class _Counted:
    """Lines for the csv module, counted. When it asks for more than there are and still has a row, a quote is open."""

    lines: Iterator[str]
    count: int = 0
    ended: bool = False

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        line = next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.count += 1
        return line


def _csv_record(header: list[str], row: list[str], notes: tuple[str, ...]) -> Record:
    values = dict(zip(header, row, strict=False))
    if len(row) == len(header):
        return Record(values, notes)
    return Record(values, notes, f"wrong columns: the row has {len(row)}, the header {len(header)}")


def _next_row(rows: Any) -> list[str] | str | None:
    """The next row, or what is wrong with it, or None at the end."""
    before = csv.field_size_limit(_LONGEST_FIELD)  # the limit is the process's; others get theirs back at once
    try:
        row: list[str] | None = next(rows, None)
    except csv.Error as error:
        return str(error)
    finally:
        csv.field_size_limit(before)
    return row


def open_parquet(stream: BinaryIO) -> Any:
    """A ``pyarrow.parquet.ParquetFile``.

    Raises:
        InputError: it is none, or pyarrow is not installed.
    """
    try:
        pq = load_extra("pyarrow.parquet", "parquet", needed_for="reading Parquet")
    except ImportError as error:
        raise InputError(str(error)) from error
    try:
        return pq.ParquetFile(stream, pre_buffer=False)
    except Exception as error:  # on damaged bytes pyarrow raises its own errors and Python's, of many kinds
        raise InputError(f"not Parquet: {error}") from error


def parquet_records(file: Any, columns: list[str]) -> Iterator[Record]:
    """Stream some columns of a Parquet file; one that breaks off gives an error record at the end."""
    try:
        for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=columns, use_threads=False):
            yield from _parquet_rows(batch)
    except Exception as error:  # as above
        yield Record(error=f"file broken: {error}")


def _parquet_rows(batch: Any) -> Iterator[Record]:
    """The rows of a batch; a value that Python cannot have (year 10000, text that is no UTF-8) spoils no other."""
    try:
        rows = batch.to_pylist()
    except Exception:  # as above
        rows = None
    if rows is not None:
        yield from map(Record, rows)
        return
    for row in range(batch.num_rows):
        values: dict[str, Any] = {}
        notes = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            try:
                values[name] = column[row].as_py()
            except Exception as error:  # as above
                values[name] = None
                notes.append(f"value not readable: {name!r}: {error}")
        yield Record(values, tuple(notes))


_READERS: dict[str, Callable[[BinaryIO, str | None], Iterator[Record]]] = {
    "jsonl": _jsonl,
    "json": _json,
    "csv": _csv,
}
