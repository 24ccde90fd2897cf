"""Count units and neighbours in an unlabelled corpus and choose those the tagger knows."""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.entities.features import word_form
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPECIAL = ["<pad>", "<unknown>", "<mask>"]


def read_texts(path: Path) -> Iterator[str]:
    """Texts of a gzipped JSONL of articles."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def main() -> None:
    """Write words and pairs to a file that pretraining and export read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="gzipped JSONL of articles with a text field")
    parser.add_argument("output", type=Path, help="folder for words.json and pairs.npy")
    parser.add_argument("--min-count", type=int, default=12)
    parser.add_argument("--pairs", type=int, default=96_000)
    parser.add_argument("--pair-count", type=int, default=12)
    parser.add_argument(
        "--surprise", type=float, default=0.7, help="least pointwise mutual information of a pair, nats"
    )
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    articles: list[list[str]] = []
    for text in read_texts(arguments.corpus):
        units, *_ = syllables(normalise(text).text)
        articles.append(units)
        counts.update(units)
    forms: Counter[str] = Counter()
    for unit, count in counts.items():
        forms[word_form(unit)] += count
    words = SPECIAL + sorted(form for form, count in forms.items() if count >= arguments.min_count)
    ids = {word: i for i, word in enumerate(words)}
    of_unit = {unit: ids.get(word_form(unit), 1) for unit in counts}
    rows = [np.array([of_unit[unit] for unit in units], dtype=np.int64) for units in articles]
    chosen = neighbours(rows, len(words), arguments)
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    np.save(arguments.output / "pairs.npy", np.sort(chosen))
    print(f"{sum(map(len, rows))} units, {len(words)} words, {len(chosen)} pairs")


def neighbours(rows: Sequence[NDArray[np.int64]], words: int, arguments: argparse.Namespace) -> NDArray[np.int64]:
    """Keys of neighbours that come often, and more often than their words would meet by chance; the most frequent."""
    units = np.bincount(np.concatenate(rows), minlength=words)
    keys, counts = np.unique(np.concatenate([row[:-1] * words + row[1:] for row in rows]), return_counts=True)
    left, right = np.divmod(keys, words)
    often = (counts >= arguments.pair_count) & (left >= len(SPECIAL)) & (right >= len(SPECIAL))
    keys, counts, left, right = (values[often] for values in (keys, counts, left, right))
    surprise = np.log(counts * float(units.sum()) / (units[left] * units[right]))
    keys, counts = keys[surprise > arguments.surprise], counts[surprise > arguments.surprise]
    return np.sort(keys[np.argsort(-counts, kind="stable")[: arguments.pairs]])


if __name__ == "__main__":
    main()
