"""Lists of syllables that more than one room asks about."""

from __future__ import annotations

from functools import cache

from vnpolitext.models import read_text


@cache
def syllable_set() -> frozenset[str]:
    """Vietnamese syllables in lower case, in both tone styles where the dictionary has both."""
    return _listed("syllables.txt")


@cache
def openers() -> frozenset[str]:
    """Words in lower case that open a sentence far more often than they have a capital inside one."""
    return _listed("openers.txt")


def _listed(name: str) -> frozenset[str]:
    return frozenset(line for line in read_text(f"words/{name}").splitlines() if not line.startswith("#"))
