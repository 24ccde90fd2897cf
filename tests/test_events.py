"""Congresses, plenums, sessions and elections."""

from __future__ import annotations

import csv
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.entities.documents.ordinals import ordinal_value, to_roman
from vnpolitext.entities.events import find_events, parse_event

TABLE = Path(__file__).parent / "cases" / "events.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_finds_numbered_and_named_events_only(case: dict[str, str]) -> None:
    text = case["text"]
    found = [text[m.start : m.end] for m in find_events(text)]
    assert found == [event for event in case["events"].split("|") if event]


@pytest.mark.parametrize("case", [case for case in CASES if case["canonical"]], ids=lambda case: case["why"])
def test_brings_every_way_of_writing_to_one_form(case: dict[str, str]) -> None:
    assert parse_event(case["events"]).canonical == case["canonical"]


@given(st.integers(1, 89))
def test_roman_numerals_are_read_as_they_are_written(value: int) -> None:
    assert ordinal_value(to_roman(value)) == value


WORDS = (
    *("Đại hội", "đại biểu", "lần thứ", "XIII", "của Đảng", "Hội nghị", "Trung ương", "4", "khóa", "kỳ họp", "thứ"),
    *("ba", "Quốc hội", "bầu cử", "HĐND", ",", "\n"),
)


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_events_are_in_order_apart_and_inside_the_text(text: str) -> None:
    events = find_events(text)
    assert all(0 <= m.start < m.end <= len(text) for m in events)
    assert all(a.end <= b.start for a, b in pairwise(events))
    assert all(parse_event(text[m.start : m.end]).canonical for m in events)


@pytest.mark.parametrize(
    "piece", ["Đại hội ", "Đại hội a b c d e f g h i k l m n ", "Hội nghị lần thứ ", "kỳ họp thứ 3, ", "HĐND An Bình, "]
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        start = time.process_time()
        find_events(text)
        return time.process_time() - start

    seconds(50)
    small = min(seconds(250) for _ in range(3))
    assert seconds(2000) < 8 * small * 4 + 0.2
