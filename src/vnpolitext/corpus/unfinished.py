"""The folder of what is unfinished, ``OUT.partial``: claimed by one run, taken up or cleared, and put in its place.

A run touches only what runs write: a folder that holds anything else is refused, and links in it are never followed.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from vnpolitext import __version__
from vnpolitext.corpus.article import OutputError
from vnpolitext.corpus.manifest import ASIDE, MANIFEST, Manifest
from vnpolitext.corpus.output import LOCK, Output
from vnpolitext.corpus.schema import SCHEMA_VERSION, TABLES
from vnpolitext.corpus.write import write_atomically
from vnpolitext.extras import load_extra

ABOUT = "_vnpolitext.json"
# In the folder of what is unfinished: the output of before, while the new one takes its place.
REPLACED = "_vnpolitext_replaced"
_TABLE_FILES = {f"{table}.csv" for table in TABLES}
_PART = re.compile(r"part-[0-9]{5,}\.parquet(?:\.new)?")
# What file managers leave in any folder, and network file systems in the place of a file that is still open.
_SYSTEM = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\.nfs[0-9a-f]+")
_TRIES = 10
_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}


class TakenError(OutputError):
    """The unfinished folder is another run's, going on or interrupted."""


@contextmanager
def claimed(output: Output) -> Iterator[None]:
    """Make the unfinished folder and hold it for this process, where the system can; the hold ends with the process.

    After an error with no finished shard in it the folder goes.

    Raises:
        TakenError: another process holds it.
        OutputError: it cannot be made, it or the output's place holds what no run wrote, or writing there needs an
            extra that is not installed.
    """
    assert output.path is not None
    _check_extras(output)
    _check_place(output)
    with _lock(output), ExitStack() as stack:
        stack.push(lambda kind, *_: _abandon(output) if kind is not None else None)
        _restore(output)
        yield


@contextmanager
def kept(output: Output) -> Iterator[None]:
    """Add to an error in this block what can still be done with the finished shards, where there are some."""
    try:
        yield
    except BaseException as error:
        if _finished_shards(output):
            error.add_note(f"what is finished is safe in {str(output.partial)!r}: --resume goes on with it")
        raise


def _check_extras(output: Output) -> None:
    """Before anything is tagged, and not after a shard of it."""
    try:
        if output.format == "parquet":
            load_extra("pyarrow", "parquet", needed_for="writing Parquet")
        if output.compression == ".zst":
            load_extra("zstandard", "zstd", needed_for="writing .zst")
    except ImportError as error:
        raise OutputError(str(error)) from error


def _check_place(output: Output) -> None:
    """What will be replaced must be a file, or a folder of tables and nothing else."""
    path = output.path
    assert path is not None
    if not output.is_folder and path.is_dir():
        raise OutputError(f"{str(path)!r} is a folder; give a file, or --format csv or parquet for tables in it")
    if not output.is_folder or not path.exists():
        return
    if not path.is_dir() or not ((path / ABOUT).exists() or not any(path.iterdir())):
        raise OutputError(f"{str(path)!r} is there and not ours; give a new name for the folder of tables")
    if (other := _foreign(path, output)) is not None:
        raise OutputError(
            f"{str(path)!r} holds {other!r} beside its tables and would be replaced as a whole; "
            "move that away, or give a new name for the folder of tables"
        )


def _foreign(folder: Path, output: Output) -> str | None:
    """The first thing in a folder that no run wrote there, as a name or a relative path."""
    files = {LOCK, MANIFEST, ASIDE, ABOUT, f"{ABOUT}.new", output.data_name, *_TABLE_FILES}
    for path in sorted(folder.iterdir()):
        if path.name in TABLES and path.is_dir() and not path.is_symlink():
            if other := next(
                (one.name for one in path.iterdir() if not _is_file(one, _PART.fullmatch(one.name))), None
            ):
                return f"{path.name}/{other}"
        elif path.name != REPLACED and not _is_file(path, path.name in files):
            return path.name
    return None


def _is_file(path: Path, known: object) -> bool:
    """Whether a file is known by its name, and no link; or the system's own."""
    return bool(_SYSTEM.fullmatch(path.name) or (known and path.is_file() and not path.is_symlink()))


def _check_ours(output: Output) -> None:
    folder = output.partial
    said = repr(str(folder))
    if folder.is_symlink():
        raise OutputError(f"{said} is a link, and runs keep what is unfinished there; remove it, or write elsewhere")
    if (other := _foreign(folder, output)) is not None:
        raise OutputError(f"{said} holds {other!r}, which no run wrote; move that away, or write elsewhere")
    names = {path.name for path in folder.iterdir() if not _SYSTEM.fullmatch(path.name)}
    if names and (LOCK not in names or (names - {LOCK, ASIDE} and MANIFEST not in names)):
        raise OutputError(f"{said} holds no manifest of a run; move it away, or write elsewhere")


