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
from vnpolitext.text.normalise import fold_tones

Extent = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")
# Words that bind or separate an office and a name; every other word reads "w", every number "0".
_BINDING = frozenset(
    "ông bà anh chị đồng chí đ c là làm giữ chức vụ bầu được kiêm và nguyên cựu quyền tân của với cho do cùng gồm có các "
    "hai ba thay mặt thay thế cương vị nhiệm danh trước sau hiện nay đã bị cố gs ts pgs ths bs tướng đại thượng trung "
    "thiếu tá khóa gặp tiếp theo".split()
)
_PLURAL = re.compile(r"(?:\b(?:các|những|hai|ba|bốn|năm|nguyên|\d+)\b|\bđồng chí\b|[\s:,])*\Z", re.IGNORECASE)
_MANY = re.compile(r"\b(?:các|những|hai|ba|bốn|\d+)\b", re.IGNORECASE)
_CUT = 6
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
    gaps: Sequence[tuple[str, ...]]


def symbols(text: str) -> tuple[str, ...]:
    """The words between two mentions as symbols; a run of other words reads as one "w".

    Examples:
        >>> symbols(", nguyên "), symbols(" chủ trì buổi làm việc với đồng chí ")
        ((',', 'nguyên'), ('w', 'làm', 'w', 'với', 'đồng', 'chí'))
    """
    result: list[str] = []
    for word in _WORD.findall(text):
        folded = fold_tones(word.lower())
        symbol = folded if folded in _BINDING or not folded[0].isalnum() else "0" if folded.isdigit() else "w"
        if symbol != "w" or not result or result[-1] != "w":
            result.append("-" if symbol in "–—" else symbol)
    return tuple(result)


def title_key(text: str, inner: Sequence[Extent], start: int) -> str:
    """The office without what is nested in it, folded: "thủ tướng" for "Thủ tướng Chính phủ"."""
    kept, last = [], 0
    for a, b in inner:
        kept.append(text[last : a - start])
        last = b - start
    kept.append(text[last:])
    return " ".join(fold_tones("".join(kept).lower()).split())


def pairs(text: str, positions: Sequence[Extent], people: Sequence[Extent], inner: Mapping[Extent, Sequence[Extent]]) -> list[Pair]:
    """Candidate pairs of an article.

    Args:
        text: the article.
        positions: extents of POSITION mentions, in order.
        people: extents of PERSON mentions, in order.
        inner: for a position the extents of the mentions nested in it.
    """
    if not positions or not people:
        return []
    scene = _scene(text, positions, people)
    keys = [title_key(text[a:b], inner.get((a, b), ()), a) for a, b in positions]
    full = [fold_tones(text[a:b].lower()) for a, b in positions]
    anchors = _anchors(scene, keys), _anchors(scene, full)
    counts = Counter(scene.person_of)
    result: list[Pair] = []
    at = {item[3]: i for i, item in enumerate(scene.items) if item[2] == "P"}
    for p in range(len(positions)):
        result += _candidates(scene, p, at[p], keys[p], full[p], anchors, counts)
    return result


def _scene(text: str, positions: Sequence[Extent], people: Sequence[Extent]) -> _Scene:
    person_of = group_names([text[a:b] for a, b in people])
    items = sorted([(a, b, "P", i) for i, (a, b) in enumerate(positions)] + [(a, b, "M", i) for i, (a, b) in enumerate(people)])
    edges = [(items[i][1], items[i + 1][0]) for i in range(len(items) - 1)]
    gaps = [_gap(text, a, b) for a, b in edges]
    return _Scene(text, positions, people, person_of, items, gaps)


def _gap(text: str, start: int, end: int) -> tuple[str, ...]:
    if end - start <= 160:
        return symbols(text[start:max(start, end)])
    middle = ("\n",) if "\n" in text[start:end] else (".",) if ". " in text[start:end] else ()
    return (*symbols(text[start : start + 60]), "…", *middle, *symbols(text[end - 60 : end]))


_CHAIN = frozenset({(",",), ("-",), ("kiêm",), (",", "kiêm"), ("và",), (";",), (",", "nguyên"), ()})
_TITLED = frozenset("đồng chí đ / c . ông bà anh chị đại thượng trung thiếu tướng tá gs ts pgs ths".split())
_APPOSING = frozenset(", - ( nguyên là hiện :".split())
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
        if left[2] == "P" and right[2] == "M" and _TITLED.issuperset(gap):
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


def _known(anchors: Sequence[tuple[int, int]], start: int) -> tuple[int | None, int | None, bool]:
    """The person last and next bound to an office elsewhere, and whether several are."""
    place = bisect_left(anchors, (start, -1))
    previous = anchors[place - 1][1] if place else None
    following = next((person for offset, person in anchors[place:] if offset > start), None)
    return previous, following, len({person for _, person in anchors}) > 1


