"""Other programs for the same texts, those of them that are installed. Each gets sentences, which suits them best."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version


def peers() -> dict[str, Callable[[str], object]]:
    """What tokenizes or tags one sentence, by name and version."""
    from underthesea import ner, word_tokenize  # noqa: PLC0415 - slow to import

    name = f"underthesea {version('underthesea')}"
    found: dict[str, Callable[[str], object]] = {f"{name} word_tokenize": word_tokenize, f"{name} ner": ner}
    try:
        from pyvi import ViTokenizer  # noqa: PLC0415 - an optional peer

        found[f"pyvi {version('pyvi')} tokenize"] = ViTokenizer.tokenize
    except ImportError:
        print("pyvi is not installed: left out", file=sys.stderr)
    return found


def sentences_of(texts: list[str]) -> list[str]:
    """The sentences that the peers get."""
    from vnpolitext.text.normalise import normalise  # noqa: PLC0415 - after pinning
    from vnpolitext.text.sentences import split_sentences  # noqa: PLC0415

    normal = [normalise(text).text for text in texts]
    return [text[start:end] for text in normal for start, end in split_sentences(text)]
