"""Parquet as a folder of parts, one a shard and table, written as the articles come and never whole in memory."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from vnpolitext.corpus.encode import Chunk
from vnpolitext.corpus.manifest import Shard
from vnpolitext.corpus.schema import TABLES, arrow_schema
from vnpolitext.corpus.write import Files

# Rows written at once. Counted in rows, so that a part does not depend on the batches that its rows came in.
ROW_GROUP = 2**15


class ParquetWriter:
    """Writes each table as a folder of parts, one a shard.

    Args:
        folder: where the tables' folders lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._parts: dict[str, _Part] = {}

    def resume(self, shards: Sequence[Shard]) -> int:
        """Check the shards' parts and remove all others."""
        good = next(
            (number for number, shard in enumerate(shards) if not all(map(self._whole, shard.files.items()))),
            len(shards),
        )
        kept = {name for shard in shards[:good] for name in shard.files}
        for table in TABLES:
            (self._folder / table).mkdir(exist_ok=True)
            for part in (self._folder / table).iterdir():
                if part.relative_to(self._folder).as_posix() not in kept:
                    part.unlink()
        self._number = good
        return good

    def _whole(self, file: tuple[str, dict[str, int]]) -> bool:
        name, state = file
        path = self._folder / name
        return path.exists() and zlib.crc32(path.read_bytes()) == state["crc32"]

    def append(self, chunk: Chunk) -> None:
        """Add a chunk to the shard's part of each table."""
        import pyarrow as pa  # noqa: PLC0415 - an extra

        for table, data in chunk.data.items():
            self._part(table).add(list(pa.ipc.open_stream(data)))

    def commit(self) -> Files:
        """Finish the shard's part of every table."""
        files = {}
        for table in TABLES:
            files[f"{table}/{self._name}"] = self._part(table).finish()
            del self._parts[table]
        self._number += 1
        return files

    @property
    def _name(self) -> str:
        return f"part-{self._number:05}.parquet"

    def _part(self, table: str) -> _Part:
        if table not in self._parts:
            self._parts[table] = _Part(self._folder / table / self._name, arrow_schema(table))
        return self._parts[table]

    def close(self) -> None:
        """Let go of parts that were begun; resuming removes them."""
        for part in self._parts.values():
            part.abandon()


class _Part:
    """One file, under another name until it is whole and on the disk."""

    def __init__(self, path: Path, schema: Any) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

        self._path = path
        self._schema = schema
        self._file = _Summed(path.with_name(path.name + ".new"))
        try:
            self._writer = pq.ParquetWriter(self._file, schema, compression="zstd", use_dictionary=True)
        except OSError:
            self._file.close()
            raise
        self._waiting: list[Any] = []
        self._rows = 0

    def add(self, batches: list[Any]) -> None:
        """Take rows in; full groups of them are written."""
        self._waiting.extend(batches)
        self._rows += sum(batch.num_rows for batch in batches)
        if self._rows >= ROW_GROUP:
            table = self._table()
            full = self._rows - self._rows % ROW_GROUP
            self._writer.write_table(table.slice(0, full), row_group_size=ROW_GROUP)
            self._waiting = table.slice(full).combine_chunks().to_batches()
            self._rows -= full

    def _table(self) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        return pa.Table.from_batches(self._waiting, self._schema).combine_chunks()

    def finish(self) -> dict[str, int]:
        """Write the rest and give the file its name; returns its size and checksum."""
        if self._rows:
            self._writer.write_table(self._table(), row_group_size=ROW_GROUP)
        self._writer.close()
        state = self._file.finish()
        self._file.path.replace(self._path)
        return state

    def abandon(self) -> None:
        """Close what will not be used."""
        with suppress(OSError):  # a full disk takes no end of the file either
            self._writer.close()
        self._writer.is_open = False  # or it tries again when it is collected
        self._file.close()


class _Summed:
    """A file to write to that knows its size and checksum."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = self._crc = 0
        self._file: IO[bytes] = path.open("wb", buffering=0)

    @property
    def closed(self) -> bool:
        """As files have it."""
        return self._file.closed

    def write(self, data: Any) -> int:
        """Write all of it."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        self.size += len(data)
        self._crc = zlib.crc32(data, self._crc)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> dict[str, int]:
        """Everything to the disk."""
        os.fsync(self._file.fileno())
        self._file.close()
        return {"bytes": self.size, "crc32": self._crc}

    def close(self) -> None:
        """Close."""
        self._file.close()
