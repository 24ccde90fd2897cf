"""One name, one reading: what the tagger saw plainly once in an article holds for the same words elsewhere in it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, MatchKind

from vnpolitext.entities.mention import Mention

# A reading spreads when the tagger was this sure of it somewhere, and only names of so many syllables.
_PLAIN = 0.9
_SYLLABLES = {"PERSON": 2, "BODY": 3, "ORG": 3, "PLACE": 2}
_FLAT = frozenset({"PERSON", "BODY", "ORG", "PLACE"})
_MAY_SWALLOW = frozenset({"POSITION", "BODY"})
# Words after which a person's name is part of another name or of none.
_PART_OF_OTHER = tuple(
    f"{word} "
    for word in [
        "đường",
        "phố",
        "tưởng",
        "trường",
        "giải",
        "quỹ",
        "cầu",
        "chợ",
        "viên",
        "gương",
        "cách",
        "đức",
        "báo",
        "hiệu",
    ]
)
RULE = "tagger.elsewhere"
# A longer stretch is no name that comes again, and looking for it everywhere would take its length at each place.
_LONGEST = 150
# So many names are counted in the text one by one.
_COUNTED = 200


def spread(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The tagger's mentions of an article with readings made consistent.

    Offices and bodies that swallowed a person's name give it back; unmarked occurrences of plainly read names are
    marked. A name that has several readings keeps them: "Hải Dương" is a newspaper here and a province there.

    Args:
        text: the normalised text.
        mentions: the tagger's mentions, in order.
    """
    names = _plain_names(text, mentions)
    if not names:
        return list(mentions)
    lasts = {name.rpartition(" ")[2] for name, label in names.items() if label == "PERSON"}
    kept = [
        _without_person(text, mention, names)
        if mention.label in _MAY_SWALLOW and text[mention.start : mention.end].rpartition(" ")[2] in lasts
        else mention
        for mention in mentions
    ]
    return sorted([*kept, *_unmarked(text, kept, names)], key=lambda m: (m.start, -m.end))


def _plain_names(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Names read plainly at least once, with their label."""
    labels: dict[str, set[str]] = defaultdict(set)
    plain: set[str] = set()
    for mention in mentions:
        name = text[mention.start : mention.end]
        if mention.label in _FLAT and len(name) <= _LONGEST:
            labels[name].add(mention.label)
            if mention.score >= _PLAIN and name.count(" ") + 1 >= _SYLLABLES[mention.label] and "\n" not in name:
                plain.add(name)
    return {name: next(iter(labels[name])) for name in plain if len(labels[name]) == 1}


def _without_person(text: str, mention: Mention, names: dict[str, str]) -> Mention:
    """An office or a body that ends in a person's name ("Phó Chủ tịch UBND tỉnh Trần Văn Mẫu") is cut before it."""
    words = text[mention.start : mention.end]
    for size in (4, 3, 2):
        parts = words.rsplit(" ", size)
        name = words[len(parts[0]) + 1 :]
        if len(parts) == size + 1 and names.get(name) == "PERSON":
            return replace(mention, end=mention.start + len(parts[0].rstrip(" ,-–")))
    return mention


def _unmarked(text: str, mentions: Sequence[Mention], names: dict[str, str]) -> list[Mention]:
    """Occurrences of the names, of those that overlap the longest, where nothing else was read."""
    known = _oftener(text, mentions, names)
    if not known:
        return []
    flat = _Extents((m.start, m.end) for m in mentions if m.label != "POSITION")
    positions = _Extents((m.start, m.end) for m in mentions if m.label == "POSITION")
    found = []
    for index, start, end in AhoCorasick(known, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(text):
        label = names[known[index]]
        taken = flat.touch(start, end) or (label == "PERSON" and positions.touch(start, end))
        if not taken and _whole(text, start, end) and not (label == "PERSON" and _is_part_of_other(text, start)):
            found.append(Mention(start, end, label, RULE, 0.8))
    return found


def _oftener(text: str, mentions: Sequence[Mention], names: dict[str, str]) -> list[str]:
    """Names that occur more often than they are marked; of very many, all: counting each would take too long."""
    if len(names) > _COUNTED:
        return sorted(names)
    marked = Counter(text[m.start : m.end] for m in mentions if m.label != "POSITION")
    return sorted(name for name in names if text.count(name) > marked[name])


class _Extents:
    """Extents that do not overlap each other, asked whether they touch another."""

    def __init__(self, extents: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(extents)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        """Whether an extent shares a character with ``start`` to ``end``."""
        i = bisect_left(self._starts, end)
        return i > 0 and self._ends[i - 1] > start


def _is_part_of_other(text: str, start: int) -> bool:
    return text[max(0, start - 12) : start].lower().endswith(_PART_OF_OTHER)


def _whole(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
