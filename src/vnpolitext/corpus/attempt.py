"""Tagging that never raises: an article that fails or takes too long becomes a ``Doc`` with an error."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import IO, Any, Protocol

from vnpolitext.doc import Doc

# The watchdog waits longer than the alarm: it ends only what the alarm could not.
PATIENCE = 1.5
PATIENCE_SECONDS = 2.0
# The system's timers count to more than this, but no article takes eleven days.
LONGEST_LIMIT = 1_000_000


class Reader(Protocol):
    """What tags a batch: a ``Pipeline``."""

    def batch(self, texts: Sequence[str], *, dates: Sequence[Any] | None = None) -> list[Doc]:
        """Read several articles at once."""


class TimeLimitError(Exception):
    """An article, or the batch it is in, took longer than allowed."""


def checked_seconds(seconds: float, *, name: str = "seconds") -> float:
    """A time limit that a timer can be set to; 0 for none.

    Raises:
        ValueError: it is negative, not a number, or longer than ``LONGEST_LIMIT``.
    """
    if not 0 <= seconds <= LONGEST_LIMIT:
        raise ValueError(f"{name} is {seconds}; give seconds from 0 (for any time) to {LONGEST_LIMIT:,}")
    return seconds


def read_batch(
    reader: Reader, texts: Sequence[Any], dates: Sequence[Any], *, seconds: float = 0, watchdog: bool = False
) -> list[Doc]:
    """Read a batch; when it fails as a whole, read its articles one by one and let only the bad ones fail.

    Args:
        reader: the pipeline.
        texts: articles; what is not a string gives an error too.
        dates: days of publication, one an article.
        seconds: the time one article may take, 0 for any. A batch that takes longer is read one by one.
        watchdog: end this process when the limit alone does not help (see ``time_limit``).

    Raises:
        ValueError: ``seconds`` cannot be a limit (see ``checked_seconds``).
    """
    checked_seconds(seconds)
    try:
        with time_limit(seconds, watchdog=watchdog):
            return reader.batch(texts, dates=dates)
    except Exception:
        return [_read_one(reader, text, date, seconds, watchdog) for text, date in zip(texts, dates, strict=True)]


def _read_one(reader: Reader, text: Any, date: Any, seconds: float, watchdog: bool) -> Doc:
    try:
        with time_limit(seconds, watchdog=watchdog):
            return reader.batch([text], dates=[date])[0]
    except TimeLimitError:
        return failed(text, f"time limit: more than {seconds:g} s")
    except Exception as error:
        return failed(text, f"{type(error).__name__}: {error}")


def failed(text: Any, error: str) -> Doc:
    """The ``Doc`` of an article that could not be read."""
    return Doc(text=text if isinstance(text, str) else "", error=error)


@contextmanager
def time_limit(seconds: float, *, watchdog: bool = False) -> Iterator[None]:
    """Raise ``TimeLimitError`` in this block after so many seconds.

    By the alarm signal, so only in a main thread and not on Windows. What the signal cannot reach (code that never
    comes back to the interpreter) the watchdog ends together with the process; only a worker can afford it.
    """
    if seconds <= 0:
        yield
        return
    if watchdog:
        faulthandler.dump_traceback_later(seconds * PATIENCE + PATIENCE_SECONDS, exit=True, file=_nowhere())
    try:
        with _alarm(seconds):
            yield
    finally:
        if watchdog:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _alarmed)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _alarmed(_number: int, _frame: object) -> None:
    raise TimeLimitError


@cache
def _nowhere() -> IO[str]:
    """Where the watchdog's last words go: it must have a real file."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as the process
