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
from itertools import pairwise

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
# Numbers say little but their kind; a year says which years an article is about, so it stays.
NUMBER = "0"
# Weights and counts are kept as whole multiples of 1/SCALE.
SCALE = 256
_LARGEST_COUNT = 4_095


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
    r"""The syllables of title, lead and rest, in lower case with tone marks of the new style.

    Args:
        text: an article in normal form (NFC); its first line is the title.

    Examples:
        >>> parts("Uỷ ban họp\nNgày 5/3/2024")
        (['ủy', 'ban', 'họp'], ['ngày', '0', '0', '2024'], [])
    """
    cut = text.find("\n", 0, LONGEST_TITLE + 1)
    if cut <= 0:
        cut = min(len(text), TITLE_STAND_IN)
    folded = fold_tones(text[: cut + READ].lower())
    title = _words(folded[:cut])
    rest = _words(folded[cut:])
    return title, rest[:LEAD], rest[LEAD : LEAD + BODY]


def _words(text: str) -> list[str]:
    return [NUMBER if word.isdigit() and len(word) < 4 else word for word in WORD.findall(text)]


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

    def name(self, feature: int) -> str:
        """The words of a feature."""
        if feature < len(self.singles):
            return self.syllables[int(self.singles[feature])]
        first, second = divmod(int(self.pairs[feature - len(self.singles)]), len(self.syllables))
        return f"{self.syllables[first]} {self.syllables[second]}"

    def find(self, words: str) -> int | None:
        """The number of a feature by its words; None when it is not in the vocabulary."""
        numbers = [self.numbers.get(word, -1) for word in words.split()]
        if len(numbers) not in {1, 2} or min(numbers) < 0:
            return None
        found = self._features(np.array(numbers))
        wanted = found[: len(numbers)] if len(numbers) == 1 else found[len(numbers) :]
        return int(wanted[0]) if len(wanted) and wanted[0] >= 0 else None

    def _features(self, numbers: Ids) -> Ids:
        """Features of a run of syllables: each syllable's, then each pair's; -1 for one that does not count."""
        singles = self._single_ids[numbers]
        if len(numbers) < 2 or not len(self.pairs):
            return singles
        keys = numbers[:-1] * len(self.syllables) + numbers[1:]
        keys[(numbers[:-1] < 0) | (numbers[1:] < 0)] = -1
        places = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        pairs = np.where(self.pairs[places] == keys, places + len(self.singles), -1)
        return np.concatenate([singles, pairs])

    def _article(self, text: str) -> tuple[Ids, Ids]:
        """The features of an article and how much each occurrence counts; not yet summed."""
        get = self.numbers.get
        features, counts = [], []
        fields = (self.fields.title, self.fields.lead, self.fields.body)
        for words, weight in zip(parts(text), fields, strict=True):
            if words and weight:
                found = self._features(np.array([get(word, -1) for word in words]))
                found = found[found >= 0]
                features.append(found)
                counts.append(np.full(len(found), weight))
        if not features:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(features), np.concatenate(counts)

    def rows(self, texts: Iterable[str]) -> Rows:
        """Articles as sparse rows.

        Args:
            texts: articles in normal form.
        """
        found = [self._article(text) for text in texts]
        lengths = [len(features) for features, _ in found]
        size = len(self)
        if not sum(lengths):
            return Rows(np.zeros(len(found) + 1, np.int64), np.empty(0, np.int64), np.empty(0), np.ones(len(found)))
        owners = np.repeat(np.arange(len(found)), lengths)
        keys = owners * size + np.concatenate([features for features, _ in found])
        cells, places = np.unique(keys, return_inverse=True)
        # Sums of whole numbers: the order of adding does not matter.
        sums = np.bincount(places, weights=np.concatenate([counts for _, counts in found]))
        owners, ids = np.divmod(cells, size)
        values = _counts_as_weights()[np.minimum(sums, _LARGEST_COUNT).astype(np.int64)] * self.rarity[ids]
        starts = np.searchsorted(owners, np.arange(len(found) + 1))
        squares = np.bincount(owners, weights=np.square(values), minlength=len(found))
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
