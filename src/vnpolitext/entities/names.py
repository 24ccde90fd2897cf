"""Which mentions of people name the same person in one article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from vnpolitext.text.normalise import fold_tones

_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_Sharing = dict[str, dict[int, list[tuple[str, ...]]]]
# A name is compared with so many others of one length that share a part at most: the work stays linear in the article.
_MOST = 60


@lru_cache(maxsize=1 << 14)
def name_parts(name: str) -> tuple[str, ...]:
    """Parts of a name without marks, folded for comparison.

    Examples:
        >>> name_parts("NGUYỄN Đức Chung"), name_parts("N.Modi"), name_parts("H’Hoà")
        (('nguyễn', 'đức', 'chung'), ('n', 'modi'), ("h'hòa",))
    """
    return tuple(fold_tones(part.casefold()).replace("’", "'") for part in _PART.findall(name))


def group_names(names: Sequence[str]) -> list[int]:
    """For each mention the index of the mention with the fullest form of that person's name.

    A shorter name goes to a longer one whose end it is ("Chung", "Đức Chung" to "Nguyễn Đức Chung"), whose parts it
    holds in order ("Widodo", "J. Widodo" to "Joko Widodo"); of several, to the one last mentioned before it.
    Names in capitals and names in mixed case are the same.

    Examples:
        >>> group_names(["Nguyễn Đức Chung", "Chung", "Joko Widodo", "J. Widodo"])
        [0, 0, 2, 2]
    """
    parts = [name_parts(name) for name in names]
    full: dict[tuple[str, ...], int] = {}
    for i, part in enumerate(parts):
        if part not in full or (names[full[part]].isupper() and not names[i].isupper()):
            full[part] = i
    sharing = _by_piece(full)
    first = {part: i for i, part in reversed(list(enumerate(parts)))}
    longer = {part: [o for o in _longer(part, sharing) if _shortens(part, o)] for part in full}
    result = []
    for i, part in enumerate(parts):
        others = longer[part]
        if not others:
            result.append(full[part])
            continue
        seen = [other for other in others if first[other] < i]
        last = (
            max(seen, key=lambda other: (len(other), first[other]))
            if seen
            else min(others, key=lambda o: (first[o], o))
        )
        result.append(full[max(longer[last], key=lambda other: (len(other), other), default=last)])
    return result


def _by_piece(full: Iterable[tuple[str, ...]]) -> _Sharing:
    """Names by each of their parts, and by how many parts they have."""
    sharing: _Sharing = {}
    for part in full:
        for piece in set(part):
            others = sharing.setdefault(piece, {}).setdefault(len(part), [])
            if len(others) < _MOST:
                others.append(part)
    return sharing


def _longer(part: tuple[str, ...], sharing: _Sharing) -> Iterator[tuple[str, ...]]:
    """Names that this one may shorten, by the part that the fewest names share."""
    if not part:
        return
    least = len(part) + (not any(len(piece) == 1 for piece in part))  # initials stand for as many parts as they are
    pieces = [piece for piece in part if len(piece) > 1] if len(part[-1]) > 1 else [part[-1]]
    for length in sorted({length for piece in pieces for length in sharing[piece] if length >= least}):
        yield from min((sharing[piece].get(length, []) for piece in pieces), key=len)


def _shortens(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether ``short`` may stand for ``full``: fewer parts, each equal to or the initial of a part, in order."""
    if len(short) >= len(full) and not any(len(piece) == 1 for piece in short):
        return False
    if short == full or len(short) > len(full):
        return False
    if short == full[-len(short) :]:
        return True
    left = iter(full)
    return all(
        any(piece == other or (len(piece) == 1 and other.startswith(piece)) for other in left) for piece in short
    )
