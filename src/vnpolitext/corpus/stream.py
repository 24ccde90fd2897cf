"""Batches of articles through a pipeline, in this process or in several: for ``pipe`` and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vnpolitext.corpus.attempt import Reader
from vnpolitext.corpus.job import Item, Job


def run_batches(
    batches: Iterable[tuple[Any, list[Item]]], *, job: Job, workers: int = 1, reader: Reader | None = None
) -> Iterator[tuple[Any, list[Any]]]:
    """Tag batches in order.

    Args:
        batches: pairs (context, items); the context stays in this process.
        job: what to do with the items.
        workers: processes; with 1 everything is done in this one.
        reader: a pipeline already built, used when ``workers`` is 1.

    Yields:
        (context, parts), in the order of ``batches``; ``parts`` are the batch's encoded results.

    Raises:
        ValueError: ``workers`` is less than 1.
        WorkerError: worker processes cannot be started.
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}; give 1 or more")
    if workers == 1:
        pipeline = reader or job.build()
        for context, items in batches:
            yield context, [job.run(pipeline, items)]
        return
    from vnpolitext.corpus.workers import Workers  # noqa: PLC0415 - subprocesses only when asked for

    contexts: list[Any] = []

    def sent() -> Iterator[list[Item]]:
        for context, items in batches:
            contexts.append(context)
            yield items

    with Workers(job, workers) as pool:
        for parts in pool.map(sent()):
            yield contexts.pop(0), parts
