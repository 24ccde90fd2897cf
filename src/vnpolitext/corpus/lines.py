"""Lines of text from bytes in whatever encoding, a line at a time."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, cast

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 4096
# Letters that the fonts before Unicode did not have: a text with one of them was not typed for them.
_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_LATIN = re.compile("[\xa1-\xff]")
_EVIDENCE = 6  # letters beyond ASCII, fewer of which say nothing of a font
_VIETNAMESE = frozenset({"windows-1258", "tcvn3", "vni"})
_LONGEST = 512 * 2**20  # bytes of one line; a file without line ends must not fill the memory


class LineTooLongError(ValueError):
    """A line is longer than any article: the file is not made of lines."""


class Lines:
    """The lines of a file, decoded one by one: one bad line in another encoding spoils no other.

    Args:
        stream: bytes, read once.
        encoding: decode everything so; None looks at the bytes (UTF-8 and UTF-16 by their form, else the legacy ones).
    """

    def __init__(self, stream: BinaryIO, encoding: str | None = None) -> None:
        self._stream = stream
        self._encoding = encoding
        self._notes: list[str] = []
        self._legacy: str | None = None  # found in a line before: a short one says nothing by itself

    def notes(self) -> tuple[str, ...]:
        """What there is to say of the lines given since the last call."""
        notes = tuple(dict.fromkeys(self._notes))
        self._notes.clear()
        return notes

    def __iter__(self) -> Iterator[str]:
        buffered = buffered_reader(self._stream)
        encoding = self._encoding or utf16(buffered.peek(_SAMPLE))
        if encoding is not None:
            text = io.TextIOWrapper(buffered, encoding, errors="replace", newline="\n")
            try:
                yield from (line.removeprefix("\ufeff") for line in text)
            finally:
                with suppress(ValueError):  # its owner has closed it already
                    text.detach()  # the stream is its owner's to close
            return
        first = True
        while raw := buffered.readline(_LONGEST):
            if len(raw) == _LONGEST:
                raise LineTooLongError(f"a line has more than {_LONGEST:,} bytes")
            yield self._decoded(raw.removeprefix(codecs.BOM_UTF8) if first else raw)
            first = False

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            text, encoding, notes = decode_legacy(raw, like=self._legacy)
            self._legacy = encoding if encoding in _VIETNAMESE else self._legacy
            self._notes.extend(notes)
            return text


def buffered_reader(stream: BinaryIO) -> io.BufferedReader:
    """The stream itself where it can already look ahead: a second buffer would wait for more than a pipe has."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream), 2**16)


def utf16(sample: bytes) -> str | None:
    """The UTF-16 that a file starts in, or None: a byte order mark, or zero bytes on one side of the letters.

    Examples:
        >>> utf16("Hà Nội".encode("utf-16-le")), utf16("Hà Nội".encode())
        ('utf-16-le', None)
    """
    if sample.startswith(_UTF16):
        return "utf-16"
    pairs = len(sample) // 2
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if pairs < 2 or max(even, odd) < 0.4 * pairs or min(even, odd) > 0.05 * pairs:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def decode_legacy(raw: bytes, *, like: str | None = None) -> tuple[str, str | None, tuple[str, ...]]:
    """Text that is not UTF-8, its encoding, and what a user should know of it; what nothing can read is replaced.

    Args:
        raw: a whole file, or one line of it.
        like: the encoding of the lines before.
    """
    from vnpolitext.text.encodings import UnknownEncodingError, decode  # noqa: PLC0415 - few files need it

    try:
        decoded = decode(raw, like=like)
    except UnknownEncodingError:
        return raw.decode("utf-8", "replace"), None, ("bytes that no known encoding explains were replaced",)
    return decoded.text, decoded.encoding, _notes(decoded.encoding, converted=decoded.converted)


def from_font(text: str) -> tuple[str, tuple[str, ...]]:
    """Text typed for a font from before Unicode is converted; any other stays as it is."""
    if text.isascii() or _UNICODE_ONLY.search(text) or len(_LATIN.findall(text)) < _EVIDENCE:
        return text, ()
    from vnpolitext.text.encodings import decode  # noqa: PLC0415

    try:
        decoded = decode(text.encode())
    except ValueError:
        return text, ()
    return (decoded.text, _notes(decoded.encoding, converted=True)) if decoded.converted else (text, ())


def _notes(encoding: str, *, converted: bool) -> tuple[str, ...]:
    return (f"converted from {encoding}: offsets are into the converted text" if converted else f"read as {encoding}",)
