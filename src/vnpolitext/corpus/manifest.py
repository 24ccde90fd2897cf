"""What a run has safely written: the settings, and one line for each finished shard.

The manifest lies beside the unfinished output. A shard counts once its line is on the disk, and its line is written
only after its data are: whatever a kill, a full disk or a power cut leaves behind it is cut off on resuming.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vnpolitext.corpus.article import Article, InputError

MANIFEST = "manifest.jsonl"


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

    def create(self) -> None:
        """Begin a new manifest."""
        _write(self.path, [{"settings": self.settings}], mode="w")

    def add(self, shard: Shard) -> None:
        """Note a finished shard, safely on the disk."""
        _write(self.path, [asdict(shard)], mode="a")
        self.shards.append(shard)

    @classmethod
    def load(cls, path: Path, settings: dict[str, Any]) -> Manifest:
        """Read a manifest; a last line that was cut off is dropped.

        Raises:
            InputError: it was written under other settings; the message names the first that differs.
        """
        lines = _whole_lines(path)
        header = lines[0]["settings"] if lines else settings
        differing = sorted(key for key in {*header, *settings} if header.get(key) != settings.get(key))
        if differing:
            key = differing[0]
            raise InputError(
                f"the interrupted run had {key} = {header.get(key)!r}, now it is {settings.get(key)!r}: "
                "use the same, or start again with --overwrite"
            )
        return cls(path, settings, [Shard(**line) for line in lines[1:]])

    def keep(self, count: int) -> None:
        """Forget all shards but the first ``count``, and what was cut off."""
        del self.shards[count:]
        aside = self.path.with_suffix(".new")
        _write(aside, [{"settings": self.settings}, *map(asdict, self.shards)], mode="w")
        aside.replace(self.path)


def _write(path: Path, values: list[dict[str, Any]], *, mode: str) -> None:
    with path.open(mode, encoding="utf-8") as file:
        file.writelines(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n" for value in values)
        file.flush()
        os.fsync(file.fileno())


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    values = []
    for line in path.read_bytes().splitlines(keepends=True):
        try:
            values.append(json.loads(line))
        except ValueError:
            break
        if not line.endswith(b"\n"):
            values.pop()
    return values


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
