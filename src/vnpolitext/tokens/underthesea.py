"""underthesea's own segmentation with offsets: the reference that ours is tested against."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from vnpolitext.text.normalise import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

Extent = tuple[int, int]

# Half of a character: its Rust part refuses such strings.
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def word_extents(sentence: str) -> list[Extent]:
    """Extents of the words that ``underthesea.word_tokenize`` gives for one sentence (half-open, code points).

    underthesea returns words in its own spelling ("uỷ" as "ủy"), so they are counted, not searched for: its tokens
    before that step are the text's own characters, one after the other.

    Raises:
        ImportError: underthesea is not installed.
        ValueError: its tokens do not follow one another in the sentence; another version cuts it in another way.

    Examples:
        >>> sentence = "Cán bộ thuỷ lợi họp"
        >>> [sentence[start:end] for start, end in word_extents(sentence)]
        ['Cán bộ', 'thuỷ', 'lợi', 'họp']
    """
    segment, tokenize = _functions()
    view = normalise(sentence)
    text = _SURROGATE.sub("\ufffd", view.text)
    extents = _walked(text, tokenize(text, use_token_normalize=False))
    words: list[Extent] = []
    at = 0
    for word in segment(text):
        count = word.count(" ") + 1
        words.append(view.extent(extents[at][0], extents[at + count - 1][1]))
        at += count
    return words


def continuations(text: str, tokens: Sequence[Extent], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each token of a normalised text whether underthesea joins it to the one before.

    Args:
        text: the normalised text.
        tokens: extents of its tokens.
        firsts: which of them begin a sentence.
    """
    inside = np.ones(len(tokens), np.bool_)
    bounds = [*firsts.tolist(), len(tokens)]
    for low, high in pairwise(bounds):
        start = tokens[low][0]
        begins = {start + word[0] for word in word_extents(text[start : tokens[high - 1][1]])}
        inside[low:high] = [token[0] not in begins for token in tokens[low:high]]
    return inside


def _walked(text: str, tokens: Sequence[str]) -> list[Extent]:
    extents: list[Extent] = []
    at = 0
    standard = text.replace("ð", "đ").replace("Ð", "Đ")
    for token in tokens:
        while standard[at : at + 1].isspace():
            at += 1
        if not standard.startswith(token, at):
            raise ValueError(f"underthesea's token {token!r} is not at {at} of {text!r}")
        extents.append((at, at + len(token)))
        at += len(token)
    return extents


@cache
def _functions() -> tuple[Any, Any]:
    """``word_tokenize`` and its tokeniser. Importing them adds a handler to the root logger; it is taken off again."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        from underthesea import word_tokenize  # noqa: PLC0415 - slow to import
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize  # noqa: PLC0415
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    return word_tokenize, tokenize
