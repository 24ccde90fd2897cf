"""Every office of an article to its holders: the model's choice, and the dated lines of a curriculum vitae."""

from __future__ import annotations

from collections.abc import Sequence

from vnpolitext.entities.holder_model import choose, holder_model
from vnpolitext.entities.holders import Candidate, Scene
from vnpolitext.entities.signatures import folded

# What stands before an office that somebody comes to hold in a life ("05/2003 - 03/2006: ", "Năm 2014, ông giữ chức ").
_COMES_TO = frozenset([":", "-", "–", ";", "làm", "chức", "vụ", "là", "kiêm"])


def bind(scenes: Sequence[Scene]) -> list[dict[int, list[int]]]:
    """For each article and each office with a holder the people who hold it, the surest first.

    Returns:
        Index of the position to indices of people (the mention with the fullest form of the name).
    """
    return [bound(scene, chances) for scene, chances in zip(scenes, holder_model().chances(scenes), strict=True)]


def bound(scene: Scene, chances: Sequence[float]) -> dict[int, list[int]]:
    """What ``bind`` finds in one article, from the probability of each candidate."""
    chosen = choose([(c.position, c.person) for c in scene.candidates], chances)
    for candidate in scene.candidates:
        if candidate.position not in chosen and _of_a_life(scene, candidate):
            chosen[candidate.position] = [candidate.person]
    return chosen


def _of_a_life(scene: Scene, candidate: Candidate) -> bool:
    """Whether the office stands in a dated line that names nobody, and the person is the last named before it.

    Annotated articles have few such lines, and the model has learnt little of them.
    """
    if not candidate.dated or not candidate.left == candidate.first_left >= 0:
        return False
    before = folded(scene.gap(candidate.at - 1).last[1])
    return before in _COMES_TO or (before == "," and scene.items[candidate.at - 1][2] < 0)
