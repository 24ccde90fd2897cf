"""Any text as harmless, visible text in HTML.

Escaping the five characters of HTML is not enough for a text from the web: direction overrides would
turn the page's own words around, controls and lone surrogates would make the file unreadable.
"""

from __future__ import annotations

import re
from html import escape as _escape

# Embeddings, overrides and isolates act beyond the text that holds them; marks (U+200E, U+200F) do not and stay.
DIRECTION = "\u202a-\u202e\u2066-\u2069"
# Controls but tab and line ends, lone surrogates, and the two non-characters.
UNPRINTABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_UNSAFE = re.compile(f"[{DIRECTION}{UNPRINTABLE}]")


def escape(text: object) -> str:
    r"""HTML text (also for a quoted attribute) that shows the value and does nothing else.

    Args:
        text: any value; None gives the empty string.

    Examples:
        >>> escape("<b>Hà Nội</b>")
        '&lt;b&gt;Hà Nội&lt;/b&gt;'
        >>> escape("a\u202eb\x00")
        'a⟨U+202E⟩b⟨U+0000⟩'
    """
    return "" if text is None else _escape(visible(str(text)))


def visible(text: str) -> str:
    """The text with what cannot be shown, or would turn its surroundings around, spelled out."""
    return _UNSAFE.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match.group()):04X}⟩"
