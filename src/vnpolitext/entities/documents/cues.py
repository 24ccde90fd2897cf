"""Where a text may hold a document or an event: the places of their head words, in one scan."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from vnpolitext.text.normalise import fold_tones

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Cue = tuple[int, int, str]


def spellings(word: str) -> set[str]:
    """The cases in which the press writes a head word: as it is, lower, upper, each word capitalised.

    Examples:
        >>> sorted(spellings("Chỉ thị"))
        ['CHỈ THỊ', 'Chỉ Thị', 'Chỉ thị', 'chỉ thị']
    """
    if len(word.split()) == 1 and word.isupper():
        return {word}
    titled = " ".join(part[:1].upper() + part[1:] for part in word.split())
    return {word, word.lower(), word.upper(), titled, word[:1].upper() + word[1:]}


class Cues:
    """Finds head words in any of their spellings; the longest where several begin at one place."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind  # noqa: PLC0415 - loads a compiled module

        by_spelling = {form: word for word in words for form in spellings(word)}
        # A line end inside a head ("Nghị\nquyết") is as good as a blank.
        by_spelling |= {form.replace(" ", "\n"): word for form, word in by_spelling.items() if form.count(" ") == 1}
        self._words = list(by_spelling.values())
        self._automaton: AhoCorasick = AhoCorasick(
            list(by_spelling), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
        )

    def scan(self, text: str) -> list[Cue]:
        """Each head word in the text as (start, end, word as the table spells it), in order."""
        last = len(text)
        return [
            (start, end, self._words[index])
            for index, start, end in self._automaton.find_matches_as_indexes(text)
            if not (start and text[start - 1].isalnum()) and not (end < last and text[end].isalpha())
        ]


@cache
def cues(words: tuple[str, ...]) -> Cues:
    """The automaton for these head words, built once."""
    return Cues(words)


def folded(text: str) -> str:
    r"""A key in which case, blanks, commas and the place of tone marks make no difference.

    Examples:
        >>> folded("Luật Thi đua, khen\nthưởng")
        'luật thi đua khen thưởng'
    """
    return " ".join(fold_tones(text.lower()).replace(",", " ").replace(" - ", " ").split())
