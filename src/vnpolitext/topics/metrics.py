"""How good topics are: shares right, F1 of each topic, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vnpolitext.topics.model import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Precision, recall and F1 of one topic, and how many articles have it as their first."""

    code: str
    precision: float
    recall: float
    f1: float
    articles: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How good probabilities of topics are against the truth.

    Args:
        articles: how many were scored.
        primary: share whose most probable topic is the primary one.
        any_topic: share whose most probable topic is the primary or a secondary one.
        macro_f1: mean F1 of the topics that occur.
        calibration_error: mean distance between confidence and share right, over ten bins by size.
        topics: each topic's scores.
        confusions: (true topic, predicted topic, articles), most frequent first.
    """

    articles: int
    primary: float
    any_topic: float
    macro_f1: float
    calibration_error: float
    topics: tuple[TopicScore, ...]
    confusions: tuple[tuple[str, str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, rounded to four digits."""
        plain: dict[str, Any] = _rounded(asdict(self))
        return plain


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def quality(
    shares: Table, truth: NDArray[np.int64], codes: Sequence[str], *, secondary: Sequence[Sequence[str]] | None = None
) -> Quality:
    """Compare probabilities with the truth.

    Args:
        shares: probabilities, articles by topics.
        truth: the column of each article's primary topic.
        codes: the topics, in the order of the columns.
        secondary: each article's secondary topics.
    """
    found = shares.argmax(axis=1)
    right = found == truth
    also = [codes[column] in others for column, others in zip(found, secondary or [()] * len(found), strict=True)]
    topics = tuple(_topic(code, found == column, truth == column) for column, code in enumerate(codes))
    present = [topic.f1 for topic in topics if topic.articles]
    return Quality(
        articles=len(truth),
        primary=float(right.mean()),
        any_topic=float((right | np.array(also, dtype=bool)).mean()),
        macro_f1=float(np.mean(present)),
        calibration_error=calibration_error(shares.max(axis=1), right),
        topics=topics,
        confusions=_confusions(found, truth, codes),
    )


def _topic(code: str, found: NDArray[np.bool_], true: NDArray[np.bool_]) -> TopicScore:
    both = int((found & true).sum())
    precision = both / max(int(found.sum()), 1)
    recall = both / max(int(true.sum()), 1)
    f1 = 2 * both / max(int(found.sum() + true.sum()), 1)
    return TopicScore(code, precision, recall, f1, int(true.sum()))


def _confusions(
    found: NDArray[np.int64], truth: NDArray[np.int64], codes: Sequence[str]
) -> tuple[tuple[str, str, int], ...]:
    counts = np.zeros((len(codes), len(codes)), dtype=np.int64)
    np.add.at(counts, (truth, found), 1)
    np.fill_diagonal(counts, 0)
    cells = [(codes[i], codes[j], int(counts[i, j])) for i, j in zip(*np.nonzero(counts), strict=True)]
    return tuple(sorted(cells, key=lambda cell: (-cell[2], cell[0], cell[1])))


def calibration_error(confidence: Table, right: NDArray[np.bool_], *, bins: int = 10) -> float:
    """Expected calibration error: bins of equal width, weighted by their number of articles.

    Examples:
        >>> round(calibration_error(np.array([0.9, 0.9]), np.array([True, False])), 2)
        0.4
    """
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[places == b].mean() - right[places == b].mean()) * (places == b).sum() for b in set(places)]
    return float(sum(gaps) / max(len(confidence), 1))
