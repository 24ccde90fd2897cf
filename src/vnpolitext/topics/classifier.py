"""A topic classifier for scikit-learn: texts and labels in, topics with calibrated probabilities out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from vnpolitext.brief import brief, listed
from vnpolitext.doc import Topic
from vnpolitext.text.normalise import normalise
from vnpolitext.topics import fit as learning
from vnpolitext.topics.features import Fields, learn
from vnpolitext.topics.model import Table, TopicModel, package_model, read_model

if TYPE_CHECKING:
    from numpy.typing import NDArray


class TopicClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Learns topics from texts and labels; works in ``Pipeline``, ``GridSearchCV`` and ``clone``.

    Args:
        strength: of the regularisation; larger holds the weights smaller.
        fewest: in how many texts a syllable or pair must occur; 2 from 200 texts on, else 1, when None.
        most: how many features to keep.
        title: weight of one occurrence in the title (the first line), in halves.
        lead: the same for the first 50 syllables after it.
        body: the same for the 350 after those.
        folds: for calibration, in how many parts the texts are held out in turn.

    Attributes:
        classes_: the labels, sorted.
        model_: the ``TopicModel``.

    Examples:
        >>> texts = ["Giá vàng tăng", "Giá xăng giảm", "Đội tuyển thắng trận", "Cầu thủ ghi bàn thắng"] * 3
        >>> classifier = TopicClassifier().fit(texts, ["price", "price", "sport", "sport"] * 3)
        >>> str(classifier.predict(["Giá gạo tăng mạnh"])[0])
        'price'
    """

    def __init__(
        self,
        *,
        strength: float = 0.3,
        fewest: int | None = None,
        most: int = 60_000,
        title: int = 8,
        lead: int = 4,
        body: int = 1,
        folds: int = 5,
    ) -> None:
        self.strength = strength
        self.fewest = fewest
        self.most = most
        self.title = title
        self.lead = lead
        self.body = body
        self.folds = folds

    def fit(self, X: Iterable[str], y: Iterable[Any]) -> TopicClassifier:  # noqa: N803 - scikit-learn's names
        """Learn from texts and one label for each.

        Raises:
            ValueError: a text or label that is missing (the message names its row), fewer than two labels, a label
                with a single text, or another number of labels than of texts.
            TypeError: a text that is not a string.
        """
        texts = _texts(X)
        labels = _labels(y, len(texts))
        self.classes_, truth = np.unique(labels, return_inverse=True)
        _check_sizes(self.classes_, truth)
        fewest = self.fewest or (2 if len(texts) >= 200 else 1)
        vocabulary = learn(texts, fewest=fewest, most=self.most, fields=Fields(self.title, self.lead, self.body))
        features = learning.matrix(vocabulary.rows(texts), len(vocabulary))
        targets = np.eye(len(self.classes_))[truth]
        weights, bias = learning.ridge(features, targets, strength=self.strength)
        folds = _folds(truth, min(self.folds, int(np.bincount(truth).min())))
        scores = learning.held_out(
            features, targets, folds, lambda some, goals, _: learning.ridge(some, goals, strength=self.strength)
        )
        sharpness, shift = learning.calibration(scores, truth)
        codes = [str(label) for label in self.classes_]
        self.model_ = learning.packed(vocabulary, weights, bias, codes, sharpness=sharpness, shift=shift)
        self.n_features_in_ = 1
        return self

    def predict_proba(self, X: Iterable[str]) -> Table:  # noqa: N803
        """Probabilities: one row a text, one column a label in the order of ``classes_``."""
        check_is_fitted(self)
        return self.model_.probabilities(_texts(X))

    def decision_function(self, X: Iterable[str]) -> Table:  # noqa: N803
        """Scores before calibration, in the same shape; for two labels the difference, as scikit-learn has it."""
        check_is_fitted(self)
        scores = self.model_.scores(self.model_.vocabulary.rows(_texts(X)))
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X: Iterable[str]) -> NDArray[Any]:  # noqa: N803
        """The likeliest label of each text."""
        shares = self.predict_proba(X)
        chosen: NDArray[Any] = self.classes_[shares.argmax(axis=1)]
        return chosen

    def explain(self, X: Iterable[str], *, reasons: int = 5) -> list[tuple[Topic, ...]]:  # noqa: N803
        """Ranked topics of each text with the words that weighed most."""
        check_is_fitted(self)
        return self.model_.tag(_texts(X), reasons=reasons)

    def top_features(self, label: str, *, n: int = 20) -> list[tuple[str, float]]:
        """The words that speak most for a label, with their lift.

        Raises:
            ValueError: an unknown label; the message lists the known ones.
        """
        check_is_fitted(self)
        return self.model_.top_features(str(label), n=n)

    def save(self, path: str | Path) -> None:
        """Write the fitted model as one ``.npz`` file without pickle; ``vnpolitext.load(topics=path)`` reads it."""
        check_is_fitted(self)
        self.model_.save(path)

    @classmethod
    def load(cls, path: str | Path | None = None) -> TopicClassifier:
        """A fitted classifier from a file that ``save`` wrote; the package's own model when None.

        Raises:
            ModelError: the file is not a topic model, or is damaged.
        """
        return cls.of(package_model() if path is None else read_model(path))

    @classmethod
    def of(cls, model: TopicModel) -> TopicClassifier:
        """A fitted classifier around a model."""
        fields = model.vocabulary.fields
        made = cls(title=fields.title, lead=fields.lead, body=fields.body)
        made.model_ = model
        made.classes_ = np.array(model.codes)
        made.n_features_in_ = 1
        return made

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.no_validation = True
        return tags


