"""Known names as a feature of the tagger: places of every level and era, countries, central bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnpolitext.text.normalise import tone_styles

Ints = NDArray[np.int64]

# A name with several meanings counts as the first.
KINDS = ("province", "country", "district", "commune", "body")
# Column value: 0 outside, else 1 + 4 x kind + place in the name (begin, inside, end, single).
VALUES = 1 + 4 * len(KINDS)


class Gazetteer:
    """Marks the units of a text that make up a known name; of names that overlap the leftmost longest.

    Args:
        names: for each kind the names, tone marks in the new style; texts may have either style.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._kinds: dict[str, int] = {}
        for kind in reversed(KINDS):
            styles = chain.from_iterable(map(tone_styles, names.get(kind, ())))
            self._kinds.update(dict.fromkeys(styles, KINDS.index(kind)))

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick, MatchKind  # noqa: PLC0415 - native, only with a tagger

        return AhoCorasick(list(self._kinds), matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _kind_of(self) -> Ints:
        return np.fromiter(self._kinds.values(), np.int64, len(self._kinds))

    def __call__(self, text: str, starts: Ints, ends: Ints) -> Ints:
        """The column's value for each unit of a normalised text.

        Examples:
            >>> from vnpolitext.tokens.syllables import syllables
            >>> text = "Hà Nội, Lào"
            >>> _, starts, ends = syllables(text)
            >>> Gazetteer({"province": ["Hà Nội"], "country": ["Lào"]})(text, starts, ends).tolist()
            [1, 3, 0, 8]
        """
        values = np.zeros(len(starts), dtype=np.int64)
        matches = self._automaton.find_matches_as_indexes(text)
        if not matches:
            return values
        found = np.array(matches, dtype=np.int64)
        first = np.searchsorted(starts, found[:, 1])
        last = np.searchsorted(ends, found[:, 2])
        whole = (first < len(starts)) & (last < len(starts))
        first, last = np.where(whole, first, 0), np.where(whole, last, 0)
        whole &= (starts[first] == found[:, 1]) & (ends[last] == found[:, 2])
        for a, b, kind in zip(
            first[whole].tolist(), last[whole].tolist(), self._kind_of[found[whole, 0]].tolist(), strict=True
        ):
            base = 1 + 4 * kind
            values[a : b + 1] = base + 1
            values[a], values[b] = (base, base + 2) if a < b else (base + 3, base + 3)
        return values
