"""A worker process: builds its own pipeline once, then answers batches until its parent is gone."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import IO, Any

from vnpolitext.corpus.job import Item, Job


def main() -> None:
    """Read the job and then batches from standard input; write answers to standard output.

    What passes is pickled, between a process and the child it started itself, over their own pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    job: Job = pickle.load(source)
    inbox: queue.SimpleQueue[list[Item]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(source, inbox), daemon=True).start()
    try:
        reader = job.build()
    except Exception as error:
        _send(answers, f"{type(error).__name__}: {error}")
        return
    _send(answers, "ready")
    while True:
        _send(answers, (job.run(reader, inbox.get(), watchdog=True),))


def _receive(source: IO[bytes], inbox: queue.SimpleQueue[Any]) -> None:
    """Take batches off the pipe at once, so that the parent never waits to send; leave with the parent."""
    while True:
        try:
            inbox.put(pickle.load(source))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


def _send(answers: IO[bytes], answer: Any) -> None:
    pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
