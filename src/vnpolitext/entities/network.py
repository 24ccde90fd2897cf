"""The tagger's network in NumPy: the same numbers on every machine and in every batch.

Weights and the inputs of every product are whole numbers small enough that float32 holds all sums exactly, so
the order in which a BLAS library adds them cannot matter. Everything else is done element by element.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vnpolitext.entities.features import COLUMNS, UNKNOWN

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
        whole = np.divide(x, self.step)
        np.rint(whole, out=whole)
        np.clip(whole, -TOP, TOP, out=whole)
        total: Floats
        if len(self.weights) == 1:
            total = np.matmul(whole, self.weights[0])
        else:
            total = np.matmul(whole, self.weights[1])
            near = max(0, len(x) - self.dilation)  # so many units have a neighbour at that distance
            part = np.matmul(whole[:near], self.weights[0])
            total[self.dilation :] += part
            total[:near] += np.matmul(whole[self.dilation :], self.weights[2], out=part)
        total *= self.scale
        total += self.bias
        return total


@dataclass(frozen=True, slots=True)
class Network:
    """Embeddings, residual convolutions, and scores of both layers of tags.

    Args:
        words: embeddings of the known words, those of their prefix and suffix already added.
        affixes: embeddings of prefixes and of suffixes, for words that are not known.
        marks: embeddings of shape and gazetteer value together, the gazetteer's changing fastest.
        known: how many values the gazetteer has.
        pairs: embeddings of pairs.
        convolutions: with three taps each.
        heads: one product that gives the scores of all tags.
    """

    words: Floats
    affixes: tuple[Floats, Floats]
    marks: Floats
    known: int
    pairs: Floats
    convolutions: tuple[Layer, ...]
    heads: Layer

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each column of the features may have."""
        prefixes, suffixes = map(len, self.affixes)
        return len(self.words), len(self.marks) // self.known, prefixes, suffixes, len(self.pairs), self.known

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
        word, shape, prefix, suffix, pair, known = features.T
        x = self.words.take(word, axis=0)
        x += self.marks.take(shape * self.known + known, axis=0)
        x += self.pairs.take(pair, axis=0)
        unknown = np.flatnonzero(word == UNKNOWN)
        x[unknown] += self.affixes[0][prefix[unknown]] + self.affixes[1][suffix[unknown]]
        for layer in self.convolutions:
            y = layer(x)
            np.maximum(y, 0, out=y)
            x += y
        return self.heads(x)


def build(arrays: dict[str, NDArray[np.generic]], affixes: tuple[Ints, Ints]) -> Network:
    """A network from the arrays that ``training/tagger/export.py`` wrote.

    Args:
        arrays: by name.
        affixes: the prefix and the suffix of each known word.
    """

    def table(column: str) -> Floats:
        i = COLUMNS.index(column)
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

    depth = sum(1 for name in arrays if name.startswith("conv") and name.endswith("_step"))
    words, prefixes, suffixes = table("word"), table("prefix"), table("suffix")
    bare = words[UNKNOWN].copy()
    words += prefixes[affixes[0]]
    words += suffixes[affixes[1]]
    words[UNKNOWN] = bare
    shapes, known = table("shape"), table("gazetteer")
    return Network(
        words,
        (prefixes, suffixes),
        (shapes[:, None] + known).reshape(-1, shapes.shape[1]),
        len(known),
        table("pair"),
        tuple(layer(f"conv{i}") for i in range(depth)),
        layer("heads"),
    )
