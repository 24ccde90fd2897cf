"""From a batch of documents to bytes ready to be written; runs in the worker processes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812
from typing import Any

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.records import error_kind, record
from vnpolitext.corpus.schema import TABLES, arrow_schema
from vnpolitext.corpus.tables import ROWS
from vnpolitext.doc import Doc


@dataclass(slots=True)
class Tally:
    """What a run has done so far, counted; of topics the first of each article, and the sum of their probabilities."""

    articles: int = 0
    bytes: int = 0  # of the texts, in UTF-8
    errors: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    confidence: int = 0  # in ten-thousandths, the last digit of a probability: the sum does not depend on the order

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.articles += other.articles
        self.bytes += other.bytes
        self.errors.update(other.errors)
        self.entities.update(other.entities)
        self.notes.update(other.notes)
        self.topics.update(other.topics)
        self.confidence += other.confidence

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        counters = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS}
        return {"articles": self.articles, "bytes": self.bytes, "confidence": self.confidence, **counters}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Tally:
        """From ``to_dict``'s form."""
        counters = {name: Counter(value.get(name, {})) for name in _COUNTERS}
        return cls(value["articles"], value["bytes"], confidence=value.get("confidence", 0), **counters)


_COUNTERS = ("errors", "entities", "notes", "topics")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A batch, encoded: bytes by table name ("" for the one table of a JSONL or CSV file), and its tally."""

    data: dict[str, bytes]
    tally: Tally


def encode(
    articles: Sequence[Article],
    docs: Sequence[Doc],
    *,
    format: str,  # noqa: A002
    with_text: bool,
    safe_cells: bool = False,
) -> Chunk:
    """Encode a batch.

    Args:
        articles: what was read.
        docs: what was found, one an article.
        format: "jsonl", "csv" (one table of entities), "tables" (CSV of each table) or "parquet" (Arrow of each).
        with_text: repeat the texts.
        safe_cells: in CSV put an apostrophe before whatever a spreadsheet would run as a formula, also where it takes
            another separator for the cells', and quotes around every cell.
    """
    found = [Doc("") if article.error else doc for article, doc in zip(articles, docs, strict=True)]
    tagged = [record(article, doc, with_text=with_text) for article, doc in zip(articles, found, strict=True)]
    rows = [article.row for article in articles]
    if safe_cells and format in _CSV:
        return Chunk(_CSV[format](rows, tagged, safe=True), _tally(articles, tagged))
    return Chunk(_DATA[format](rows, tagged), _tally(articles, tagged))


def _tally(articles: Sequence[Article], tagged: Sequence[dict[str, Any]]) -> Tally:
    first = [one["topics"][0] for one in tagged if one["topics"]]
    return Tally(
        articles=len(tagged),
        bytes=sum(len(article.text.encode("utf-8", "surrogatepass")) for article in articles),
        errors=Counter(kind for one in tagged if (kind := error_kind(one))),
        entities=Counter(entity["label"] for one in tagged for entity in one["entities"]),
        notes=Counter(note.split(":", 1)[0] for one in tagged for note in one["warnings"]),
        topics=Counter(topic["code"] for topic in first),
        confidence=sum(round(10_000 * topic["score"]) for topic in first),
    )


def json_line(value: Any) -> bytes:
    r"""One JSON object as a line; half a surrogate pair, which UTF-8 cannot hold, is escaped.

    Examples:
        >>> json_line({"text": "Huế"}).decode()
        '{"text": "Huế"}\n'
    """
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode() + b"\n"


def _jsonl(_rows: list[int], tagged: list[dict[str, Any]]) -> dict[str, bytes]:
    return {"": b"".join(map(json_line, tagged))}


def _rows(table: str, rows: list[int], tagged: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for row, one in zip(rows, tagged, strict=True):
        for values in ROWS[table](one):
            yield {"row": row, "id": one["id"], **values}


# Where a cell begins, by whatever separator a spreadsheet was told or guesses, and what it takes for the beginning of
# a formula: also in full width, and behind characters that it leaves out. (Begun again at each separator, a run of
# those is read once.)
_FORMULA = re.compile(
    r"""
    (?: \A | (?<=[;|\t\r\n]) )
    (?= ["\0-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3000\ufeff]*
        [=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b] )
    | \A (?= [\t\r\n] )
    """,
    re.VERBOSE,
)
CSV_COLUMNS = ("id", *(name for name in TABLES["entities"] if name not in {"row", "id"}), "error")


def _csv(rows: list[int], tagged: list[dict[str, Any]], *, safe: bool = False) -> dict[str, bytes]:
    """Entities, and a row with only id and error for an article that failed: one table must not lose it."""
    lines: list[dict[str, Any]] = []
    for row, one in zip(rows, tagged, strict=True):
        lines.extend(_rows("entities", [row], [one]))
        if one["error"] is not None:
            lines.append({"id": one["id"], "error": one["error"]})
    return {"": _csv_lines(CSV_COLUMNS, lines, safe=safe)}


def _csv_tables(rows: list[int], tagged: list[dict[str, Any]], *, safe: bool = False) -> dict[str, bytes]:
    return {
        table: _csv_lines(tuple(columns), _rows(table, rows, tagged), safe=safe) for table, columns in TABLES.items()
    }


def _csv_lines(columns: Sequence[str], rows: Iterable[dict[str, Any]], *, safe: bool) -> bytes:
    out = io.StringIO()
    plain = csv.writer(out, lineterminator="\n")
    # Before Python 3.13 the module leaves a carriage return unquoted, and every reader takes it for the line's end.
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    cell = _safe_cell if safe else _cell
    for row in rows:
        cells = [cell(row.get(name)) for name in columns]
        (quoted if safe or any(isinstance(one, str) and "\r" in one for one in cells) else plain).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def _safe_cell(value: Any) -> Any:
    """The cell with an apostrophe before what a spreadsheet takes for a formula."""
    return _FORMULA.sub("'", value) if isinstance(value, str) else _cell(value)


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def csv_header(columns: Iterable[str]) -> bytes:
    """The first line of a CSV file."""
    return (",".join(columns) + "\n").encode()


def _parquet(rows: list[int], tagged: list[dict[str, Any]]) -> dict[str, bytes]:
    return {table: _arrow(table, list(_rows(table, rows, tagged))) for table in TABLES}


def _arrow(table: str, rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    schema = arrow_schema(table)
    columns = [_column([row.get(name) for row in rows], kind) for name, kind in TABLES[table].items()]
    batch = pa.record_batch(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _column(values: list[Any], kind: str) -> list[Any]:
    if kind == "date":
        return [value and Date.fromisoformat(value) for value in values]
    if kind == "string":
        return [value if value is None else _sound(value) for value in values]
    return values


def _sound(text: str) -> str:
    """The text without halves of surrogate pairs; its length stays the same."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


_CSV: dict[str, Callable[..., dict[str, bytes]]] = {"csv": _csv, "tables": _csv_tables}
_DATA = {"jsonl": _jsonl, **_CSV, "parquet": _parquet}
