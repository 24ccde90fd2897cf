"""What a worker does with a batch, told in plain values that can be sent to another process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from vnpolitext.corpus.attempt import Reader, checked_seconds, failed, read_batch
from vnpolitext.doc import Doc

Item = tuple[Any, Any, Any]  # text, date, what the encoder needs besides


class WorkerError(RuntimeError):
    """Worker processes cannot be started, or die before they are ready."""


@dataclass(frozen=True, slots=True)
class Job:
    """How to build the pipeline and what to make of its documents.

    Args:
        config: the arguments of ``load``.
        loader: the function that builds the pipeline from them, as "module:name".
        encoder: a function (extras, docs, **options) that makes of a batch what is wanted, as "module:name";
            None leaves the documents as they are, in a list.
        options: keyword arguments of the encoder.
        seconds: the time one article may take; 0 for any.

    Raises:
        ValueError: ``seconds`` cannot be a limit (see ``checked_seconds``).
    """

    config: dict[str, Any]
    loader: str = "vnpolitext.loading:load"
    encoder: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0

    def __post_init__(self) -> None:
        checked_seconds(self.seconds)

    def build(self) -> Reader:
        """The pipeline."""
        reader: Reader = resolve(self.loader)(**self.config)
        return reader

    def run(self, reader: Reader, items: Sequence[Item], *, watchdog: bool = False) -> Any:
        """Tag a batch and encode it."""
        texts, dates = [item[0] for item in items], [item[1] for item in items]
        docs = read_batch(reader, texts, dates, seconds=self.seconds, watchdog=watchdog)
        return self.encode(items, docs)

    def encode(self, items: Sequence[Item], docs: list[Doc]) -> Any:
        """What is wanted of the documents."""
        if self.encoder is None:
            return docs
        return resolve(self.encoder)([item[2] for item in items], docs, **self.options)

    def encode_failure(self, item: Item, error: str) -> Any:
        """The same for one article that no worker survives."""
        return self.encode([item], [failed(item[0], error)])


def resolve(address: str) -> Any:
    """The function that "module:name" names."""
    module, name = address.split(":")
    return getattr(import_module(module), name)
