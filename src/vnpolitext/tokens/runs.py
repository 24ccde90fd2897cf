"""Runs of characters without space, and the tokens in each, remembered from article to article."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from vnpolitext.tokens.pieces import LONGEST, pieces
from vnpolitext.tokens.tagger import CODE_BITS, Ints, Tagger

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A token packed into one number: its start in the run, its length, its code for the tagger.
_PLACE_BITS = 10
_PLACE = (1 << _PLACE_BITS) - 1
_START_SHIFT = CODE_BITS + _PLACE_BITS
_CODE = (1 << CODE_BITS) - 1
# Runs remembered at most. A corpus of news has some 100,000; a few thousand make most of the text.
MEMORY = 50_000

Packed = tuple[int, ...]


class Memory:
    """What each run gives: its tokens, packed. Bounded, so that a long stream does not fill the memory."""

    def __init__(self) -> None:
        self._known: dict[str, Packed] = {}

    def tokens(self, runs: list[str], tagger: Tagger) -> list[Packed]:
        """The packed tokens of each run."""
        known = self._known
        local = {run: known.get(run) for run in set(runs)}
        fresh = {run: _packed(run, tagger) for run, packed in local.items() if packed is None}
        if fresh:
            room = MEMORY - len(known)
            # Another thread may be reading the old memory: it is replaced, never emptied.
            self._known = {**(known if len(fresh) <= room else {}), **dict(islice(fresh.items(), MEMORY))}
        both: dict[str, Any] = {**local, **fresh}
        return [both[run] for run in runs]


def _packed(run: str, tagger: Tagger) -> Packed:
    return tuple(
        start << _START_SHIFT | (end - start) << CODE_BITS | tagger.code(run[start:end]) for start, end in pieces(run)
    )


def unpacked(values: Ints) -> tuple[Ints, Ints, Ints]:
    """Starts in their runs, lengths and codes of packed tokens."""
    return values >> _START_SHIFT, values >> CODE_BITS & _PLACE, values & _CODE


def split_runs(text: str, cuts: Ints) -> tuple[Ints, list[str]]:
    """Starts and texts of the runs without space, cut also at ``cuts`` and where they are too long for a token."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = np.ones(len(points) + 2, np.bool_)
    blank[1:-1] = _spaces()[np.minimum(points, _LAST_SPACE + 1)]
    edges = np.flatnonzero(blank[1:] != blank[:-1])
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return starts, []
    at = np.searchsorted(starts, cuts, side="right") - 1
    inner = cuts[(at >= 0) & (cuts > starts[at]) & (cuts < ends[at])]
    long = np.flatnonzero(ends - starts > LONGEST)
    if not len(inner) and not len(long):
        return starts, text.split()
    more = [np.arange(starts[i] + LONGEST, ends[i], LONGEST) for i in long]
    both = np.concatenate([inner, *more])
    starts, ends = np.union1d(starts, both), np.union1d(ends, both)
    return starts, [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


_LAST_SPACE = 0x3000


@cache
def _spaces() -> NDArray[np.bool_]:
    """For each code point up to the last space, and one more for all others, whether it is a space."""
    return np.array([chr(point).isspace() for point in range(_LAST_SPACE + 2)], np.bool_)
