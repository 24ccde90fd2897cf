"""Names brought to a comparable form: one key for every spelling of the same name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from vnpolitext.linking.tables import read_table
from vnpolitext.text.normalise import fold_tones

# "T.Ư", "TƯ", "T.W", "TW": Trung ương. Read before lower-casing, for "tư" is a word of its own ("Sở Tư pháp").
_CENTRAL = re.compile(r"\bT\.?\s?[ƯW]\b\.?")
_WORD = re.compile(r"[^\W_]+")
# "kỹ" and "kĩ", "Mỹ" and "Mĩ" are the same syllable; after another vowel y and i differ ("may", "mai").
_Y_AFTER_CONSONANT = re.compile(r"(?<=[bcdđghklmnpqrstvx])[yýỳỷỹỵ]$")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_DROPPED = frozenset({"và", "của"})


@cache
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    """Words that an abbreviation stands for, in lower case ("ubnd": ủy ban nhân dân)."""
    return {row["abbreviation"]: tuple(row["words"].split()) for row in read_table("registry/abbreviations.csv")}


@lru_cache(maxsize=32768)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in comparable form: lower case, new tone marks, common abbreviations written out.

    Examples:
        >>> words("UBND TP. Hà Nội")
        ('ủy', 'ban', 'nhân', 'dân', 'thành', 'phố', 'hà', 'nội')
        >>> words("Ban Chấp hành T.Ư") == words("BCH Trung ương")
        True
    """
    return tuple([_Y_AFTER_CONSONANT.sub(_as_i, word) if word[-1] in "yýỳỷỹỵ" else word for word in spoken(name)])


def spoken(name: str) -> tuple[str, ...]:
    """The same words with y and i as the name has them, for an identifier to be made of.

    Examples:
        >>> spoken("Phòng Kỹ thuật"), words("Phòng Kỹ thuật")
        (('phòng', 'kỹ', 'thuật'), ('phòng', 'kĩ', 'thuật'))
    """
    long_forms = abbreviations()
    out: list[str] = []
    for word in _WORD.findall(_CENTRAL.sub("Trung ương ", fold_tones(name)).lower()):
        if word in long_forms:
            out.extend(long_forms[word])
        elif word not in _DROPPED:
            out.append(word)
    return tuple(out)


def _as_i(match: re.Match[str]) -> str:
    return match.group().translate(_Y_TO_I)


@lru_cache(maxsize=32768)
def key(name: str) -> str:
    """One string for every spelling of a name.

    Examples:
        >>> key("Bộ GD&ĐT") == key("Bộ GD-ĐT") == key("bộ gdđt")
        True
    """
    return "".join(words(name))


def bare(name: str) -> str:
    """The key without tone marks and strokes, for a query typed without them.

    Examples:
        >>> bare("Đà Nẵng")
        'danang'
    """
    return without_marks(key(name))


@cache
def _plain_letters() -> dict[int, str]:
    """Every Vietnamese letter with a mark or stroke, and its plain letter."""
    marked = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
    plain = {letter: unicodedata.normalize("NFD", letter)[0] for letter in marked}
    return {ord(letter): base for letter, base in plain.items() if base != letter} | {ord("đ"): "d", ord("Đ"): "D"}


def without_marks(text: str) -> str:
    """The text in plain Latin letters.

    Examples:
        >>> without_marks("Trưởng Ban Tổ chức Đảng ủy")
        'Truong Ban To chuc Dang uy'
    """
    plain = text.translate(_plain_letters())
    return (
        plain
        if plain.isascii()
        else "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    )
