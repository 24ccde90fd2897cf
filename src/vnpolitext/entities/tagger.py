"""The trained tagger: mentions of all eight labels in one article."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from vnpolitext.entities.features import Featuriser
from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.network import Network, build
from vnpolitext.entities.tags import FLAT, NESTING, WIDTHS, decode
from vnpolitext.models import load_arrays, load_json
from vnpolitext.tokens.syllables import syllables

RULE = "tagger"


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
        units, starts = syllables(text)
        if not units:
            return []
        scores = self._network(self._featuriser(text, units, starts))
        begins = starts.tolist()
        mentions = []
        for layer, labels in zip(np.split(scores, [WIDTHS[0]], axis=1), (FLAT, NESTING), strict=True):
            logs = _log_softmax(layer)
            for first, last, label in decode(logs):
                end = begins[last - 1] + len(units[last - 1])
                mentions.append(Mention(begins[first], end, labels[label], RULE, _score(logs, first, last, label)))
        mentions.sort(key=lambda mention: (mention.start, -mention.end))
        return mentions


@cache
def tagger() -> Tagger:
    """The tagger that ships with the package."""
    arrays = load_arrays("tagger/network.npz")
    known = Gazetteer(load_json("tagger/gazetteer.json"))
    features = Featuriser(load_json("tagger/words.json"), arrays.pop("pairs").astype(np.int64), known)
    return Tagger(features, build(arrays))


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float32)


def _score(logs: NDArray[np.float32], first: int, last: int, label: int) -> float:
    """The geometric mean of the probabilities of the mention's tags."""
    tags = np.full(last - first, 2 + 4 * label)
    tags[0], tags[-1] = 1 + 4 * label, 3 + 4 * label
    if last - first == 1:
        tags[0] = 4 + 4 * label
    return round(float(np.exp(logs[np.arange(first, last), tags].mean())), 3)
