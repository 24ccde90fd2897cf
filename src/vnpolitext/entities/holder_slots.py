"""The holder model's input: for each candidate a row of whole-number codes, one a slot, over many articles at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.entities.holders import Candidate, Scene
from vnpolitext.entities.signatures import (
    N_ALL,
    N_COMMAS,
    N_LINES,
    N_NAMES,
    N_OFFICES,
    N_SEMICOLONS,
    N_STOPS,
    NAME,
    NONE,
    OFFICE,
    SYMBOLS,
    UNAPPOSED,
    UNLINKED,
    UNTITLED,
    Gap,
    folded,
    table,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A code is the slot's number above these bits and what stands in the slot below them.
_SLOT = 40
_FIELDS = {name: i for i, name in enumerate(Candidate._fields)}
_ITEMS = [_FIELDS[name] for name in ("at", "right", "left", "first_right", "first_left")]
# How far a person stands from an office: 0 not on that side, 1 next to it but for a form of address, 2 in apposition,
# 3 along a chain, 4 in a list, 5 in another line, 6 in another sentence, 7 in the sentence, 8 behind other names.
_REACHES = 9


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Numbers of the words around an office and of titles that the model knows; 0 is any other."""

    words: Mapping[str, int]
    titles: Mapping[str, int]


class Batch:
    """The candidates of several articles as columns.

    Args:
        scenes: the articles.
        vocabulary: the model's words and titles.
    """

    def __init__(self, scenes: Sequence[Scene], vocabulary: Vocabulary) -> None:
        self._kinds, self._after, self._before, self._totals, self._addresses = _read_items(scenes, vocabulary)
        rows, contexts, ids = _read_candidates(scenes, vocabulary)
        self._rows: list[NDArray[np.int64]] = list(np.ascontiguousarray(rows.T))
        self._contexts: list[NDArray[np.int64]] = list(np.ascontiguousarray(contexts.T))
        #: The office, the person and the title of each candidate, numbered through all articles; and its article.
        self.offices, self.people, self.titles, self.articles = ids.T
        self._counts = self._sides(self._column("right"), self._column("left"))
        self._own, self._rival = self._reaches()
        self._sentence, self._share = self._sentences()

    def _column(self, name: str) -> NDArray[np.int64]:
        return self._rows[_FIELDS[name]]

    def _between(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts of what stands between two items, other than themselves."""
        counts = self._totals[right] - self._totals[left]
        return counts - table().classes[self._kinds[left]]

    def _sides(self, right: NDArray[np.int64], left: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Counts between the office and an item on each side; where there is none, of nothing."""
        at = self._column("at")
        return self._between(at, np.where(right < 0, at + 1, right)), self._between(
            np.where(left < 0, at - 1, left), at
        )

    def _reaches(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How far the person, and the nearest other person, stand on both sides."""
        first = self._column("first_right"), self._column("first_left")
        own = self._column("right"), self._column("left")
        near = [np.where(item < 0, 0, _reach(counts)) for item, counts in zip(own, self._counts, strict=True)]
        others = [
            np.where(item < 0, 0, _reach(counts)) for item, counts in zip(first, self._sides(*first), strict=True)
        ]
        ranks = self._column("right_rank"), self._column("left_rank")
        rival = [np.where(rank > 0, other, 0) for rank, other in zip(ranks, others, strict=True)]
        return near[0] + _REACHES * near[1], rival[0] + _REACHES * rival[1]

    def _sentences(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the person stands among the sentences, and how many names and offices share the office's."""
        at, right, left = (self._column(name) for name in ("at", "right", "left"))
        gaps = self._totals[1:] - self._totals[:-1]
        ends = np.concatenate([[False], (gaps[:, N_STOPS] + gaps[:, N_LINES]) > 0])[:-1]
        number = (ends | (self._kinds == NONE)).cumsum()
        begin, end = np.searchsorted(number, number), np.searchsorted(number, number, "right")
        names = np.concatenate([[0], (self._kinds == NAME).cumsum()])
        offices = np.concatenate([[0], (self._kinds == OFFICE).cumsum()])
        distance = np.where(left < 0, 5, np.minimum(number[at] - number[left], 4))
        ahead = np.where(right < 0, 3, np.minimum(number[right] - number[at], 2))
        subject = np.where(left < 0, 3, np.minimum(names[left] - names[begin[left]], 2))
        company = [
            np.minimum(names[at] - names[begin[at]], 3),
            np.minimum(names[end[at]] - names[at], 3),
            np.minimum(offices[at] - offices[begin[at]], 2),
            np.minimum(offices[end[at]] - offices[at + 1], 2),
        ]
        return distance + 6 * subject + 24 * ahead, company[0] + 4 * company[1] + 16 * company[2] + 48 * company[3]

    def slots(self) -> Iterator[NDArray[np.int64]]:
        """The slots that need the article only, one column of codes at a time."""
        for number, column in enumerate(self._first()):
            yield column + (number << _SLOT)

    def _first(self) -> Iterator[NDArray[np.int64]]:
        at, right, left = (self._column(name) for name in ("at", "right", "left"))
        own, rival = self._own, self._rival
        on_right, on_left = right >= 0, left >= 0
        after, before = self._after, self._before
        counts = self._counts
        yield np.where(on_right, after[2][at], -1) + 1
        yield np.where(on_right, before[3][right], -1) + 1
        yield np.where(on_right, _shape(counts[0]), -1) + 1
        yield self._column("right_rank")
        yield np.where(on_left, after[2][left], -1) + 1
        yield np.where(on_left, before[3][at], -1) + 1
        yield np.where(on_left, _shape(counts[1]), -1) + 1
        yield self._column("left_rank")
        yield (before[2][at] * SYMBOLS**2 + after[2][at]) * 4 + on_right * 2 + on_left
        known, profile, count = self._column("known"), self._column("profile"), self._column("named")
        head, plural = self._column("head_known"), self._column("plural")
        alone = self._column("main") * 2 + self._column("single")
        yield known
        yield known * 81 + own
        yield (known * 81 + own) * 81 + rival
        yield (own * 81 + rival) * 4 + np.minimum(count, 3)
        yield (own * 81 + rival) * 2 + plural
        yield count * 4 + alone
        yield before[2][at] * 81 + own
        yield after[2][at] * 81 + own
        yield (after[1][at] * SYMBOLS + before[1][at]) * 81 + own
        for word in self._contexts[:4]:
            yield word * 81 + own
        yield self._contexts[0] * 4096 + self._contexts[1]
        title, kind = self._contexts[4], self._contexts[5]
        yield title * 81 + own
        yield title * 324 + known
        yield kind * 81 + own
        yield profile * 81 + own
        yield profile * 324 + known
        sentence, company = self._sentence, self._share
        yield (profile * 4 + np.minimum(count, 3)) * 128 + sentence
        yield sentence * 81 + own
        yield company * 81 + own
        yield sentence * 256 + company
        yield np.where(on_right, after[2][right] * 9 + own % 9, -1) + 1
        yield np.where(on_left, before[2][left] * 9 + own // 9, -1) + 1
        yield np.where(on_left, self._addresses[left] * 9 + own // 9, -1) + 1
        yield np.where(on_right, self._addresses[right] * 9 + own % 9, -1) + 1
        yield (head * 4 + profile) * 324 + known
        yield head * 81 + own
        yield (head * 64 + kind) * 4 + profile
        pronoun, dated = self._column("pronoun"), self._column("dated")
        yield (pronoun * 128 + sentence) * 4 + alone
        yield pronoun * 81 + own
        yield (dated * 5 + count) * 4 + alone

    def further_slots(self, chances: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
        """The slots that need the chances of a first look at all candidates, one column of codes at a time."""
        for number, column in enumerate(self._second(chances), start=64):
            yield column + (number << _SLOT)

    def _second(self, chances: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
        at, office = self._column("at"), self.offices
        own, profile, title = self._own, self._column("profile"), self._contexts[4]
        chance, rival = _level(chances), _level(_best_other(chances, office))
        same, elsewhere, others = self._company(chances)
        yield chance * 9 + rival
        yield (chance * 9 + rival) * 2 + self._column("plural")
        yield (chance * 9 + elsewhere) * 9 + same
        yield (chance * 9 + others) * 9 + same
        yield (others * 9 + same) * 9 + elsewhere
        relations = []
        for step, symbols in ((-1, self._before), (1, self._after)):
            relation, best, here = self._neighbour(chances, step)
            relations.append((relation, here))
            yield (relation * 9 + best) * SYMBOLS**2 + symbols[2][at]
            yield (chance * 9 + here) * SYMBOLS**2 + symbols[2][at]
        yield (chance * 3 + relations[0][0]) * 3 + relations[1][0]
        yield (chance * 9 + relations[0][1]) * 9 + relations[1][1]
        yield title * 9 + chance
        yield own * 9 + chance
        yield (own * 9 + chance) * 9 + rival
        yield (title * 9 + chance) * 9 + elsewhere
        for word in self._contexts[:3]:
            yield word * 9 + chance
        yield (chance * 9 + rival) * 3 + profile
        yield self._sentence * 9 + chance
        yield (chance * 2 + self._column("dated")) * 4 + relations[0][0]

    def _company(self, chances: NDArray[np.float64]) -> tuple[NDArray[np.int64], ...]:
        """Best chance of the person at the same title elsewhere, at another title, and of others at the title."""
        pairs, pair = np.unique(np.stack([self.people, self.titles]), axis=1, return_inverse=True)
        pair = pair.reshape(-1)
        top = np.zeros(pairs.shape[1])
        np.maximum.at(top, pair, chances)
        same = _best_other(chances, pair)
        elsewhere, others = _best_other(top, pairs[0])[pair], _best_other(top, pairs[1])[pair]
        return _level(same), _level(elsewhere), _level(others)

    def _neighbour(self, chances: NDArray[np.float64], step: int) -> tuple[NDArray[np.int64], ...]:
        """The office before or after: 0 none, 1 best this person, 2 another; its best chance; this person's there."""
        first = np.flatnonzero(np.diff(self.offices, prepend=-1))
        best = np.maximum.reduceat(chances, first)
        order = np.lexsort((-chances, self.offices))
        holder, article = self.people[order[first]], self.articles[first]
        near = self.offices + step
        inside = (near >= 0) & (near < len(first))
        near = np.where(inside, near, 0)
        inside &= article[near] == self.articles
        people = int(self.people.max()) + 1
        codes = self.offices * people + self.people
        ranked = np.argsort(codes)
        wanted = near * people + self.people
        place = ranked[np.minimum(np.searchsorted(codes[ranked], wanted), len(codes) - 1)]
        here = np.where(inside & (codes[place] == wanted), chances[place], -1.0)
        relation = np.where(inside, np.where(holder[near] == self.people, 1, 2), 0)
        return relation, np.where(inside, _level(best[near]), 8), _level(here)


def _read_items(scenes: Sequence[Scene], vocabulary: Vocabulary) -> tuple[NDArray[np.int64], ...]:
    """Of every item (and one before each article's first): kind, codes of what follows and precedes, running counts."""
    flat: list[int] = []
    ends: list[int] = []
    kinds: list[int] = []
    addresses: list[int] = []
    for scene in scenes:
        flat += scene.before.symbols
        ends.append(len(flat))
        kinds.append(NONE)
        addresses.append(0)
        gap: Gap | None = scene.before
        for i, item in enumerate(scene.items):
            addresses.append(vocabulary.words.get(folded(gap.last[1]), 0) if gap else 0)
            gap = scene.gaps.get(i)
            if gap:
                flat += gap.symbols
            ends.append(len(flat))
            kinds.append(OFFICE if item[2] < 0 else NAME)
    kind, end = np.array([*kinds, NONE]), np.array([0, *ends])
    symbols = np.array([*flat, NONE])
    counts = np.concatenate(
        [np.zeros((1, table().classes.shape[1]), np.int64), table().classes[symbols].cumsum(axis=0)]
    )
    own = counts[end[1:]] - counts[end[:-1]] + table().classes[kind[:-1]]
    totals = np.concatenate([np.zeros((1, own.shape[1]), np.int64), own.cumsum(axis=0)])
    after = _codes(symbols, end[:-1], end[1:], 1, kind[1:])
    # What precedes an item are the last symbols of the gap before it, read backwards.
    before = _codes(symbols, np.r_[0, end[1:-1]] - 1, np.r_[0, end[:-2]] - 1, -1, np.r_[NONE, kind[:-2]])
    return kind[:-1], after, before, totals, np.array(addresses)


def _codes(
    symbols: NDArray[np.int64],
    first: NDArray[np.int64],
    stop: NDArray[np.int64],
    step: int,
    then: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Codes of the first none, one, two, three symbols of each stretch; the item behind it counts as a symbol."""
    codes = np.zeros((4, len(first)), dtype=np.int64)
    for k in range(3):
        place = first + step * k
        left = (stop - place) * step
        symbol = np.where(left > 0, symbols[np.clip(place, 0, len(symbols) - 1)], np.where(left == 0, then, NONE))
        codes[k + 1] = codes[k] + symbol * SYMBOLS**k
    return codes


def _read_candidates(scenes: Sequence[Scene], vocabulary: Vocabulary) -> tuple[NDArray[np.int64], ...]:
    rows: list[tuple[int, ...]] = []
    contexts: list[tuple[int, ...]] = []
    ids: list[tuple[int, int, int, int]] = []
    words, titles = vocabulary.words, vocabulary.titles
    base = offices = people = keys = 0
    shifts: list[int] = []
    for article, scene in enumerate(scenes):
        last = -1
        known = {
            p: (
                *(words.get(folded(word), 0) for word in c.words),
                titles.get(c.title, 0),
                titles.get(" ".join(c.title.split()[:2]), 0),
            )
            for p, c in scene.contexts.items()
        }
        for candidate in scene.candidates:
            rows.append(candidate)
            shifts.append(base + 1)
            contexts.append(known[candidate.position])
            if candidate.position != last:
                last, offices = candidate.position, offices + 1
            ids.append((offices - 1, people + candidate.person, keys + scene.contexts[last].key, article))
        base += len(scene.items) + 1
        people += len(scene.items)
        keys += len(scene.contexts)
    table_ = _table(rows, len(Candidate._fields))
    for column in _ITEMS:
        table_[:, column] += np.where(table_[:, column] < 0, 0, shifts)
    return table_, _table(contexts, 6), _table(ids, 4)


def _table(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    return np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)


def _reach(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    linked = counts[:, UNLINKED] == 0
    listed = counts[:, N_SEMICOLONS] > 0
    tests = [
        counts[:, UNTITLED] == 0,
        counts[:, UNAPPOSED] == 0,
        linked & ~listed,
        linked,
        counts[:, N_LINES] > 0,
        counts[:, N_STOPS] > 0,
        ~listed & (counts[:, N_NAMES] == 0),
    ]
    return np.select(tests, range(1, 8), 8).astype(np.int64)


def _shape(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many offices, names, marks and words stand between, and how much."""
    code = np.zeros(len(counts), dtype=np.int64)
    for column in range(N_OFFICES, N_COMMAS + 1):
        code = code * 3 + np.minimum(counts[:, column], 2)
    return code * 5 + np.minimum(counts[:, N_ALL] // 3, 4)


_EDGES = np.array([0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])


def _level(chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """A chance as one of eight levels; 8 for none."""
    return np.searchsorted(_EDGES, chances, "right") - 1 + 9 * (chances < 0)


def _best_other(values: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each value the largest of the others in its group; -1 when it is alone."""
    order = np.lexsort((-values, groups))
    ordered = groups[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]]
    begin = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    second = np.minimum(begin + 1, len(order) - 1)
    other = np.where(first, second, begin)
    result = np.empty(len(order))
    result[order] = np.where(
        ordered[other] == ordered, np.where(other == np.arange(len(order)), -1.0, values[order][other]), -1.0
    )
    return result
