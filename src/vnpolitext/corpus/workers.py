"""Worker processes that tag batches: order kept, few batches ahead, and a worker's death costs at most one article.

The processes are spawned, not forked: a fork of a process with threads may hang, and takes its memory along.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from time import monotonic
from typing import Any

from vnpolitext.corpus import worker as worker_process
from vnpolitext.corpus.job import Item, Job, WorkerError

_AHEAD = 4  # batches a worker that may be read before the oldest is given back
_AT_HAND = 2  # batches a worker that are sent to it: the one it reads and the next
_LIVES = 3  # workers that may die one after the other before they are ready
logger = logging.getLogger("vnpolitext")


@dataclass(slots=True)
class _Piece:
    """A batch, or one article of a batch that a worker did not survive."""

    batch: int
    place: int
    items: list[Item]
    deaths: int = 0


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    tasks: Connection
    answers: Connection
    held: deque[_Piece] = field(default_factory=deque)
    ready: bool = False
    since: float = 0.0  # when it began the piece it works on

    @classmethod
    def hire(cls, job: Job) -> _Worker:
        """Start a process."""
        context = multiprocessing.get_context("spawn")
        tasks_out, tasks = context.Pipe(duplex=False)
        answers, answers_in = context.Pipe(duplex=False)
        process = context.Process(target=worker_process.main, args=(tasks_out, answers_in, job), daemon=True)
        with _ctrl_c_waiting():
            process.start()
        tasks_out.close()  # its ends are the child's alone: so each side sees when the other is gone
        answers_in.close()
        return cls(process, tasks, answers)

    def send(self, piece: _Piece) -> None:
        """Give it a piece. If it is dead, the end of its answers says so, and another gets the piece."""
        if not self.held:
            self.since = monotonic()
        self.held.append(piece)
        with suppress(OSError):
            self.tasks.send(piece.items)

    def answer(self) -> Any:
        """Its next answer; None when it is dead."""
        try:
            return self.answers.recv()
        except (EOFError, OSError):
            return None

    def dismiss(self) -> int:
        """End it; returns its exit code."""
        self.process.kill()
        self.process.join()
        self.tasks.close()
        self.answers.close()
        return self.process.exitcode or 0


class Workers:
    """A pool for one ``Job``. Use as a context; leaving it ends the processes."""

    def __init__(self, job: Job, count: int) -> None:
        self._job = job
        self._waiting: deque[_Piece] = deque()
        self._parts: dict[int, dict[int, Any]] = {}
        self._sizes: dict[int, int] = {}
        self._lives = _LIVES
        self._workers = [_Worker.hire(job) for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.dismiss()

    def map(self, batches: Iterable[list[Item]]) -> Iterator[list[Any]]:
        """For each batch, in order, the list of its encoded parts (one, or one an article where a worker died)."""
        given = taken = 0
        for items in batches:
            self._submit(taken, items)
            taken += 1
            while given < taken and (taken - given >= _AHEAD * len(self._workers) or self._done(given)):
                yield self._take(given)
                given += 1
        for number in range(given, taken):
            yield self._take(number)

    def _submit(self, batch: int, items: list[Item]) -> None:
        self._sizes[batch], self._parts[batch] = 1, {}
        self._waiting.append(_Piece(batch, 0, items))
        self._hand_out()

    def _hand_out(self) -> None:
        """Give waiting pieces to the workers that have least at hand."""
        while self._waiting:
            worker = min(self._workers, key=lambda one: len(one.held))
            if len(worker.held) >= _AT_HAND:
                return
            worker.send(self._waiting.popleft())

    def _done(self, batch: int) -> bool:
        self._handle_answers(0)
        return len(self._parts[batch]) == self._sizes[batch]

    def _take(self, batch: int) -> list[Any]:
        while not self._done(batch):
            self._handle_answers(None)
        del self._sizes[batch]
        parts = self._parts.pop(batch)
        return [parts[place] for place in sorted(parts)]

    def _handle_answers(self, timeout: float | None) -> None:
        """Take what has been answered; with no timeout, wait until something is."""
        while answered := wait([worker.answers for worker in self._workers], timeout):
            for worker in [worker for worker in self._workers if worker.answers in answered]:
                self._handle(worker, worker.answer())
            timeout = 0

    def _handle(self, worker: _Worker, answer: Any) -> None:
        match answer:
            case (encoded,):
                piece = worker.held.popleft()
                self._parts[piece.batch][piece.place] = encoded
            case worker_process.READY:
                worker.ready = True
                self._lives = _LIVES
            case str(problem):
                raise WorkerError(problem)
            case _:
                self._bury(worker)
        worker.since = monotonic()
        self._hand_out()

    def _bury(self, worker: _Worker) -> None:
        """Replace a dead worker; what it worked on is read once more, article by article."""
        worker.process.join()
        code = worker.dismiss()
        self._workers.remove(worker)
        if not worker.ready:
            self._lives -= 1
            self._waiting.extendleft(reversed(worker.held))
        elif worker.held:
            worker.held[0].deaths += 1
            late = 0 < self._job.seconds <= monotonic() - worker.since
            cause = f"time limit: more than {self._job.seconds:g} s" if late else f"worker ended: {_cause(code)}"
            self._waiting.extendleft(reversed([*self._again(worker.held[0], cause), *list(worker.held)[1:]]))
        if not self._lives:
            hint = 'a script that uses workers must have its own code under `if __name__ == "__main__":`'
            raise WorkerError(f"workers end before they are ready ({_cause(code)}); {hint}")
        self._workers.append(_Worker.hire(self._job))

    def _again(self, piece: _Piece, cause: str) -> list[_Piece]:
        first = "an article" if len(piece.items) == 1 else f"one of {len(piece.items)} articles"
        if len(piece.items) == 1 and piece.deaths > 1:
            logger.warning("%s; the article that it held, for the second time, is left out", cause)
            self._parts[piece.batch][piece.place] = self._job.encode_failure(piece.items[0], cause)
            return []
        logger.warning("%s, with %s at hand; they are read again", cause, first)
        if len(piece.items) == 1:
            return [piece]
        self._sizes[piece.batch] = len(piece.items)
        return [_Piece(piece.batch, place, [item], piece.deaths) for place, item in enumerate(piece.items)]


@contextmanager
def _ctrl_c_waiting() -> Iterator[None]:
    """Hold Ctrl-C back, also from the processes that are started in this block.

    It reaches the whole group, and one that is still importing would answer with a traceback; the parent decides.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # or the first start would start it, which lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cause(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
