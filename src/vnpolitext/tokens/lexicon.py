"""Lists of syllables that more than one room asks about."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def syllable_set() -> frozenset[str]:
    """Vietnamese syllables in lower case, in both tone styles where the dictionary has both."""
    return _listed("syllables.txt")


@cache
def openers() -> frozenset[str]:
    """Words in lower case that open a sentence far more often than they have a capital inside one."""
    return _listed("openers.txt")


def _listed(name: str) -> frozenset[str]:
    text = (files("vnpolitext") / "data" / "words" / name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
