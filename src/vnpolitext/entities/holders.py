"""Who holds an office: pairs of a POSITION and a person of the article, as features for the holder model.

The text between the two is read as a short signature ("," between a name and its office, ";" between people in a
list, words such as "là", "thay", "của"), so that the model learns how lists, appositions and sentences bind them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vnpolitext.entities.names import group_names
from vnpolitext.entities.signatures import WORD, Signature, folded, reach, shape, shortened, symbols, titles

Extent = tuple[int, int]

_PLURAL = re.compile(r"(?:\b(?:các|những|hai|ba|bốn|năm|nguyên|\d+)\b|\bđồng chí\b|[\s:,])*\Z", re.IGNORECASE)
_MANY = re.compile(r"\b(?:các|những|hai|ba|bốn|\d+)\b", re.IGNORECASE)
_LOOK = 24


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate: which position, which person (index of the fullest mention), and the features' names."""

    position: int
    person: int
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Scene:
    """The article as the pairing sees it: positions and people in order, and what stands between neighbours."""

    text: str
    positions: Sequence[Extent]
    people: Sequence[Extent]
    person_of: Sequence[int]
    items: Sequence[tuple[int, int, str, int]]
    gaps: Sequence[Signature]
    counts: Counter[int]
    main: int


def title_key(text: str, inner: Sequence[Extent], start: int) -> str:
    """The office without what is nested in it, folded: "thủ tướng" for "Thủ tướng Chính phủ"."""
    kept, last = [], 0
    for a, b in inner:
        kept.append(text[last : a - start])
        last = b - start
    kept.append(text[last:])
    return " ".join(folded("".join(kept)).split())


def pairs(
    text: str,
    positions: Sequence[Extent],
    people: Sequence[Extent],
    inner: Mapping[Extent, Sequence[Extent]],
    *,
    groups: Sequence[int] | None = None,
) -> list[Pair]:
    """Candidate pairs of an article.

    Args:
        text: the article.
        positions: extents of POSITION mentions, in order.
        people: extents of PERSON mentions, in order.
        inner: for a position the extents of the mentions nested in it.
        groups: what ``group_names`` says of the people, when that is known already.
    """
    if not positions or not people:
        return []
    scene = _scene(text, positions, people, groups or group_names([text[a:b] for a, b in people]))
    keys = [title_key(text[a:b], inner.get((a, b), ()), a) for a, b in positions]
    full = [folded(text[a:b]) for a, b in positions]
    anchors = _anchors(scene, keys), _anchors(scene, full)
    several = frozenset(name for name, found in anchors[0].items() if len({person for _, person in found}) > 1)
    offices = [(at, item[3]) for at, item in enumerate(scene.items) if item[2] == "P"]
    return [
        pair
        for at, p in offices
        for pair in _candidates(scene, at, (keys[p], full[p]), anchors, several=keys[p] in several)
    ]


def _scene(text: str, positions: Sequence[Extent], people: Sequence[Extent], person_of: Sequence[int]) -> _Scene:
    items = sorted(
        [(a, b, "P", i) for i, (a, b) in enumerate(positions)] + [(a, b, "M", i) for i, (a, b) in enumerate(people)]
    )
    edges = [(items[i][1], items[i + 1][0]) for i in range(len(items) - 1)]
    gaps = [_gap(text, a, b) for a, b in edges]
    counts = Counter(person_of)
    return _Scene(text, positions, people, person_of, items, gaps, counts, counts.most_common(1)[0][0])


def _gap(text: str, start: int, end: int) -> Signature:
    if end - start <= 160:
        return symbols(text[start : max(start, end)])
    middle = ("\n",) if "\n" in text[start:end] else (".",) if ". " in text[start:end] else ()
    return (*symbols(text[start : start + 60]), "…", *middle, *symbols(text[end - 60 : end]))


_CHAIN = frozenset({(",",), ("-",), ("kiêm",), (",", "kiêm"), ("và",), (";",), (",", "nguyên"), ()})
_APPOSED = frozenset({(",",), ("-",), ("(",), (",", "nguyên"), ("là",), (",", "hiện", "là"), (":",), ("(", "nguyên")})

Anchors = dict[str, list[tuple[int, int]]]


def _anchors(scene: _Scene, names: Sequence[str]) -> Anchors:
    """Offices bound to a person beyond doubt: office to (offset, person), by offset.

    The name stands directly after the office ("Thủ tướng Phạm Minh Chính") or before it ("Tô Lâm, Tổng Bí thư"),
    or after the last or before the first of a chain of offices.
    """
    anchors: Anchors = {}
    items, gaps = scene.items, scene.gaps
    for i, gap in enumerate(gaps):
        left, right = items[i], items[i + 1]
        if left[2] == "P" and right[2] == "M" and titles().issuperset(gap):
            person, chain, step = scene.person_of[right[3]], i, -1
        elif left[2] == "M" and right[2] == "P" and gap in _APPOSED:
            person, chain, step = scene.person_of[left[3]], i + 1, 1
        else:
            continue
        while 0 <= chain < len(items) and items[chain][2] == "P":
            anchors.setdefault(names[items[chain][3]], []).append((items[chain][0], person))
            between = chain - 1 if step < 0 else chain
            if not 0 <= between < len(gaps) or gaps[between] not in _CHAIN:
                break
            chain += step
    return {name: sorted(set(found)) for name, found in anchors.items()}


