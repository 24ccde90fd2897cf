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

# What each tag does, by its number; a layer with fewer labels has the first of them.
_TAGS = np.arange(max(WIDTHS))
_PART = np.where(_TAGS == 0, -1, (_TAGS - 1) % 4)
_OPENS = (_PART == BEGIN) | (_PART == SINGLE)
_CLOSES = (_PART == END) | (_PART == SINGLE)
_GOES_ON = (_PART == BEGIN) | (_PART == INSIDE)
_CONTINUES = (_PART == INSIDE) | (_PART == END)
# Whether a tag (column) may follow another (row): within a mention the label stays.
_LEGAL = np.where(_GOES_ON[:, None], _CONTINUES & ((_TAGS[:, None] - 1) // 4 == (_TAGS - 1) // 4), ~_CONTINUES).ravel()

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
    outside = scores[:, 0] > _SURE
    tags[outside] = 0
    for start, end in _stretches(tags, outside):
        tags[start:end] = encode(_best(scores[start:end]), end - start)
    return _spans(tags)


def _stretches(tags: NDArray[np.int64], outside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches to search again: around every illegal step, out to the next units that are surely outside."""
    bad = np.flatnonzero(~_LEGAL.take(tags[:-1] * len(_OPENS) + tags[1:])) + 1
    if not (len(bad) or _CONTINUES[tags[0]] or _GOES_ON[tags[-1]]):
        return []
    places = [0] * int(_CONTINUES[tags[0]]) + bad.tolist() + [len(tags) - 1] * int(_GOES_ON[tags[-1]])
    walls = np.flatnonzero(outside)
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place < found[-1][1]:
            continue
        i = int(walls.searchsorted(place))
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
    starts = np.flatnonzero(_OPENS.take(tags))
    ends = np.flatnonzero(_CLOSES.take(tags)) + 1
    labels = (tags[starts] - 1) // 4
    return list(zip(starts.tolist(), ends.tolist(), labels.tolist(), strict=True))
