"""The pipeline's room for topics."""

from __future__ import annotations

from collections.abc import Sequence

from vnpolitext.draft import Draft
from vnpolitext.topics.model import TopicModel, package_model, read_model


class TopicTagger:
    """Gives each article its topics, the likeliest first.

    Args:
        model: path of a model that ``vnpolitext train-topics`` made; the package's own when None.
        least: topics less probable than this are left out; the likeliest always stays.

    Raises:
        ModelError: the file is not a topic model, or is damaged.
        FileNotFoundError: there is no such file.
    """

    name = "topics"

    def __init__(self, *, model: str | None = None, least: float = 0.05) -> None:
        self._model: TopicModel = package_model() if model is None else read_model(model)
        self._least = least

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Fill ``draft.topics``; an article without any letter gets none."""
        told = [draft for draft in drafts if any(map(str.isalpha, draft.text))]
        topics = self._model.tag([draft.text for draft in told], least=self._least)
        for draft, found in zip(told, topics, strict=True):
            draft.topics = list(found)
