"""From the name of an output to its format and writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vnpolitext.corpus.article import OutputError
from vnpolitext.corpus.encode import CSV_COLUMNS, csv_header
from vnpolitext.corpus.manifest import ASIDE, MANIFEST
from vnpolitext.corpus.schema import TABLES
from vnpolitext.corpus.sources import COMPRESSIONS
from vnpolitext.corpus.write import FileWriter, StreamWriter, Writer

LOCK = "lock"  # of the unfinished folder
FORMATS = ("jsonl", "csv", "parquet")
SHARD_SIZES = {"jsonl": 1000, "csv": 1000, "tables": 1000, "parquet": 5000}
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Output:
    """Where and how to write.

    Args:
        path: the file or folder; None for a stream.
        format: as ``encode`` takes it.
        compression: ".gz", ".zst" or "".
    """

    path: Path | None
    format: str
    compression: str = ""

    @property
    def partial(self) -> Path:
        """The folder of what is unfinished."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".partial")

    @property
    def data_name(self) -> str:
        """The name of a single file in the unfinished folder: its own, where nothing else there has it."""
        assert self.path is not None
        return f"data-{self.path.name}" if self.path.name in {LOCK, MANIFEST, ASIDE} else self.path.name

    @property
    def is_folder(self) -> bool:
        """Several tables make a folder; one table a file."""
        return self.format in {"tables", "parquet"}

    def writer(self, stream: BinaryIO | None = None) -> Writer:
        """The writer: to the unfinished folder, or to ``stream`` when there is no path."""
        if self.path is None:
            assert stream is not None
            return StreamWriter(stream, self._headers().get("", b""))
        if self.format == "parquet":
            from vnpolitext.corpus.parquet import ParquetWriter  # noqa: PLC0415 - only for Parquet

            return ParquetWriter(self.partial)
        names = {table: f"{table}.csv" for table in TABLES} if self.format == "tables" else {"": self.data_name}
        return FileWriter(self.partial, names, headers=self._headers(), compression=self.compression)

    def _headers(self) -> Mapping[str, bytes]:
        if self.format == "csv":
            return {"": csv_header(CSV_COLUMNS)}
        return {table: csv_header(columns) for table, columns in TABLES.items()} if self.format == "tables" else {}


def choose_output(name: str | None, format: str | None) -> Output:  # noqa: A002
    """The output that a name and a format mean.

    Raises:
        OutputError: the format is unknown, or cannot be written there; the message says what can.

    Examples:
        >>> choose_output("tags.jsonl.gz", None).compression
        '.gz'
        >>> choose_output("tables/", "csv").format
        'tables'
    """
    if name is None or name == "-":
        if format == "parquet":
            raise OutputError("Parquet is a folder of tables; name it with -o")
        return Output(None, format or "jsonl")
    path = _place(name)
    compression = path.suffix.lower() if path.suffix.lower() in COMPRESSIONS else ""
    suffix = Path(path.stem).suffix.lower() if compression else path.suffix.lower()
    known = format or _SUFFIXES.get(suffix) or ("parquet" if path.is_dir() or name.endswith("/") else None)
    if known not in FORMATS:
        raise OutputError(f"unknown format of {name!r}; give .jsonl, .csv or .parquet, or --format {'|'.join(FORMATS)}")
    if compression and known == "parquet":
        raise OutputError(f"{name!r}: Parquet is compressed by itself; leave out {compression}")
    if compression and known == "csv" and suffix != ".csv":
        raise OutputError(f"{name!r}: a folder of tables cannot be compressed as a whole; leave out {compression}")
    return Output(path, "tables" if known == "csv" and suffix != ".csv" else known, compression)


def _place(name: str) -> Path:
    """Where an output of this name lies: a link is followed, so that it stays one."""
    path = Path(name)
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OutputError(f"{name!r} is no file that can be replaced; leave out -o to write to standard output")
    path = path.resolve() if path.is_symlink() else path
    if path.name in {"", ".."}:
        raise OutputError(f"{name!r} cannot be replaced; give a new name in it")
    return path
