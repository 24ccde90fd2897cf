"""Worker processes that tag batches: order kept, few batches ahead, and a worker's death costs at most one article.

The processes are plain children (``python -c``), not ``multiprocessing``'s: nothing is forked from a process with
threads, and a user's script needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import IO, Any

from vnpolitext.corpus.job import Item, Job

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from vnpolitext.corpus.worker import main; main()"
_AHEAD = 4  # batches a worker that may be read before the oldest is given back
_AT_HAND = 2  # batches a worker that are sent to it: the one it reads and the next
_LIVES = 3  # workers that may die one after the other before they are ready
logger = logging.getLogger("vnpolitext")


class WorkerError(RuntimeError):
    """Worker processes cannot be started, or die before they are ready."""


@dataclass(slots=True)
class _Piece:
    """A batch, or one article of a batch that a worker did not survive."""

    batch: int
    place: int
    items: list[Item]
    deaths: int = 0


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    held: deque[_Piece] = field(default_factory=deque)
    ready: bool = False
    since: float = 0.0  # when it began the piece it works on

    def send(self, piece: _Piece) -> None:
        """Give it a piece. If it is dead, its reading thread says so and the piece is given to another."""
        if not self.held:
            self.since = monotonic()
        self.held.append(piece)
        self._write(piece.items)

    def _write(self, value: Any) -> None:
        assert self.process.stdin is not None
        try:
            pickle.dump(value, self.process.stdin, pickle.HIGHEST_PROTOCOL)
            self.process.stdin.flush()
        except OSError:
            return

    def start(self, job: Job, answers: queue.SimpleQueue[Any]) -> None:
        """Send the job and listen in a thread of its own."""
        self._write(job)
        threading.Thread(target=self._listen, args=(answers,), daemon=True).start()

    def _listen(self, answers: queue.SimpleQueue[Any]) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                answers.put((self, pickle.load(self.process.stdout)))
        except Exception:
            answers.put((self, None))


class Workers:
    """A pool for one ``Job``. Use as a context; leaving it ends the processes."""

    def __init__(self, job: Job, count: int) -> None:
        self._job = job
        self._answers: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._waiting: deque[_Piece] = deque()
        self._parts: dict[int, dict[int, Any]] = {}
        self._sizes: dict[int, int] = {}
        self._lives = _LIVES
        self._workers = [self._hire() for _ in range(count)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.wait()
            for stream in (worker.process.stdin, worker.process.stdout):
                _close(stream)

    def _hire(self) -> _Worker:
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | dict(os.environ)
        command = [sys.executable, "-c", _START, json.dumps([path for path in sys.path if isinstance(path, str)])]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        worker = _Worker(subprocess.Popen(command, env=environment, **pipes))  # type: ignore[call-overload]
        worker.start(self._job, self._answers)
        return worker

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
        while not self._answers.empty():
            self._handle(*self._answers.get())
        return len(self._parts[batch]) == self._sizes[batch]

    def _take(self, batch: int) -> list[Any]:
        while not self._done(batch):
            self._handle(*self._answers.get())
        del self._sizes[batch]
        parts = self._parts.pop(batch)
        return [parts[place] for place in sorted(parts)]

    def _handle(self, worker: _Worker, answer: Any) -> None:
        match answer:
            case (encoded,):
                piece = worker.held.popleft()
                self._parts[piece.batch][piece.place] = encoded
            case "ready":
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
        code = worker.process.wait()
        _close(worker.process.stdin)
        _close(worker.process.stdout)
        self._workers.remove(worker)
        self._lives -= not worker.ready
        if not self._lives:
            raise WorkerError(f"workers end before they are ready ({_cause(code)})")
        self._workers.append(self._hire())
        if not worker.ready:
            self._waiting.extendleft(reversed(worker.held))
        elif worker.held:
            worker.held[0].deaths += 1
            late = 0 < self._job.seconds <= monotonic() - worker.since
            cause = f"time limit: more than {self._job.seconds:g} s" if late else f"worker ended: {_cause(code)}"
            self._waiting.extendleft(reversed([*self._again(worker.held[0], cause), *list(worker.held)[1:]]))

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


def _cause(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with suppress(OSError):  # what was still buffered for a process that is gone
            stream.close()
