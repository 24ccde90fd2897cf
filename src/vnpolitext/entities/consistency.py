"""One name, one reading: what the tagger saw plainly once in an article holds for the same words elsewhere in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from vnpolitext.entities.mention import Mention

# A reading spreads when the tagger was this sure of it somewhere, and only names of so many syllables.
_PLAIN = 0.9
_SYLLABLES = {"PERSON": 2, "BODY": 3, "ORG": 3, "PLACE": 2}
_FLAT = frozenset({"PERSON", "BODY", "ORG", "PLACE"})
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
    kept = [_without_person(text, mention, names) for mention in mentions]
    return sorted([*kept, *_unmarked(text, kept, names)], key=lambda m: (m.start, -m.end))


def _plain_names(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Names read plainly at least once, with their label."""
    labels: dict[str, set[str]] = defaultdict(set)
    plain: set[str] = set()
    for mention in mentions:
        name = text[mention.start : mention.end]
        if mention.label in _FLAT:
            labels[name].add(mention.label)
            if mention.score >= _PLAIN and name.count(" ") + 1 >= _SYLLABLES[mention.label] and "\n" not in name:
                plain.add(name)
    return {name: next(iter(labels[name])) for name in plain if len(labels[name]) == 1}


def _without_person(text: str, mention: Mention, names: dict[str, str]) -> Mention:
    """An office or a body that ends in a person's name ("Phó Chủ tịch UBND tỉnh Trần Văn Mẫu") is cut before it."""
    if mention.label not in {"POSITION", "BODY"}:
        return mention
    words = text[mention.start : mention.end]
    for size in (4, 3, 2):
        parts = words.rsplit(" ", size)
        name = words[len(parts[0]) + 1 :]
        if len(parts) == size + 1 and names.get(name) == "PERSON":
            return replace(mention, end=mention.start + len(parts[0].rstrip(" ,-–")))
    return mention


def _unmarked(text: str, mentions: Sequence[Mention], names: dict[str, str]) -> list[Mention]:
    flat = [(m.start, m.end) for m in mentions if m.label != "POSITION"]
    positions = [(m.start, m.end) for m in mentions if m.label == "POSITION"]
    found = []
    for name, label in sorted(names.items(), key=lambda item: (-len(item[0]), item[0])):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            blocked = flat if label != "PERSON" else flat + positions
            free = _whole(text, start, end) and not any(a < end and start < b for a, b in blocked)
            if free and (label != "PERSON" or not _is_part_of_other(text, start)):
                found.append(Mention(start, end, label, RULE, 0.8))
                flat.append((start, end))
            start = text.find(name, end)
    return found


def _is_part_of_other(text: str, start: int) -> bool:
    return text[max(0, start - 12) : start].lower().endswith(_PART_OF_OTHER)


def _whole(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
