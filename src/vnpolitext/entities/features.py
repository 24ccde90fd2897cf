"""From an article's syllables to the integer features that the tagger sums."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vnpolitext.text.normalise import fold_tones

Ints = NDArray[np.int64]

PAD, UNKNOWN = 0, 1
AFFIX_BUCKETS = 2048
SHAPES = ("pad", "lower", "Title", "UPPER", "Capital", "mIxed", "digits", "end", "mark", "other")
COLUMNS = ("word", "shape", "prefix", "suffix", "pair")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MEMO_LIMIT = 200_000


def word_form(unit: str) -> str:
    """The form under which a unit is known: folded, lower case, numbers by their length.

    Examples:
        >>> word_form("Uỷ"), word_form("35"), word_form("2019")
        ('ủy', '<2>', '<year>')
    """
    if unit.isdigit():
        return "<year>" if _YEAR.fullmatch(unit) else f"<{min(len(unit), 5)}>"
    return fold_tones(unit.lower())


def shape(unit: str) -> int:
    """The unit's shape, an index into ``SHAPES``."""
    if unit == "\n":
        return 7
    if unit.isdigit():
        return 6
    if not unit.isalpha():
        return 8
    if unit.islower():
        return 1
    if unit.isupper():
        return 3 if len(unit) > 1 else 4
    if unit[0].isupper() and unit[1:].islower():
        return 2
    return 5 if unit.upper() != unit.lower() else 9


def _bucket(kind: str, piece: str) -> int:
    return 1 + zlib.crc32((kind + piece).encode("utf-8", "surrogatepass")) % (AFFIX_BUCKETS - 1)


class Featuriser:
    """Integer features of a sequence of units.

    Args:
        words: known word forms; a form's index is its id (0 is padding, 1 the unknown).
        pairs: keys ``left id * len(words) + right id`` of known neighbours, ascending.
    """

    def __init__(self, words: Sequence[str], pairs: Ints) -> None:
        self._ids: Mapping[str, int] = {word: i for i, word in enumerate(words)}
        self._size = len(words)
        self._pairs = pairs
        self._memo: dict[str, tuple[int, int, int, int]] = {}

    def unit(self, unit: str) -> tuple[int, int, int, int]:
        """Word, shape, prefix and suffix ids of one unit."""
        found = self._memo.get(unit)
        if found is None:
            form = word_form(unit)
            found = (self._ids.get(form, UNKNOWN), shape(unit), _bucket("p", form[:3]), _bucket("s", form[-3:]))
            if len(self._memo) < _MEMO_LIMIT:
                self._memo[unit] = found
        return found

    def __call__(self, units: Sequence[str], starts: Sequence[int]) -> Ints:
        """Features of one article, an array (units, 5) in the order of ``COLUMNS``.

        The shape is doubled: odd when no space stands before the unit.
        """
        table = np.array(list(map(self.unit, units)), dtype=np.int64).reshape(-1, 4)
        features = np.zeros((len(units), 5), dtype=np.int64)
        features[:, :4] = table
        if len(units) > 1:
            ends = np.array(starts, dtype=np.int64) + np.fromiter(map(len, units), np.int64, len(units))
            glued = np.array(starts[1:], dtype=np.int64) == ends[:-1]
            features[1:, 1] += len(SHAPES) * glued
            features[1:, 4] = self._pair_ids(table[:-1, 0], table[1:, 0])
        return features

    def _pair_ids(self, left: Ints, right: Ints) -> Ints:
        keys = left * self._size + right
        places = np.searchsorted(self._pairs, keys)
        places[places == len(self._pairs)] = 0
        return np.where(self._pairs[places] == keys, places + 1, 0)
