"""The overlap policy, case by case and on any findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.doc import LABELS
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.overlap import NESTED_IN_POSITION, place


def found(start: int, end: int, label: str, score: float = 0.9) -> Mention:
    return Mention(start, end, label, "test", score)


@pytest.mark.parametrize(
    ("findings", "kept", "why"),
    [
        ([(1, found(0, 20, "POSITION")), (1, found(9, 20, "BODY"))], [0, 1], "an office contains its body"),
        ([(1, found(0, 20, "POSITION", 0.8)), (1, found(15, 25, "BODY"))], [0], "crossing is no nesting; the longer"),
        ([(1, found(0, 20, "BODY")), (1, found(5, 20, "PLACE", 0.99))], [0], "the longer goes before the surer"),
        ([(1, found(0, 15, "BODY")), (1, found(5, 20, "PLACE", 0.99))], [1], "of two as long the surer"),
        ([(1, found(0, 15, "BODY")), (1, found(5, 20, "PLACE"))], [0], "of two as long and sure the earlier"),
        ([(1, found(0, 20, "BODY", 0.99)), (2, found(5, 20, "PLACE", 0.1))], [1], "priority goes before score"),
        ([(1, found(0, 20, "POSITION")), (1, found(5, 12, "PERSON", 0.5))], [0], "an office never contains a person"),
        ([(1, found(0, 5, "DATE")), (1, found(5, 9, "DATE"))], [0, 1], "neighbours do not overlap"),
    ],
)
def test_policy(findings: list[tuple[int, Mention]], kept: list[int], why: str) -> None:
    assert place(findings) == [findings[i][1] for i in kept], why


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from(LABELS), st.integers(1, 3), st.integers(1, 99))


@given(st.lists(SPANS, max_size=25))
def test_what_stays_nests_as_the_guidelines_say(spans: list[tuple[int, int, str, int, int]]) -> None:
    mentions = place([(rank, found(a, a + n, label, score / 100)) for a, n, label, rank, score in spans])
    assert mentions == sorted(mentions, key=lambda m: (m.start, -m.end, m.label != "POSITION"))
    for i, one in enumerate(mentions):
        for other in mentions[i + 1 :]:
            if other.start < one.end and one.start < other.end:
                assert one.label == "POSITION"
                assert other.label in NESTED_IN_POSITION
                assert other.end <= one.end
