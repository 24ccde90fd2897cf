"""A topic model: arrays in one file, the same answer on every machine. Needs NumPy only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnpolitext.brief import brief, listed
from vnpolitext.doc import Reason, Topic
from vnpolitext.models import read_bytes
from vnpolitext.topics.check import check_arrays, check_header
from vnpolitext.topics.features import SCALE, Fields, Rows, Vocabulary
from vnpolitext.topics.stored import Arrays, ModelError, damaged, file_content, packed, unpacked

__all__ = ["ModelError", "TopicModel", "from_bytes", "package_model", "read_model"]

Table = NDArray[np.float64]
# A probability that this release rounds to (a later digit may differ between machines' exponential functions).
DIGITS = 4
_BLOCK = 10_000


@dataclass(frozen=True)
class TopicModel:
    """Weights of features for topics, and how scores become probabilities.

    Args:
        codes: the topics, in the order of the columns.
        vocabulary: the features, in the order of the rows.
        weights: whole numbers, one row a feature and one column a topic.
        steps: what one unit of a column's weights is worth.
        bias: each topic's score for an article without any known word.
        sharpness: by how much scores are multiplied before they become probabilities.
        shift: added to each topic's score then; learnt on articles that the model had not seen.
        facts: what the model was made from and how well it does (the model card), as plain JSON values.
    """

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.int16]
    steps: Table
    bias: Table
    sharpness: float = 1.0
    shift: Table = field(default_factory=lambda: np.zeros(0))
    facts: dict[str, Any] = field(default_factory=dict)

    def scores(self, rows: Rows) -> Table:
        """Scores of articles for topics: one row an article."""
        sums = np.zeros((len(rows), len(self.codes)))
        for number in range(len(rows)):
            here = slice(rows.starts[number], rows.starts[number + 1])
            # Whole numbers below 2**53: exact whatever the order in which the machine adds them.
            sums[number] = rows.values[here] @ self.weights[rows.ids[here]].astype(np.float64)
        return sums * self.steps / rows.norms[:, None] + self.bias

    def calibrated(self, scores: Table) -> Table:
        """Probabilities for scores; each row adds up to 1."""
        logits = scores * self.sharpness + (self.shift if len(self.shift) else 0.0)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Table = odds / odds.sum(axis=1, keepdims=True)
        return shares

    def probabilities(self, texts: Iterable[str]) -> Table:
        """Probabilities of the topics for articles in normal form: one row an article, one column a code."""
        return self.calibrated(self.scores(self.vocabulary.rows(texts)))

    def tag(self, texts: Sequence[str], *, least: float = 0.05, reasons: int = 5) -> list[tuple[Topic, ...]]:
        """Ranked topics of articles in normal form.

        Args:
            texts: articles.
            least: leave out topics less probable than this; the first always stays.
            reasons: how many features to name for each topic.
        """
        rows = self.vocabulary.rows(texts)
        shares = np.round(self.calibrated(self.scores(rows)), DIGITS)
        return [self._ranked(rows, number, shares[number].tolist(), least, reasons) for number in range(len(rows))]

    def _ranked(self, rows: Rows, number: int, shares: list[float], least: float, reasons: int) -> tuple[Topic, ...]:
        order = sorted(range(len(shares)), key=lambda column: -shares[column])
        kept = [column for place, column in enumerate(order) if place == 0 or shares[column] >= least]
        named = self._reasons(rows, number, kept, reasons)
        return tuple(Topic(self.codes[column], shares[column], why) for column, why in zip(kept, named, strict=True))

    @cached_property
    def _means(self) -> Table:
        """Of each feature, the mean of its weights for the topics."""
        means = np.empty(len(self.weights))
        # In blocks of rows: all weights as floating numbers take four times their memory.
        for start in range(0, len(means), _BLOCK):
            means[start : start + _BLOCK] = (self.weights[start : start + _BLOCK] * self.steps).mean(axis=1)
        return means

    def _reasons(self, rows: Rows, number: int, columns: Sequence[int], most: int) -> list[tuple[Reason, ...]]:
        """For each topic the features that raised its score most above the topics' mean."""
        here = slice(rows.starts[number], rows.starts[number + 1])
        ids, values = rows.ids[here], rows.values[here] / rows.norms[number]
        means = self._means[ids]
        found = []
        for column in columns:
            shares = values * (self.weights[ids, column] * self.steps[column] - means)
            best = _largest(shares, most)
            names = map(self.vocabulary.name, ids[best].tolist())
            weighed = zip(names, shares[best].tolist(), strict=True)
            found.append(tuple(Reason(name, round(share, DIGITS)) for name, share in weighed if share > 0))
        return found

    def top_features(self, code: str, *, n: int = 20) -> list[tuple[str, float]]:
        """The features that speak most for a topic, with their lift.

        The lift is the weight above the topics' mean, times the feature's rarity, times the square root of the share
        of training articles that hold it: without the last, words of a single article would come first.

        Raises:
            ValueError: the model has no such topic; the message lists its topics.
        """
        if code not in self.codes:
            raise ValueError(f"no topic {brief(code)} in this model; it has {listed(self.codes)}")
        column = self.codes.index(code)
        weights, rarity = self.weights[:, column] * self.steps[column], self.vocabulary.rarity / SCALE
        # Rarity is ln((1 + articles) / (1 + articles with it)) + 1.
        lifts = (weights - self._means) * rarity * np.exp((1 - rarity) / 2)
        best = np.argsort(-lifts, kind="stable")[:n]
        return [(self.vocabulary.name(int(row)), round(float(lifts[row]), DIGITS)) for row in best if lifts[row] > 0]

    def with_facts(self, **facts: Any) -> TopicModel:
        """The same model with more in its card."""
        return replace(self, facts={**self.facts, **facts})

    def save(self, path: str | Path) -> None:
        """Write the model as one ``.npz`` file: arrays, and a JSON header with their digests."""
        Path(path).write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The file that ``save`` writes; the same bytes for the same model."""
        fields = self.vocabulary.fields
        header = {
            "codes": list(self.codes),
            "fields": [fields.title, fields.lead, fields.body],
            "sharpness": self.sharpness,
            "facts": self.facts,
        }
        return packed(header, _arrays(self))


def _largest(values: Table, most: int) -> NDArray[np.int64]:
    """The places of the largest values, largest first; of equal ones the first."""
    if 0 < most < len(values):
        places = np.flatnonzero(values >= np.partition(values, -most)[-most])
    else:
        places = np.arange(len(values))
    return places[np.argsort(-values[places], kind="stable")[:most]]


def _arrays(model: TopicModel) -> dict[str, NDArray[Any]]:
    vocabulary = model.vocabulary
    return {
        "syllables": np.frombuffer("\n".join(vocabulary.syllables).encode(), dtype=np.uint8),
        "singles": np.diff(vocabulary.singles, prepend=0).astype(np.uint16),
        "pairs": np.diff(vocabulary.pairs, prepend=0).astype(np.uint32),
        "rarity": vocabulary.rarity.astype(np.uint16),
        # Column by column: neighbours are alike, which packs better.
        "weights": np.ascontiguousarray(model.weights.T.astype(np.int16)),
        "steps": model.steps,
        "bias": model.bias,
        "shift": model.shift,
    }


def read_model(path: str | Path) -> TopicModel:
    """Load a model that ``TopicModel.save`` wrote. Nothing in the file is executed.

    Raises:
        ModelError: not a topic model, of another format, too large, or its content is not what its digests say or does
            not fit together; the message names the file and what is wrong.
        FileNotFoundError: no such file.
    """
    path = Path(path)
    return from_bytes(file_content(path), name=str(path))


def from_bytes(content: bytes, *, name: str = "this file") -> TopicModel:
    """A model from the content of its file; see ``read_model``."""
    try:
        return _assembled(*unpacked(content))
    except ModelError as error:
        raise ModelError(f"{name} {error}") from error


def _assembled(header: dict[str, Any], arrays: Arrays) -> TopicModel:
    check_header(header)
    try:
        syllables = tuple(arrays["syllables"].tobytes().decode().split("\n"))
        fields = Fields(*header["fields"])
    except ValueError as error:
        raise damaged(str(error)) from error
    check_arrays(arrays, topics=len(header["codes"]), syllables=syllables)
    vocabulary = Vocabulary(
        syllables=syllables,
        singles=np.cumsum(arrays["singles"], dtype=np.int64),
        pairs=np.cumsum(arrays["pairs"], dtype=np.int64),
        rarity=arrays["rarity"].astype(np.float64),
        fields=fields,
    )
    return TopicModel(
        codes=tuple(header["codes"]),
        vocabulary=vocabulary,
        weights=np.ascontiguousarray(arrays["weights"].T),
        steps=arrays["steps"],
        bias=arrays["bias"],
        sharpness=header["sharpness"],
        shift=arrays["shift"],
        facts=header["facts"],
    )


@cache
def package_model() -> TopicModel:
    """The model that the package ships, for the sixteen topics of Vietnamese politics and ``other``."""
    return from_bytes(read_bytes("topics/model.npz"), name="the package's topic model")
