"""Hugging Face ``datasets``: a function for ``dataset.map(..., batched=True)``. Needs the extra "datasets"."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vnpolitext.doc import Doc
from vnpolitext.pipeline import Pipeline

logger = logging.getLogger("vnpolitext")
ENTITY_FIELDS = ("start", "end", "text", "label", "number", "canonical_id", "rule", "score")


@dataclass(frozen=True)
class BatchTagger:
    """Adds the columns ``entities``, ``officials`` and ``topics`` to a batch of rows.

    It pickles by the pipeline's configuration, so ``map(num_proc=2)`` works.

    Args:
        nlp: the pipeline.
        text: the column with the articles; a row without text, or with one that cannot be read, gets empty lists.
        date: the column with the days of publication, in any form that ``nlp`` takes.

    Examples:
        >>> from vnpolitext.loading import load
        >>> BatchTagger(load(components=["sentences"]))({"text": ["Hà Nội", None]})["entities"]
        [[], []]
    """

    nlp: Pipeline
    text: str = "text"
    date: str | None = None

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """The new columns, one value a row."""
        texts = [text if isinstance(text, str) else "" for text in batch[self.text]]
        dates = list(batch[self.date]) if self.date else None
        docs = list(self.nlp.pipe(texts, dates=dates, batch_size=max(1, len(texts))))
        if failed := [doc.error for doc in docs if doc.error is not None]:
            logger.warning("%d articles could not be read; the first: %s", len(failed), failed[0])
        return {
            "entities": [[{name: getattr(e, name) for name in ENTITY_FIELDS} for e in doc.entities] for doc in docs],
            "officials": [_officials(doc) for doc in docs],
            "topics": [[{"code": topic.code, "score": topic.score} for topic in doc.topics] for doc in docs],
        }


def _officials(doc: Doc) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "name": one.name, "offices": [office.text for office in one.positions]} for one in doc.officials
    ]
