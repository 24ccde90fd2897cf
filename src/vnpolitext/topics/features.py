"""An article as numbers: syllables and their pairs, the title and the lead counted more than the rest.

All arithmetic is on integers (held exactly in float64), so that the sums do not depend on the machine, the order of
summing or the articles beside it in a batch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from vnpolitext.text.normalise import fold_tones

Ids = NDArray[np.int64]
Values = NDArray[np.float64]

WORD = re.compile(r"[^\W\d_]+|\d+")
# A first line longer than this is no title (agencies' texts without one); then its first characters stand for it.
LONGEST_TITLE, TITLE_STAND_IN = 250, 160
LEAD, BODY = 50, 350
# No more characters than these are read after the title: 400 syllables of running text are about 2,000.
READ = 4_000
# What ends a sentence or a part of one: no pair of neighbours goes across it. A comma does not ("Đảng, Nhà nước").
ENDS = (".", ";", ":", "!", "?", "…")
CLOSING = "\"'”’»)]"
# Stands among the syllables where one ends, and counts as one of them.
END = ""
# Numbers say little but their kind; a year says which years an article is about, so it stays.
NUMBER = "0"
# Weights and counts are kept as whole multiples of 1/SCALE.
SCALE = 256
_LARGEST_COUNT = 4_095
# So many chunks of text are remembered (some 20 MB), none longer than this.
MOST_CHUNKS, LONGEST_CHUNK = 100_000, 30
# Articles are summed in blocks: large enough to spread the cost of a call, small enough for the cache.
BLOCK = 64
# Which pairs may be known, by the last bits of their number: most that are not need no search.
SIEVE = 2**20
# A weight of a field (at most 64) fits below this.
_WEIGHTS = 128


@dataclass(frozen=True, slots=True)
class Fields:
    """How often one occurrence counts, in halves: in the title, in the lead (50 syllables), in the rest (350)."""

    title: int = 8
    lead: int = 4
    body: int = 1

    def __post_init__(self) -> None:
        for name in ("title", "lead", "body"):
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 <= value <= 64:
                raise ValueError(f"the weight of {name} is {value!r}; give a whole number of halves from 0 to 64")


def parts(text: str) -> tuple[list[str], list[str], list[str]]:
    r"""The syllables of title, lead and rest, in lower case with tone marks of the new style; ``END`` ends a sentence.

    Args:
        text: an article in normal form (NFC); its first line is the title.

    Examples:
        >>> parts("Uỷ ban họp\nNgày 5/3/2024.")
        (['ủy', 'ban', 'họp'], ['ngày', '0', '0', '2024', ''], [])
    """
    title, rest = map(_words, _title_and_rest(text))
    return title, rest[:LEAD], rest[LEAD : LEAD + BODY]


def _title_and_rest(text: str) -> tuple[str, str]:
    cut = text.find("\n", 0, LONGEST_TITLE + 1)
    if cut <= 0:
        cut = min(len(text), TITLE_STAND_IN)
    return text[:cut], text[cut : cut + READ]


def _words(text: str) -> list[str]:
    return [word for chunk in text.split() for word in _chunk_words(chunk)]


def _chunk_words(chunk: str) -> list[str]:
    """The syllables of what stands between two spaces, and ``END`` where a sentence ends with it."""
    found = WORD.findall(fold_tones(chunk.lower()))
    words = [NUMBER if word.isdigit() and len(word) < 4 else word for word in found]
    return [*words, END] if chunk.rstrip(CLOSING).endswith(ENDS) else words


class _Chunks(dict[str, tuple[int, ...]]):
    """The numbers of the syllables in what stands between two spaces (-1 for an unknown one or an end), as seen so far.

    A syllable with its capitals and commas recurs thousands of times in a corpus; its number is worked out once.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        found = tuple(self._numbers.get(word, -1) for word in _chunk_words(chunk))
        if len(chunk) <= LONGEST_CHUNK:
            if len(self) >= MOST_CHUNKS:
                self.clear()
            self[chunk] = found
        return found


@lru_cache(maxsize=1)
def _counts_as_weights() -> Values:
    """For a count in halves, ln(1 + count) in multiples of 1/SCALE."""
    counts = np.arange(_LARGEST_COUNT + 1) / 2
    weights: Values = np.rint(np.log1p(counts) * SCALE)
    weights.setflags(write=False)
    return weights


@dataclass(frozen=True, slots=True)
class Rows:
    """Articles as sparse rows: row ``i`` holds ``ids[starts[i]:starts[i + 1]]``, ascending, with whole values.

    ``norms`` are the rows' Euclidean lengths (1 for an empty one): values are divided by them only after summing.
    """

    starts: Ids
    ids: Ids
    values: Values
    norms: Values

    def __len__(self) -> int:
        return len(self.norms)


@dataclass(frozen=True)
class Vocabulary:
    """The syllables and pairs of syllables that count, in a fixed order: syllables first.

    Args:
        syllables: every syllable known, also those that only occur in pairs.
        singles: the number of each syllable that counts by itself, ascending.
        pairs: ``first * len(syllables) + second`` of each pair that counts, ascending.
        rarity: of each feature, ln((1 + articles) / (1 + articles with it)) + 1 in multiples of 1/SCALE.
        fields: the weights of title, lead and rest.
    """

    syllables: tuple[str, ...]
    singles: Ids
    pairs: Ids
    rarity: Values
    fields: Fields = Fields()

    def __len__(self) -> int:
        return len(self.rarity)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each syllable."""
        return {syllable: number for number, syllable in enumerate(self.syllables)}

    @cached_property
    def _single_ids(self) -> Ids:
        ids = np.full(len(self.syllables) + 1, -1, dtype=np.int64)
        ids[self.singles] = np.arange(len(self.singles))
        return ids

    @cached_property
    def _chunks(self) -> _Chunks:
        return _Chunks(self.numbers)

    @cached_property
    def _sieve(self) -> NDArray[np.bool_]:
        sieve = np.zeros(SIEVE, dtype=np.bool_)
        sieve[self.pairs & (SIEVE - 1)] = True
        return sieve

    @cached_property
    def _names(self) -> dict[int, str]:
        return {}

    def name(self, feature: int) -> str:
        """The words of a feature."""
        known = self._names.get(feature)
        if known is None:
            known = self._names[feature] = self._spelt(feature)
        return known

    def _spelt(self, feature: int) -> str:
        if feature < len(self.singles):
            return self.syllables[int(self.singles[feature])]
        first, second = divmod(int(self.pairs[feature - len(self.singles)]), len(self.syllables))
        return f"{self.syllables[first]} {self.syllables[second]}"

    def find(self, words: str) -> int | None:
        """The number of a feature by its words; None when it is not in the vocabulary."""
        numbers = np.array([self.numbers.get(word, -1) for word in words.split()], dtype=np.int64)
        if len(numbers) not in {1, 2} or min(numbers) < 0:
            return None
        found = self._single_ids[numbers] if len(numbers) == 1 else self._pair_ids(numbers)
        return int(found[0]) if found[0] >= 0 else None

    def _pair_ids(self, numbers: Ids) -> Ids:
        """The feature of each pair of neighbours in a run of syllables; -1 for one that does not count."""
        found = np.full(max(len(numbers) - 1, 0), -1, dtype=np.int64)
        # A number below 0, an unknown syllable or an end, gives a key that the test of both takes out.
        keys = numbers[:-1] * len(self.syllables) + numbers[1:]
        maybe = np.flatnonzero(self._sieve[keys & (SIEVE - 1)] & (numbers[:-1] >= 0) & (numbers[1:] >= 0))
        keys = keys[maybe]
        places = np.searchsorted(self.pairs, keys)
        places[places == len(self.pairs)] = 0
        known = self.pairs[places] == keys if len(keys) else np.empty(0, np.bool_)
        found[maybe[known]] = places[known] + len(self.singles)
        return found

    def _run(self, text: str) -> tuple[list[int], tuple[int, int, int]]:
        """The numbers of an article's syllables with -1 after each field, and the lengths of the three."""
        chunks = self._chunks.__getitem__
        before, after = _title_and_rest(text)
        title = [*chain.from_iterable(map(chunks, before.split())), -1]
        rest = list(islice(chain.from_iterable(map(chunks, after.split())), LEAD + BODY))
        lead = [*rest[:LEAD], -1]
        body = [*rest[LEAD:], -1]
        return title + lead + body, (len(title), len(lead), len(body))

    def _cells(self, texts: Sequence[str]) -> tuple[Ids, Ids, Ids]:
        """Of a block of articles: owner, feature and count of each cell that is not empty, in this order."""
        runs = [self._run(text) for text in texts]
        numbers = np.fromiter(chain.from_iterable(run for run, _ in runs), dtype=np.int64)
        lengths = np.array([length for _, length in runs], dtype=np.int64)
        fields = (self.fields.title, self.fields.lead, self.fields.body)
        # Owner, feature and weight in one number: one sort then brings together what belongs together.
        base = np.repeat(np.arange(len(texts)) * (len(self) * _WEIGHTS), lengths.sum(axis=1))
        base += np.repeat(np.tile(fields, len(texts)), lengths.ravel())
        singles, pairs = self._single_ids[numbers], self._pair_ids(numbers)
        with_single, with_pair = np.flatnonzero(singles >= 0), np.flatnonzero(pairs >= 0)
        keys = np.concatenate(
            [base[with_single] + singles[with_single] * _WEIGHTS, base[with_pair] + pairs[with_pair] * _WEIGHTS]
        )
        keys = np.sort(keys[keys % _WEIGHTS > 0])
        cells, weights = np.divmod(keys, _WEIGHTS)
        first = np.flatnonzero(np.diff(cells, prepend=-1))
        owners, ids = np.divmod(cells[first], len(self))
        return owners, ids, np.add.reduceat(weights, first) if len(first) else weights

    def rows(self, texts: Iterable[str]) -> Rows:
        """Articles as sparse rows.

        Args:
            texts: articles in normal form.
        """
        texts = list(texts)
        blocks = [self._cells(texts[start : start + BLOCK]) for start in range(0, len(texts), BLOCK)]
        if not blocks:
            return Rows(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0), np.ones(0))
        owners = np.concatenate([owners + number * BLOCK for number, (owners, _, _) in enumerate(blocks)])
        ids, sums = (np.concatenate([block[place] for block in blocks]) for place in (1, 2))
        values = _counts_as_weights()[np.minimum(sums, _LARGEST_COUNT)] * self.rarity[ids]
        starts = np.searchsorted(owners, np.arange(len(texts) + 1))
        squares = np.bincount(owners, weights=np.square(values), minlength=len(texts))
        return Rows(starts, ids, values, np.sqrt(np.where(squares > 0, squares, 1.0)))


