"""Letters of the Latin alphabet with all that Vietnamese and its neighbours need, by case, for regular expressions."""

from __future__ import annotations

_LATIN = [chr(code) for first, last in ((0x41, 0x24F), (0x1E00, 0x1EFF)) for code in range(first, last + 1)]
UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LOWER = "".join(letter for letter in _LATIN if letter.islower())
