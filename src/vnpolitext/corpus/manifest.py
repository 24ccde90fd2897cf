"""What a run has safely written: the settings, and one line for each finished shard.

The manifest lies beside the unfinished output. A shard counts once its line is on the disk, and its line is written
only after its data are: whatever a kill, a full disk or a power cut leaves behind it is cut off on resuming.

Each line has a checksum of itself and of the lines before it, so that none that is changed, lost or moved is believed.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vnpolitext.corpus.article import Article, InputError

MANIFEST = "manifest.jsonl"
ASIDE = "manifest.new"
_SUM = "line_crc32"


@dataclass(frozen=True, slots=True)
class Shard:
    """A finished shard.

    Args:
        articles: how many.
        input: digest of the articles as read; on resuming the input must still give the same.
        files: for each file what the writer needs to find and check the shard in it.
        tally: counts of the shard (``Tally.to_dict``).
    """

    articles: int
    input: str
    files: dict[str, dict[str, int]]
    tally: dict[str, Any]


@dataclass(slots=True)
class Manifest:
    """The shards finished so far under one group of settings."""

    path: Path
    settings: dict[str, Any]
    shards: list[Shard] = field(default_factory=list)
    _crc: int = 0  # of the last line

    def create(self) -> None:
        """Begin a new manifest."""
        self._crc = _write(self.path, [{"settings": self.settings}], mode="wb")

    def add(self, shard: Shard) -> None:
        """Note a finished shard, safely on the disk."""
        self._crc = _write(self.path, [asdict(shard)], mode="ab", before=self._crc)
        self.shards.append(shard)

    @classmethod
    def load(cls, path: Path, settings: dict[str, Any]) -> Manifest:
        """Read a manifest; a last line that was cut off is dropped.

        Raises:
            InputError: it was written under other settings (the message names the first that differs), or one of its
                lines is not what was written (it names file and line).
        """
        lines, crc = _read(path)
        header = lines[0]["settings"] if lines else settings
        differing = sorted(key for key in {*header, *settings} if header.get(key) != settings.get(key))
        if differing:
            key = differing[0]
            raise InputError(
                f"the interrupted run had {key} = {header.get(key)!r}, now it is {settings.get(key)!r}: "
                "use the same, or start again with --overwrite"
            )
        return cls(path, settings, [Shard(**line) for line in lines[1:]], crc)

    def keep(self, count: int) -> None:
        """Forget all shards but the first ``count``, and what was cut off."""
        del self.shards[count:]
        aside = self.path.with_name(ASIDE)
        self._crc = _write(aside, [{"settings": self.settings}, *map(asdict, self.shards)], mode="wb")
        aside.replace(self.path)


def _write(path: Path, values: list[dict[str, Any]], *, mode: str, before: int = 0) -> int:
    """Write lines, safely on the disk; returns the checksum of the last."""
    lines = []
    for value in values:
        before = _checksum(value, before)
        lines.append(_line({**value, _SUM: before}))
    with path.open(mode) as file:
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())
    return before


def _line(value: dict[str, Any]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    except UnicodeEncodeError:  # a file's or column's name that is no Unicode
        return json.dumps(value, sort_keys=True).encode() + b"\n"


def _checksum(value: dict[str, Any], before: int) -> int:
    """Of a line's value, however its JSON is spelt, and of the line before."""
    return zlib.crc32(json.dumps(value, sort_keys=True).encode(), before)


def _read(path: Path) -> tuple[list[dict[str, Any]], int]:
    """The values of all lines, and the checksum of the last; what follows the last line end was cut off."""
    values: list[dict[str, Any]] = []
    crc = 0
    for line in path.read_bytes().split(b"\n")[:-1]:
        value, crc = _verified(line, crc)
        if value is None:
            raise InputError(_damaged(path, len(values)))
        values.append(value)
    return values, crc


def _verified(line: bytes, before: int) -> tuple[dict[str, Any] | None, int]:
    """The value of a line and its checksum; None where it is not what was written after the line before."""
    try:
        value = json.loads(line)
        said = value.pop(_SUM)
        found = _checksum(value, before)
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError, IndexError):
        return None, before
    return (value if isinstance(value, dict) and said == found else None), found


def _damaged(path: Path, intact: int) -> str:
    """What to do about a line that is not what was written: the shards of those before it are safe."""
    cut = "remove it and all lines after it to go on from the shards before it, or " if intact > 1 else ""
    return f"{str(path)!r}, line {intact + 1} is damaged or of another release: {cut}start again with --overwrite"


class InputDigest:
    """A digest of the articles of a shard, as they were read."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)

    def add(self, article: Article) -> int:
        """Take an article in; returns 1, to be summed."""
        parts = (article.id, article.text, str(article.when), article.error or "", *article.notes)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            self._hash.update(len(data).to_bytes(8, "little"))
            self._hash.update(data)
        return 1

    def take(self) -> str:
        """The digest so far; the next shard begins a new one."""
        text = self._hash.hexdigest()
        self._hash = hashlib.blake2b(digest_size=16)
        return text
