"""Count units and neighbours in an unlabelled corpus and choose those the tagger knows."""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vnpolitext.entities.features import word_form
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

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
    parser.add_argument("output", type=Path, help="folder for words.json and pairs.npy and units.npz")
    parser.add_argument("--min-count", type=int, default=12)
    parser.add_argument("--pairs", type=int, default=32_000)
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
    pairs: Counter[int] = Counter()
    total = 0
    unigrams = np.zeros(len(words))
    for units in articles:
        row = np.array([of_unit[unit] for unit in units], dtype=np.int64)
        np.add.at(unigrams, row, 1)
        total += len(row)
        pairs.update((row[:-1] * len(words) + row[1:]).tolist())
    common = [(key, count) for key, count in pairs.items() if count >= 20]
    keys = np.array([key for key, _ in common])
    seen = np.array([count for _, count in common], dtype=float)
    left, right = np.divmod(keys, len(words))
    pmi = np.log(seen * total / (unigrams[left] * unigrams[right]))
    good = (pmi > 1.0) & (left > 2) & (right > 2)
    chosen = keys[good][np.argsort(-seen[good], kind="stable")[: arguments.pairs]]
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    np.save(arguments.output / "pairs.npy", np.sort(chosen))
    print(f"{total} units, {len(words)} words, {len(common)} common pairs, {len(chosen)} kept")


if __name__ == "__main__":
    main()
