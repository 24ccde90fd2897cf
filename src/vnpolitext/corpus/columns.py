"""Which column holds the text, the id and the date: as told, else by the names people use."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from vnpolitext.corpus.article import InputError
from vnpolitext.models import load_json


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns to read; ``guessed`` holds those that the user did not name."""

    text: str
    id: str | None = None
    date: str | None = None
    guessed: tuple[str, ...] = ()

    def spoken(self) -> str:
        """What was chosen, for a user to check."""
        id_column = f"id from {self.id!r}" if self.id else "no id column, so rows are numbered"
        date_column = f"date from {self.date!r}" if self.date else "no date column, so nothing is linked by date"
        hint = f" (guessed; --{' --'.join(self.guessed)} decide otherwise)" if self.guessed else ""
        return f"text from {self.text!r}, {id_column}, {date_column}{hint}"


def choose_columns(
    names: Sequence[str],
    *,
    text: str | None = None,
    id: str | None = None,  # noqa: A002
    date: str | None = None,
) -> Columns:
    """Choose columns among ``names``: those asked for, else the best guess.

    Raises:
        InputError: a column asked for is missing, or none looks like the text; the message lists what is there.

    Examples:
        >>> choose_columns(["url", "Nội dung", "ngay_dang"]).text
        'Nội dung'
    """
    for wanted in filter(None, (text, id, date)):
        if wanted not in names:
            raise InputError(f"no column {wanted!r}; there are {_listed(names)}")
    found_text = text or _guess(names, "text")
    if found_text is None:
        raise InputError(f"no column looks like the article's text; there are {_listed(names)}: name it with --text")
    found_id, found_date = id or _guess(names, "id"), date or _guess(names, "date")
    asked = {"text": text, "id": id, "date": date}
    found = {"text": found_text, "id": found_id, "date": found_date}
    guessed = tuple(kind for kind, name in found.items() if name is not None and asked[kind] is None and name != kind)
    return Columns(found_text, found_id, found_date, guessed)


def _guess(names: Iterable[str], kind: str) -> str | None:
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_fold(name), name)
    return next((folded[name] for name in _known_names()[kind] if name in folded), None)


@cache
def _known_names() -> dict[str, list[str]]:
    known: dict[str, list[str]] = load_json("columns.json")
    return known


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold()).replace("đ", "d")
    return "".join(c for c in plain if c.isalnum())


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:20]))
    return (shown or "none") + (", ..." if len(names) > 20 else "")
