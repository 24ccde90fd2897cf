"""The holder model's arrays, and the choice it makes for each office of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.entities.holders import Pair
from vnpolitext.models import load_arrays, load_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An office goes to its best candidate above the first bar; others above the second hold it too
# ("các Phó Thủ tướng: A, B"). Chosen by cross-validation.
FIRST, FURTHER = 0.3, 0.7


@dataclass(frozen=True, slots=True)
class HolderModel:
    """Sum of feature vectors, a hidden layer, one output: the probability that the person holds the office.

    Args:
        features: row of each known feature in ``vectors`` and ``linear`` (row 0: unknown).
        vectors: (features + 1, hidden).
        linear: (features + 1,) direct weights.
        bias, output, constant: of the hidden layer, of the output layer, of the output.
    """

    features: dict[str, int]
    vectors: NDArray[np.float32]
    linear: NDArray[np.float32]
    bias: NDArray[np.float32]
    output: NDArray[np.float32]
    constant: float

    def probabilities(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Probability of each pair; the order of summation is fixed, so that it never depends on the batch."""
        if not pairs:
            return np.zeros(0, dtype=np.float32)
        rows = np.array([[self.features.get(name, 0) for name in pair.features] for pair in pairs])
        hidden = self.bias + sum(self.vectors[rows[:, i]] for i in range(rows.shape[1]))
        direct = self.constant + sum(self.linear[rows[:, i]] for i in range(rows.shape[1]))
        scores = direct + (np.maximum(hidden, 0) * self.output).sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float32)


@cache
def holder_model() -> HolderModel:
    """The model that ships with the package."""
    arrays = load_arrays("holders/model.npz")
    names = load_json("holders/features.json")
    return HolderModel(
        {name: i + 1 for i, name in enumerate(names)},
        arrays["vectors"].astype(np.float32),
        arrays["linear"].astype(np.float32),
        arrays["bias"].astype(np.float32),
        arrays["output"].astype(np.float32),
        float(arrays["constant"][0]),
    )


def choose(pairs: Sequence[Pair], probabilities: Sequence[float]) -> dict[int, list[int]]:
    """For each office the people who hold it, the surest first."""
    ranked: dict[int, list[tuple[float, int]]] = {}
    for pair, probability in zip(pairs, probabilities, strict=True):
        ranked.setdefault(pair.position, []).append((-float(probability), pair.person))
    chosen = {}
    for position, found in ranked.items():
        found.sort()
        if -found[0][0] >= FIRST:
            chosen[position] = [found[0][1], *(person for score, person in found[1:] if -score >= FURTHER)]
    return chosen
