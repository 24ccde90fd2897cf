"""A worker process: builds its own pipeline once, then answers batches until its parent is gone."""

from __future__ import annotations

import os
import queue
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from vnpolitext.corpus.job import Item, Job

READY = "ready"


def main(tasks: Connection, answers: Connection, job: Job) -> None:
    """Take batches of items from ``tasks``; send ("ready" once, then) one encoded result a batch to ``answers``.

    A text instead of a result says why the pipeline cannot be built.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    os.dup2(2, 1)  # what a library prints must not come between the lines of the output
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # processes share the cores already
    inbox: queue.SimpleQueue[list[Item]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(tasks, inbox), daemon=True).start()
    try:
        reader = job.build()
    except Exception as error:
        answers.send(f"{type(error).__name__}: {error}")
        return
    with suppress(BrokenPipeError):  # the parent was killed: there is nobody to tell
        answers.send(READY)
        while True:
            answers.send((job.run(reader, inbox.get(), watchdog=True),))


def _receive(tasks: Connection, inbox: queue.SimpleQueue[list[Item]]) -> None:
    """Take batches off the pipe at once, so that the parent never waits to send; leave with the parent."""
    while True:
        try:
            inbox.put(tasks.recv())
        except (EOFError, OSError):
            os._exit(0)
