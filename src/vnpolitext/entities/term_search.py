"""Where a user's terms stand in a text, of those that overlap only the ones that stay.

What stays is what the overlap policy (``overlap.place``) keeps of all places where a term stands: longest first,
nothing that crosses or lies in what is kept, but for a body, organisation or place in an office. To make all places
first would take room for each term that ends in another ("a", "a a", "a a a"), at each word. Here each start of a word
has one candidate at a time, the longest, and a shorter one only when that does not fit.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vnpolitext.entities.overlap import NESTED_IN_POSITION

NONE = -1


class Forms:
    """The forms of terms that are looked for in one view of a text.

    Args:
        labels: of each form, by form.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind  # noqa: PLC0415 - only with terms

        self.labels = list(labels.values())
        self.lengths = list(map(len, labels))
        self.longest = max(self.lengths)
        self._first = {form[0] for form in labels}
        names = list(labels)
        self._automaton: Any = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        self.shorter, self.inner = self._beginnings(names)

    def _beginnings(self, names: Sequence[str]) -> tuple[list[int], list[int]]:
        """For each form the longest other one that it begins with, and the longest that may lie in an office."""
        shorter, inner = [NONE] * len(names), [NONE] * len(names)
        open_: list[int] = []
        for number in sorted(range(len(names)), key=names.__getitem__):
            while open_ and not names[number].startswith(names[open_[-1]]):
                open_.pop()
            if open_:
                shorter[number] = before = open_[-1]
                inner[number] = before if self.labels[before] in NESTED_IN_POSITION else inner[before]
            open_.append(number)
        return shorter, inner

    def starts(self, text: str, view: str) -> Iterator[tuple[int, int]]:
        """Each start of a word where a form stands, be it in a longer word, and the number of the longest.

        Matches from the left, of which none overlap, leave no start outside them; those inside are looked at in turn.
        """
        for number, start, end in self._automaton.find_matches_as_indexes(view):
            if not (start and text[start - 1].isalnum()):
                yield start, number
            for inside in range(start + 1, end):
                if view[inside] in self._first and not text[inside - 1].isalnum():
                    found = self._automaton.find_matches_as_indexes(view[inside : inside + self.longest])
                    if found and found[0][1] == 0:
                        yield inside, found[0][0]


@dataclass(frozen=True, slots=True)
class Found:
    """A form that stays: its table among those searched, its number there, its extent."""

    table: int
    number: int
    start: int
    end: int


def search(text: str, tables: Sequence[tuple[Forms, str]]) -> list[Found]:
    """The forms that stay, in order of (start, -end), of equal extents the office first.

    Args:
        text: in normal form; decides what a word is.
        tables: forms and the view of the text (of its length) in which they are looked for; of equal finds with equal
            labels those of an earlier table count.
    """
    return _Search(text, [forms for forms, _ in tables]).run([view for _, view in tables])


class _Search:
    """Candidates by length, and what has been placed: by character, the number of its place in ``found``."""

    def __init__(self, text: str, tables: Sequence[Forms]) -> None:
        self._text, self._tables = text, tables
        self._waiting: dict[int, list[tuple[int, str, int, int]]] = defaultdict(list)
        self._found: list[Found] = []
        self._flat = self._offices = array("i")

    def run(self, views: Sequence[str]) -> list[Found]:
        for table, (forms, view) in enumerate(zip(self._tables, views, strict=True)):
            for start, number in forms.starts(self._text, view):
                self._wait(start, table, number)
        if not self._waiting:
            return []
        self._flat, self._offices = (array("i", [NONE]) * len(self._text) for _ in range(2))
        for length in range(max(self._waiting), 0, -1):
            for start, label, table, number in sorted(self._waiting.pop(length, ())):
                self._try(start, label, table, number)
        return sorted(self._found, key=lambda one: (one.start, -one.end, self._label(one) != "POSITION"))

    def _wait(self, start: int, table: int, number: int) -> None:
        """Let the longest form wait that is whole and fits, of this one and those it begins with."""
        forms, text = self._tables[table], self._text
        office = self._offices[start] if self._offices else NONE
        links, limit = (forms.shorter, len(text)) if office == NONE else (forms.inner, self._found[office].end)
        while number != NONE:
            end = start + forms.lengths[number]
            if end <= limit and (end == len(text) or not text[end].isalnum()):
                label = forms.labels[number]
                if not self._flat or self._fits(start, end, label):
                    self._waiting[end - start].append((start, label, table, number))
                    return
                limit = self._limit(start, end, limit)
            number = links[number]

    def _limit(self, start: int, end: int, limit: int) -> int:
        """Where a form from here has to end that is shorter than one in whose end something placed stands."""
        ahead = (self._found[layer[end - 1]].start for layer in (self._flat, self._offices) if layer[end - 1] != NONE)
        return min([limit, *(begin for begin in ahead if begin > start)])

    def _try(self, start: int, label: str, table: int, number: int) -> None:
        forms = self._tables[table]
        end = start + forms.lengths[number]
        if self._fits(start, end, label):
            layer = self._offices if label == "POSITION" else self._flat
            layer[start:end] = array("i", [len(self._found)]) * (end - start)
            self._found.append(Found(table, number, start, end))
        if self._flat[start] == NONE:
            self._wait(start, table, forms.shorter[number])

    def _fits(self, start: int, end: int, label: str) -> bool:
        """Whether nothing placed is in the way: all of it is as long or longer, so covers an end of what it touches."""
        own, other = (self._offices, self._flat) if label == "POSITION" else (self._flat, self._offices)
        if own[start] != NONE or own[end - 1] != NONE:
            return False
        return all(self._nests(start, end, label, place) for place in {other[start], other[end - 1]} if place != NONE)

    def _nests(self, start: int, end: int, label: str, place: int) -> bool:
        one = self._found[place]
        if label == "POSITION":
            return self._label(one) in NESTED_IN_POSITION and start <= one.start and one.end <= end
        return label in NESTED_IN_POSITION and one.start <= start and end <= one.end

    def _label(self, one: Found) -> str:
        return self._tables[one.table].labels[one.number]
