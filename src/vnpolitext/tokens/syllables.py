"""The units that recognisers read: syllables, numbers, single marks of punctuation, line ends.

Finer than words on purpose: a document's number or a name never hides inside a unit, and no model decides here.
"""

from __future__ import annotations

import re

# Letters and digits are kept apart ("số31-QĐ/TW" reads "số", "31", "-", "QĐ", "/", "TW"); a line end is a unit.
SYLLABLE = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")


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