def _candidates(
    scene: _Scene, p: int, at: int, key: str, full: str, anchors: tuple[Anchors, Anchors], counts: Counter[int]
) -> list[Pair]:
    start, end = scene.positions[p]
    right = _walk(scene, at, 1)
    left = _walk(scene, at, -1)
    before, after = scene.text[max(0, start - 30) : start], scene.text[end : end + 30]
    context = _context(before, after)
    previous, following, several = _known(anchors[0].get(key, []), start)
    before_full, after_full, _ = _known(anchors[1].get(full, []), start)
    sides = (("R", right), ("L", left))
    best = {side: next(iter(walk.values()), ("none",)) for side, walk in sides}
    elsewhere = (before_full, after_full, previous, following, counts.most_common(1)[0][0])
    people = dict.fromkeys([*right, *left, *(person for person in elsewhere if person is not None)])
    result = []
    for person in people:
        features = [f"{side}:{' '.join(walk.get(person, ('none',)))}" for side, walk in sides]
        features += [f"{side}h:{' '.join(walk.get(person, ('none',))[:2])}" for side, walk in sides]
        features += [f"{side}t:{' '.join(walk.get(person, ('none',))[-3:])}" for side, walk in sides]
        features += [f"{side}n:{_shape(walk.get(person))}" for side, walk in sides]
        features += [f"{side}r:{list(walk).index(person) if person in walk else -1}" for side, walk in sides]
        features.append(f"LR:{' '.join(best['L'][-2:])}|{' '.join(best['R'][:2])}|{person in left}{person in right}")
        whole = _agree(person, before_full, after_full)
        agreement = f"{_agree(person, previous, following)}{several}{whole}"
        features.append(f"a:{agreement}")
        features.append(f"am:{agreement}|{_shape(right.get(person))}|{_shape(left.get(person))}")
        own = "".join(_reach(walk.get(person)) for _, walk in sides)
        rival = "".join(_reach(best[side] if person not in walk or list(walk).index(person) else None) for side, walk in sides)
        features += [f"own:{own}|{rival}", f"ao:{agreement}|{own}", f"aor:{agreement}|{own}|{rival}", f"ob:{own}|{context[0]}"]
        features += [f"of:{own}|{context[1]}", f"on:{own}|{rival}|{min(counts[person], 3)}", f"op:{own}|{rival}|{context[3]}"]
        features.append(f"k:{min(counts[person], 4)}|{person == counts.most_common(1)[0][0]}|{len(counts) == 1}")
        features += [f"{name}|{own}" for name in context]
        features.append(f"title:{key}|{person == previous}")
        result.append(Pair(p, person, tuple(features)))
    return result


def _agree(person: int, previous: int | None, following: int | None) -> str:
    return "".join("0" if other is None else "+" if other == person else "-" for other in (previous, following))


def _context(before: str, after: str) -> list[str]:
    plural = bool(_MANY.search(before)) and bool(_PLURAL.search(before))
    ahead, behind = symbols(before)[-2:], symbols(after)[:2]
    words = [fold_tones(word.lower()) for word in (_WORD.findall(before) or ["none"])[-2:]]
    verbs = [fold_tones(word.lower()) for word in (_WORD.findall(after) or ["none"])[:2]]
    return [
        f"b:{' '.join(ahead)}",
        f"f:{' '.join(behind)}",
        f"bf:{ahead[-1:]}{behind[:1]}",
        f"pl:{plural}",
        f"bw:{words[-1]}",
        f"bw2:{' '.join(words)}",
        f"fw:{verbs[0]}",
        f"fw2:{' '.join(verbs)}",
    ]


def _walk(scene: _Scene, at: int, step: int) -> dict[int, tuple[str, ...]]:
    """The nearest people on one side (at most four): person to the signature of what stands between."""
    found: dict[int, tuple[str, ...]] = {}
    signature: list[str] = []
    i = at
    while 0 <= i + step < len(scene.items) and len(found) < 4 and abs(i - at) < _LOOK:
        gap = scene.gaps[i if step > 0 else i - 1]
        signature = [*signature, *gap] if step > 0 else [*gap, *signature]
        i += step
        kind, index = scene.items[i][2], scene.items[i][3]
        if kind == "M" and scene.person_of[index] not in found:
            found[scene.person_of[index]] = _short(signature)
        signature = [*signature, kind] if step > 0 else [kind, *signature]
    return found


def _short(signature: Sequence[str]) -> tuple[str, ...]:
    if len(signature) <= 2 * _CUT:
        return tuple(signature) or ("next",)
    middle = "\n" if "\n" in signature else ";" if ";" in signature else "." if "." in signature else "…"
    return (*signature[:_CUT], middle, *signature[-_CUT:])


_LINK = frozenset("P , - ; ( ) kiêm và nguyên : là".split()) | _TITLED


def _reach(signature: tuple[str, ...] | None) -> str:
    """How far a person stands from the office: next to it, along a chain, in the sentence, in the line, elsewhere."""
    if signature is None or signature == ("none",):
        return "0"
    marks = set(signature) - {"next"}
    if marks <= _TITLED - {"."}:
        return "a"
    if marks <= _APPOSING:
        return "b"
    if marks <= _LINK - {"."}:
        return "c" if ";" not in marks else "d"
    if "\n" in marks:
        return "n"
    return "e" if "." in marks else "s" if ";" not in marks and "M" not in marks else "t"


def _shape(signature: tuple[str, ...] | None) -> str:
    if signature is None:
        return "none"
    counts = "".join(f"{mark}{min(signature.count(mark), 2)}" for mark in ("P", "M", ";", ".", "\n", "w", ","))
    return f"{counts}{min(len(signature), 13) // 3}"
