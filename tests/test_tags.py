"""The decoder against an obvious reference, and what it promises on any scores."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.entities.tags import decode, encode


def is_legal(sequence: tuple[int, ...]) -> bool:
    """Whether every mention that begins ends with the same label, and nothing continues that did not begin."""
    current = -1
    for tag in sequence:
        label, part = (tag - 1) // 4, (tag - 1) % 4
        if tag == 0 or part in {0, 3}:
            if current >= 0:
                return False
            current = label if tag and part == 0 else -1
        elif label != current:
            return False
        elif part == 2:
            current = -1
    return current < 0


def best_by_trying_all(scores: np.ndarray) -> list[int]:
    sequences = (s for s in product(range(scores.shape[1]), repeat=len(scores)) if is_legal(s))
    return list(max(sequences, key=lambda s: sum(float(scores[i, tag]) for i, tag in enumerate(s))))


@pytest.mark.parametrize("seed", range(60))
def test_the_best_legal_sequence_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    length = int(rng.integers(1, 5))
    # No unit is surely outside here, so the whole sequence is searched.
    scores = np.log(rng.dirichlet(np.ones(5), size=length) * 0.9 + 0.02).astype(np.float32)
    assert encode(decode(scores), length).tolist() == best_by_trying_all(scores)


@given(st.integers(0, 10_000), st.integers(0, 40), st.floats(0.02, 1.0))
def test_spans_are_in_order_and_never_overlap(seed: int, length: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    scores = np.log(rng.dirichlet(np.full(13, spread), size=length) + 1e-9).astype(np.float32).reshape(length, 13)
    edge = 0
    for start, end, label in decode(scores):
        assert edge <= start < end <= length
        assert 0 <= label < 3
        edge = end


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3), st.integers(0, 2)), max_size=8))
def test_sure_scores_give_their_spans_back(parts: list[tuple[int, int, int]]) -> None:
    spans, place = [], 0
    for length, gap, label in parts:
        spans.append((place + gap, place + gap + length, label))
        place += gap + length
    tags = encode(spans, place)
    scores = np.full((place, 13), -9.0, dtype=np.float32)
    scores[np.arange(place), tags] = -0.001
    assert decode(scores) == spans