def _texts(values: Iterable[Any]) -> list[str]:
    if isinstance(values, str):
        raise TypeError("give a list of texts, not one text; for one text write [text]")
    if getattr(values, "ndim", 1) != 1:
        raise ValueError(f"texts have shape {values.shape}; give one column of texts")  # type: ignore[attr-defined]
    texts = []
    for row, value in enumerate(values):
        if not isinstance(value, str):
            _refuse(value, row, "text")
        texts.append(normalise(value).text)
    if not texts:
        raise ValueError("no texts: 0 sample(s) found while a minimum of 1 is required")
    return texts


def _refuse(value: Any, row: int, column: str) -> None:
    if _missing(value):
        raise ValueError(f"row {row}: the {column} is missing ({value!r}); drop the row or fill it in")
    raise TypeError(f"row {row}: the {column} is {type(value).__name__}, not str; convert it first")


def _missing(value: Any) -> bool:
    # NaN is the only value that differs from itself; pandas' NA refuses the question.
    try:
        return value is None or bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError):
        return True


def _labels(values: Iterable[Any], texts: int) -> NDArray[Any]:
    labels = list(values)
    if len(labels) != texts:
        raise ValueError(f"{texts} texts but {len(labels)} labels; give one label for each text")
    for row, label in enumerate(labels):
        if _missing(label) or label == "":
            raise ValueError(f"row {row}: the label is missing ({label!r}); drop the row or fill it in")
    return np.array(labels)


def _check_sizes(classes: NDArray[Any], truth: NDArray[np.int64]) -> None:
    if len(classes) < 2:
        raise ValueError(f"all texts have the label {classes[0]!r}: one class only; give texts of at least two labels")
    sizes = Counter(truth.tolist())
    small = [str(classes[number]) for number, size in sizes.items() if size < 2]
    if small:
        raise ValueError(f"label {small[0]!r} has a single text; give at least two, or leave the label out")


def _folds(truth: NDArray[np.int64], parts: int) -> learning.Folds:
    """Parts with the same mix of labels; the same for the same labels."""
    order = np.argsort(truth, kind="stable")
    part = np.empty(len(truth), dtype=np.int64)
    part[order] = np.arange(len(truth)) % max(parts, 2)
    return [(np.flatnonzero(part != number), np.flatnonzero(part == number)) for number in range(max(parts, 2))]


def check_labels(labels: Sequence[Any], known: Sequence[str], *, column: str = "label") -> None:
    """See that each label is one of a taxonomy's.

    Raises:
        ValueError: naming the row, the column and the label of the first that is not.
    """
    for row, label in enumerate(labels):
        if label not in known:
            raise ValueError(f"row {row}, column {column!r}: unknown label {brief(label)}; known are {listed(known)}")
