"""The most frequent and some of the rarest mentions of each label over a corpus, for reading: they show what to mend.

python -m benchmarks.spans ARTICLES.jsonl[.gz] [--every 10] [--top 40] [--rare 40] [--label BODY]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import vnpolitext as vp
from benchmarks.articles import EXAMPLES, read_articles
from vnpolitext.doc import LABELS

_AROUND = 24


def collect(texts: Iterable[str]) -> tuple[dict[str, Counter[str]], dict[tuple[str, str], str]]:
    """Counts of mentions by label, and for each one place where it stands."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str], str] = {}
    for doc in vp.load(components=["entities"]).pipe(texts):
        for entity in doc.entities:
            counts[entity.label][entity.text] += 1
            if (entity.label, entity.text) not in places:
                before = doc.text[max(0, entity.start - _AROUND) : entity.start]
                after = doc.text[entity.end : entity.end + _AROUND]
                places[entity.label, entity.text] = f"{before}[{entity.text}]{after} ({entity.rule} {entity.score})"
    return counts, places


def main() -> None:
    """Print both lists for each label."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--top", type=int, default=40)
    parser.add_argument("--rare", type=int, default=40)
    parser.add_argument("--label", choices=LABELS, action="append")
    options = parser.parse_args()
    texts = [article["text"] for article in read_articles(options.articles)[:: options.every]]
    counts, places = collect(texts)
    chance = random.Random(0)
    for label in options.label or LABELS:
        found = counts[label]
        print(f"\n== {label}: {sum(found.values())} mentions, {len(found)} forms")
        print("; ".join(f"{text!r} {count}" for text, count in found.most_common(options.top)))
        once = sorted(text for text, count in found.items() if count == 1)
        for text in sorted(chance.sample(once, min(options.rare, len(once)))):
            print(f"  {' '.join(places[label, text].split())}")


if __name__ == "__main__":
    main()
