"""The tagger's features and the names it knows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vnpolitext.entities.features import COLUMNS, SHAPES, Featuriser, shape, word_form
from vnpolitext.entities.gazetteer import KINDS, VALUES, Gazetteer
from vnpolitext.models import load_arrays, load_json
from vnpolitext.tokens.syllables import syllables

if TYPE_CHECKING:
    from numpy.typing import NDArray

from tagged_cases import ARTICLE


@pytest.mark.parametrize(
    ("text", "values", "why"),
    [
        ("Hà Nội", [1, 3], "begin and end of a province"),
        ("Lào", [8], "a single unit is a country"),
        ("Hà Nội mới", [1, 3, 0], "what follows is outside"),
        ("Hà Nộim", [0, 0], "whole units only"),
        ("XHà Nội", [0, 0], "also at the start"),
        ("Bà Rịa - Vũng Tàu", [1, 2, 2, 2, 3], "marks inside a name"),
        ("Thừa Thiên Huế", [1, 2, 3], "of names that overlap the longest"),
        ("Uỷ ban Dân tộc", [17, 18, 18, 19], "either style of tone marks"),
        ("", [], "nothing"),
    ],
)
def test_known_names_are_marked(text: str, values: list[int], why: str) -> None:
    known = {"province": ["Hà Nội", "Bà Rịa - Vũng Tàu", "Huế", "Thừa Thiên Huế"], "country": ["Lào"]}
    found = Gazetteer({**known, "body": ["Ủy ban Dân tộc"]})(text, *syllables(text)[1:])
    assert found.tolist() == values, why


def test_a_name_of_two_kinds_counts_as_the_first() -> None:
    both = Gazetteer({"district": ["Tân Châu"], "province": ["Tân Châu"]})
    assert both("Tân Châu", *syllables("Tân Châu")[1:]).tolist() == [1, 3]


def test_without_names_nothing_is_marked() -> None:
    assert Gazetteer({})("Hà Nội", *syllables("Hà Nội")[1:]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("unit", "form", "kind"),
    [
        ("Uỷ", "ủy", "Title"),
        ("ỦY", "ủy", "UPPER"),
        ("Đ", "đ", "Capital"),
        ("xã", "xã", "lower"),
        ("35", "<2>", "digits"),
        ("2019", "<year>", "digits"),
        ("3019", "<4>", "digits"),
        ("1234567", "<5>", "digits"),
        ("\n", "\n", "end"),
        (",", ",", "mark"),
        ("iPhone", "iphone", "mIxed"),
        ("中", "中", "other"),
    ],
)
def test_forms_and_shapes_of_units(unit: str, form: str, kind: str) -> None:
    assert word_form(unit) == form
    assert SHAPES[shape(unit)] == kind


def featuriser() -> Featuriser:
    arrays = load_arrays("tagger/network.npz")
    known = Gazetteer(load_json("tagger/gazetteer.json"))
    return Featuriser(load_json("tagger/words.json"), arrays["pairs"].astype(np.int64), known)


def test_features_have_a_column_each_and_stay_in_their_tables() -> None:
    units, starts, ends = syllables(ARTICLE)
    features = featuriser()(ARTICLE, units, starts, ends)
    assert features.shape == (len(units), len(COLUMNS))
    arrays = load_arrays("tagger/network.npz")
    assert all(features[:, i].max() < len(arrays[f"table{i}"]) for i in range(len(COLUMNS)))
    assert features.min() >= 0
    assert features[:, 5].max() < VALUES == 1 + 4 * len(KINDS)


def test_what_was_read_before_changes_no_feature() -> None:
    shared = featuriser()
    shared("Những từ khác hẳn, đọc trước.", *syllables("Những từ khác hẳn, đọc trước."))
    assert np.array_equal(shared(ARTICLE, *syllables(ARTICLE)), featuriser()(ARTICLE, *syllables(ARTICLE)))


def test_a_full_memo_is_emptied_and_changes_no_feature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vnpolitext.entities.features._MEMO_LIMIT", 5)
    small = featuriser()
    first = small(ARTICLE, *syllables(ARTICLE))
    assert np.array_equal(small(ARTICLE, *syllables(ARTICLE)), first)


def test_eight_threads_share_one_featuriser() -> None:
    articles = [f"{ARTICLE} bài {'x' * (i % 7)} số {i} của Vũ{chr(97 + i % 26)} Thị{i}" for i in range(64)]
    alone = featuriser()
    expected = [alone(text, *syllables(text)) for text in articles]
    shared, ready = featuriser(), threading.Barrier(8)

    def run(offset: int) -> list[NDArray[np.int64]]:
        ready.wait()
        order = [(offset * 8 + i) % 64 for i in range(64)]
        found = {i: shared(articles[i], *syllables(articles[i])) for i in order}
        return [found[i] for i in range(64)]

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(run, range(8)):
            assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
