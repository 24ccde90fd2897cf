"""One article on its way in: what was read, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812


class InputError(ValueError):
    """The input as a whole cannot be read: no such file, no such column, no known format."""


class OutputError(OSError):
    """The output cannot be written: no such folder, no permission, no space left."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read.

    Args:
        row: its place in the whole input, from 1.
        id: the id given in the input, else the row as text.
        text: the article; empty where it could not be read.
        date: day of publication.
        period: the year ("2019") or month ("2019-10") of publication, where the day is not given.
        notes: what a user should know about how it was read ("offsets are into the converted text").
        error: why it cannot be tagged ("not JSON: ..."); the words before the colon are its kind.
    """

    row: int
    id: str
    text: str = ""
    date: Date | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    period: str | None = None

    @property
    def when(self) -> Date | str | None:
        """The day of publication, or what is known of it."""
        return self.date or self.period
