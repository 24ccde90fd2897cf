"""The holder model's arrays, and the choice it makes for each office of an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.entities.holder_slots import Batch, Vocabulary
from vnpolitext.models import load_arrays, load_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vnpolitext.entities.holders import Scene

# An office goes to its best candidate above the first bar; others above the second hold it too
# ("các Phó Thủ tướng: A, B"). Chosen by cross-validation.
FIRST, FURTHER = 0.35, 0.8


@dataclass(frozen=True, slots=True)
class SumNetwork:
    """Sum of the vectors of codes, a hidden layer, one output.

    Args:
        codes: the codes that have a vector, in order.
        vectors: (codes + 1, hidden); row 0 is of all other codes.
        linear: (codes + 1,) direct weights.
        bias, output, constant: of the hidden layer, of the output layer, of the output.
    """

    codes: NDArray[np.int64]
    vectors: NDArray[np.float32]
    linear: NDArray[np.float32]
    bias: NDArray[np.float32]
    output: NDArray[np.float32]
    constant: float

    def rows(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each code."""
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[place] == codes, place + 1, 0)

    def chances(self, columns: Iterator[NDArray[np.int64]], size: int) -> NDArray[np.float64]:
        """Probability of each row; slots are added in order, so that it never depends on the other rows."""
        hidden = np.repeat(self.bias[None], size, axis=0)
        scores = np.full(size, self.constant, dtype=np.float32)
        for column in columns:
            rows = self.rows(column)
            hidden += self.vectors[rows]
            scores += self.linear[rows]
        scores += (np.maximum(hidden, 0) * self.output).sum(axis=1)
        # Rounded, so that a library's last bit never moves a level or a choice.
        return np.asarray((1 / (1 + np.exp(-scores.astype(np.float64)))).round(5), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HolderModel:
    """Two looks at the candidates: each by itself, then again knowing what the first found of the whole article.

    Args:
        vocabulary: words and titles that have a number.
        first, second: the networks.
    """

    vocabulary: Vocabulary
    first: SumNetwork
    second: SumNetwork

    def chances(self, scenes: Sequence[Scene]) -> list[list[float]]:
        """For each article the probability of each of its candidates."""
        sizes = [len(scene.candidates) for scene in scenes]
        if not sum(sizes):
            return [[] for _ in scenes]
        batch = Batch(scenes, self.vocabulary)
        first = self.first.chances(batch.slots(), sum(sizes))
        second = self.second.chances(batch.further_slots(first), sum(sizes)).tolist()
        ends = np.cumsum(sizes).tolist()
        return [second[end - size : end] for size, end in zip(sizes, ends, strict=True)]


@cache
def holder_model() -> HolderModel:
    """The model that ships with the package."""
    arrays = load_arrays("holders/model.npz")
    known = load_json("holders/words.json")
    first, second = (
        SumNetwork(
            arrays[f"{look}_codes"],
            arrays[f"{look}_vectors"].astype(np.float32),
            arrays[f"{look}_linear"].astype(np.float32),
            arrays[f"{look}_bias"].astype(np.float32),
            arrays[f"{look}_output"].astype(np.float32),
            float(arrays[f"{look}_constant"][0]),
        )
        for look in ("first", "second")
    )
    return HolderModel(vocabulary(known["words"], known["titles"]), first, second)


def vocabulary(words: Iterable[str], titles: Iterable[str]) -> Vocabulary:
    """Words and titles numbered from one."""
    return Vocabulary(*({name: i for i, name in enumerate(names, 1)} for names in (words, titles)))


def choose(candidates: Iterable[tuple[int, int]], chances: Iterable[float]) -> dict[int, list[int]]:
    """For each office the people who hold it, the surest first.

    Args:
        candidates: office and person of each.
        chances: probability of each.
    """
    ranked: dict[int, list[tuple[float, int]]] = {}
    for (office, person), chance in zip(candidates, chances, strict=True):
        ranked.setdefault(office, []).append((-chance, person))
    chosen = {}
    for office, found in ranked.items():
        found.sort()
        if -found[0][0] >= FIRST:
            chosen[office] = [found[0][1], *(person for score, person in found[1:] if -score >= FURTHER)]
    return chosen
