"""Add bodies that the fact tables lack: their names are looked up in the news, whose addresses become the sources.

    python -m training.registry_extra --corpus ARTICLES.jsonl.gz NAMES

``NAMES`` holds lines ``name|alias|system|parent|valid from`` (the last may be left out). A body enters
registry_bodies.csv when two outlets name it; that it exists is thereby read, its parent is general knowledge: it is
partly verified.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from pathlib import Path

from training.registry_directives import MIN_OUTLETS, articles, outlet
from vnpolitext.text.normalise import fold_tones, normalise

OUT = Path(__file__).parent / "registry_bodies.csv"


def main() -> None:
    """Write registry_bodies.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    arguments = parser.parse_args()
    proposed = [line.split("|") for line in arguments.names.read_text(encoding="utf-8").splitlines() if line]
    lower = {fold_tones(row[0]).lower(): row[0] for row in proposed}
    pattern = re.compile("|".join(sorted(map(re.escape, lower), key=len, reverse=True)))
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for article in articles(arguments.corpus):
        text = fold_tones(normalise(article["text"]).text).lower()
        for match in set(pattern.findall(text)):
            seen[lower[match]].setdefault(outlet(article), f"{article['url'] or article['id']} ({article['date']})")
    rows = []
    for name, aliases, system, parent, *start in proposed:
        if len(seen[name]) < MIN_OUTLETS:
            print(f"not named by {MIN_OUTLETS} outlets: {name}")
            continue
        where = "; ".join(list(seen[name].values())[:MIN_OUTLETS])
        own = {"name_vi": name, "aliases": aliases, "system": system, "parent": parent}
        rows.append(own | {"valid_from": "".join(start), "verified": "partial", "source": where})
    with OUT.open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))  # those of the fact tables' central_bodies.csv
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["name_vi"]))


if __name__ == "__main__":
    main()
