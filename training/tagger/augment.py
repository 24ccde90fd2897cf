"""Annotated articles with other people and other provinces: the tagger must read the context, not know the names."""

from __future__ import annotations

import argparse
import bisect
import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from training.tagger.vocabulary import read_texts
from vnpolitext.entities.names import group_names
from vnpolitext.entities.tagger import tagger
from vnpolitext.text.normalise import normalise

PROVINCES = Path(__file__).parents[2] / "src" / "vnpolitext" / "data" / "registry" / "provinces.csv"
NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,3}")
Change = tuple[int, int, str]


def collect(corpus: Path, output: Path, articles: int) -> None:
    """Names of people that the shipped tagger reads plainly in unlabelled articles, once each."""
    counts: Counter[str] = Counter()
    for text in islice(read_texts(corpus), 0, None, 5):
        clean = normalise(text).text
        for mention in tagger()(clean):
            name = clean[mention.start : mention.end]
            if mention.label == "PERSON" and mention.score > 0.95 and NAME.fullmatch(name) and name.istitle():
                counts[name] += 1
        articles -= 1
        if not articles:
            break
    output.write_text(json.dumps(sorted(counts), ensure_ascii=False), encoding="utf-8")
    print(len(counts), "names")


def provinces() -> list[str]:
    """Names of provinces of both eras."""
    with PROVINCES.open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    return sorted(name for name in names if len(name.split()) == 2 and name.replace(" ", "").isalpha())


def people_changes(
    text: str, spans: Sequence[dict[str, Any]], names: dict[int, list[str]], rng: np.random.Generator
) -> list[Change]:
    """Other names for most people of the article, the same one for each mention of a person."""
    people = [(s["start"], s["end"]) for s in spans if s["label"] == "PERSON"]
    written = [text[a:b] for a, b in people]
    group = group_names(written)
    chosen: dict[int, list[str]] = {}
    for person in sorted(set(group)):
        parts = written[person].split()
        if len(parts) in names and NAME.fullmatch(written[person]) and rng.random() < 0.75:
            chosen[person] = names[len(parts)][int(rng.integers(len(names[len(parts)])))].split()
    changes = []
    for (a, b), name, person in zip(people, written, group, strict=True):
        parts = name.split()
        if person in chosen and len(parts) <= len(chosen[person]):
            new = " ".join(chosen[person][-len(parts) :])
            changes.append((a, b, new.upper() if name.isupper() and len(name) > 1 else new))
    return changes


def place_changes(text: str, taken: Sequence[Change], known: Sequence[str], rng: np.random.Generator) -> list[Change]:
    """Other provinces for those of the article, wherever their names stand."""
    present = [name for name in known if name in text]
    starts = [change[0] for change in taken]
    changes: list[Change] = []
    for name, new in zip(present, rng.permutation(np.array(known))[: len(present)].tolist(), strict=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            i = bisect.bisect_right(starts, match.start()) - 1
            free = i < 0 or taken[i][1] <= match.start()
            if free and (i + 1 >= len(taken) or taken[i + 1][0] >= match.end()):
                changes.append((match.start(), match.end(), new))
    return changes


def changed(text: str, spans: Sequence[dict[str, Any]], changes: Sequence[Change]) -> tuple[str, list[dict[str, Any]]]:
    """The text with changes made, and its spans moved along."""
    ordered: list[Change] = []
    for change in sorted(changes):
        if not ordered or ordered[-1][1] <= change[0]:
            ordered.append(change)
    pieces, last = [], 0
    edges, shifts, shift = [0], [0], 0
    for a, b, new in ordered:
        pieces += [text[last:a], new]
        last = b
        shift += len(new) - (b - a)
        edges.append(b)
        shifts.append(shift)
    pieces.append(text[last:])

    def move(offset: int) -> int:
        return offset + shifts[bisect.bisect_right(edges, offset) - 1]

    return "".join(pieces), [{**s, "start": move(s["start"]), "end": move(s["end"])} for s in spans]


def other(
    text: str, spans: Sequence[dict[str, Any]], names: dict[int, list[str]], rng: np.random.Generator
) -> tuple[str, list[dict[str, Any]]]:
    """An annotated article with other names."""
    taken = sorted(people_changes(text, spans, names, rng))
    places = place_changes(text, taken, provinces(), rng) if rng.random() < 0.7 else []
    inside = [c for c in places if all(not (c[0] < s["start"] < c[1] or c[0] < s["end"] < c[1]) for s in spans)]
    return changed(text, spans, [*taken, *inside])


def by_length(names: Sequence[str]) -> dict[int, list[str]]:
    """Names by their number of parts."""
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(len(name.split()), []).append(name)
    return found


def main() -> None:
    """Collect the pool of names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--articles", type=int, default=3500)
    arguments = parser.parse_args()
    collect(arguments.corpus, arguments.output, arguments.articles)


if __name__ == "__main__":
    main()
