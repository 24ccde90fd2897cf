"""Add bodies that the fact tables lack: their names are looked up in the news, whose addresses become the sources.

    python -m training.registry_extra --corpus ARTICLES.jsonl.gz

registry_body_names.csv proposes name, aliases, system, parent and years. A body that two articles name is partly
verified: that it exists is thereby found, its parent and its years are general knowledge. The others are marked as
general knowledge altogether, which lowers the score of their links.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from training.registry_directives import read
from training.registry_evidence import Sightings, articles
from vnpolitext.text.normalise import fold_tones, normalise

HERE = Path(__file__).parent
OUT = HERE / "registry_bodies.csv"
_ARTICLES = 2


def folded(text: str) -> str:
    """Text in which names are looked up."""
    return fold_tones(normalise(text).text).lower()


def named_by(corpus: Path, names: list[str]) -> dict[str, Sightings]:
    """For each name, the articles that hold it as whole words."""
    keys = [folded(name) for name in names]
    matcher = AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest)
    seen: dict[str, Sightings] = defaultdict(Sightings)
    for article in articles(corpus):
        text = folded(article["text"])
        for index, start, end in matcher.find_matches_as_indexes(text):
            if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
                seen[names[index]].add(article)
    return seen


def main() -> None:
    """Write registry_bodies.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    proposed = read(HERE / "registry_body_names.csv")
    seen = named_by(parser.parse_args().corpus, [row["name"] for row in proposed])
    rows = []
    for row in proposed:
        found = seen[row["name"]]
        enough = sum(map(len, found.by_outlet.values())) >= _ARTICLES
        level = {"verified": "partial" if enough else "no", "source": found.spoken("named") or "known"}
        rows.append(row | {"name_vi": row["name"]} | level)
    print({level: sum(row["verified"] == level for row in rows) for level in ("partial", "no")})
    with OUT.open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))  # those of the fact tables' central_bodies.csv
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["name_vi"]))


if __name__ == "__main__":
    main()
