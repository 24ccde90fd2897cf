"""Which syllable continues the word of the one before: underthesea's weights, summed over a batch.

The model is a conditional random field with two labels. A token's score is a sum over what stands at -2 … +2, over the
pairs and the triples in that window; each kind is one table, read for all tokens at once. Weights are whole numbers,
so that a sum does not depend on its order or on what else is in the batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vnpolitext.models import load_arrays

Ints = NDArray[np.int64]
Table = NDArray[np.int32]

# How a token is packed into one number: id as written, id in lower case, title case, digits only.
ID_BITS = 14
LOWER_SHIFT, EXACT_SHIFT = 2, 2 + ID_BITS
TITLE, DIGIT = 1, 2
CODE_BITS = EXACT_SHIFT + ID_BITS
_ID_MASK = (1 << ID_BITS) - 1
# Stronger than any sum of weights: a label that is given, not chosen.
FORCED = 1 << 40
_PAD = 2
_MARK_BITS = 20
_MARKS = (1 << _MARK_BITS) - 1
_UNKNOWN = 1 << 50
_BLOCK = 1 << 15


@dataclass(frozen=True, slots=True)
class Keys:
    """Sorted keys that are looked up many at a time.

    ``marks`` says for the last bits of a key whether any key has them: most pairs of neighbours are in no table, and
    need no search.
    """

    keys: Table
    marks: NDArray[np.bool_]

    @classmethod
    def of(cls, steps: Table) -> Keys:
        """Keys from the steps between them."""
        keys = np.cumsum(steps, dtype=np.int32)
        marks = np.zeros(1 << _MARK_BITS, np.bool_)
        marks[keys & _MARKS] = True
        return cls(keys, marks)

    def rows(self, wanted: Ints) -> Ints:
        """For each key its row, counted from 1; 0 when it is not there."""
        rows = np.zeros(len(wanted), np.int64)
        likely = np.flatnonzero(self.marks[wanted & _MARKS])
        keys = wanted[likely].astype(np.int32)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        rows[likely] = np.where(self.keys[at] == keys, at + 1, 0)
        return rows


@dataclass(frozen=True, slots=True)
class Grams:
    """Weights of one kind of token ids: single ones, and pairs and triples by key."""

    singles: Table
    pair_keys: Keys
    pairs: Table
    triple_keys: Keys
    triples: Table

    def add_to(self, scores: Ints, ids: Ints) -> None:
        """Add to each token's score what its window of ids weighs; ``ids`` has padding at both ends."""
        size, inner = len(self.singles), len(scores)
        rows = self.pair_keys.rows(ids[:-1] * size + ids[1:])
        triples = self.triple_keys.rows(rows[:-1] * size + ids[2:])
        for table, at in ((self.singles, ids), (self.pairs, rows), (self.triples, triples)):
            for column in range(table.shape[1]):
                scores += table[:, column].take(at[column : column + inner])


