"""The normal form and the way back: nothing is lost, nothing is searched for."""

import csv
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnpolitext.text.normalise import INVISIBLE, LINE_ENDS, LOOK_ALIKES, SPACES, fold_tones, normalise

CASES = Path(__file__).parent / "cases"
ODD = INVISIBLE + SPACES + LINE_ENDS + "".join(LOOK_ALIKES) + "\r\n\u0300\u0301\u0302\u0306\u0309\u031b\u0323"
STRANGE = "\u0344\u05d0\u05b0\u05b4\u3099か\ud800😀\u0f71\u0f72\u1100\u1161\u11a8\u212b"
VIETNAMESE = "aăâeêioôơuưyđAĐ ẢĂỤqQHàNộiủỷ.,\n"
anything = st.text() | st.text(st.sampled_from(ODD + STRANGE + VIETNAMESE), max_size=60)
latin = st.text(st.sampled_from("aăâeêioôơuưyđbcAĐUOQ \u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"), max_size=60)


def rows(name: str) -> list[Any]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(*(unescaped(v) for v in list(row.values())[:2]), id=row["why"]) for row in csv.DictReader(file)
        ]


def unescaped(value: str) -> str:
    """The tables write what cannot be seen as ``\\u200b``, ``\\r``, ``\\n``."""
    first, *parts = value.replace("\\r", "\r").replace("\\n", "\n").split("\\u")
    return first + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts)


@pytest.mark.parametrize(("text", "normal"), rows("normalise.csv"))
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(("text", "folded"), rows("tones.csv"))
def test_tone_marks_fold_to_the_new_style(text: str, folded: str) -> None:
    assert fold_tones(text) == folded


@given(anything)
@example("\u0344")
@example("A\u05b0\u0300")
def test_normal_form_is_normal_and_stays_so(text: str) -> None:
    view = normalise(text)
    assert unicodedata.is_normalized("NFC", view.text)
    again = normalise(view.text)
    assert again.text == view.text
    assert again.starts is None, "a text in normal form has its own offsets"


@given(anything)
def test_every_extent_lies_in_the_original_in_order(text: str) -> None:
    view = normalise(text)
    extents = [view.extent(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in extents)
    assert extents == sorted(extents)


@given(anything)
def test_an_extent_gives_the_same_characters_back(text: str) -> None:
    view = normalise(text)
    for at, char in enumerate(view.text):
        start, end = view.extent(at, at + 1)
        assert char in normalise(text[start:end]).text


@given(latin)
def test_composed_and_decomposed_text_have_one_form(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)).text == normalise(unicodedata.normalize("NFC", text)).text


@given(anything)
def test_folding_keeps_the_length_and_is_final(text: str) -> None:
    normal = normalise(text).text
    folded = fold_tones(normal)
    assert len(folded) == len(normal)
    assert fold_tones(folded) == folded


def test_an_extent_ends_before_invisible_characters() -> None:
    view = normalise("Hà\u200b Nội\u200b")
    assert view.extent(0, 2) == (0, 2)
    assert view.extent(3, 6) == (4, 7)


@pytest.mark.parametrize(
    "text",
    ["Huế", "Vi\u00a0\u1ec7t", "Hue\u0302\u0301", "x\u0316", "\u1100\u1161", "\r\n", ""],
    ids=["normal", "one for one", "composed", "a mark that stays", "jamo", "line end", "empty"],
)
def test_the_callers_own_text_is_kept(text: str) -> None:
    assert normalise(text).original == text


@pytest.mark.parametrize(
    ("text", "normal", "extents"),
    [
        ("x\u1100\u1161y", "x\uac00y", [(0, 1), (1, 3), (3, 4)]),
        ("\u1100\u1161\u11a8y", "\uac01y", [(0, 3), (3, 4)]),
        ("x\u0316\u1100\u1161", "x\u0316\uac00", [(0, 1), (1, 2), (2, 4)]),
        ("a\u200b\u212b", "a\u00c5", [(0, 1), (2, 3)]),
        ("e\u0302\u0301\u1100\u1161", "\u1ebf\uac00", [(0, 3), (3, 5)]),
        ("か\u3099\u3099z", "が\u3099z", [(0, 3), (0, 3), (3, 4)]),
        ("\r\nx\u0301\u200bz", "\nx\u0301z", [(0, 2), (2, 4), (2, 4), (5, 6)]),
    ],
    ids=ascii,
)
def test_each_character_knows_where_it_came_from(text: str, normal: str, extents: list[tuple[int, int]]) -> None:
    view = normalise(text)
    assert view.text == normal
    assert [view.extent(at, at + 1) for at in range(len(normal))] == extents


def test_what_composes_is_found_far_into_a_text() -> None:
    view = normalise("x" * 100 + "\u1100\u1161")
    assert view.text == "x" * 100 + "\uac00"
    assert view.extent(100, 101) == (100, 102)


def test_noise_of_many_kinds_keeps_its_length() -> None:
    assert normalise("".join(map(chr, range(0xD800, 0xD800 + 100)))).text == "\ufffd" * 100


@pytest.mark.parametrize(
    "unit",
    ["\u0316\u0301", "\u05b4\u05b0", "a\u200b", "\r\n", "\u1100\u1161", "\u200b", "e\u0323\u0302", "\u0430\u0300"],
    ids=ascii,
)
def test_time_grows_with_the_length_not_its_square(unit: str) -> None:
    start = time.process_time()
    normalise(unit * (200_000 // len(unit)))
    assert time.process_time() - start < 10, "marks in disorder took minutes before they were counted off"
