"""From the name of an output to its writer, its unfinished folder and the step that finishes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from vnpolitext import __version__
from vnpolitext.corpus.article import OutputError
from vnpolitext.corpus.encode import CSV_COLUMNS, csv_header
from vnpolitext.corpus.manifest import MANIFEST, Manifest
from vnpolitext.corpus.schema import SCHEMA_VERSION, TABLES
from vnpolitext.corpus.sources import COMPRESSIONS
from vnpolitext.corpus.write import FileWriter, ParquetWriter, StreamWriter, Writer, write_atomically

FORMATS = ("jsonl", "csv", "parquet")
SHARD_SIZES = {"jsonl": 1000, "csv": 1000, "tables": 1000, "parquet": 5000}
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_ABOUT = "_vnpolitext.json"
_LOCK = "lock"


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
    def is_folder(self) -> bool:
        """Several tables make a folder; one table a file."""
        return self.format in {"tables", "parquet"}

    def writer(self, stream: BinaryIO | None = None) -> Writer:
        """The writer: to the unfinished folder, or to ``stream`` when there is no path."""
        if self.path is None:
            assert stream is not None
            return StreamWriter(stream, self._headers().get("", b""))
        if self.format == "parquet":
            return ParquetWriter(self.partial)
        names = {table: f"{table}.csv" for table in TABLES} if self.format == "tables" else {"": self.path.name}
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
    path = Path(name)
    compression = path.suffix.lower() if path.suffix.lower() in COMPRESSIONS else ""
    suffix = Path(path.stem).suffix.lower() if compression else path.suffix.lower()
    known = format or _SUFFIXES.get(suffix) or ("parquet" if path.is_dir() or name.endswith("/") else None)
    if known not in FORMATS:
        raise OutputError(f"unknown format of {name!r}; give .jsonl, .csv or .parquet, or --format {'|'.join(FORMATS)}")
    if compression and known == "parquet":
        raise OutputError(f"{name!r}: Parquet is compressed by itself; leave out {compression}")
    return Output(path, "tables" if known == "csv" and suffix != ".csv" else known, compression)


def begin(output: Output, settings: dict[str, Any], *, resume: bool, overwrite: bool) -> Manifest:
    """Make the unfinished folder, or take up the one that an interrupted run left.

    Raises:
        OutputError: it cannot be made, or it is there and neither ``resume`` nor ``overwrite`` is asked for.
        InputError: the interrupted run had other settings.
    """
    assert output.path is not None
    path, partial = output.path, output.partial
    if output.is_folder and path.is_dir() and any(path.iterdir()) and not (path / _ABOUT).exists():
        raise OutputError(f"{str(path)!r} is a folder with other files; give a new one")
    if not output.is_folder and path.is_dir():
        raise OutputError(f"{str(path)!r} is a folder; give a file, or --format csv or parquet for a folder of tables")
    manifest_path = partial / MANIFEST
    if manifest_path.exists() and not overwrite:
        if not resume:
            raise OutputError(
                f"an interrupted run lies in {str(partial)!r}: --resume goes on with it, --overwrite starts again"
            )
        return Manifest.load(manifest_path, settings)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(exist_ok=True)
    manifest = Manifest(manifest_path, settings)
    manifest.create()
    return manifest


def lock(output: Output) -> IO[bytes]:
    """Hold the unfinished folder for this process, where the system can; it ends with the process."""
    file = (output.partial / _LOCK).open("wb")
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise OutputError(f"another run is writing {str(output.path)!r}") from error
    return file


def finish(output: Output, manifest: Manifest) -> None:
    """Put the finished output in its place, in one step."""
    assert output.path is not None
    if not output.is_folder:
        (output.partial / output.path.name).replace(output.path)
        shutil.rmtree(output.partial)
        return
    about = {
        "vnpolitext": __version__,
        "schema_version": SCHEMA_VERSION,
        "tables": TABLES,
        "articles": sum(shard.articles for shard in manifest.shards),
        "settings": manifest.settings,
    }
    write_atomically(output.partial / _ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode())
    before = output.path.with_name(output.path.name + ".old")
    if output.path.exists():
        output.path.replace(before)
    output.partial.replace(output.path)
    for name in (MANIFEST, _LOCK):
        (output.path / name).unlink(missing_ok=True)
    shutil.rmtree(before, ignore_errors=True)
