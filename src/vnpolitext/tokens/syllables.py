"""The units that recognisers read: syllables, numbers, single marks of punctuation, line ends.

Finer than words on purpose: a document's number or a name never hides inside a unit, and no model decides here.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Classes of characters: a unit is a run of letters or of digits, or one mark or line end; space parts units.
SPACE, MARK, DIGIT, UPPER, LOWER, LETTER = range(6)
_TABLE_SIZE = 0x3000


def syllables(text: str) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Units of a normalised text, the offsets at which they start and those at which they end.

    Letters and digits are kept apart ("số31-QĐ/TW"), and so are words that lost the space between them
    ("VânTheo"), which is what web pages leave of a byline or a heading.

    Examples:
        >>> syllables("Chỉ thị 35-CT/TW")[0]
        ['Chỉ', 'thị', '35', '-', 'CT', '/', 'TW']
        >>> syllables("Chỉ thị số31")[1].tolist()
        [0, 4, 8, 10]
    """
    kinds = _kinds(text)
    if not len(kinds):
        return [], np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    left, right = kinds[:-1], kinds[1:]
    parted = (left != right) | (right == MARK)
    # Within a word case may change once, from upper to lower; every other change of class parts.
    parted &= (
        ~((left == UPPER) & (right == LOWER))
        & ~((left == LETTER) & (right > DIGIT))
        & ~((left > DIGIT) & (right == LETTER))
    )
    edges = np.concatenate([[0], np.flatnonzero(parted) + 1, [len(kinds)]])
    real = kinds[edges[:-1]] != SPACE
    starts, ends = edges[:-1][real], edges[1:][real]
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)], starts, ends


def _kinds(text: str) -> NDArray[np.uint8]:
    """Class of each character."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not len(points) or int(points.max()) < _TABLE_SIZE:
        return _table()[points]
    kinds = _table()[np.minimum(points, _TABLE_SIZE - 1)]
    for i in np.flatnonzero(points >= _TABLE_SIZE).tolist():
        kinds[i] = _kind(text[i])
    return kinds


@cache
def _table() -> NDArray[np.uint8]:
    return np.array([_kind(chr(point)) for point in range(_TABLE_SIZE)], dtype=np.uint8)


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if character != "\n" and (character.isspace() or category == "Cc"):
        return SPACE
    if category == "Nd":
        return DIGIT
    if category[0] == "M":
        return LETTER
    if category[0] == "L" or category == "Nl":
        return UPPER if character.isupper() else LOWER if character.islower() else LETTER
    return MARK
