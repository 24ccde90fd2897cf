"""Bytes to text: each encoding is found by what it makes of the bytes, and nothing else is taken for it."""

import csv
import json
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.text.encodings import UnknownEncodingError, decode

FONTS = json.loads((files("vnpolitext") / "data" / "words" / "legacy_fonts.json").read_text(encoding="utf-8"))
TONES = "\u0300\u0301\u0303\u0309\u0323"
with (Path(__file__).parent / "cases" / "encodings.csv").open(encoding="utf-8", newline="") as table:
    CASES = [
        pytest.param(row["text"], row["encoding"], id=f"{row['encoding']}: {row['why']}")
        for row in csv.DictReader(table)
    ]


def in_font(text: str, font: str) -> str:
    """The text as it was typed for a legacy font."""
    shown = {letter: held for held, letter in reversed(FONTS[font].items())}
    return "".join(shown.get(char, char) for char in text)


def in_1258(text: str) -> bytes:
    """windows-1258 has letters with hats, and the tones as marks of their own."""
    marked = []
    for char in text:
        tone = "".join(mark for mark in unicodedata.normalize("NFD", char) if mark in TONES)
        base = "".join(mark for mark in unicodedata.normalize("NFD", char) if mark not in TONES)
        marked.append(unicodedata.normalize("NFC", base) + tone)
    return "".join(marked).encode("cp1258")


def encoded(text: str, encoding: str) -> bytes:
    if encoding in FONTS:
        return in_font(text.lower() if encoding == "tcvn3" else text, encoding).encode("latin-1")
    return in_1258(text) if encoding == "windows-1258" else text.encode(encoding)


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_text_comes_back_from_its_encoding(text: str, encoding: str) -> None:
    decoded = decode(encoded(text, encoding))
    # TCVN3 has no capitals with tone marks: another font of the family showed them.
    assert decoded.text == (text.lower() if encoding == "tcvn3" else text)
    assert decoded.encoding == encoding
    assert decoded.converted == (encoding in FONTS)


@pytest.mark.parametrize("font", ["tcvn3", "vni"])
def test_a_font_is_found_in_utf8_too(font: str) -> None:
    text = "hội đồng nhân dân tỉnh khai mạc kỳ họp thứ mười"
    decoded = decode(in_font(text, font).encode("utf-8"))
    assert (decoded.text, decoded.encoding, decoded.converted) == (text, font, True)


def test_a_cut_utf8_file_loses_one_character_only() -> None:
    text = "Hội đồng nhân dân tỉnh khai mạc kỳ họp thứ mười. " * 4
    decoded = decode(text.encode() + "ủ".encode()[:2])
    assert decoded.text == text + "\ufffd"
    assert decoded.encoding == "utf-8"


def test_bytes_that_are_no_text_are_refused_with_a_remedy() -> None:
    with pytest.raises(UnknownEncodingError, match="convert the file to UTF-8"):
        decode(bytes(range(0x80, 0x100)) * 4)
    assert issubclass(UnknownEncodingError, ValueError)


def test_a_broken_mark_is_refused_with_its_place() -> None:
    with pytest.raises(UnknownEncodingError, match="utf-8-sig, but breaks at byte"):
        decode(b"\xef\xbb\xbfabc\xff")


@given(st.binary())
def test_any_bytes_give_text_or_the_one_error(data: bytes) -> None:
    try:
        assert isinstance(decode(data).text, str)
    except UnknownEncodingError as error:
        assert str(error)  # noqa: PT017 - either outcome is right; a message is due


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_stays_utf8_unless_a_font_explains_it_better(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded.converted or decoded.text == text.removeprefix("\ufeff")


@pytest.mark.parametrize("font", ["tcvn3", "vni"])
def test_tables_hold_every_vietnamese_letter_of_the_font(font: str) -> None:
    letters: Any = set(FONTS[font].values())
    vowels = "aăâeêioôơuưy"
    marked = {unicodedata.normalize("NFC", v + t) for v in vowels for t in ["", *TONES]} - set("aeiouy")
    assert marked | {"đ"} <= letters
