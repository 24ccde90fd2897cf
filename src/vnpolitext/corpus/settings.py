"""The settings that decide what a run writes, as plain values: an interrupted run goes on only under the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vnpolitext import __version__
from vnpolitext.corpus.output import Output
from vnpolitext.corpus.read import ReadOptions
from vnpolitext.corpus.schema import SCHEMA_VERSION


def settings_of(
    *,
    config: dict[str, Any],
    reading: ReadOptions,
    input_format: str | None,
    output: Output,
    with_text: bool,
    safe_cells: bool = False,
    shard_size: int,
    seconds: float,
) -> dict[str, Any]:
    """Everything that the output depends on besides the articles; files by the digest of what is in them.

    How many workers there are and how large a batch is are not in it: the output does not depend on them.
    """
    reads = {f"--{name}": getattr(reading, name) for name in ("text", "id", "date", "encoding", "html")}
    return {
        "version": __version__,
        "schema": SCHEMA_VERSION,
        "--components": _plain(config.get("components")),
        "--rules": _digest(config.get("rules")),
        "--topics": _digest(config.get("topics")),
        **reads,
        "--input-format": input_format,
        "--max-chars": reading.max_characters,
        "--time-limit": seconds,
        "--format": output.format,
        "compression": output.compression,
        "--with-text": with_text,
        "--safe-cells": safe_cells,
        "--shard-size": shard_size,
    }


def _plain(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _digest(path: str | None) -> str | None:
    return None if path is None else hashlib.blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
