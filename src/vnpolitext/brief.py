"""A value as a message shows it: short, whatever a stranger's file holds."""

from __future__ import annotations

from collections.abc import Sequence
from reprlib import Repr

LONGEST, MOST = 60, 20
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 2 * LONGEST
_SHORT.maxlevel = 3


def brief(value: object) -> str:
    """What ``repr`` shows, cut to 60 characters; the work is bounded too, for a small file can stand for a huge value.

    Examples:
        >>> brief("Ban Mẫu"), len(brief("x" * 1_000_000)), brief([[[[["x"]]]]])
        ("'Ban Mẫu'", 60, '[[[[...]]]]')
    """
    try:
        shown = _SHORT.repr(value)
    except ValueError:  # an integer of more digits than Python writes out
        shown = f"({type(value).__name__})"
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def listed(names: Sequence[object]) -> str:
    """The first twenty of some names, as a message lists what there is.

    Examples:
        >>> listed(["a", "b"]), listed(range(1000))[-9:]
        ('a, b', '18, 19, …')
    """
    shown = [text if len(text := str(name)) <= LONGEST else text[: LONGEST - 1] + "…" for name in names[:MOST]]
    return ", ".join([*shown, "…"] if len(names) > MOST else shown)
