"""One form of a text for all rules and models, with the way back to the caller's own.

Three steps, each length-changing only where it must be: composed characters (NFC), one code point a
letter that looks the same, no characters that cannot be seen. ``Normalised.extent`` carries any
span back; nothing is ever searched for again.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Extent = tuple[int, int]

# Characters without width that the press's editors and PDF converters leave behind: soft hyphen, combining
# grapheme joiner, zero-width (non-)joiners and spaces, direction marks, variation selectors, BOM.
INVISIBLE = (
    "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
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
# Halves of surrogate pairs, which cut JSON leaves: UTF-8 and so the native matchers cannot take them.
_HALVES = "\ud800-\udfff"
# Both halves of one character, side by side: JSON reads them as the character, one code point shorter.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Combining marks that attach to the letter before them.
_MARKS = "\u0300-\u036f"
_TABLE = {ord(c): " " for c in SPACES} | {ord(c): "\n" for c in LINE_ENDS} | {ord(k): v for k, v in LOOK_ALIKES.items()}
_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_DROP = {ord(c): None for c in INVISIBLE}
_ODD = re.compile(f"[{re.escape(INVISIBLE + SPACES + LINE_ENDS + ''.join(LOOK_ALIKES))}\r{_MARKS}{_HALVES}]")
# What changes the length, or may: the rest can be replaced one by one.
_LOOSE = re.compile(f"[{INVISIBLE}\r{_MARKS}]")
# At most so many marks and invisible characters belong to one letter. Unicode's own limit for streams is 30: putting
# marks into order takes time that grows with the square of their number.
_TAIL = f"[{_MARKS}{INVISIBLE}]{{1,30}}"
# A base letter with the marks after it (the unit that NFC may compose), or one character that has another form.
_UNIT = re.compile(rf"\r\n?|[^{_MARKS}{INVISIBLE}\r]{_TAIL}|{_TAIL}|{_ODD.pattern}", re.DOTALL)
_LONGEST = 64
_MANY = 64


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
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def extent(self, start: int, end: int) -> Extent:
        """The extent in the original of the non-empty span ``text[start:end]``."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    r"""Bring a text to normal form and remember where each character came from.

    Takes any string, in time linear in its length; a lone surrogate becomes U+FFFD. What is in normal form stays as it
    is.

    Examples:
        >>> view = normalise("Đa\u0300 Nẵng")
        >>> view.text, view.extent(0, 2)
        ('Đà Nẵng', (0, 3))
    """
    if _ODD.search(text) is None and unicodedata.is_normalized("NFC", text):
        return Normalised(text, text)
    if _LOOSE.search(text) is None:
        simple = _replaced(text)
        if unicodedata.is_normalized("NFC", simple):
            return Normalised(text, simple)
    return _mapped(text)


def halves(text: str) -> int | None:
    r"""Where the two halves of one character stand side by side in a text; None for nearly all texts.

    Examples:
        >>> halves("Hu\ud83d\ude00"), halves("Huế \ud83d 😀")
        (2, None)
    """
    found = _PAIR.search(text)
    return found.start() if found else None


def _replaced(text: str) -> str:
    """The text with each odd character replaced by one other: few kinds occur, so each is one fast pass."""
    kinds = sorted(set(_ODD.findall(text)))
    if len(kinds) > _MANY:  # only noise has so many
        return text.translate(_TABLE)
    for char in kinds:
        text = text.replace(char, _TABLE[ord(char)])
    return text


def _mapped(text: str) -> Normalised:
    """The normal form where it has another length: unit by unit, with what is between them as it is."""
    forms: list[str] = []
    places = _Places()
    at = 0
    for match in _UNIT.finditer(text):
        start, end = match.span()
        form = _form(match.group())
        forms += (text[at:start], form)
        places.copy(at, start)
        if form == match.group():  # marks that the letter does not take
            places.copy(start, end)
        else:
            places.put(text, start, end, len(form))
        at = end
    forms.append(text[at:])
    places.copy(at, len(text))
    joined = "".join(forms)
    if not unicodedata.is_normalized("NFC", joined):
        return _composed(text, joined, places)
    if joined == text:  # marks that no letter takes
        return Normalised(text, text)
    return Normalised(text, joined, places.starts, places.ends)


class _Places:
    """Where each character of a normal form stands in the original. Four bytes a number: texts can be long."""

    def __init__(self) -> None:
        self.starts = array("I")
        self.ends = array("I")

    def copy(self, start: int, end: int) -> None:
        """Characters that are their own form."""
        if start < end:
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))

    def put(self, text: str, start: int, end: int, count: int) -> None:
        """So many characters that stand for ``text[start:end]``, without the invisible ones at its end."""
        if count:
            while end - 1 > start and text[end - 1] in INVISIBLE:
                end -= 1
            self.starts.extend([start] * count)
            self.ends.extend([end] * count)


@lru_cache(maxsize=4096)
def _form(unit: str) -> str:
    if unit in {"\r\n", "\r"}:
        return "\n"
    composed = unicodedata.normalize("NFC", unit.translate(_DROP))
    return unicodedata.normalize("NFC", composed.translate(_TABLE))


def _composed(text: str, joined: str, places: _Places) -> Normalised:
    """Compose what is no unit of ours: other scripts' marks and jamo, and letters that have a preferred twin."""
    forms: list[str] = []
    result = _Places()
    for low, high in _clusters(joined):
        cluster = joined[low:high]
        form = _form(cluster)
        forms.append(form)
        if form == cluster:
            result.starts.extend(places.starts[low:high])
            result.ends.extend(places.ends[low:high])
        else:
            result.starts.extend([places.starts[low]] * len(form))
            result.ends.extend([places.ends[high - 1]] * len(form))
    return Normalised(text, "".join(forms), result.starts, result.ends)


