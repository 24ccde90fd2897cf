"""Topics without labels: seed words find sure articles, and an unlabelled corpus teaches the rest.

In the manner of newsmap (Watanabe 2018): an article counts for the topics whose seeds it holds; features that occur
more with a topic's articles than elsewhere get weight for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from vnpolitext.brief import brief
from vnpolitext.doc import Doc
from vnpolitext.guarded_yaml import Node, parse_yaml, read_yaml
from vnpolitext.models import read_text
from vnpolitext.text.normalise import normalise
from vnpolitext.topics import fit as learning
from vnpolitext.topics.features import learn
from vnpolitext.topics.model import Table, TopicModel
from vnpolitext.topics.seed_hits import SeedError, check_identifier, hits
from vnpolitext.topics.taxonomy import CODE

__all__ = ["SeedError", "hits", "learn_from_seeds", "package_seeds", "parse_seeds", "read_seeds"]

SMOOTH = 1.0
STARS = 2  # of one seed: each is one more place where a long word can be divided
LONGEST = 300  # characters of a seed
MOST_SEEDS, MOST_TOPICS = 10_000, 1_000  # each seed is looked for at each word, each topic is a column of the weights


def read_seeds(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Seeds from YAML: ``topic: [word, "a phrase", "glob*", body:quoc-hoi, "post:*@body:quoc-hoi"]``.

    Raises:
        SeedError: the file cannot be read, is not of that form, or a seed cannot be used; the message names the file
            and the line.
    """
    return _seeds(read_yaml(path, error=SeedError), str(path))


def parse_seeds(content: str, *, source: str = "seeds") -> dict[str, tuple[str, ...]]:
    """Seeds from the text of a YAML file; see ``read_seeds``.

    Examples:
        >>> parse_seeds("health: [bệnh viện, vắc*]")
        {'health': ('bệnh viện', 'vắc*')}
    """
    return _seeds(parse_yaml(content, source=source, error=SeedError), source)


def _seeds(root: Node, source: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(root.value, dict) or not root.value:
        raise SeedError(f"{source}: give topics, each with a list of seeds")
    if len(root.value) > MOST_TOPICS:
        raise SeedError(f"{source}: {len(root.value)} topics; at most {MOST_TOPICS} are allowed")
    seeds = {code: _checked(code, node, source) for code, node in root.value.items()}
    amount = sum(map(len, seeds.values()))
    if amount > MOST_SEEDS:
        raise SeedError(f"{source}: {amount} seeds; at most {MOST_SEEDS} are allowed")
    return seeds


def _checked(code: str, node: Node, source: str) -> tuple[str, ...]:
    where = f"{source}, line {node.line}: topic {brief(code)}"
    if not CODE.fullmatch(code):
        raise SeedError(f"{where}: write its code in small letters, digits and '_'")
    if not isinstance(node.value, list) or not node.value:
        raise SeedError(f"{where} has no list of seeds")
    seeds = []
    for one in node.value:
        seed, where = one.value, f"{source}, line {one.line}: topic {brief(code)}"
        if not isinstance(seed, str) or not seed.strip(" *"):
            shown = brief(one.plain())
            raise SeedError(f"{where}: {shown} is no seed; give a word, a phrase or a glob like 'bầu*'")
        if seed.count("*") > STARS:
            raise SeedError(f"{where}: {brief(seed)} has more than {STARS} stars; write several seeds")
        if len(seed) > LONGEST:
            raise SeedError(f"{where}: {brief(seed)} has {len(seed)} characters; at most {LONGEST} are allowed")
        check_identifier(code, seed, f"{source}, line {one.line}")
        seeds.append(seed)
    return tuple(seeds)


def learn_from_seeds(
    texts: Sequence[str | Doc], seeds: Mapping[str, Sequence[str]], *, fewest: int = 2, most: int = 60_000
) -> TopicModel:
    """A topic model from seeds and unlabelled texts.

    Args:
        texts: articles, the more the better (thousands); documents with links where seeds are identifiers.
        seeds: for each topic its words, phrases, globs and identifiers of bodies, offices and other entries of the
            registry (``vnpolitext lookup`` tells them).
        fewest: in how many texts a feature must occur.
        most: how many features to keep.

    Raises:
        SeedError: fewer than two topics, one whose seeds stand in no text, or an identifier that cannot be matched.
    """
    if len(seeds) < 2:
        raise SeedError(f"{len(seeds)} topic with seeds; give at least two")
    counts = hits(texts, seeds).astype(np.float64)
    empty = [code for code, found in zip(seeds, counts.sum(axis=0), strict=True) if not found]
    if empty:
        raise SeedError(f"no text holds a seed of {empty[0]!r}; give it other seeds, or more texts")
    plain = [normalise(text.text if isinstance(text, Doc) else text).text for text in texts]
    vocabulary = learn(plain, fewest=fewest, most=most)
    features = learning.matrix(vocabulary.rows(plain), len(vocabulary))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = _lifts(features, shares)
    scores = features @ weights
    sure = counts.max(axis=1) > 0
    sharpness, shift = learning.calibration(scores[sure], counts[sure].argmax(axis=1))
    return learning.packed(vocabulary, weights, np.zeros(len(seeds)), list(seeds), sharpness=sharpness, shift=shift)


def _lifts(features: Any, shares: Table) -> Table:
    """For each feature and topic, the logarithm of its frequency with the topic over that with all others."""
    presence = (features > 0).astype(np.float64).T
    within = presence @ shares + SMOOTH
    total = within.sum(axis=1, keepdims=True)
    sums = within.sum(axis=0)
    without = total - within + SMOOTH
    lifts: Table = np.log(within / sums) - np.log(without / (sums.sum() - sums + SMOOTH))
    return lifts


@cache
def package_seeds() -> Mapping[str, tuple[str, ...]]:
    """The seeds of the sixteen topics that the package ships as an example."""
    return parse_seeds(read_text("topics/seeds.yaml"), source="the package's seeds")