@dataclass(frozen=True, slots=True)
class Tagger:
    """The segmenter's weights. ``load_tagger`` makes the one of the package.

    Args:
        ids: number of each syllable that the model knows.
        spellings: tokens that the model was trained to see in another spelling ("hoà": "hòa").
        exact: weights of tokens as written.
        lower: weights of tokens in lower case.
        title: weights of a token in title case, by its place in the window (-2 … +2).
        digit: the same for a token of digits.
        title_next: weights when this token and the next, and these and the one after, are in title case.
        edges: what no token decides, by distance to the sentence's start and end.
        transitions: weights from label to label.
    """

    ids: dict[str, int]
    spellings: dict[str, str]
    exact: Grams
    lower: Grams
    title: Table
    digit: Table
    title_next: Table
    edges: Table
    transitions: Table

    def code(self, token: str) -> int:
        """A token as the number that ``inside`` reads."""
        token = self.spellings.get(token, token)
        exact, lower = self.ids.get(token, 0), self.ids.get(token.lower(), 0)
        title = TITLE if token[0].upper() == token[0] else 0
        # The model was trained on a test that reads 32 bits: a longer number, as of an account, is no number to it.
        digit = DIGIT if token.isascii() and token.isdigit() and int(token) < 1 << 31 else 0
        return exact << EXACT_SHIFT | lower << LOWER_SHIFT | title | digit

    def inside(self, codes: Ints, starts: Ints, forced: Ints | None = None) -> NDArray[np.bool_]:
        """For each token whether it continues the word of the token before.

        Args:
            codes: shape (tokens,), the tokens of all sentences one after the other.
            starts: shape (sentences,), where each sentence starts among them; the first is 0.
            forced: shape (tokens,), added to the scores: ±``FORCED`` where the label is given.

        Returns:
            Shape (tokens,). A sentence's first token never continues anything.
        """
        inside = np.zeros(len(codes), np.bool_)
        # Whole sentences at a time, so that the arrays stay small whatever the length of a text.
        cuts = np.append(starts, len(codes))[np.searchsorted(starts, np.arange(0, len(codes), _BLOCK))]
        for low, high in pairwise([*np.unique(cuts).tolist(), len(codes)]):
            if low < high:
                some = starts[np.searchsorted(starts, low) : np.searchsorted(starts, high)] - low
                scores = self._scores(codes[low:high], some)
                if forced is not None:
                    scores += forced[low:high]
                inside[low:high] = self._decoded(scores, some)
        inside[starts] = False
        return inside

    def _scores(self, codes: Ints, starts: Ints) -> Ints:
        """For each token how much more "inside" weighs than "begin", transitions left out."""
        lengths = np.diff(starts, append=len(codes))
        sentence = np.repeat(np.arange(len(starts)), lengths)
        place = np.arange(len(codes)) + _PAD * sentence
        padded = np.zeros(len(codes) + _PAD * (len(starts) + 1), np.int64)
        padded[place + _PAD] = codes
        scores = np.zeros(len(padded) - 2 * _PAD, np.int64)
        self.exact.add_to(scores, padded >> EXACT_SHIFT)
        self.lower.add_to(scores, padded >> LOWER_SHIFT & _ID_MASK)
        self._add_shapes(scores, padded & TITLE, padded >> 1 & 1)
        before = np.arange(len(codes)) - starts[sentence]
        after = lengths[sentence] - 1 - before
        summed: Ints = scores[place] + self.edges[np.minimum(before, 2), np.minimum(after, 2)]
        return summed

    def _add_shapes(self, scores: Ints, title: Ints, digit: Ints) -> None:
        inner = len(scores)
        for column in range(5):
            scores += self.title[column] * title[column : column + inner]
            if self.digit[column]:
                scores += self.digit[column] * digit[column : column + inner]
        pair = title[2 : 2 + inner] & title[3 : 3 + inner]
        scores += self.title_next[0] * pair + self.title_next[1] * (pair & title[4 : 4 + inner])

    def _decoded(self, scores: Ints, starts: Ints) -> NDArray[np.bool_]:
        """The best labels (Viterbi). With two labels only the difference ``x`` of their scores is carried along.

        The next token's ``x`` is its own score plus ``max(bi, x + ii) - max(bb, x + ib)``: a falling line, cut off at
        both ends. Most scores lie so far out that they decide alone; the rest are walked one by one.
        """
        (bb, bi), (ib, ii) = self.transitions.tolist()
        low, high = bb - ib, bi - ii  # below ``low`` the token is outside, above ``high`` inside, whatever follows
        if low > high:
            raise ValueError("the transitions do not favour a change of label; this way of decoding needs that")
        last = np.append(starts[1:], len(scores)) - 1
        known = np.where(scores + ii - ib > high, ii - ib, np.where(scores + bi - bb < low, bi - bb, _UNKNOWN))
        known[last] = 0
        before = np.roll(known, 1)
        differences = (scores + before).tolist()
        for at in np.flatnonzero(before == _UNKNOWN).tolist():
            x = differences[at - 1]
            differences[at] += max(bi, x + ii) - max(bb, x + ib) - _UNKNOWN
        return self._labels(np.array(differences), last, low, high)

    def _labels(self, differences: Ints, last: Ints, low: int, high: int) -> NDArray[np.bool_]:
        """What each token is, seen from the next one's label: a difference above ``high`` or above ``low``."""
        labels = differences > high
        open_ = (differences > low) & ~labels
        open_[last] = False
        labels[last] = differences[last] > 0
        for at in np.flatnonzero(open_)[::-1].tolist():
            labels[at] = not labels[at + 1]  # a difference between the two bounds follows the change
        return labels


@cache
def load_tagger() -> Tagger:
    """The package's own weights, read once a process (data/words/segmenter.json says where they come from)."""
    values = load_arrays("words/segmenter.npz")
    return Tagger(
        ids={token: at for at, token in enumerate(_lines(values["vocabulary"]), 1)},
        spellings=dict(line.split(" ") for line in _lines(values["spellings"])),
        exact=_grams(values, "exact"),
        lower=_grams(values, "lower"),
        **{name: values[name] for name in ("title", "digit", "title_next", "edges", "transitions")},
    )


def _grams(values: dict[str, Table], name: str) -> Grams:
    return Grams(
        # Column by column in memory: one column is read at a time.
        singles=np.asfortranarray(values[f"{name}_singles"]),
        pair_keys=Keys.of(values[f"{name}_pair_keys"]),
        pairs=np.asfortranarray(values[f"{name}_pairs"]),
        triple_keys=Keys.of(values[f"{name}_triple_keys"]),
        triples=np.asfortranarray(values[f"{name}_triples"]),
    )


def _lines(array: NDArray[np.generic]) -> list[str]:
    return array.tobytes().decode("utf-8").split("\n")
