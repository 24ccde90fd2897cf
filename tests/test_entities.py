"""The entity room: who is named, where a mention ends, what holds for the whole article."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagged_cases import lines, read, split, table, words

from vnpolitext.entities.boundaries import repair
from vnpolitext.entities.consistency import RULE, spread
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.names import group_names, name_parts
from vnpolitext.entities.people import find_initials


@pytest.mark.parametrize("case", table("names.csv"))
def test_mentions_of_one_person_share_the_fullest_name(case: dict[str, str]) -> None:
    names = split(case["names"])
    assert [names[i] for i in group_names(names)] == split(case["full"])


NAMES = st.lists(
    st.lists(st.sampled_from(["Trần", "Lê", "Văn", "Mẫu", "An", "M.", "MẪU", "Jae-ho", "3"]), min_size=1, max_size=4),
    max_size=12,
).map(lambda names: [" ".join(parts) for parts in names])


@given(NAMES)
def test_a_group_is_named_by_one_of_its_mentions(names: list[str]) -> None:
    groups = group_names(names)
    assert len(groups) == len(names)
    for name, full in zip(names, groups, strict=True):
        assert groups[full] == full, "the fullest mention stands for itself"
        assert len(name_parts(names[full])) >= len(name_parts(name))


@pytest.mark.parametrize("case", table("initials.csv"))
def test_initials_are_names_after_a_form_of_address(case: dict[str, str]) -> None:
    text = case["text"]
    assert [text[m.start : m.end] for m in find_initials(text)] == split(case["names"])


# Edges and consistency


@pytest.mark.parametrize("case", lines("boundaries.jsonl"))
def test_neighbours_decide_edges_and_labels(case: dict[str, Any]) -> None:
    text, mentions = read(case["tagged"])
    assert words(text, repair(text, mentions)) == case["mentions"]


@pytest.mark.parametrize(("score", "office"), [(0.9, "Trưởng Phòng Tổ chức cán bộ"), (0.4, "Trưởng Phòng Tổ")])
def test_an_office_names_its_organ_to_the_end_when_that_is_sure(score: float, office: str) -> None:
    text = "Trưởng Phòng Tổ chức cán bộ"
    mentions = [Mention(0, 15, "POSITION", "tagger", 0.8), Mention(7, 27, "BODY", "tagger", score)]
    assert words(text, repair(text, mentions)) == [f"POSITION:{office}", "BODY:Phòng Tổ chức cán bộ"]


@pytest.mark.parametrize("case", lines("boundaries.jsonl"))
def test_what_was_repaired_needs_no_repair(case: dict[str, Any]) -> None:
    text, mentions = read(case["tagged"])
    once = repair(text, mentions)
    assert repair(text, once) == once


@pytest.mark.parametrize("case", lines("consistency.jsonl"))
def test_a_plain_reading_holds_for_the_whole_article(case: dict[str, Any]) -> None:
    text, mentions = read(case["tagged"])
    found = spread(text, mentions)
    assert words(text, found) == case["mentions"]
    added = [m for m in found if m.rule == RULE]
    assert len(added) == len(found) - len(mentions), "what spreading adds is marked as such"
