"""What stands between an office and a name, as a short row of symbols that the holder model can learn from.

Symbols are small numbers: marks, the words that bind or part an office and a name ("là", "thay", "của"), any other
word, a number. A run of other words reads as one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vnpolitext.models import read_text
from vnpolitext.text.normalise import fold_tones

if TYPE_CHECKING:
    from numpy.typing import NDArray

Signature = tuple[int, ...]

WORD = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")
# Room for one symbol in a code of several.
SYMBOLS = 128
# Symbols without a spelling of their own: none, an office, a name, a word, a number, a mark, a cut.
NONE, OFFICE, NAME, OTHER, NUMBER, MARK, CUT = range(7)
_SPELT_MARKS = (",", "-", ".", ";", ":", "(", ")", '"', "/", "\n")
_SAME_MARK = {"–": "-", "—": "-", "“": '"', "”": '"'}
_APPOSING = (",", "-", "(", "nguyên", "là", "hiện", ":")
_LINKING = (",", "-", ";", "(", ")", "kiêm", "và", "nguyên", ":", "là")
_CHAINS = ("", ",", "-", "kiêm", ", kiêm", "và", ";", ", nguyên")
_APPOSED = (",", "-", "(", ", nguyên", "là", ", hiện là", ":", "( nguyên")
# A longer gap is read at its ends only.
_LONG, _END = 160, 60

# Columns of ``Symbols.classes``: offices, names, ";", ".", line ends, other words, ",", all; and whether a symbol is
# none of those that stand before a name as a form of address, that appose, that link a chain of offices.
N_OFFICES, N_NAMES, N_SEMICOLONS, N_STOPS, N_LINES, N_WORDS, N_COMMAS, N_ALL, UNTITLED, UNAPPOSED, UNLINKED = range(11)


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols and what each may do.

    Args:
        ids: symbol of a spelling.
        titles: may stand between an office and its holder's name: forms of address, ranks, degrees, their marks.
        chains: whole gaps between two offices of one person.
        apposed: whole gaps between a name and the office after it.
        classes: (symbols, 11) what to count of each.
    """

    ids: dict[str, int]
    titles: frozenset[int]
    chains: frozenset[Signature]
    apposed: frozenset[Signature]
    classes: NDArray[np.int64]


@cache
def table() -> Symbols:
    """The symbols, from the table of words."""
    rows = list(csv.DictReader(read_text("people/signature_words.csv").splitlines()))
    ids = {spelling: CUT + 1 + i for i, spelling in enumerate([*_SPELT_MARKS, *sorted({row["word"] for row in rows})])}
    address = {ids[row["word"]] for row in rows if row["use"] == "title"} | {ids["/"]}
    titles = frozenset(address | {ids["."]})
    apposing = {ids[word] for word in _APPOSING}
    linking = {ids[word] for word in _LINKING} | address | {OFFICE}
    classes = np.zeros((SYMBOLS, 11), dtype=np.int64)
    counted = {N_OFFICES: OFFICE, N_NAMES: NAME, N_WORDS: OTHER, N_SEMICOLONS: ids[";"], N_STOPS: ids["."]}
    for column, symbol in {**counted, N_LINES: ids["\n"], N_COMMAS: ids[","]}.items():
        classes[symbol, column] = 1
    classes[1:, N_ALL:] = 1
    for column, allowed in ((UNTITLED, address), (UNAPPOSED, apposing), (UNLINKED, linking)):
        classes[sorted(allowed), column] = 0
    return Symbols(ids, titles, _gaps(_CHAINS, ids), _gaps(_APPOSED, ids), classes)


def _gaps(spellings: Iterable[str], ids: dict[str, int]) -> frozenset[Signature]:
    return frozenset(tuple(ids[word] for word in spelling.split()) for spelling in spellings)


def symbols(text: str) -> Signature:
    """The words and marks of a text as symbols.

    Examples:
        >>> spelling = {symbol: word for word, symbol in table().ids.items()}
        >>> [spelling.get(symbol, "word") for symbol in symbols(" chủ trì buổi làm việc với đồng chí ")]
        ['word', 'làm', 'word', 'với', 'đồng', 'chí']
    """
    return _symbols(WORD.findall(text))


def _symbols(words: Iterable[str]) -> Signature:
    read = list(map(_symbol, words))
    return tuple(
        [symbol for symbol, last in zip(read, [NONE, *read], strict=False) if symbol != OTHER or last != OTHER]
    )


@lru_cache(maxsize=1 << 16)
def _symbol(word: str) -> int:
    form = folded(word)
    known = table().ids.get(_SAME_MARK.get(form, form))
    if known is not None:
        return known
    if form[0].isalnum():
        return NUMBER if form.isdigit() else OTHER
    return MARK


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Lower case, tone marks in the new style."""
    return fold_tones(text.lower())


class Gap(NamedTuple):
    """A stretch between two mentions.

    Args:
        symbols: of its words and marks; of a long one those at both ends, and whether a sentence or a line ends there.
        first, last: its two words at either end, as written; "" where it has fewer.
    """

    symbols: Signature
    first: tuple[str, str]
    last: tuple[str, str]


def gap(text: str, start: int, end: int) -> Gap:
    """Read the stretch from ``start`` to ``end``.

    Examples:
        >>> gap("ông An, nguyên là Bí thư", 6, 17).first
        (',', 'nguyên')
    """
    if end - start <= _LONG:
        words = WORD.findall(text[start:end])
        return Gap(_symbols(words), (*words[:2], "", "")[:2], ("", "", *words[-2:])[-2:])
    head, tail = WORD.findall(text[start : start + _END]), WORD.findall(text[end - _END : end])
    ids = table().ids
    middle = (ids["\n"],) if "\n" in text[start:end] else (ids["."],) if ". " in text[start:end] else ()
    symbols = (*_symbols(head), CUT, *middle, *_symbols(tail))
    return Gap(symbols, (*head[:2], "", "")[:2], ("", "", *tail[-2:])[-2:])


def is_address(signature: Sequence[int]) -> bool:
    """Whether only forms of address stand there, or nothing."""
    return table().titles.issuperset(signature)
