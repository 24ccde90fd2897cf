"""Learning a topic model: regularised least squares for the weights, held-out scores for the probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnpolitext.topics.features import Rows, Vocabulary
from vnpolitext.topics.model import Table, TopicModel

# Up to so many articles the system of equations is solved in one piece (a matrix of articles by articles).
SMALL = 7_000
WEIGHT_LIMIT = 32_000
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def matrix(rows: Rows, width: int) -> Any:
    """The rows as a SciPy matrix, each of length 1."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only training needs SciPy

    lengths = np.diff(rows.starts)
    return csr_matrix((rows.values / np.repeat(rows.norms, lengths), rows.ids, rows.starts), shape=(len(rows), width))


def ridge(features: Any, targets: Table, *, strength: float, trust: Table | None = None) -> tuple[Table, Table]:
    """Weights and bias that minimise squared error plus ``strength`` times the squared weights.

    Args:
        features: articles by features (SciPy sparse).
        targets: articles by topics, between 0 and 1.
        strength: of the regularisation, above 0.
        trust: how much each article counts; 1 when None.

    Returns:
        Weights (features by topics) and bias (topics).
    """
    bias = targets.mean(axis=0) if trust is None else np.average(targets, axis=0, weights=trust)
    solve = _solved_at_once if features.shape[0] <= SMALL else solved_in_steps
    trusted = np.ones(len(targets)) if trust is None else trust
    return solve(features, targets - bias, strength, trusted), bias


def _solved_at_once(features: Any, targets: Table, strength: float, trust: Table) -> Table:
    from scipy.linalg import cho_factor, cho_solve  # noqa: PLC0415

    alike = (features @ features.T).toarray()
    alike[np.diag_indices_from(alike)] += strength / trust
    weights: Table = features.T @ cho_solve(cho_factor(alike, overwrite_a=True), targets)
    return weights


def solved_in_steps(
    features: Any, targets: Table, strength: float, trust: Table, *, steps: int = 40, start: Table | None = None
) -> Table:
    """The same weights by conjugate gradients on the normal equations, all topics at once.

    Args:
        features: articles by features (SciPy sparse).
        targets: articles by topics, less the bias.
        strength: of the regularisation, above 0.
        trust: how much each article counts.
        steps: how many at most.
        start: weights to begin with; zero when None. Near the end few steps are enough.
    """
    turned = features.T.tocsr()
    kind = features.dtype  # 32 bits are enough where a model is rounded afterwards, and twice as fast
    weights = np.zeros((features.shape[1], targets.shape[1]), kind) if start is None else start.astype(kind)
    trusted = trust[:, None].astype(kind)
    rest = turned @ (trusted * (targets.astype(kind) - features @ weights)) - kind.type(strength) * weights
    direction = rest.copy()
    length = np.square(rest).sum(axis=0)
    first = length.copy()
    for _ in range(steps):
        image = turned @ (trusted * (features @ direction)) + kind.type(strength) * direction
        stride = length / np.maximum((direction * image).sum(axis=0), 1e-12)
        weights += stride * direction
        rest -= stride * image
        new = np.square(rest).sum(axis=0)
        direction = rest + new / np.maximum(length, 1e-30) * direction
        length = new
        if (length < 1e-6 * first).all():
            break
    found: Table = weights
    return found


def packed(
    vocabulary: Vocabulary,
    weights: Table,
    bias: Table,
    codes: Sequence[str],
    *,
    limit: int = WEIGHT_LIMIT,
    **rest: Any,
) -> TopicModel:
    """A model whose weights are whole numbers up to ``limit``; columns keep their own step."""
    largest = np.maximum(np.abs(weights).max(axis=0), 1e-9)
    steps = largest.astype(np.float64) / limit
    whole = np.rint(weights / steps).astype(np.int16)
    return TopicModel(tuple(codes), vocabulary, whole, steps, np.asarray(bias, dtype=np.float64), **rest)


def strongest(weights: Table, rarity: Table, *, most: int) -> NDArray[np.int64]:
    """The numbers (ascending) of the features that move scores most, at most ``most``."""
    force = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1) * rarity
    return np.sort(np.argsort(-force, kind="stable")[:most])


def restricted(vocabulary: Vocabulary, kept: NDArray[np.int64]) -> Vocabulary:
    """The vocabulary with only the features of these numbers (ascending); syllables that nothing uses go."""
    border = len(vocabulary.singles)
    singles = vocabulary.singles[kept[kept < border]]
    pairs = vocabulary.pairs[kept[kept >= border] - border]
    first, second = np.divmod(pairs, len(vocabulary.syllables))
    used = np.unique(np.concatenate([singles, first, second]))
    renumbered = np.full(len(vocabulary.syllables), -1, dtype=np.int64)
    renumbered[used] = np.arange(len(used))
    return Vocabulary(
        syllables=tuple(vocabulary.syllables[number] for number in used),
        singles=renumbered[singles],
        pairs=renumbered[first] * len(used) + renumbered[second],
        rarity=vocabulary.rarity[kept],
        fields=vocabulary.fields,
    )


def calibration(scores: Table, truth: NDArray[np.int64], *, trust: Table | None = None) -> tuple[float, Table]:
    """Sharpness and shift that make held-out scores good probabilities (multinomial likelihood, lightly regularised).

    Args:
        scores: of articles that the weights were not learnt from, articles by topics.
        truth: the column of each article's first topic.
        trust: how much each article counts; 1 when None.
    """
    from scipy.optimize import minimize  # noqa: PLC0415

    articles, topics = scores.shape
    trusted = np.ones(articles) if trust is None else trust
    right = np.arange(articles), truth

    def loss(values: Table) -> tuple[float, Table]:
        sharpness, shift = np.exp(values[0]), values[1:]
        logits = sharpness * scores + shift
        logits -= logits.max(axis=1, keepdims=True)
        odds = np.exp(logits)
        shares = odds / odds.sum(axis=1, keepdims=True)
        gaps = shares.copy()
        gaps[right] -= 1
        gaps *= trusted[:, None]
        value = -(trusted * np.log(np.maximum(shares[right], 1e-12))).sum() + np.square(shift).sum()
        slope = np.concatenate([[(gaps * scores).sum() * sharpness], gaps.sum(axis=0) + 2 * shift])
        return float(value), slope

    found = minimize(loss, np.concatenate([[2.0], np.zeros(topics)]), jac=True, method="L-BFGS-B").x
    return float(np.exp(found[0])), np.asarray(found[1:])


def held_out(features: Any, targets: Table, folds: Folds, learn: Callable[..., tuple[Table, Table]]) -> Table:
    """Scores of each article by weights learnt without its fold; rows that are in no fold stay 0."""
    scores = np.zeros(targets.shape)
    for train, test in folds:
        weights, bias = learn(features[train], targets[train], train)
        scores[test] = features[test] @ weights + bias
    return scores
