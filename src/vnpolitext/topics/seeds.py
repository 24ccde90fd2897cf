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

from vnpolitext.doc import Doc
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


def read_seeds(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Seeds from YAML: ``topic: [word, "a phrase", "glob*", body:quoc-hoi, "post:*@body:quoc-hoi"]``.

    Raises:
        SeedError: the file is not of that form, or a seed cannot be used.
    """
    return parse_seeds(Path(path).read_text(encoding="utf-8"), source=str(path))


def parse_seeds(content: str, *, source: str = "seeds") -> dict[str, tuple[str, ...]]:
    """Seeds from the text of a YAML file; see ``read_seeds``.

    Examples:
        >>> parse_seeds("health: [bệnh viện, vắc*]")
        {'health': ('bệnh viện', 'vắc*')}
    """
    import yaml  # noqa: PLC0415 - only seeds need it

    try:
        value = yaml.safe_load(content)
    except (yaml.YAMLError, RecursionError) as error:
        raise SeedError(f"{source} is not YAML: {error}") from error
    if not isinstance(value, dict) or not value:
        raise SeedError(f"{source}: give topics, each with a list of seeds")
    return {code: _checked(code, seeds, source) for code, seeds in value.items()}


def _checked(code: Any, seeds: Any, source: str) -> tuple[str, ...]:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise SeedError(f"{source}: topic {code!r}: write its code in small letters, digits and '_'")
    if not isinstance(seeds, list) or not seeds:
        raise SeedError(f"{source}: topic {code!r} has no list of seeds")
    for seed in seeds:
        if not isinstance(seed, str) or not seed.strip(" *"):
            raise SeedError(
                f"{source}: topic {code!r}: {seed!r} is no seed; give a word, a phrase or a glob like 'bầu*'"
            )
        if seed.count("*") > STARS:
            raise SeedError(f"{source}: topic {code!r}: {seed!r} has more than {STARS} stars; write several seeds")
        check_identifier(code, seed, source)
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
