"""People by rule: initials that stand for a name ("anh L.Q.T", "em N.T.T.H.", "Trần Văn H.")."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from vnpolitext.entities.mention import Mention
from vnpolitext.models import read_text
from vnpolitext.tokens.letters import LOWER, UPPER

RULE = "person.initials"
# Read in a sample of 60 of the unlabelled corpus: two were wrong, both Latin names, which are now left out.
PRECISION = 0.96
# Initials, each with its dot, the last perhaps without; before them perhaps a family and middle name in full.
_INITIALS = re.compile(
    rf"""
    (?<![\w.])
    (?P<name>(?:[{UPPER}][{LOWER}]{{1,6}}[ ]){{0,3}})   # "Trần Văn "
    (?:(?:[{UPPER}]\.[ ]?){{1,4}}[{UPPER}](?![\w])       # "L.Q.T", "N. T. H"
      |[{UPPER}](?=\.))                                  # "H." (the dot is looked at below)
    """,
    re.VERBOSE,
)
_INITIAL = re.compile(rf"[{UPPER}]\.")
# More than the names in full before the first initial take.
_LONGEST = 30
# A space, the last initial, and what follows it.
_AFTER = 4
# Latin names with a middle initial ("Terry F. Buss", "J.D. Vance") are the tagger's.
_LATIN_NAME = re.compile(rf"\.?[ ]?[{UPPER}][{LOWER}]")
_GOES_ON = re.compile(rf"\.(?=[ ]?[,;:)(]|[ ][{LOWER}0-9(])")
_LOOK = 24


@cache
def _address() -> re.Pattern[str]:
    """A form of address at the end of what stands before."""
    rows = csv.DictReader(read_text("people/honorifics.csv").splitlines())
    words = sorted({row["word"].lower() for row in rows}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})[ ]\Z", re.IGNORECASE)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text that have initials in them, if any: the rest need not be looked through."""
    start = end = 0
    for match in _INITIAL.finditer(text):
        if match.start() > end + _LONGEST:
            if end:
                yield start, end
            start = max(0, match.start() - _LONGEST)
        end = match.end() + _AFTER
    if end:
        yield start, end


def find_initials(text: str) -> list[Mention]:
    """Names in initials that a form of address introduces, or whose family name is written out.

    Examples:
        >>> text = "nạn nhân là anh L.Q.T (SN 1998) và em N.T.H., trú tại xã này"
        >>> [text[m.start : m.end] for m in find_initials(text)]
        ['L.Q.T', 'N.T.H.']
    """
    found = []
    for match in chain.from_iterable(_INITIALS.finditer(text, *window) for window in _windows(text)):
        start, end = match.start(), match.end()
        # "Anh T.V.H." begins like a name; the form of address ends where the name itself begins.
        begins = [start, *(start + i + 1 for i, c in enumerate(match["name"]) if c == " ")]
        addressed = [begin for begin in begins if _address().search(text, max(0, begin - _LOOK), begin)]
        if not addressed:
            continue
        start = addressed[-1]
        single = end - start == 1
        if not single and _LATIN_NAME.match(text, end):
            continue
        dot = _GOES_ON.match(text, end)
        if dot or (text[end - 2 : end - 1] != "." and text.startswith(".", end)):
            end += 1
        found.append(Mention(start, end, "PERSON", RULE, PRECISION))
    return found
