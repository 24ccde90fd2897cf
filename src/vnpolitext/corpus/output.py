"""From the name of an output to its writer, its unfinished folder and the step that finishes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from vnpolitext import __version__
from vnpolitext.corpus.article import OutputError
from vnpolitext.corpus.encode import CSV_COLUMNS, csv_header
from vnpolitext.corpus.manifest import MANIFEST, Manifest
from vnpolitext.corpus.schema import SCHEMA_VERSION, TABLES
from vnpolitext.corpus.sources import COMPRESSIONS
from vnpolitext.corpus.write import FileWriter, StreamWriter, Writer, write_atomically
from vnpolitext.extras import load_extra

FORMATS = ("jsonl", "csv", "parquet")
SHARD_SIZES = {"jsonl": 1000, "csv": 1000, "tables": 1000, "parquet": 5000}
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_ABOUT = "_vnpolitext.json"
_LOCK = "lock"


class TakenError(OutputError):
    """The unfinished folder is another run's, going on or interrupted."""


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
            from vnpolitext.corpus.parquet import ParquetWriter  # noqa: PLC0415 - only for Parquet

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


@contextmanager
def claimed(output: Output) -> Iterator[None]:
    """Make the unfinished folder and hold it for this process, where the system can; the hold ends with the process.

    Raises:
        TakenError: another process holds it.
        OutputError: it cannot be made, or writing there needs an extra that is not installed.
    """
    assert output.path is not None
    _check_extras(output)
    if not output.is_folder and output.path.is_dir():
        raise OutputError(f"{str(output.path)!r} is a folder; give a file, or --format csv or parquet for tables in it")
    if output.is_folder and output.path.exists() and not _replaceable(output.path):
        raise OutputError(f"{str(output.path)!r} is there and not ours; give a new name for the folder of tables")
    try:
        output.partial.mkdir(exist_ok=True)
        file = (output.partial / _LOCK).open("wb")
    except OSError as error:
        raise OutputError(f"cannot write {str(output.path)!r}: {error.strerror or error}") from error
    with file:
        if not _held(file):
            raise TakenError(f"another run is writing {str(output.path)!r}")
        yield


def _check_extras(output: Output) -> None:
    """Before anything is tagged, and not after a shard of it."""
    try:
        if output.format == "parquet":
            load_extra("pyarrow", "parquet", needed_for="writing Parquet")
        if output.compression == ".zst":
            load_extra("zstandard", "zstd", needed_for="writing .zst")
    except ImportError as error:
        raise OutputError(str(error)) from error


def _replaceable(path: Path) -> bool:
    return path.is_dir() and ((path / _ABOUT).exists() or not any(path.iterdir()))


def _held(file: IO[bytes]) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def begin(output: Output, settings: dict[str, Any], *, resume: bool, overwrite: bool) -> Manifest:
    """Begin in a claimed folder, or take up what an interrupted run left there.

    Raises:
        TakenError: there is something to resume, and neither ``resume`` nor ``overwrite`` is asked for.
        InputError: the interrupted run had other settings.
    """
    path = output.partial / MANIFEST
    if not overwrite and _finished_shards(output):
        if not resume:
            where = repr(str(output.partial))
            raise TakenError(f"an interrupted run lies in {where}: --resume goes on with it, --overwrite starts again")
        return Manifest.load(path, settings)
    _empty(output.partial)
    manifest = Manifest(path, settings)
    manifest.create()
    return manifest


def _finished_shards(output: Output) -> int:
    path = output.partial / MANIFEST
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def abandon(output: Output) -> bool:
    """After a run that ended early: whether there is something to resume. An unfinished folder with nothing goes."""
    if output.path is None:
        return False
    if _finished_shards(output) > 0:
        return True
    shutil.rmtree(output.partial, ignore_errors=True)
    return False


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
    if output.path.exists():
        output.path.replace(_old(output.path))
    output.partial.replace(output.path)
    tidy(output)


def tidy(output: Output) -> None:
    """Remove what a run that was killed after its very last step left in a finished folder, or beside it."""
    if output.path is None or not (output.path / _ABOUT).exists():
        return
    for name in (MANIFEST, _LOCK):
        (output.path / name).unlink(missing_ok=True)
    shutil.rmtree(_old(output.path), ignore_errors=True)


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".old")
