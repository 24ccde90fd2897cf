"""Who may hold an office: the candidates of each office of an article, and what the article says of both.

Candidates are the people named nearest on either side, whom the same office belongs to elsewhere, and whom the article
names most. What is found here are small whole numbers; ``holder_slots`` makes the model's input of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

from vnpolitext.entities.names import group_names
from vnpolitext.entities.signatures import WORD, Gap, folded, gap, is_address, table
from vnpolitext.tokens.letters import LOWER

Extent = tuple[int, int]

_PLURAL = re.compile(r"(?:\b(?:các|những|hai|ba|bốn|năm|nguyên|\d+)\b|\bđồng chí\b|[\s:,])*\Z", re.IGNORECASE)
_MANY = re.compile(r"\b(?:các|những|hai|ba|bốn|\d+)\b", re.IGNORECASE)
# A form of address without a name ("ông giữ chức", "bà được bầu") stands for somebody named before.
_PRONOUN = re.compile(rf"(?<!\w)(ông|bà|đồng chí|anh|chị)\s+(?=[{LOWER}])", re.IGNORECASE)
_PRONOUNS = {"ông": 1, "bà": 2}
_SENTENCE_END = re.compile(r"[.!?;][\s”\"]|\n")
# The line of a curriculum vitae: it begins with a year, or a month and a year ("05/2003 - 03/2006: ").
_DATED_LINE = re.compile(
    r"[\s*•+–-]{0,4}(?:(?:từ|tháng|năm|giai đoạn)\s){0,2}(?:\d{1,2}[/.-]){0,2}\d{4}\b", re.IGNORECASE
)
# How many mentions away a holder is looked for, and how many people on a side.
_LOOK, _PEOPLE = 24, 3
_NEAR = 120
_LINE = 600


class Candidate(NamedTuple):
    """An office and a person, as small numbers.

    Args:
        at: the office among the scene's items.
        right, left: the person's nearest item on either side of it, or -1.
        right_rank, left_rank: the how-manieth person on that side (``_PEOPLE``: none).
        first_right, first_left: the nearest item of a person on either side, or -1.
        known: to whom the same office belongs elsewhere (see ``_agreement``).
        head_known: to whom an office of the same kind belongs elsewhere.
        profile: what the person is elsewhere: 0 nothing, 1 (also) this, 2 something else.
        named: how often the person is named, at most 4.
        main: 1 for the person named most.
        single: 1 when the article names one person only.
        plural: 1 when the office is introduced as several ("các").
        pronoun: 0 none before the office, 1 one that fits the person's, 2 one that does not, 3 not known.
        dated: 1 in a line of a curriculum vitae.
        position, person: indices of the office and of the person's fullest mention.
    """

    at: int
    right: int
    left: int
    right_rank: int
    left_rank: int
    first_right: int
    first_left: int
    known: int
    head_known: int
    profile: int
    named: int
    main: int
    single: int
    plural: int
    pronoun: int
    dated: int
    position: int
    person: int


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an office: two words before and two after as written; its title and a number for it."""

    words: tuple[str, ...]
    title: str
    key: int


@dataclass(slots=True)
class Scene:
    """An article as the pairing sees it.

    Args:
        text: the article.
        items: offices and people in order: start, end, the person (-1: an office), index.
        before: what stands before the first item.
        gaps: what stands after each item, where it was needed.
        contexts: of each office, by its index.
        candidates: office by office, in order.
    """

    text: str
    items: list[tuple[int, int, int, int]]
    before: Gap
    gaps: dict[int, Gap] = field(default_factory=dict)
    contexts: dict[int, Context] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)

    def gap(self, item: int) -> Gap:
        """What stands between an item and the next."""
        found = self.gaps.get(item)
        if found is None:
            end = self.items[item][1]
            after = self.items[item + 1][0] if item + 1 < len(self.items) else min(len(self.text), end + _LOOK)
            found = self.gaps[item] = gap(self.text, end, max(end, after))
        return found


def title_key(text: str, inner: Iterable[Extent], start: int) -> str:
    """The office without what is nested in it, folded: "thủ tướng" for "Thủ tướng Chính phủ"."""
    kept, last = [], 0
    for a, b in inner:
        kept.append(text[last : a - start])
        last = b - start
    kept.append(text[last:])
    return " ".join(folded("".join(kept)).split())


@lru_cache(maxsize=1 << 14)
def name_key(text: str) -> str:
    """The whole office so that common short forms agree: two words, and the first letters of the others.

    Examples:
        >>> name_key("Chủ tịch UBND TP Hà Nội") == name_key("Chủ tịch Ủy ban nhân dân thành phố Hà Nội")
        True
    """
    words = WORD.findall(text)
    letters = [word if word.isupper() else word[0] for word in words[2:] if word[0].isalnum()]
    # Initials without their marks: "uỷ" and "ủy" begin alike, and so do "UBND" and what it stands for.
    bare = "".join(c for c in normalize("NFD", "".join(letters)) if not combining(c))
    return folded(f"{' '.join(words[:2])} {bare}".rstrip())


