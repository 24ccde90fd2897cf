"""One form of a text for all rules and models, with the way back to the caller's own.

Three steps, each length-changing only where it must be: composed characters (NFC), one code point a
letter that looks the same, no characters that cannot be seen. ``Normalised.extent`` carries any
span back; nothing is ever searched for again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

Extent = tuple[int, int]

# Characters without width that the press's editors and PDF converters leave behind: soft hyphen, combining
# grapheme joiner, zero-width (non-)joiners and spaces, direction marks, variation selectors, BOM.
INVISIBLE = "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
# Letters of other alphabets typed for the Vietnamese ones: Icelandic eth and African d for đ, Cyrillic look-alikes.
LOOK_ALIKES = dict(
    zip(
        "\u00d0\u00f0\u0189\u0256\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u2010\u2011\u2212\uff0d",
        "ĐđĐđABEKMHOPCTXaeopcyx----",
        strict=True,
    )
)
# A combining mark that attaches to the letter before it.
_MARKS = "\u0300-\u036f"
_TABLE = {ord(c): " " for c in SPACES} | {ord(c): "\n" for c in LINE_ENDS} | {ord(k): v for k, v in LOOK_ALIKES.items()}
_ODD = re.compile(f"[{re.escape(INVISIBLE + SPACES + LINE_ENDS + ''.join(LOOK_ALIKES))}\r]")
# A base letter with the invisible characters and marks after it: the unit that NFC may compose.
_UNIT = re.compile(rf"\r\n|[^{_MARKS}{INVISIBLE}][{_MARKS}{INVISIBLE}]*|[{_MARKS}{INVISIBLE}]+", re.DOTALL)
_DROP = {ord(c): None for c in INVISIBLE}


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in normal form and the extents of its characters in the original.

    Args:
        original: the caller's text.
        text: the normal form.
        starts: for each character of ``text`` the start in ``original``; None when the two have the same offsets.
        ends: the same for the end (half-open).
    """

    original: str
    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def extent(self, start: int, end: int) -> Extent:
        """The extent in the original of the non-empty span ``text[start:end]``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    r"""Bring a text to normal form and remember where each character came from.

    Examples:
        >>> view = normalise("Đa\u0300 Nẵng")
        >>> view.text, view.extent(0, 2)
        ('Đà Nẵng', (0, 3))
    """
    if _ODD.search(text) is None and unicodedata.is_normalized("NFC", text):
        return Normalised(text, text)
    if "\r" not in text and text.isprintable() and not any(c in text for c in INVISIBLE):
        simple = text.translate(_TABLE)
        if unicodedata.is_normalized("NFC", simple):
            return Normalised(text, simple)
    return _mapped(text)


def _mapped(text: str) -> Normalised:
    units = _UNIT.findall(text)
    forms = [unit if len(unit) == 1 and unit.isascii() else _form(unit) for unit in units]
    joined = "".join(forms)
    if not unicodedata.is_normalized("NFC", joined):  # Hangul jamo and other scripts that compose across units
        forms, units = _composed(forms, units)
        joined = "".join(forms)
    edges = list(accumulate(map(len, units), initial=0))
    starts: list[int] = []
    ends: list[int] = []
    for form, start, end in zip(forms, edges, edges[1:], strict=False):
        starts.extend([start] * len(form))
        ends.extend([end] * len(form))
    # Spans may not end in the invisible tail of a unit that the caller did not mean: the letter and its marks only.
    return Normalised(text, joined, tuple(starts), tuple(_trimmed(text, starts, ends)))


def _form(unit: str) -> str:
    if unit in {"\r\n", "\r"}:
        return "\n"
    return unicodedata.normalize("NFC", unit.translate(_DROP)).translate(_TABLE)


def _composed(forms: list[str], units: list[str]) -> tuple[list[str], list[str]]:
    """Join neighbouring units until each composes by itself."""
    out_forms: list[str] = []
    out_units: list[str] = []
    for form, unit in zip(forms, units, strict=True):
        both = unicodedata.normalize("NFC", out_forms[-1] + form) if out_forms else form
        if out_forms and both != out_forms[-1] + form:
            out_forms[-1], out_units[-1] = both, out_units[-1] + unit
        else:
            out_forms.append(form)
            out_units.append(unit)
    return out_forms, out_units


def _trimmed(text: str, starts: list[int], ends: list[int]) -> list[int]:
    trimmed = []
    for start, end in zip(starts, ends, strict=True):
        stop = end
        while stop - 1 > start and text[stop - 1] in INVISIBLE:
            stop -= 1
        trimmed.append(stop)
    return trimmed


# Old and new places of the tone mark in an open syllable: hoà/hòa, khoẻ/khỏe, thuỷ/thủy. "quý" has one form only.
_TONES = {
    old + v: new + w
    for old, news, vs, ws in (("o", "òóỏõọ", "àáảãạ", "a" * 5), ("o", "òóỏõọ", "èéẻẽẹ", "e" * 5), ("u", "ùúủũụ", "ỳýỷỹỵ", "y" * 5))
    for v, w, new in zip(vs, ws, news, strict=True)
}
_OLD_TONE = re.compile(r"(?<![qQ])([oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])")


def fold_tones(text: str) -> str:
    """Bring old-style tone marks to the new style; the length stays the same in NFC.

    Examples:
        >>> fold_tones("Uỷ ban, hoà bình, hoàn toàn, quý")
        'Ủy ban, hòa bình, hoàn toàn, quý'
    """
    return _OLD_TONE.sub(_retoned, text)


def _retoned(match: re.Match[str]) -> str:
    pair = match.group()
    new = _TONES[pair.lower()]
    return "".join(n.upper() if p.isupper() else n for p, n in zip(pair, new, strict=True))