def _clusters(text: str) -> Iterator[Extent]:
    """Extents of what NFC may compose: a character with the marks after it, or with the next one of a syllable."""
    low = 0
    pending = text[:1]
    for at in range(1, len(text)):
        char = text[at]
        joins = unicodedata.combining(char) or unicodedata.normalize("NFC", pending + char)[:1] != pending[:1]
        if joins and at - low < _LONGEST:
            pending = unicodedata.normalize("NFC", pending + char)
        else:
            yield low, at
            low, pending = at, unicodedata.normalize("NFC", char)
    if text:
        yield low, len(text)


# Old and new places of the tone mark in an open syllable: hoà/hòa, khoẻ/khỏe, thuỷ/thủy. "quý" has one form only.
_TONES = {
    old + v: new + w
    for old, news, vs, ws in (
        ("o", "òóỏõọ", "àáảãạ", "a" * 5),
        ("o", "òóỏõọ", "èéẻẽẹ", "e" * 5),
        ("u", "ùúủũụ", "ỳýỷỹỵ", "y" * 5),
    )
    for v, w, new in zip(vs, ws, news, strict=True)
}
# Syllables in which the style may differ from one to the next within a name.
_MOST_MIXED = 4
_OLD_TONES = {new: old for old, new in _TONES.items()}
_NEW_TONE = re.compile(r"([òóỏõọÒÓỎÕỌ][aeAE]|[ùúủũụÙÚỦŨỤ][yY])(?![^\W\d_])")
# The vowel comes before what must not precede it: for one class the regex engine scans twice as fast.
_OLD_TONE = re.compile(
    r"[oOuU](?<![qQ].)(?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])[ỳýỷỹỵỲÝỶỸỴ])(?![^\W\d_])", re.DOTALL
)


def fold_tones(text: str) -> str:
    """Bring old-style tone marks to the new style; the length stays the same in NFC.

    Examples:
        >>> fold_tones("Uỷ ban, hoà bình, hoàn toàn, quý")
        'Ủy ban, hòa bình, hoàn toàn, quý'
    """
    return _OLD_TONE.sub(_retoned, text)


def tone_styles(text: str) -> list[str]:
    """A text with its tone marks in the new style, in the old one, and in every mixture while these are few.

    Args:
        text: tone marks in the new style, in NFC.

    Examples:
        >>> tone_styles("Ủy ban quý")
        ['Ủy ban quý', 'Uỷ ban quý']
    """
    open_syllables = list(_NEW_TONE.finditer(text))
    if len(open_syllables) > _MOST_MIXED:
        return [text, _NEW_TONE.sub(_untoned, text)]
    styles = [text]
    for match in open_syllables:
        styles += [style[: match.start()] + _untoned(match) + style[match.end() :] for style in styles]
    return styles


def _untoned(match: re.Match[str]) -> str:
    pair = match.group()
    old = _OLD_TONES[pair.lower()]
    return "".join(o.upper() if p.isupper() else o for p, o in zip(pair, old, strict=True))


def _retoned(match: re.Match[str]) -> str:
    pair = match.group()
    new = _TONES[pair.lower()]
    return "".join(n.upper() if p.isupper() else n for p, n in zip(pair, new, strict=True))