def _known(anchors: Sequence[tuple[int, int]], start: int) -> tuple[int | None, int | None]:
    """The person last and next bound to an office elsewhere."""
    place, after = bisect_left(anchors, (start, -1)), bisect_left(anchors, (start + 1, -1))
    previous = anchors[place - 1][1] if place else None
    return previous, anchors[after][1] if after < len(anchors) else None


@dataclass(frozen=True, slots=True)
class _View:
    """A person seen from an office on one side: what stands between, how far, and the how-manieth person it is."""

    signature: Signature = ("none",)
    reach: str = "0"
    rank: int = -1


_UNSEEN = _View()


def _candidates(
    scene: _Scene, at: int, names: tuple[str, str], anchors: tuple[Anchors, Anchors], *, several: bool
) -> list[Pair]:
    """Candidates of the office ``scene.items[at]``, known elsewhere by its title alone and by its whole name.

    ``several`` says whether the title alone is bound to more than one person.
    """
    start, end, _, p = scene.items[at]
    counts = scene.counts
    right, left = _views(_walk(scene, at, 1)), _views(_walk(scene, at, -1))
    context = _context(scene.text[max(0, start - 30) : start], scene.text[end : end + 30])
    previous, following = _known(anchors[0].get(names[0], []), start)
    before, after = _known(anchors[1].get(names[1], []), start)
    main = scene.main
    people = dict.fromkeys([*right, *left, *(x for x in (before, after, previous, following, main) if x is not None)])
    first_right, first_left = (next(iter(side.values()), _UNSEEN) for side in (right, left))
    nearest = f"LR:{' '.join(first_left.signature[-2:])}|{' '.join(first_right.signature[:2])}"
    result = []
    for person in people:
        views = right.get(person, _UNSEEN), left.get(person, _UNSEEN)
        own = views[0].reach + views[1].reach
        rival = (first_right.reach if views[0].rank else "0") + (first_left.reach if views[1].rank else "0")
        known = f"{_agree(person, previous, following)}{several}{_agree(person, before, after)}"
        features = [
            *_side_features("R", views[0]),
            *_side_features("L", views[1]),
            f"{nearest}|{person in left}{person in right}",
            f"a:{known}",
            f"ao:{known}|{own}",
            f"aor:{known}|{own}|{rival}",
            f"on:{own}|{rival}|{min(counts[person], 3)}",
            f"op:{own}|{rival}|{context[3]}",
            f"k:{min(counts[person], 4)}|{person == main}|{len(counts) == 1}",
            *(f"{name}|{own}" for name in context),
        ]
        result.append(Pair(p, person, tuple(features)))
    return result


def _views(walk: dict[int, Signature]) -> dict[int, _View]:
    return {person: _View(signature, reach(signature), rank) for rank, (person, signature) in enumerate(walk.items())}


def _side_features(side: str, view: _View) -> Signature:
    signature = view.signature
    return (
        f"{side}h:{' '.join(signature[:2])}",
        f"{side}t:{' '.join(signature[-3:])}",
        f"{side}n:{shape(signature)}",
        f"{side}r:{view.rank}",
    )


def _context(before: str, after: str) -> list[str]:
    plural = bool(_MANY.search(before)) and bool(_PLURAL.search(before))
    ahead, behind = symbols(before)[-2:], symbols(after)[:2]
    word = folded((WORD.findall(before) or ["none"])[-1])
    verb = folded((WORD.findall(after[:16]) or ["none"])[0])
    return [
        f"b:{' '.join(ahead)}",
        f"f:{' '.join(behind)}",
        f"bf:{ahead[-1:]}{behind[:1]}",
        f"pl:{plural}",
        f"bw:{word}",
        f"fw:{verb}",
    ]


def _agree(person: int, previous: int | None, following: int | None) -> str:
    return "".join("0" if other is None else "+" if other == person else "-" for other in (previous, following))


def _walk(scene: _Scene, at: int, step: int) -> dict[int, Signature]:
    """The nearest people on one side (at most three): person to the signature of what stands between."""
    found: dict[int, Signature] = {}
    signature: list[str] = []
    i = at
    while 0 <= i + step < len(scene.items) and len(found) < 3 and abs(i - at) < _LOOK:
        gap = scene.gaps[i if step > 0 else i - 1]
        signature = [*signature, *gap] if step > 0 else [*gap, *signature]
        i += step
        kind, index = scene.items[i][2], scene.items[i][3]
        if kind == "M" and scene.person_of[index] not in found:
            found[scene.person_of[index]] = shortened(signature)
        signature = [*signature, kind] if step > 0 else [kind, *signature]
    return found