def learn(texts: Sequence[str], *, fewest: int = 2, most: int = 200_000, fields: Fields | None = None) -> Vocabulary:
    """The vocabulary of a corpus: syllables and pairs that occur in at least ``fewest`` articles.

    Args:
        texts: articles in normal form.
        fewest: in how many articles a feature must occur.
        most: keep at most so many, those in the most articles.
        fields: the weights of title, lead and rest.

    Raises:
        ValueError: nothing occurs in so many articles.
    """
    spread: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        seen: set[tuple[str, ...]] = set()
        for words in parts(text):
            seen.update((word,) for word in words)
            seen.update(pairwise(words))
        # What holds the end of a sentence is no feature.
        seen = {feature for feature in seen if END not in feature}
        spread.update(seen)
    kept = {feature: count for feature, count in spread.items() if count >= fewest}
    if not kept:
        raise ValueError(f"no word occurs in {fewest} of the {len(texts)} texts; give more or longer texts")
    if len(kept) > most:
        kept = dict(sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:most])
    return vocabulary_of(kept, articles=len(texts), fields=fields or Fields())


def vocabulary_of(spread: Mapping[tuple[str, ...], int], *, articles: int, fields: Fields) -> Vocabulary:
    """A vocabulary from features (one or two syllables) and the number of articles with each."""
    syllables = tuple(sorted({word for feature in spread for word in feature}))
    numbers = {word: number for number, word in enumerate(syllables)}
    singles = sorted((numbers[feature[0]], count) for feature, count in spread.items() if len(feature) == 1)
    pairs = sorted(
        (numbers[feature[0]] * len(syllables) + numbers[feature[1]], count)
        for feature, count in spread.items()
        if len(feature) == 2
    )
    counts = np.array([count for _, count in singles] + [count for _, count in pairs], dtype=np.float64)
    return Vocabulary(
        syllables=syllables,
        singles=np.array([number for number, _ in singles], dtype=np.int64),
        pairs=np.array([key for key, _ in pairs], dtype=np.int64),
        rarity=np.rint((np.log((1 + articles) / (1 + counts)) + 1) * SCALE),
        fields=fields,
    )
