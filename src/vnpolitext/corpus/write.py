"""Where tagged articles go: standard output, growing files, or a folder of Parquet parts.

What is unfinished lies in ``OUT.partial/``; a finished output appears under its name in one step.
A writer takes chunks, and on ``commit`` makes them safe and says where they lie, for the manifest.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

from vnpolitext.corpus.encode import Chunk
from vnpolitext.corpus.manifest import Shard

Files = dict[str, dict[str, int]]
_BLOCK = 2**20  # bytes given to a compressor at once, however the batches fell: so the result is always the same


class Writer(Protocol):
    """Takes chunks in order."""

    def resume(self, shards: Sequence[Shard]) -> int:
        """Go on after the shards given; returns how many of them, from the first, are whole. What follows them goes."""

    def append(self, chunk: Chunk) -> None:
        """Write a chunk."""

    def commit(self) -> Files:
        """Make all that was appended since the last commit safe."""

    def close(self) -> None:
        """Let go of the files; what is not committed need not survive."""


class StreamWriter:
    """Writes one table to a stream such as standard output, at once."""

    def __init__(self, stream: BinaryIO, header: bytes = b"") -> None:
        self._stream = stream
        self._header = header

    def resume(self, shards: Sequence[Shard]) -> int:
        """A stream begins anew."""
        self._stream.write(self._header)
        return len(shards)

    def append(self, chunk: Chunk) -> None:
        """Write and flush."""
        self._stream.write(chunk.data[""])
        self._stream.flush()

    def commit(self) -> Files:
        """Nothing to be kept."""
        return {}

    def close(self) -> None:
        """Leave the stream open: it is the caller's."""


class FileWriter:
    """Appends each table to its own file, plain or compressed (one member a shard, so that a file can be cut).

    Args:
        folder: where the files lie.
        names: file name by table.
        headers: first bytes of a table's file.
        compression: ".gz", ".zst" or "".
    """

    def __init__(
        self,
        folder: Path,
        names: Mapping[str, str],
        *,
        headers: Mapping[str, bytes] | None = None,
        compression: str = "",
    ) -> None:
        self._files = {
            table: _GrowingFile(folder / name, (headers or {}).get(table, b""), compression)
            for table, name in names.items()
        }

    def resume(self, shards: Sequence[Shard]) -> int:
        """Check the shards' bytes and cut off what follows the last whole one."""
        good = min(file.whole(shards) for file in self._files.values())
        for file in self._files.values():
            file.open(shards[:good])
        return good

    def append(self, chunk: Chunk) -> None:
        """Write a chunk."""
        for table, data in chunk.data.items():
            self._files[table].write(data)

    def commit(self) -> Files:
        """Everything to the disk."""
        return {file.path.name: file.commit() for file in self._files.values()}

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()


class _GrowingFile:
    def __init__(self, path: Path, header: bytes, compression: str) -> None:
        self.path = path
        self._header = header
        self._new_compressor = _COMPRESSORS[compression]
        self._compressor: Any = None
        self._pending = bytearray()
        self._file: IO[bytes] | None = None
        self._bytes = self._crc = 0

    def whole(self, shards: Sequence[Shard]) -> int:
        """How many of the shards, from the first, lie whole in the file."""
        if not self.path.exists():
            return 0
        with self.path.open("rb") as file:
            for number, shard in enumerate(shards):
                state = shard.files.get(self.path.name)
                if state is None or zlib.crc32(file.read(state["bytes"] - file.tell())) != state["crc32"]:
                    return number
                if file.tell() != state["bytes"]:
                    return number
        return len(shards)

    def open(self, shards: Sequence[Shard]) -> None:
        """Open for writing after the last of the shards."""
        self._bytes = shards[-1].files[self.path.name]["bytes"] if shards else 0
        self._file = self.path.open("r+b" if shards else "wb", buffering=0)
        self._file.truncate(self._bytes)
        self._file.seek(self._bytes)
        self._crc = 0
        if not shards:
            self.write(self._header)

    def write(self, data: bytes) -> None:
        """Take data in; they go to the disk block by block."""
        self._pending += data
        while len(self._pending) >= _BLOCK:
            self._out(bytes(self._pending[:_BLOCK]))
            del self._pending[:_BLOCK]

    def commit(self) -> dict[str, int]:
        """All data to the disk; where the file stands now and the checksum since the last commit."""
        self._out(bytes(self._pending))
        self._pending.clear()
        if self._compressor is not None:
            self._raw(self._compressor.flush())
            self._compressor = None
        assert self._file is not None
        os.fsync(self._file.fileno())
        state = {"bytes": self._bytes, "crc32": self._crc}
        self._crc = 0
        return state

    def _out(self, data: bytes) -> None:
        if self._new_compressor is not None:
            self._compressor = self._compressor or self._new_compressor()
            data = self._compressor.compress(data)
        self._raw(data)

    def _raw(self, data: bytes) -> None:
        assert self._file is not None
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self._bytes += len(data)
        self._crc = zlib.crc32(data, self._crc)

    def close(self) -> None:
        """Close."""
        if self._file is not None:
            self._file.close()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all.

    Raises:
        OSError: it cannot be written; what was there before is there still. ``FileExistsError`` names a file that has
            the name under which it is first written (with ".new").
    """
    aside = path.with_name(path.name + ".new")
    with aside.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def _gzip() -> Any:
    return zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with a gzip header, which holds no time


def _zstd() -> Any:
    import zstandard  # noqa: PLC0415 - an extra; that it is there was seen when the output was claimed

    return zstandard.ZstdCompressor().compressobj()


_COMPRESSORS: dict[str, Callable[[], Any] | None] = {"": None, ".gz": _gzip, ".zst": _zstd}
