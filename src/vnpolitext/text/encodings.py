"""From the bytes of a file to text: Unicode encodings, Windows code pages, and the fonts used before Unicode.

Until about 2010 much Vietnamese text was typed for fonts (TCVN3 or "ABC", VNI) that show "ệ" where the file holds "Ö".
Nothing in such a file says so. What tells them apart is the outcome: read rightly, words are Vietnamese syllables.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from vnpolitext.models import load_json
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.lexicon import syllable_set

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORD = re.compile(r"[^\W\d_]+")
_HIGH = re.compile(r"[\u0080-\uffff]")
# Letters that only Unicode has: a text with them was not typed for a font.
_UNICODE_LETTER = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]")
_SAMPLE = 50_000
# Of the words with a letter beyond ASCII, so many must be Vietnamese syllables, and so many more than before.
_ENOUGH, _GAIN = 0.75, 0.4
_VNI_UNIT = re.compile(r"[aeouyAEOUYôöÔÖ][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[\u00c0-\u00ff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, how its bytes were read, and whether its letters had to be converted from those of a legacy font."""

    text: str
    encoding: str
    converted: bool = False


class UnknownEncodingError(UnicodeError):
    """No reading of the bytes gives text."""


def decode(data: bytes, *, like: str | None = None) -> Decoded:
    r"""Read the bytes of a file whose encoding nobody wrote down.

    Args:
        data: the whole file, or one line of it.
        like: the encoding found in other lines of the file, believed where this one says too little by itself.

    Returns:
        The text with the name of its encoding: a codec of Python, "tcvn3" or "vni".

    Raises:
        UnknownEncodingError: nothing fits (a ``ValueError``).

    Examples:
        >>> decode("Đảng bộ".encode())
        Decoded(text='Đảng bộ', encoding='utf-8', converted=False)
        >>> decode(b"Th\xe0nh ph\xf4\xec H\xf4\xcc Ch\xed Minh")
        Decoded(text='Thành phố Hồ Chí Minh', encoding='windows-1258', converted=False)
        >>> decode("Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("latin-1"))
        Decoded(text='Cộng hoà xã hội chủ nghĩa Việt Nam', encoding='tcvn3', converted=True)
    """
    name = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _utf16(data)
    if name is not None:
        return Decoded(_strict(data, name), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_bytes(data, like)
    return _font(text) or Decoded(text, "utf-8")


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise UnknownEncodingError(f"the file says or looks like {name}, but breaks at byte {error.start}") from error


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes in every second place, those of the ASCII letters and spaces."""
    pairs = len(data) // 2
    even, odd = data[0 : 2 * pairs : 2].count(0), data[1 : 2 * pairs : 2].count(0)
    if pairs < 2 or max(even, odd) < 0.3 * pairs or min(even, odd) > 0.05 * pairs:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _single_bytes(data: bytes, like: str | None) -> Decoded:
    """Bytes that are no Unicode: the reading with the most Vietnamese syllables, if it has enough of them."""
    western = data.decode("latin-1").translate(_quotes())
    readings = [
        Decoded(data.decode("utf-8", "replace"), "utf-8"),
        Decoded(normalise(data.decode("cp1258", "replace")).text, "windows-1258"),
        *(Decoded(convert(western), name, converted=True) for name, convert in _fonts().items()),
    ]
    best = max(readings, key=lambda reading: _share(reading.text))
    if _share(best.text) >= _ENOUGH and not _broken(best.text):
        return best
    if alike := next((reading for reading in readings if reading.encoding == like and _possible(reading.text)), None):
        return alike
    if not _broken(western) and len(_HIGH.findall(western)) <= 0.3 * len(western):
        return Decoded(western, "windows-1252")
    raise UnknownEncodingError(
        "neither UTF-8, UTF-16, windows-1258, windows-1252, TCVN3 nor VNI gives text; convert the file to UTF-8"
    )


def _font(text: str) -> Decoded | None:
    """The text converted from a legacy font, when it reads as Vietnamese only that way."""
    if text.isascii() or _UNICODE_LETTER.search(text):
        return None
    now = _share(text)
    readings = [Decoded(convert(text), name, converted=True) for name, convert in _fonts().items()]
    best = max(readings, key=lambda reading: _share(reading.text))
    share = _share(best.text)
    return best if share >= _ENOUGH and share >= now + _GAIN else None


def _share(text: str) -> float:
    """Of the words with letters beyond ASCII the part that are Vietnamese syllables; 0 when they are too few to say."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE]) if not word.isascii()]
    if len(set(words)) < 2:
        return 0.0
    known = syllable_set()
    return sum(word in known for word in words) / (len(words) + 0.5)


def _possible(text: str) -> bool:
    """Whether all its words with letters beyond ASCII are Vietnamese syllables, be it one or none."""
    words = {word.lower() for word in _WORD.findall(text[:_SAMPLE]) if not word.isascii()}
    return words <= syllable_set() and not _broken(text)


def _broken(text: str) -> bool:
    """Whether the text holds characters that text does not: controls, and more than the odd replaced one."""
    return _CONTROL.search(text) is not None or text.count("\ufffd") > 0.01 * len(text)


@cache
def _quotes() -> dict[int, str]:
    """Latin-1's unused places as windows-1252 fills them: typographic quotes and dashes."""
    return {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


@cache
def _fonts() -> dict[str, Callable[[str], str]]:
    """For each legacy font how to convert a text typed for it."""
    tables = load_json("words/legacy_fonts.json")
    tcvn3, vni = str.maketrans(tables["tcvn3"]), tables["vni"]

    def from_vni(match: re.Match[str]) -> str:
        unit = match.group()
        return vni.get(unit) or "".join(vni.get(char, char) for char in unit)

    return {"tcvn3": lambda text: text.translate(tcvn3), "vni": lambda text: _VNI_UNIT.sub(from_vni, text)}
