"""From an article's syllables to the integer features that the tagger sums."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.text.normalise import fold_tones

Ints = NDArray[np.int64]

PAD, UNKNOWN = 0, 1
AFFIX_BUCKETS = 2048
SHAPES = ("pad", "lower", "Title", "UPPER", "Capital", "mIxed", "digits", "end", "mark", "other")
COLUMNS = ("word", "shape", "prefix", "suffix", "pair", "gazetteer")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MEMO_LIMIT = 200_000
_LAST_BITS = (1 << 19) - 1


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
    return _letter_shape(unit)


def _letter_shape(unit: str) -> int:
    if unit.islower():
        return 1
    if unit.isupper():
        return 3 if len(unit) > 1 else 4
    if unit[0].isupper() and unit[1:].islower():
        return 2
    return 5 if unit.upper() != unit.lower() else 9


def _bucket(kind: str, piece: str) -> int:
    return 1 + zlib.crc32((kind + piece).encode("utf-8", "surrogatepass")) % (AFFIX_BUCKETS - 1)


def affixes(forms: Sequence[str]) -> tuple[Ints, Ints]:
    """Buckets of the prefix and of the suffix of each word form."""
    return (
        np.array([_bucket("p", form[:3]) for form in forms], dtype=np.int64),
        np.array([_bucket("s", form[-3:]) for form in forms], dtype=np.int64),
    )


class _Units(dict[str, int]):
    """Row of each unit seen in a table of unit features; a new one is described when it is first asked for."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        super().__init__()
        self._ids = ids
        self._lock = Lock()
        self._rows: list[tuple[int, int, int, int]] = []
        self._table = np.zeros((0, 4), dtype=np.int64)

    def __missing__(self, unit: str) -> int:
        form = word_form(unit)
        row = (self._ids.get(form, UNKNOWN), shape(unit), _bucket("p", form[:3]), _bucket("s", form[-3:]))
        with self._lock:
            if unit not in self:
                self._rows.append(row)
                self[unit] = len(self._rows) - 1
            return self[unit]

    def features(self, units: Sequence[str]) -> Ints:
        """Features of each unit, (units, 4)."""
        rows = np.fromiter(map(self.__getitem__, units), np.int64, len(units))
        table = self._table
        if len(rows) and int(rows.max()) >= len(table):
            with self._lock:
                fresh = np.array(self._rows[len(self._table) :], dtype=np.int64).reshape(-1, 4)
                table = self._table = np.concatenate([self._table, fresh])
        return table.take(rows, axis=0)


class Featuriser:
    """Integer features of a sequence of units.

    Args:
        words: known word forms; a form's index is its id (0 is padding, 1 the unknown).
        pairs: keys ``left id * len(words) + right id`` of known neighbours, ascending.
        gazetteer: known names.
    """

    def __init__(self, words: Sequence[str], pairs: Ints, gazetteer: Gazetteer) -> None:
        self._ids: Mapping[str, int] = {word: i for i, word in enumerate(words)}
        self._size = len(words)
        self._pairs = pairs
        self._gazetteer = gazetteer
        self._units = _Units(self._ids)
        # Which pairs may be known, by the last bits of their key: most that are not need no search.
        self._sieve = np.zeros(_LAST_BITS + 1, dtype=np.bool_)
        self._sieve[pairs & _LAST_BITS] = True

    def __call__(self, text: str, units: Sequence[str], starts: Ints, ends: Ints) -> Ints:
        """Features of one article, an array (units, 6) in the order of ``COLUMNS``.

        The shape is doubled: the second half when no space stands before the unit.
        """
        features = np.zeros((len(units), len(COLUMNS)), dtype=np.int64)
        features[:, 5] = self._gazetteer(text, starts, ends)
        known = self._units
        features[:, :4] = known.features(units)
        if len(known) > _MEMO_LIMIT:
            self._units = _Units(self._ids)
        if len(units) > 1:
            features[1:, 1] += len(SHAPES) * (starts[1:] == ends[:-1])
            features[1:, 4] = self._pair_ids(features[:-1, 0], features[1:, 0])
        return features

    def _pair_ids(self, left: Ints, right: Ints) -> Ints:
        keys = left * self._size + right
        ids = np.zeros(len(keys), dtype=np.int64)
        likely = np.flatnonzero(self._sieve[keys & _LAST_BITS])
        keys = keys[likely]
        places = np.minimum(np.searchsorted(self._pairs, keys), len(self._pairs) - 1)
        ids[likely] = np.where(self._pairs[places] == keys, places + 1, 0)
        return ids
