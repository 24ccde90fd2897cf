"""The overlap policy: which of several findings stay, in one place.

1. Findings of higher priority are placed first (the user's own terms, rules surer than the tagger, the tagger, other
   rules); of equal priority the longer ("Nghị quyết Đại hội XIII của Đảng" holds an event), then the surer, then
   the earlier.
2. A finding stays when it overlaps nothing placed, with one exception: POSITION may contain BODY, ORG and PLACE.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from vnpolitext.entities.mention import Mention

NESTED_IN_POSITION = frozenset({"BODY", "ORG", "PLACE"})
Ranked = tuple[int, Mention]


def place(findings: Iterable[Ranked]) -> list[Mention]:
    """The mentions that stay, in order of (start, -end).

    Args:
        findings: pairs (priority, mention); a higher priority is placed first.

    Examples:
        >>> place([(1, Mention(0, 9, "BODY", "tagger", 0.9)), (2, Mention(4, 12, "DIRECTIVE", "directive.x", 0.99))])
        [Mention(start=4, end=12, label='DIRECTIVE', rule='directive.x', score=0.99, document=None)]
    """
    order = sorted(findings, key=lambda f: (-f[0], f[1].start - f[1].end, -f[1].score, f[1].start, f[1].label))
    flat, positions = _Layer(), _Layer()
    for _, mention in order:
        own, other = (positions, flat) if mention.label == "POSITION" else (flat, positions)
        if own.overlapping(mention) or not all(_nests(mention, placed) for placed in other.overlapping(mention)):
            continue
        own.add(mention)
    return sorted([*flat.mentions, *positions.mentions], key=lambda m: (m.start, -m.end, m.label != "POSITION"))


def _nests(one: Mention, other: Mention) -> bool:
    position, inner = (one, other) if one.label == "POSITION" else (other, one)
    return inner.label in NESTED_IN_POSITION and position.start <= inner.start and inner.end <= position.end


class _Layer:
    """Mentions that do not overlap each other, by start."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self._starts: list[int] = []

    def overlapping(self, mention: Mention) -> list[Mention]:
        """Mentions placed here that share a character with this one."""
        i = bisect_left(self._starts, mention.end)
        found = []
        while i > 0 and self.mentions[i - 1].end > mention.start:
            i -= 1
            found.append(self.mentions[i])
        return found

    def add(self, mention: Mention) -> None:
        """Place a mention that overlaps none."""
        i = bisect_left(self._starts, mention.start)
        self.mentions.insert(i, mention)
        self._starts.insert(i, mention.start)
