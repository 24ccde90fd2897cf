"""Ids that were seen, few at a time and many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus import marks
from vnpolitext.corpus.marks import Marks


@given(st.lists(st.text(max_size=3)))
def test_an_id_was_seen_when_it_came_before(names: list[str]) -> None:
    found = Marks()
    assert [found.seen(name) for name in names] == [name in names[:i] for i, name in enumerate(names)]


@pytest.mark.parametrize("fresh", [1, 2, 7, 1000])
def test_how_many_wait_to_be_sorted_in_changes_nothing(fresh: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "_FRESH", fresh)
    found = Marks()
    names = [f"bai-{i % 150}" for i in range(400)]
    assert [found.seen(name) for name in names] == [i >= 150 for i in range(400)]


def test_half_a_surrogate_pair_is_an_id_too() -> None:
    found = Marks()
    assert [found.seen(name) for name in ("\ud800", "\udfff", "\ud800")] == [False, False, True]
