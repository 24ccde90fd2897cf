"""Sentences: what ends one, what does not, and that nothing is lost between them."""

import csv
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.draft import Draft
from vnpolitext.text.normalise import normalise
from vnpolitext.text.sentences import SentenceSplitter, abbreviations, split_sentences

CASES = Path(__file__).parent / "cases" / "sentences.csv"
PARTS = [
    "Hội nghị",
    ".",
    ". ",
    " ",
    "\n",
    "TP",
    "PGS.TS",
    "v.v",
    "...",
    "…",
    "!",
    "?",
    "”",
    "(",
    "Điều 5",
    "1",
    "a)",
    "N",
    "Tại",
    "đ",
]
anything = st.text() | st.lists(st.sampled_from(PARTS), max_size=30).map("".join)


def rows() -> list[Any]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row["text"].replace("\\n", "\n").replace("\\u2022", "•"), id=row["why"])
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("marked", rows())
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    expected = [piece.strip() for piece in marked.split(" | ") if piece.strip()]
    text = marked.replace(" | ", " ")
    assert [text[start:end] for start, end in split_sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Đồng chí đã dự Hội nghị.Tại đây, đồng chí phát biểu.", 2),
        ("Hội nghị kết thúc năm 2019.Theo đó, các xã họp.", 2),
        ("Ông đã về Hà Nội.Đoàn công tác ở lại.", 2),
        ("Ông ở TP.HCM.Theo ông, việc này khó.", 2),
        ("“Phải làm ngay.”Ông nói vậy.", 2),
        ("Ảnh: Thanh.Nam", 1),
        ("Xem baomoi.Com hoặc www.tin.Tại đây", 1),
    ],
)
def test_a_missing_space_hides_no_end(text: str, pieces: int) -> None:
    assert len(split_sentences(text)) == pieces


@given(anything)
def test_sentences_are_in_order_and_hold_everything_but_space(text: str) -> None:
    extents = split_sentences(text)
    assert all(start < end for start, end in extents)
    assert all(first[1] <= second[0] for first, second in pairwise(extents))
    sentences = [text[start:end] for start, end in extents]
    assert all(sentence == sentence.strip() and "\n" not in sentence for sentence in sentences)
    assert "".join("".join(sentences).split()) == "".join(text.split())


def test_the_component_fills_each_draft() -> None:
    drafts = [Draft(normalise("Một. Hai.")), Draft(normalise(""))]
    SentenceSplitter()(drafts)
    assert [draft.sentences for draft in drafts] == [[(0, 4), (5, 9)], []]


def test_abbreviations_are_sorted_and_used_in_known_ways() -> None:
    table = abbreviations()
    assert list(table) == sorted(table)
    assert set(table.values()) == {"before", "number", "after"}


@pytest.mark.parametrize(
    "unit", [". ", "A. ", "TP. A", "....", "“”", "1. ", "\n", "x", '."', ".Tại", "? (", "Điều 5. "]
)
def test_time_grows_with_the_length_not_its_square(unit: str) -> None:
    start = time.process_time()
    split_sentences(unit * (300_000 // len(unit)))
    assert time.process_time() - start < 8