@contextmanager
def _lock(output: Output) -> Iterator[None]:
    for _ in range(_TRIES):
        try:
            file = _opened_lock(output)
        except OutputError:
            raise
        except OSError as error:
            with suppress(OSError):
                output.partial.rmdir()
            raise OutputError(f"cannot write {str(output.path)!r}: {error.strerror or error}") from error
        if file is None:
            continue
        with file:
            if not _held(file):
                raise TakenError(f"another run is writing {str(output.path)!r}")
            if _is_at(file, output.partial / LOCK):
                yield
                return
    raise TakenError(f"other runs are writing {str(output.path)!r}")


def _opened_lock(output: Output) -> IO[bytes] | None:
    """The file to lock, made if need be; None where another run took the folder away just now."""
    output.partial.mkdir(exist_ok=True)
    try:
        _check_ours(output)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        return os.fdopen(os.open(output.partial / LOCK, flags, 0o666), "r+b")
    except FileNotFoundError:
        return None


def _held(file: IO[bytes]) -> bool:
    """Whether this process has the lock now, or the system has none to give (Windows, some cluster file systems)."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Whether an open file still has this name: the run that held it before may have removed it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _restore(output: Output) -> None:
    """Put back the output of before, where a run was killed between moving it away and putting the new one there."""
    assert output.path is not None
    if (output.partial / REPLACED).exists() and not output.path.exists():
        (output.partial / REPLACED).replace(output.path)


def begin(output: Output, settings: dict[str, Any], *, resume: bool, overwrite: bool) -> Manifest:
    """Begin in a claimed folder, or take up what an interrupted run left there.

    Raises:
        TakenError: there is something to resume, and neither ``resume`` nor ``overwrite`` is asked for.
        InputError: the interrupted run had other settings, or its manifest is damaged.
        OutputError: nothing can be written.
    """
    path = output.partial / MANIFEST
    if not overwrite and _finished_shards(output):
        if not resume:
            where = repr(str(output.partial))
            raise TakenError(f"an interrupted run lies in {where}: --resume goes on with it, --overwrite starts again")
        return Manifest.load(path, settings)
    manifest = Manifest(path, settings)
    with _writing(output.partial):
        _clear(output)
        manifest.create()
    return manifest


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say what could not be written where the operating system does not."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}") from error


def _finished_shards(output: Output) -> int:
    try:
        return max(0, (output.partial / MANIFEST).read_bytes().count(b"\n") - 1)
    except FileNotFoundError:
        return 0


def _clear(output: Output) -> None:
    """Remove what runs write, the manifest last: without it nothing in the folder can be told to be a run's."""
    for name in (REPLACED, *TABLES):
        if (output.partial / name).is_dir():
            shutil.rmtree(output.partial / name)
    for name in (output.data_name, *_TABLE_FILES, ABOUT, f"{ABOUT}.new", ASIDE, MANIFEST):
        if not (output.partial / name).is_dir():
            (output.partial / name).unlink(missing_ok=True)


def _remove(output: Output) -> None:
    """Remove the folder; what else a system put there stays, and the folder with it."""
    _clear(output)
    with suppress(OSError):
        (output.partial / LOCK).unlink(missing_ok=True)
        output.partial.rmdir()


def _abandon(output: Output) -> None:
    """After a run that ended early: an unfinished folder with no finished shard goes."""
    with suppress(OSError):
        if not _finished_shards(output):
            _remove(output)


def finish(output: Output, manifest: Manifest) -> None:
    """Put the finished output in its place, in one step.

    Raises:
        OutputError: it cannot be put there; what was there before is there still.
    """
    assert output.path is not None
    if not output.is_folder:
        with _writing(output.path):
            (output.partial / output.data_name).replace(output.path)
        with suppress(OSError):  # the output is there: what is left of the folder is no error of it
            _remove(output)
        return
    about = {
        "vnpolitext": __version__,
        "schema_version": SCHEMA_VERSION,
        "tables": TABLES,
        "articles": sum(shard.articles for shard in manifest.shards),
        "settings": manifest.settings,
    }
    with _writing(output.path):
        (output.partial / f"{ABOUT}.new").unlink(missing_ok=True)  # of a run that was killed here
        write_atomically(
            output.partial / ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        )
        _replace_folder(output, output.path)
    tidy(output)


def _replace_folder(output: Output, path: Path) -> None:
    aside = output.partial / REPLACED
    if path.exists():
        if aside.exists():
            shutil.rmtree(aside)
        path.replace(aside)
    try:
        output.partial.replace(path)
    except BaseException:
        _restore(output)
        raise


def tidy(output: Output) -> None:
    """Remove what a run that was killed after its very last step left in a finished folder."""
    if output.path is None or not (output.path / ABOUT).exists():
        return
    with suppress(OSError):
        for name in (MANIFEST, LOCK):
            (output.path / name).unlink(missing_ok=True)
        if (output.path / REPLACED).exists():
            shutil.rmtree(output.path / REPLACED)
