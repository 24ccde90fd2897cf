"""Annotated articles as features and tags."""

from __future__ import annotations

import bisect
import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.entities.features import Featuriser
from vnpolitext.entities.tags import FLAT, NESTING, encode
from vnpolitext.gold import parse_tagged
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

if TYPE_CHECKING:
    import numpy as np


# The tag of a unit that nobody has looked at; it counts for nothing in training.
UNMARKED = -100
_AROUND = 250


@dataclass(slots=True)
class Article:
    """An annotated article: its text, spans in characters, units, features and tags of both layers."""

    name: str
    text: str
    spans: list[dict[str, Any]]
    units: list[str]
    starts: list[int]
    features: np.ndarray
    tags: tuple[np.ndarray, np.ndarray]


def unit_span(span: dict[str, Any], starts: list[int], ends: list[int]) -> tuple[int, int]:
    """Units that a span of characters covers, grown to whole units."""
    return bisect.bisect_right(ends, span["start"]), bisect.bisect_left(starts, span["end"])


def article(name: str, tagged: str, featuriser: Featuriser) -> Article:
    """One annotated article."""
    text, spans = parse_tagged(tagged.rstrip("\n"))
    view = normalise(text)
    if view.starts is not None:
        starts = view.starts
        moved = []
        for span in spans:
            inside = [i for i, s in enumerate(starts) if span["start"] <= s < span["end"]]
            moved.append({**span, "start": inside[0], "end": inside[-1] + 1})
        spans = moved
    return tagged_article(name, view.text, spans, featuriser)


def tagged_article(name: str, text: str, spans: list[dict[str, Any]], featuriser: Featuriser) -> Article:
    """An article of a normalised text and its spans."""
    units, places, after = syllables(text)
    starts, ends = places.tolist(), after.tolist()
    layers = []
    for labels in (FLAT, NESTING):
        chosen: list[tuple[int, int, int]] = []
        for span in spans:
            if span["label"] in labels:
                first, last = unit_span(span, starts, ends)
                if not chosen or chosen[-1][1] <= first:
                    chosen.append((first, last, labels.index(span["label"])))
        layers.append(encode(chosen, len(units)))
    return Article(name, text, spans, units, starts, featuriser(text, units, places, after), (layers[0], layers[1]))


def located(file: Path, corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Annotations without their texts, each with the normalised article of the corpus that it is of.

    Args:
        file: JSONL of {"id", "start", "end", "crc", "spans": [[start, end, label], ...]}; offsets into the normalised
            article and, of spans, into the annotated stretch, whose CRC-32 tells versions of an article apart. In
            whole articles an office has a fourth value: which of the spans name its holders. No texts.
        corpus: gzipped JSONL of articles.
    """
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted[row["id"]].append(row)
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            rows = wanted.get(article["id"], [])
            text = normalise(article["text"]).text if rows else ""
            here = [row for row in rows if zlib.crc32(text[row["start"] : row["end"]].encode()) == row["crc"]]
            yield from ((text, row) for row in here)
            wanted[article["id"]] = [row for row in rows if row not in here]


def sentences(files: Iterable[Path], corpus: Path, featuriser: Featuriser) -> list[Article]:
    """Annotated stretches of a corpus (``located``), each with its surroundings; only the stretch itself has tags."""
    return [_sentence(text, row, featuriser) for file in files for text, row in located(file, corpus)]


def _sentence(text: str, row: dict[str, Any], featuriser: Featuriser) -> Article:
    low, high = max(0, row["start"] - _AROUND), row["end"] + _AROUND
    # No unit may be cut: the surroundings begin and end at a space.
    if low:
        low = text.find(" ", low, row["start"]) + 1 or row["start"]
    if high < len(text):
        high = max(text.rfind(" ", row["end"], high), row["end"])
    before = row["start"] - low
    spans = [{"start": before + a, "end": before + b, "label": label} for a, b, label, *_ in row["spans"]]
    made = tagged_article(f"{row['id']}:{row['start']}", text[low:high], spans, featuriser)
    first = bisect.bisect_left(made.starts, before)
    last = bisect.bisect_left(made.starts, row["end"] - low)
    for tags in made.tags:
        tags[:first] = tags[last:] = UNMARKED
    return made


def read(folder: Path, featuriser: Featuriser) -> list[Article]:
    """All annotated articles of a folder, by name."""
    files = sorted(folder.glob("*.xml"))
    return [article(file.stem, file.read_text(encoding="utf-8"), featuriser) for file in files]
