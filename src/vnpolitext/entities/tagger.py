"""The trained tagger: mentions of all eight labels in one article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.entities.features import Featuriser, affixes
from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.network import Network, build
from vnpolitext.entities.tags import FLAT, NESTING, WIDTHS, Span, decode, encode
from vnpolitext.models import load_arrays, load_json
from vnpolitext.tokens.syllables import syllables

if TYPE_CHECKING:
    from numpy.typing import NDArray

RULE = "tagger"
# A mention less sure than this is left out: under it fewer than half were right on annotated articles. What rules find
# almost completely (documents, events) has a higher bar.
_FLOOR = {"DIRECTIVE": 0.7, "EVENT": 0.6, "PERSON": 0.4}
_OTHERS = 0.3


class Tagger:
    """Reads an article's units and labels stretches of them.

    Args:
        featuriser: from units to integer features.
        network: from features to scores of tags.
    """

    def __init__(self, featuriser: Featuriser, network: Network) -> None:
        self._featuriser = featuriser
        self._network = network

    def __call__(self, text: str) -> list[Mention]:
        """Mentions in a normalised text, in order of their start; POSITION may contain others."""
        units, starts, ends = syllables(text)
        if not units:
            return []
        scores = self._network(self._featuriser(text, units, starts, ends))
        mentions = []
        for layer, labels in zip(np.split(scores, [WIDTHS[0]], axis=1), (FLAT, NESTING), strict=True):
            logs = _log_softmax(layer)
            spans = decode(logs)
            for (first, last, label), score in zip(spans, _scores(logs, spans), strict=True):
                if score < _FLOOR.get(labels[label], _OTHERS):
                    continue
                mentions.append(Mention(int(starts[first]), int(ends[last - 1]), labels[label], RULE, score))
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return mentions


@cache
def tagger() -> Tagger:
    """The tagger that ships with the package."""
    arrays = load_arrays("tagger/network.npz")
    words = load_json("tagger/words.json")
    known = Gazetteer(load_json("tagger/gazetteer.json"))
    features = Featuriser(words, arrays.pop("pairs").astype(np.int64), known)
    return Tagger(features, build(arrays, affixes(words)))


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log probabilities of each unit's tags; tag by tag, for sums across a row of 34 are slow."""
    columns = np.ascontiguousarray(scores.T)
    columns -= columns.max(axis=0)
    columns -= np.log(np.exp(columns).sum(axis=0))
    return columns.T


def _scores(logs: NDArray[np.float32], spans: Sequence[Span]) -> list[float]:
    """For each span the geometric mean of the probabilities of its tags."""
    if not spans:
        return []
    chosen = logs[np.arange(len(logs)), encode(spans, len(logs))].astype(np.float64)
    sums = np.concatenate([[0.0], np.cumsum(chosen)])
    first, last = (np.array([span[i] for span in spans]) for i in range(2))
    means: list[float] = np.exp((sums[last] - sums[first]) / (last - first)).round(3).tolist()
    return means