def _head(title: str) -> str:
    words = title.split()
    return " ".join(words[: 3 if words[:1] == ["phó"] else 2])


def scene(
    text: str,
    positions: Sequence[Extent],
    people: Sequence[Extent],
    inner: Mapping[Extent, Sequence[Extent]],
    *,
    groups: Sequence[int] | None = None,
) -> Scene:
    """The candidates of every office of an article.

    Args:
        text: the article.
        positions: extents of POSITION mentions, in order.
        people: extents of PERSON mentions, in order.
        inner: for a position the extents of the mentions nested in it.
        groups: what ``group_names`` says of the people, when that is known already.
    """
    if not positions or not people:
        return Scene(text, [], gap("", 0, 0))
    groups = groups or group_names([text[a:b] for a, b in people])
    offices = [(a, b, -1, i) for i, (a, b) in enumerate(positions)]
    items = sorted([*offices, *((a, b, groups[i], i) for i, (a, b) in enumerate(people))])
    found = Scene(text, items, gap(text, max(0, items[0][0] - _LOOK), items[0][0]))
    titles = [title_key(text[a:b], inner.get((a, b), ()), a) for a, b in positions]
    keys = {title: i for i, title in enumerate(dict.fromkeys(titles))}
    for at, (_, _, owner, i) in enumerate(found.items):
        if owner < 0:
            around = (*(found.gap(at - 1) if at else found.before).last, *found.gap(at).first)
            found.contexts[i] = Context(around, titles[i], keys[titles[i]])
    _Pairing(found, titles, [name_key(text[a:b]) for a, b in positions], groups, people).run()
    return found


class _Known:
    """Offices bound to a person beyond doubt: office to (offset, person), by offset."""

    def __init__(self, bound: Iterable[tuple[str, int, int]]) -> None:
        places: dict[str, set[tuple[int, int]]] = {}
        for name, offset, person in bound:
            places.setdefault(name, set()).add((offset, person))
        self._places = {name: sorted(found) for name, found in places.items()}
        self._several = {name: len({person for _, person in found}) > 1 for name, found in places.items()}

    def around(self, name: str, start: int) -> tuple[int, int, int]:
        """The person last and next bound to an office elsewhere (-1: none), and whether several are."""
        found = self._places.get(name)
        if not found:
            return -1, -1, 0
        place = bisect_left(found, (start, -1))
        previous = found[place - 1][1] if place else -1
        after = bisect_left(found, (start + 1, -1))
        following = found[after][1] if after < len(found) else -1
        return previous, following, int(self._several[name])


def _agreement(person: int, known: tuple[int, int, int]) -> int:
    """0 to 17: whether the last and the next holder are unknown, this person or another, and whether several are."""
    previous, following, several = known
    last = 0 if previous < 0 else 1 if previous == person else 2
    return last + 3 * (0 if following < 0 else 1 if following == person else 2) + 9 * several


