"""From what the user named to files: folders, globs, compression, formats."""

from __future__ import annotations

import glob
import gzip
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from vnpolitext.corpus.article import InputError
from vnpolitext.extras import load_extra

FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".txt": "txt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
COMPRESSIONS = (".gz", ".zst")
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or standard input.

    Args:
        path: where it is; None for standard input.
        format: one of the values of ``FORMATS``.
        name: how messages call it; for a file that is one article also its id, with the suffix left out.
        size: bytes on the disk; 0 when unknown.
    """

    path: Path | None
    format: str
    name: str
    size: int = 0

    @property
    def stem(self) -> str:
        """The name without format and compression: the id of a file that is one article."""
        name = self.name
        for suffix in (*COMPRESSIONS, *FORMATS):
            name = name.removesuffix(suffix)
        return name


def find_sources(inputs: Sequence[str], *, format: str | None = None, leave_out: Iterable[Path] = ()) -> list[Source]:  # noqa: A002
    """The files that ``inputs`` name, in a fixed order.

    Args:
        inputs: files, folders (searched to any depth), globs, or "-" for standard input.
        format: read everything as this format, whatever the suffix.
        leave_out: paths that are not input (the output inside an input folder).

    Raises:
        InputError: something named does not exist, cannot be looked into, holds no articles, has no known format, or is
            to be left out.
    """
    skipped = {path.resolve() for path in leave_out}
    found: list[Source] = []
    for name in inputs:
        found.extend(_expand(name, format, skipped))
    return found


def _expand(name: str, format: str | None, skipped: set[Path]) -> list[Source]:  # noqa: A002
    if name == STDIN and format == "parquet":
        raise InputError("Parquet cannot be read from standard input; give the file's name")
    if name == STDIN:
        if any(is_same(one, name) for one in skipped):
            raise InputError(
                "standard input is also the output and would be replaced; give another name for the output"
            )
        return [Source(None, format or "guess", "standard input")]
    path = Path(name)
    if path.is_dir():
        return _folder(path, format, skipped)
    if path.exists():
        if _inside(path, skipped) or any(is_same(one, name) for one in skipped):
            raise InputError(f"{name!r} is also the output and would be replaced; give another name for the output")
        return [_source(path, path.name, format)]
    matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 - ``name`` may be absolute
    files = [_source(match, match.name, format) for match in matches if match.is_file() and not _inside(match, skipped)]
    if not files:
        missing = f"nothing matches {name!r}" if glob.has_magic(name) else f"no file or folder {name!r}"
        raise InputError(f"{missing}; give files, folders, or '-' for standard input")
    return files


def _folder(folder: Path, format: str | None, skipped: set[Path]) -> list[Source]:  # noqa: A002
    files = sorted(path for path in _files(folder) if format or _format(path))
    kept = [path for path in files if not _inside(path, skipped)]
    if not kept:
        raise InputError(
            f"no articles in {str(folder)!r}; looked for {' '.join(FORMATS)}, also with {' '.join(COMPRESSIONS)}"
        )
    return [_source(path, path.relative_to(folder).as_posix(), format) for path in kept]


def _files(folder: Path) -> Iterator[Path]:
    """All files of a folder to any depth; a part of it that cannot be looked into is not passed over in silence."""

    def fail(error: OSError) -> None:
        raise InputError(f"cannot read {str(error.filename)!r}: {error.strerror or error}") from error

    for parent, _, names in os.walk(folder, onerror=fail):
        paths = (Path(parent, name) for name in names)
        yield from (path for path in paths if path.is_file() or path.is_symlink())


def is_same(output: Path, name: str) -> bool:
    """Whether an output is the very file that an input's name ("-" for standard input) means."""
    if name == STDIN:
        return is_open_as(output, sys.stdin)
    return output.exists() and Path(name).exists() and output.samefile(name)


def is_open_as(path: Path, stream: IO[str]) -> bool:
    """Whether a standard stream is this very file."""
    with suppress(OSError, ValueError, AttributeError):  # it may have no descriptor, or the path not be there
        return path.is_file() and os.path.samestat(os.fstat(stream.fileno()), path.stat())
    return False


def _inside(path: Path, skipped: set[Path]) -> bool:
    resolved = path.resolve()
    return any(resolved == one or one in resolved.parents for one in skipped)


def _source(path: Path, name: str, format: str | None) -> Source:  # noqa: A002
    known = format or _format(path)
    if known is None:
        raise InputError(
            f"unknown format of {str(path)!r}; known are {' '.join(FORMATS)}, or name it with --input-format"
        )
    try:
        size = path.stat().st_size
    except OSError as error:  # a link to nothing
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    return Source(path, known, name, size)


def _format(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return FORMATS.get(suffixes[-1]) if suffixes else None


@dataclass(slots=True)
class Meter:
    """How far reading has come, in bytes of the files on the disk; for the time left."""

    total: int = 0
    finished: int = 0
    current: BinaryIO | None = None

    @property
    def done(self) -> int:
        """Bytes read of all files."""
        return self.finished + (self.current.tell() if self.current is not None and not self.current.closed else 0)


@contextmanager
def open_source(source: Source, meter: Meter | None = None) -> Iterator[BinaryIO]:
    """Open a source for reading bytes, decompressed.

    Raises:
        InputError: it cannot be opened, or ``zstandard`` is not installed for a .zst file.
    """
    if source.path is None:
        yield sys.stdin.buffer
        return
    try:
        raw = source.path.open("rb")
    except OSError as error:
        raise InputError(f"cannot read {str(source.path)!r}: {error.strerror or error}") from error
    with raw:
        if meter is not None:
            meter.current = raw
        yield _decompressed(raw, source.path)
    if meter is not None:
        meter.finished += source.size
        meter.current = None


def _decompressed(raw: BinaryIO, path: Path) -> BinaryIO:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb"))
    if suffix != ".zst":
        return raw
    try:
        zstandard = load_extra("zstandard", "zstd", needed_for=f"reading {str(path)!r}")
    except ImportError as error:
        raise InputError(str(error)) from error
    # A file may be made of several frames; what this package writes is.
    reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)
    return cast("BinaryIO", reader)
