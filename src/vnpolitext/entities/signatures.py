"""What stands between an office and a name, as a short signature that the holder model can learn from."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from vnpolitext.models import read_text
from vnpolitext.text.normalise import fold_tones

Signature = tuple[str, ...]

WORD = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")
# Marks that stand between a form of address and a name ("đ/c", "GS.").
_TITLE_MARKS = frozenset("/.")
_APPOSING = frozenset([",", "-", "(", "nguyên", "là", "hiện", ":"])
_LINKING = frozenset(["P", ",", "-", ";", "(", ")", "kiêm", "và", "nguyên", ":", "là"])
_CUT = 6


@cache
def _words(use: str) -> frozenset[str]:
    """Words of one use: "binding" an office and a name or parting them, or a "title" before a name."""
    rows = csv.DictReader(read_text("people/signature_words.csv").splitlines())
    return frozenset(row["word"] for row in rows if row["use"] == use)


@cache
def titles() -> frozenset[str]:
    """Symbols that may stand between an office and its holder's name: forms of address, ranks, degrees, their marks."""
    return _words("title") | _TITLE_MARKS


@cache
def _links() -> frozenset[str]:
    return _LINKING | titles()


def symbols(text: str) -> Signature:
    """The words between two mentions as symbols; a run of other words reads as one "w".

    Examples:
        >>> symbols(", nguyên "), symbols(" chủ trì buổi làm việc với đồng chí ")
        ((',', 'nguyên'), ('w', 'làm', 'w', 'với', 'đồng', 'chí'))
    """
    result: list[str] = []
    for symbol in map(_symbol, WORD.findall(text)):
        if symbol != "w" or not result or result[-1] != "w":
            result.append(symbol)
    return tuple(result)


@lru_cache(maxsize=1 << 16)
def _symbol(word: str) -> str:
    form = folded(word)
    if form in _words("binding"):
        return form
    if form[0].isalnum():
        return "0" if form.isdigit() else "w"
    return "-" if form in "–—" else form


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Lower case, tone marks in the new style."""
    return fold_tones(text.lower())


def shortened(signature: Sequence[str]) -> Signature:
    """A signature cut in the middle when it is long; what was cut leaves the strongest mark in it."""
    if len(signature) <= 2 * _CUT:
        return tuple(signature) or ("next",)
    middle = "\n" if "\n" in signature else ";" if ";" in signature else "." if "." in signature else "…"
    return (*signature[:_CUT], middle, *signature[-_CUT:])


def reach(signature: Signature) -> str:
    """How far a person stands from the office: next to it, along a chain, in the sentence, in the line, elsewhere."""
    marks = set(signature) - {"next"}
    if marks <= titles() - {"."}:
        return "a"
    if marks <= _APPOSING:
        return "b"
    if marks <= _links() - {"."}:
        return "c" if ";" not in marks else "d"
    if "\n" in marks:
        return "n"
    return "e" if "." in marks else "s" if ";" not in marks and "M" not in marks else "t"


@lru_cache(maxsize=1 << 15)
def shape(signature: Signature) -> str:
    """How many offices, names, marks and words stand between, and how much."""
    if signature == ("none",):
        return "none"
    counts = "".join(f"{mark}{min(signature.count(mark), 2)}" for mark in ("P", "M", ";", ".", "\n", "w", ","))
    return f"{counts}{min(len(signature), 13) // 3}"
