"""scikit-learn: articles in, counts of what they mention out. Import it by itself; ``import vnpolitext`` does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from vnpolitext.doc import Doc, Entity
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline


def feature(entity: Entity) -> str:
    """The name under which a mention is counted: label and registry entry, else number, else its words."""
    return f"{entity.label}={entity.canonical_id or entity.number or ' '.join(entity.text.split())}"


class EntityCounts(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Counts mentions: one row an article, one column a body, person, document and so on.

    Args:
        nlp: the pipeline; "entities" and "links" of ``vnpolitext.load`` when None.
        labels: which labels to count; all when None.
        min_df: in how many articles a column's mention must occur while fitting.

    Attributes:
        vocabulary_: the columns, by name; sorted.

    Examples:
        >>> doc = Doc("Hà Nội", entities=(Entity(0, 6, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> counts = EntityCounts().fit([doc, doc])
        >>> counts.get_feature_names_out(), counts.transform([doc]).toarray()
        (array(['PLACE=Hà Nội'], dtype=object), array([[1]]))
    """

    def __init__(self, *, nlp: Pipeline | None = None, labels: Sequence[str] | None = None, min_df: int = 1) -> None:
        self.nlp = nlp
        self.labels = labels
        self.min_df = min_df

    def fit(self, X: Iterable[str | Doc], y: Any = None) -> EntityCounts:  # noqa: N803 - scikit-learn's names
        """Learn the columns from articles (texts or documents)."""
        spread = Counter(chain.from_iterable(map(set, self._counted(X))))
        names = sorted(name for name, articles in spread.items() if articles >= self.min_df)
        self.vocabulary_ = {name: column for column, name in enumerate(names)}
        return self

    def transform(self, X: Iterable[str | Doc]) -> csr_matrix:  # noqa: N803
        """The counts as a sparse matrix of integers, one row an article."""
        if not hasattr(self, "vocabulary_"):
            raise ValueError("EntityCounts is not fitted; call fit with some articles first")
        columns: list[int] = []
        counts: list[int] = []
        ends = [0]
        for found in self._counted(X):
            known = sorted((self.vocabulary_[name], count) for name, count in found.items() if name in self.vocabulary_)
            columns += [column for column, _ in known]
            counts += [count for _, count in known]
            ends.append(len(columns))
        return csr_matrix((counts, columns, ends), shape=(len(ends) - 1, len(self.vocabulary_)), dtype=np.int64)

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The columns' names, in order."""
        return np.array(list(self.vocabulary_), dtype=object)

    def _counted(self, articles: Iterable[str | Doc]) -> Iterator[Counter[str]]:
        for doc in self._docs(articles):
            yield Counter(feature(e) for e in doc.entities if self.labels is None or e.label in self.labels)

    def _docs(self, articles: Iterable[str | Doc]) -> Iterator[Doc]:
        nlp: Pipeline | None = self.nlp
        for article in articles:
            if isinstance(article, Doc):
                yield article
                continue
            nlp = nlp or load(components=["entities", "links"])
            yield nlp(article)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags
