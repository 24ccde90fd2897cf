"""What a run says on standard error: a line that moves on a terminal, and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from vnpolitext.corpus.encode import Tally
from vnpolitext.corpus.run import Progress
from vnpolitext.corpus.sources import Meter

_EVERY = 0.2  # seconds between two states of the line


def say(message: str) -> None:
    """One line on standard error, with the program's name; a run does not end because nobody reads it."""
    _write(f"vnpolitext: {message}\n")


def _write(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


class ProgressLine:
    """Rate and time left, on a terminal only.

    Args:
        meter: how far reading has come.
        quiet: say nothing.
    """

    def __init__(self, meter: Meter, *, quiet: bool = False) -> None:
        self._meter = meter
        self._began = self._shown = monotonic()
        self._skipped: int | None = None
        self._on = not quiet and sys.stderr.isatty()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return monotonic() - self._began

    def __call__(self, progress: Progress) -> None:
        """Show the state, not too often."""
        now = monotonic()
        if self._skipped is None:
            self._skipped = self._meter.done if progress.resumed else 0
        if self._on and now - self._shown >= _EVERY:
            self._shown = now
            self._show(self._line(progress))

    def _line(self, progress: Progress) -> str:
        tally = progress.tally
        rate = (tally.articles - progress.resumed) / max(self.seconds, 1e-9)
        parts = [f"{tally.articles:,} articles", f"{rate:,.0f}/s"]
        if errors := sum(tally.errors.values()):
            parts.append(_many(errors, "error"))
        if left := self._left():
            parts.append(f"{left} left")
        return ", ".join(parts)

    def _left(self) -> str | None:
        done, skipped = self._meter.done, self._skipped or 0
        if not self._meter.total or done <= skipped:
            return None
        return _clock(self.seconds * (self._meter.total - done) / (done - skipped))

    def clear(self) -> None:
        """Take the line away."""
        if self._on:
            self._show("")

    @staticmethod
    def _show(line: str) -> None:
        _write(f"\r\x1b[K{line}")


def summary(progress: Progress, seconds: float, *, warning: str = "") -> str:
    """What a run did, in one line or a few, and at the end a warning about it."""
    tally = progress.tally
    new = tally.articles - progress.resumed
    head = f"{_many(tally.articles, 'article')}"
    if progress.resumed:
        head += f" ({progress.resumed:,} of them before the interruption)"
    lines = [
        f"{head}, {_errors(tally)}; {_many(sum(tally.entities.values()), 'entity', 'entities')}{_by(tally.entities)}"
    ]
    if new and not progress.resumed:
        per_second = 1 / max(seconds, 1e-9)
        rates = f"{new * per_second:,.1f} articles/s, {tally.bytes * per_second / 1e6:.2f} MB/s"
        lines.append(f"{_clock(seconds)}, {rates}")
    if progress.duplicates:
        named = ", ".join(map(repr, progress.repeated))
        lines.append(f"{_many(progress.duplicates, 'article')} with an id seen before ({named}); each is kept")
    lines.extend(f"{_many(count, 'article')}: {note}" for note, count in sorted(tally.notes.items()))
    lines.extend([f"warning: {warning}"] if warning else [])
    return "\n  ".join(lines)


def _errors(tally: Tally) -> str:
    return _many(sum(tally.errors.values()), "error") + _by(tally.errors)


def _by(counts: Counter[str]) -> str:
    return f" ({', '.join(f'{name} {count:,}' for name, count in counts.most_common())})" if counts else ""


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
