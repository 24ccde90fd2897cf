"""The tagger's two layers of tags, and the best legal sequence of them.

Layer one holds the labels that never nest in each other; layer two holds POSITION, which may contain BODY, ORG
and PLACE. In each, a unit is outside, or begins, continues, ends or alone makes up a mention.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FLAT = ("PERSON", "BODY", "ORG", "DIRECTIVE", "PLACE", "EVENT", "DATE")
NESTING = ("POSITION",)
# Order of one label's four tags; tag 0 of a layer is "outside".
BEGIN, INSIDE, END, SINGLE = range(4)
WIDTHS = (1 + 4 * len(FLAT), 1 + 4 * len(NESTING))
# A unit surer than this to be outside parts the sequence: no mention is drawn across it.
_SURE = -0.05

Span = tuple[int, int, int]
Scores = NDArray[np.float32]


def encode(spans: Sequence[Span], length: int) -> NDArray[np.int64]:
    """Tags of non-overlapping spans (start, end, label index) over units; half-open."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        first = 1 + 4 * label
        if end - start == 1:
            tags[start] = first + SINGLE
            continue
        tags[start] = first + BEGIN
        tags[start + 1 : end - 1] = first + INSIDE
        tags[end - 1] = first + END
    return tags


def decode(scores: Scores) -> list[Span]:
    """Spans of the best legal tag sequence.

    Where the best tag of each unit by itself makes a legal sequence, that is the best one; only around the
    places where it does not, the best legal one is searched for.

    Args:
        scores: log probabilities, (units, 1 + 4 x labels).

    Returns:
        Spans (start, end, label index), in order, half-open, not overlapping.
    """
    if not len(scores):
        return []
    tags = scores.argmax(axis=1)
    tags[scores[:, 0] > _SURE] = 0
    for start, end in _stretches(tags, scores[:, 0]):
        tags[start:end] = encode([(a, b, label) for a, b, label in _best(scores[start:end])], end - start)
    return _spans(tags)


def _parts(tags: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Label (-1 outside) and place in the mention of each tag."""
    label = np.where(tags == 0, -1, (tags - 1) // 4)
    return label, np.where(tags == 0, SINGLE, (tags - 1) % 4)


def _stretches(tags: NDArray[np.int64], outside: Scores) -> list[tuple[int, int]]:
    """Stretches to search again: around every illegal step, out to the next units that are surely outside."""
    label, part = _parts(tags)
    inner = (part == BEGIN) | (part == INSIDE)
    follows = (part == INSIDE) | (part == END)
    open_before = np.concatenate([[False], inner[:-1]])
    same = np.concatenate([[False], label[1:] == label[:-1]])
    illegal = (open_before != follows) | (open_before & follows & ~same)
    bad = np.flatnonzero(illegal).tolist()
    if inner[-1]:
        bad.append(len(tags) - 1)
    if not bad:
        return []
    walls = np.flatnonzero((tags == 0) & (outside > _SURE))
    found: list[tuple[int, int]] = []
    for place in bad:
        if found and place < found[-1][1]:
            continue
        i = int(np.searchsorted(walls, place))
        low = int(walls[i - 1]) + 1 if i else 0
        high = int(walls[i]) if i < len(walls) else len(tags)
        if high <= low:  # the illegal step is onto a wall: the mention before it never ended
            low = int(walls[i - 2]) + 1 if i > 1 else 0
            high = place
        if found and low < found[-1][1]:
            low = found[-1][1]
        if low < high:
            found.append((low, high))
    return found


def _best(scores: Scores) -> list[Span]:
    """The best legal sequence of a stretch that is outside before and after."""
    labels = (scores.shape[1] - 1) // 4
    closed, opened, since = 0.0, [float("-inf")] * labels, [0] * labels
    back: list[tuple[int, int]] = []
    for t, row in enumerate(scores.tolist()):
        best, choice = closed + row[0], (-1, -1)
        grown = list(opened)
        for label in range(labels):
            begin, inside, end, single = row[1 + 4 * label : 5 + 4 * label]
            if closed + single > best:
                best, choice = closed + single, (t, label)
            if opened[label] + end > best:
                best, choice = opened[label] + end, (since[label], label)
            grown[label] = opened[label] + inside
            if closed + begin > grown[label]:
                grown[label], since[label] = closed + begin, t
        back.append(choice)
        closed, opened = best, grown
    spans: list[Span] = []
    t = len(back) - 1
    while t >= 0:
        start, label = back[t]
        if label >= 0:
            spans.append((start, t + 1, label))
            t = start - 1
        else:
            t -= 1
    return spans[::-1]


def _spans(tags: NDArray[np.int64]) -> list[Span]:
    label, part = _parts(tags)
    starts = np.flatnonzero((tags > 0) & ((part == BEGIN) | (part == SINGLE)))
    ends = np.flatnonzero((tags > 0) & ((part == END) | (part == SINGLE))) + 1
    return list(zip(starts.tolist(), ends.tolist(), label[starts].tolist(), strict=True))
