"""The units that recognisers read: syllables, numbers, single marks of punctuation, line ends.

Finer than words on purpose: a document's number or a name never hides inside a unit, and no model decides here.
"""

from __future__ import annotations

import re

_CASED = [chr(code) for block in ((0x41, 0x24F), (0x1E00, 0x1EFF)) for code in range(block[0], block[1] + 1)]
UPPER = "".join(letter for letter in _CASED if letter.isupper())
LOWER = "".join(letter for letter in _CASED if letter.islower())
# Letters and digits are kept apart ("số31-QĐ/TW" reads "số", "31", "-", "QĐ", "/", "TW"), and so are words that lost
# the space between them ("VânTheo"), which is what web pages leave of a byline or a heading; a line end is a unit.
SYLLABLE = re.compile(rf"[{UPPER}]*[{LOWER}]+|[{UPPER}]+|[^\W\d_]+|\d+|\n|[^\w\s]|_")


def syllables(text: str) -> tuple[list[str], list[int]]:
    """Units of a normalised text and the offset at which each starts.

    Examples:
        >>> syllables("Chỉ thị 35-CT/TW")
        (['Chỉ', 'thị', '35', '-', 'CT', '/', 'TW'], [0, 4, 8, 10, 11, 13, 14])
    """
    units: list[str] = []
    starts: list[int] = []
    for match in SYLLABLE.finditer(text):
        units.append(match.group())
        starts.append(match.start())
    return units, starts
