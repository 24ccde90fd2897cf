"""Ordinals as congresses, plenums, sessions and terms carry them: XIII, 13, "mười ba"."""

from __future__ import annotations

import re

# Between two words stand one or two blanks or one line end: the press breaks lines inside a name.
S = r"(?:[ ]{1,2}|[ ]?\n)"
_BLANK = re.compile(r"\[[^\]]*\]|[ ]")


def spaced(pattern: str) -> str:
    """A pattern written with plain blanks, each of which matches the gap between two words; "[ ]" stays a blank."""
    return _BLANK.sub(lambda blank: S if blank.group() == " " else blank.group(), pattern)


ROMAN = r"(?-i:[IVXL]{1,7})(?![^\W_])"
DIGITS = r"[0-9]{1,3}(?![\w/%]|[.,][0-9])"
WORDS = (
    r"(?:nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười(?: (?:một|hai|ba|bốn|tư|lăm|sáu|bảy|tám|chín))?)(?![^\W_])"
)
# A bare numeral after a noun, and any ordinal after "thứ".
NUMERAL = rf"(?:{ROMAN}|{DIGITS})"
ORDINAL = rf"(?:{ROMAN}|{DIGITS}|{WORDS})"
TERM = rf"kh(?:óa|oá) (?:thứ )?{ORDINAL}"

_UNITS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_VALUES = {word: value for value, word in enumerate(_UNITS, 1)} | {"nhất": 1, "nhì": 2, "tư": 4, "lăm": 5}
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN_STEPS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def ordinal_value(text: str) -> int | None:
    """The number that an ordinal stands for; None when it is none.

    Examples:
        >>> [ordinal_value(word) for word in ("XIII", "13", "nhất", "mười lăm", "đầu")]
        [13, 13, 1, 15, None]
    """
    word = " ".join(text.split())
    if word.isascii() and word.isdigit():
        return int(word)
    if word and set(word) <= set(_ROMAN_VALUES):
        values = [_ROMAN_VALUES[letter] for letter in word]
        return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    parts = [_VALUES.get(part) for part in word.lower().split()]
    return None if not parts or None in parts else sum(part for part in parts if part)


def to_roman(value: int) -> str:
    """A number from 1 to 89 in Roman numerals, as congresses and terms are cited.

    Examples:
        >>> to_roman(14)
        'XIV'
    """
    tens, rest = divmod(value, 50) if value >= 50 else (0, value)
    letters = ["L"] * tens
    if rest >= 40:
        letters, rest = [*letters, "XL"], rest - 40
    for step, letter in _ROMAN_STEPS:
        while rest >= step:
            letters.append(letter)
            rest -= step
    return "".join(letters)
