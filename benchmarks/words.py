"""How fast words are found, beside underthesea and (where installed) pyvi, in one run on one core.

    python benchmarks/words.py [ARTICLES.jsonl[.gz]] [--repeat 3]

Each segmenter gets the same sentences. Times are the best of the repeats; ours is also timed cold (its memory of runs
empty) and with sentence splitting and normalisation, which the others get for nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples" / "articles.jsonl"


def read_texts(path: Path) -> list[str]:
    """The texts of a JSONL file of articles."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines if line.strip()]


def best(repeat: int, run: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def pin() -> None:
    """Stay on one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def peers() -> dict[str, Callable[[str], object]]:
    """Other segmenters that are installed, by name."""
    from underthesea import word_tokenize  # noqa: PLC0415 - slow to import

    found: dict[str, Callable[[str], object]] = {"underthesea.word_tokenize": word_tokenize}
    try:
        from pyvi import ViTokenizer  # noqa: PLC0415 - an optional peer

        found["pyvi"] = ViTokenizer.tokenize
    except ImportError:
        print("pyvi is not installed: left out", file=sys.stderr)
    return found


def speeds_of_ours(texts: list[str], *, repeat: int, batch: int) -> dict[str, float]:
    """Seconds of our segmenter: with its memory empty, with it filled, and from the raw text on."""
    from vnpolitext.draft import Draft  # noqa: PLC0415 - after pinning
    from vnpolitext.text.normalise import normalise  # noqa: PLC0415
    from vnpolitext.text.sentences import SentenceSplitter  # noqa: PLC0415
    from vnpolitext.tokens.words import WordSegmenter  # noqa: PLC0415

    split = SentenceSplitter()
    drafts = [Draft(normalise(text)) for text in texts]
    split(drafts)
    starts = range(0, len(texts), batch)

    def words(segmenter: WordSegmenter) -> None:
        for at in starts:
            segmenter(drafts[at : at + batch])

    def whole(segmenter: WordSegmenter) -> None:
        for at in starts:
            fresh = [Draft(normalise(text)) for text in texts[at : at + batch]]
            split(fresh)
            segmenter(fresh)

    bare, full = WordSegmenter(protect=False), WordSegmenter()
    words(WordSegmenter())  # the tables are read once a process
    return {
        "vnpolitext, cold": best(repeat, lambda: words(WordSegmenter(protect=False))),
        "vnpolitext": best(repeat, lambda: words(bare)),
        "vnpolitext, from raw text, numbers protected": best(repeat, lambda: whole(full)),
    }


def speed_of(tokenize: Callable[[str], object], sentences: list[str], repeat: int) -> float:
    """Seconds of a segmenter that takes one sentence."""
    tokenize(sentences[0])
    return best(repeat, lambda: [tokenize(sentence) for sentence in sentences])


def sentences_of(texts: list[str]) -> list[str]:
    """The sentences that the peers get."""
    from vnpolitext.text.normalise import normalise  # noqa: PLC0415 - after pinning
    from vnpolitext.text.sentences import split_sentences  # noqa: PLC0415

    normal = [normalise(text).text for text in texts]
    return [text[start:end] for text in normal for start, end in split_sentences(text)]


def main() -> None:
    """Print a table of speeds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64, help="articles at once for ours")
    options = parser.parse_args()
    pin()
    texts = read_texts(options.articles)
    sentences = sentences_of(texts)
    size = sum(len(text.encode()) for text in texts) / 1e6
    seconds = speeds_of_ours(texts, repeat=options.repeat, batch=options.batch)
    seconds |= {name: speed_of(tokenize, sentences, options.repeat) for name, tokenize in peers().items()}
    base = seconds["underthesea.word_tokenize"]
    print(f"{options.articles.name}: {len(texts)} articles, {len(sentences):,} sentences, {size:.2f} MB")
    for name, value in seconds.items():
        print(f"{name:46} {value:8.3f} s {size / value:8.2f} MB/s {base / value:7.1f} x")


if __name__ == "__main__":
    main()