class _Pairing:
    """Writes the candidates of each office into a scene."""

    def __init__(
        self,
        scene: Scene,
        titles: Sequence[str],
        names: Sequence[str],
        groups: Sequence[int],
        people: Sequence[Extent],
    ) -> None:
        self._scene = scene
        self._owner = [item[2] for item in scene.items]
        self._titles, self._names, self._heads = titles, names, [_head(title) for title in titles]
        self._counts = Counter(groups)
        self._main = self._counts.most_common(1)[0][0]
        self._groups, self._people = groups, people
        self._forms: dict[int, int] | None = None
        bound = self._bound()
        self._by_title = _Known((titles[p], offset, person) for p, offset, person in bound)
        self._by_name = _Known((names[p], offset, person) for p, offset, person in bound)
        self._by_head = _Known((self._heads[p], offset, person) for p, offset, person in bound)
        self._profile: dict[int, set[str]] = {}
        for p, _, person in bound:
            self._profile.setdefault(person, set()).add(titles[p])

    def run(self) -> None:
        needed: set[int] = set()
        for at, owner in enumerate(self._owner):
            if owner < 0:
                needed.update(self._office(at))
        for item in needed:
            self._scene.gap(item)

    def _addressed(self) -> dict[int, int]:
        """People whom the article calls "ông" (1) or "bà" (2)."""
        forms: dict[int, int] = {}
        for (start, _), person in zip(self._people, self._groups, strict=True):
            words = self._scene.text[max(0, start - 4) : start].lower().split()
            if words and words[-1] in _PRONOUNS:
                forms.setdefault(person, _PRONOUNS[words[-1]])
        return forms

    def _bound(self) -> list[tuple[int, int, int]]:
        """(office, offset, person) beyond doubt.

        The name stands directly after the office ("Thủ tướng Phạm Minh Chính") or before it ("Tô Lâm, Tổng Bí thư"),
        or after the last or before the first of a chain of offices.
        """
        scene, owner, apposed = self._scene, self._owner, table().apposed
        bound = []
        for i in range(len(owner) - 1):
            left, right = owner[i], owner[i + 1]
            if left < 0 <= right and is_address(scene.gap(i).symbols):
                bound += self._chain(i, -1, right)
            elif right < 0 <= left and scene.gap(i).symbols in apposed:
                bound += self._chain(i + 1, 1, left)
        return bound

    def _chain(self, at: int, step: int, person: int) -> list[tuple[int, int, int]]:
        items, chains = self._scene.items, table().chains
        bound: list[tuple[int, int, int]] = []
        while 0 <= at < len(items) and self._owner[at] < 0:
            # "Thừa ủy quyền của Thủ tướng, Bộ trưởng Lê Thị Ví": the first of the two is somebody else's.
            if bound and at and self._scene.gap(at - 1).last[1] == "của":
                break
            bound.append((items[at][3], items[at][0], person))
            between = at - 1 if step < 0 else at
            if not 0 <= between < len(items) - 1 or self._scene.gap(between).symbols not in chains:
                break
            at += step
        return bound

    def _office(self, at: int) -> range:
        """The office's candidates; returns the items whose gaps they need."""
        start, _, _, p = self._scene.items[at]
        right = self._side(range(at + 1, min(len(self._owner), at + _LOOK)))
        left = self._side(range(at - 1, max(-1, at - _LOOK), -1))
        by_title = self._by_title.around(self._titles[p], start)
        by_name = self._by_name.around(self._names[p], start)
        by_head = self._by_head.around(self._heads[p], start)
        people = dict.fromkeys([*right, *left, *by_name[:2], *by_title[:2], *by_head[:2], self._main])
        people.pop(-1, None)
        ranks = [{person: rank for rank, person in enumerate(side)} for side in (right, left)]
        nearest = next(iter(right.values()), -1), next(iter(left.values()), -1)
        shared = self._shared(at, nearest[1])
        for person in people:
            known = self._profile.get(person)
            self._scene.candidates.append(
                Candidate(
                    at,
                    right.get(person, -1),
                    left.get(person, -1),
                    ranks[0].get(person, _PEOPLE),
                    ranks[1].get(person, _PEOPLE),
                    *nearest,
                    _agreement(person, by_title) + 18 * (_agreement(person, by_name) % 9),
                    _agreement(person, by_head),
                    0 if not known else 1 if self._titles[p] in known else 2,
                    min(self._counts[person], 4),
                    int(person == self._main),
                    int(len(self._counts) == 1),
                    shared[0],
                    self._fits(shared[1], person),
                    shared[2],
                    p,
                    person,
                )
            )
        return range(max(0, min([at, *left.values()]) - 1), max([at, *right.values()]) + 1)

    def _side(self, items: range) -> dict[int, int]:
        """The nearest people on one side: person to item."""
        found: dict[int, int] = {}
        for i in items:
            person = self._owner[i]
            if person >= 0 and person not in found:
                found[person] = i
                if len(found) == _PEOPLE:
                    break
        return found

    def _shared(self, at: int, nearest: int) -> tuple[int, int, int]:
        """What all candidates of an office share: plural, pronoun, dated line."""
        text, start = self._scene.text, self._scene.items[at][0]
        before = text[max(0, start - 30) : start]
        plural = bool(_MANY.search(before)) and bool(_PLURAL.search(before))
        named = self._scene.items[nearest][1] if nearest >= 0 else 0
        stretch = _SENTENCE_END.split(text[max(named, start - _NEAR) : start])[-1]
        pronouns: list[str] = _PRONOUN.findall(stretch)
        pronoun = _PRONOUNS.get(pronouns[-1].lower(), 3) if pronouns else 0
        line = text.rfind("\n", max(0, start - _LINE), start) + 1
        dated = named <= line and bool(_DATED_LINE.match(text, line, start))
        return int(plural), pronoun, int(dated)

    def _fits(self, pronoun: int, person: int) -> int:
        if not pronoun:
            return 0
        if self._forms is None:
            self._forms = self._addressed()
        form = self._forms.get(person, 3)
        return 3 if 3 in (pronoun, form) else 1 if pronoun == form else 2
