"""Every office of an article to its holders: the model's choice, names in a row after "các", and curricula vitae."""

from __future__ import annotations

from collections.abc import Sequence

from vnpolitext.entities.holder_model import choose, holder_model
from vnpolitext.entities.holders import Candidate, Scene
from vnpolitext.entities.signatures import WORD, folded, is_address, symbols

# What stands before an office that somebody comes to hold in a life ("05/2003 - 03/2006: ", "Năm 2014, ông giữ chức ").
_COMES_TO = frozenset([":", "-", "–", ";", "làm", "chức", "vụ", "là", "kiêm"])


_AND = frozenset([",", "và", "cùng"])
_APPOSED = frozenset([",", "-", "–", "("])
_NAMES_APART = 40


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
        if candidate.plural and len(row := _row_of_names(scene, candidate.at)) > 1:
            chosen[candidate.position] = row
        elif candidate.position not in chosen and _of_a_life(scene, candidate):
            chosen[candidate.position] = [candidate.person]
    return chosen


def _row_of_names(scene: Scene, at: int) -> list[int]:
    """The people named one after the other right behind an office: "các Phó Bí thư Tỉnh ủy [A], [B] và [C]"."""
    row: list[int] = []
    for before in range(at, len(scene.items) - 1):
        end, (start, _, person, _) = scene.items[before][1], scene.items[before + 1]
        words = WORD.findall(scene.text, end, start) if end <= start <= end + _NAMES_APART else ["..."]
        if row and words and words[0] in _AND:
            words = words[1:]
        elif row:
            break
        if person < 0 or not is_address(symbols(" ".join(words))):
            break
        row.append(person)
    last = at + len(row)
    if last + 1 < len(scene.items) and scene.items[last + 1][2] < 0 and scene.gap(last).first[0] in _APPOSED:
        row = row[:-1]  # who is last may have the next office and not this
    return list(dict.fromkeys(row))


def _of_a_life(scene: Scene, candidate: Candidate) -> bool:
    """Whether the office stands in a dated line that names nobody, and the person is the last named before it.

    Annotated articles have few such lines, and the model has learnt little of them.
    """
    if not candidate.dated or not candidate.left == candidate.first_left >= 0:
        return False
    before = folded(scene.gap(candidate.at - 1).last[1])
    return before in _COMES_TO or (before == "," and scene.items[candidate.at - 1][2] < 0)
