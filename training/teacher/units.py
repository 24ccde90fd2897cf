"""Texts as the teacher's integers: form, shape, prefix, suffix, known name of each unit.

    python -m training.teacher.units CORPUS VOCABULARY OUTPUT [--without GOLD]

Reads a gzipped JSONL of articles; writes ``words.json`` (forms seen three times), ``units.npy`` (units, 5),
``features.npy`` (the shipped tagger's columns of the same units), ``edges.npy`` and ``ids.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.tagger.reading import featuriser
from training.tagger.vocabulary import SPECIAL
from vnpolitext.entities.features import COLUMNS, UNKNOWN, Featuriser, word_form
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

FEWEST = 3
# The shipped tagger's columns that the teacher reads too; it has its own, larger table of forms.
SHARED = [COLUMNS.index(name) for name in ("shape", "prefix", "suffix", "gazetteer")]
Rows = NDArray[np.uint16]
_vocabulary = Path()


@cache
def _features() -> Featuriser:
    return featuriser(_vocabulary)


def _read(text: str) -> tuple[list[str], Rows]:
    clean = normalise(text).text
    units, starts, ends = syllables(clean)
    return list(map(word_form, units)), _features()(clean, units, starts, ends).astype(np.uint16)


def _begin(vocabulary: Path) -> None:
    global _vocabulary  # noqa: PLW0603 - each worker's own
    _vocabulary = vocabulary


def read(texts: Iterable[str], vocabulary: Path) -> list[tuple[list[str], Rows]]:
    """Forms and the shipped tagger's features of each text."""
    with get_context("fork").Pool(os.cpu_count(), _begin, (vocabulary,)) as pool:
        return pool.map(_read, texts, chunksize=64)


def rows(forms: Sequence[str], features: Rows | NDArray[np.int64], ids: Mapping[str, int]) -> Rows:
    """The teacher's columns (units, 5)."""
    own = np.array([ids.get(form, UNKNOWN) for form in forms], dtype=np.uint16)
    return np.column_stack([own, features[:, SHARED].astype(np.uint16)])


def vocabulary_ids(folder: Path) -> dict[str, int]:
    """Number of each form that the teacher knows."""
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return {word: i for i, word in enumerate(words)}


def main() -> None:
    """Write the arrays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("vocabulary", type=Path, help="words.json and pairs.npy of the tagger that ships")
    parser.add_argument("output", type=Path)
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="folders of gold articles to leave out")
    arguments = parser.parse_args()
    with gzip.open(arguments.corpus, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    held = {file.stem for folder in arguments.without for file in folder.glob("*.xml")}
    articles = [article for article in articles if article["id"] not in held]
    found = read([article["text"] for article in articles], arguments.vocabulary)
    counts = Counter(form for forms, _ in found for form in forms)
    words = SPECIAL + sorted(form for form, count in counts.items() if count >= FEWEST)
    ids = {word: i for i, word in enumerate(words)}
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    (arguments.output / "ids.json").write_text(json.dumps([article["id"] for article in articles]), encoding="utf-8")
    np.save(arguments.output / "edges.npy", np.cumsum([0, *(len(forms) for forms, _ in found)]))
    np.save(arguments.output / "units.npy", np.concatenate([rows(forms, features, ids) for forms, features in found]))
    np.save(arguments.output / "features.npy", np.concatenate([features for _, features in found]))
    print(f"{len(articles)} articles, {sum(len(forms) for forms, _ in found)} units, {len(words)} forms")


if __name__ == "__main__":
    main()
