"""The tagger's network in NumPy: the same numbers on every machine and in every batch.

Weights and the inputs of every product are whole numbers small enough that float32 holds all sums exactly, so
the order in which a BLAS library adds them cannot matter. Everything else is done element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Long articles are read in stretches, each with the neighbours that its edges see.
STRETCH = 8192
TOP = 127.0


@dataclass(frozen=True, slots=True)
class Layer:
    """A product in whole numbers: inputs are divided by ``step`` and rounded, outputs multiplied by ``scale``.

    Args:
        weights: (taps, inputs, outputs) of whole numbers.
        scale: (outputs,).
        bias: (outputs,).
        step: size of one unit of the input.
        dilation: distance between taps.
    """

    weights: Floats
    scale: Floats
    bias: Floats
    step: np.float32
    dilation: int

    def __call__(self, x: Floats) -> Floats:
        """Outputs (units, outputs) of inputs (units, inputs)."""
        length, d = len(x), self.dilation
        padded = np.zeros((length + 2 * d, x.shape[1]), dtype=np.float32)
        whole = padded[d : d + length]
        np.divide(x, self.step, out=whole)
        np.rint(whole, out=whole)
        np.minimum(whole, TOP, out=whole)
        np.maximum(whole, -TOP, out=whole)
        if len(self.weights) == 1:
            total = whole @ self.weights[0]
        else:
            total = padded[:length] @ self.weights[0]
            part = np.matmul(whole, self.weights[1])
            total += part
            total += np.matmul(padded[2 * d :], self.weights[2], out=part)
        total *= self.scale
        total += self.bias
        return np.asarray(total, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """Embeddings, residual convolutions, and scores of both layers of tags.

    Args:
        tables: for each feature column the embeddings of its values.
        convolutions: with three taps each.
        heads: one product that gives the scores of all tags.
    """

    tables: tuple[Floats, ...]
    convolutions: tuple[Layer, ...]
    heads: Layer

    @property
    def reach(self) -> int:
        """How many units to either side a unit's scores depend on."""
        return sum(layer.dilation for layer in self.convolutions)

    def __call__(self, features: Ints) -> Floats:
        """Scores (units, tags) of one article's features (units, columns)."""
        length = len(features)
        if length <= STRETCH:
            return self._scores(features)
        parts = []
        for start in range(0, length, STRETCH):
            low, high = max(0, start - self.reach), min(length, start + STRETCH + self.reach)
            parts.append(self._scores(features[low:high])[start - low : start - low + STRETCH])
        return np.concatenate(parts)

    def _scores(self, features: Ints) -> Floats:
        x = self.tables[0][features[:, 0]]
        for column in range(1, len(self.tables)):
            x += self.tables[column][features[:, column]]
        for layer in self.convolutions:
            y = layer(x)
            np.maximum(y, 0, out=y)
            x += y
        return self.heads(x)


def build(arrays: dict[str, NDArray[np.generic]]) -> Network:
    """A network from the arrays that ``training/tagger/export.py`` wrote."""

    def table(i: int) -> Floats:
        whole = arrays[f"table{i}"].astype(np.float32)
        whole *= arrays[f"table{i}_scale"].astype(np.float32)
        return whole

    def layer(name: str) -> Layer:
        return Layer(
            np.ascontiguousarray(arrays[f"{name}_weights"].astype(np.float32)),
            arrays[f"{name}_scale"].astype(np.float32),
            arrays[f"{name}_bias"].astype(np.float32),
            np.float32(arrays[f"{name}_step"]),
            int(arrays[f"{name}_dilation"]),
        )

    columns = sum(1 for name in arrays if name.startswith("table") and not name.endswith("_scale"))
    depth = sum(1 for name in arrays if name.startswith("conv") and name.endswith("_step"))
    return Network(
        tuple(table(i) for i in range(columns)), tuple(layer(f"conv{i}") for i in range(depth)), layer("heads")
    )
