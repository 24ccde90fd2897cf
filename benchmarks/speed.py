"""How fast articles are read, beside the peers, in one run on one core.

    python -m benchmarks.speed [ARTICLES.jsonl[.gz]] [--repeat 3]

Ours gets whole articles and splits, normalises, tags and links them; the peers get sentences already split. Times are
processor seconds, the best of the repeats, taken in turns; ours has a new pipeline for each, which remembers nothing of
these articles. underthesea's ``ner`` is slow and gets a part of the texts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.articles import EXAMPLES, megabytes, read_articles
from benchmarks.clock import best, pin
from benchmarks.peers import peers, sentences_of

OURS: dict[str, list[str] | None] = {
    "vnpolitext: words": ["words"],
    "vnpolitext: entities": ["entities"],
    "vnpolitext: entities and links": ["entities", "links"],
    "vnpolitext: everything": None,
}
RULES = "vnpolitext: rules alone"
_SLOW_SHARE = 0.05  # of the sentences, for what is slow
_SLOW = " ner"


@dataclass(frozen=True, slots=True)
class Speed:
    """A line of the table."""

    name: str
    megabytes_per_second: float
    ratio: float  # to the first peer


def measure(articles: list[dict[str, Any]], *, repeat: int, batch: int = 64) -> list[Speed]:
    """Speeds of ours and the peers."""
    texts = [article["text"] for article in articles]
    sentences = sentences_of(texts)
    few = sentences[: max(1, int(len(sentences) * _SLOW_SHARE))]
    runs: dict[str, Callable[[], object]] = {}
    sizes: dict[str, float] = {}
    for name, tokenize in peers().items():
        given = few if name.endswith(_SLOW) else sentences
        tokenize(given[0])
        runs[name], sizes[name] = partial(_each, tokenize, given), megabytes(given)
    for name, components in OURS.items():
        runs[name], sizes[name] = _ours(articles, components, batch, repeat), megabytes(texts)
    runs[RULES], sizes[RULES] = partial(_rules, texts), megabytes(texts)
    seconds = best(runs, repeat=repeat)
    rates = {name: sizes[name] / value for name, value in seconds.items()}
    base = next(iter(rates.values()))
    return [Speed(name, rate, rate / base) for name, rate in rates.items()]


def _rules(texts: list[str]) -> None:
    """The grammars of documents, dates, events and initials, without the tagger and without linking."""
    from vnpolitext.entities.dates import find_dates  # noqa: PLC0415 - after pinning
    from vnpolitext.entities.directives import find_directives  # noqa: PLC0415
    from vnpolitext.entities.events import find_events  # noqa: PLC0415
    from vnpolitext.entities.people import find_initials  # noqa: PLC0415
    from vnpolitext.text.normalise import normalise  # noqa: PLC0415

    for given in texts:
        text = normalise(given).text
        for find in (find_directives, find_dates, find_events, find_initials):
            find(text)


def _each(function: Callable[[str], object], sentences: list[str]) -> None:
    for sentence in sentences:
        function(sentence)


def _ours(
    articles: list[dict[str, Any]], components: list[str] | None, batch: int, repeat: int
) -> Callable[[], object]:
    """Each run has a pipeline of its own: what one remembers of these very articles must not help the next."""
    import vnpolitext as vp  # noqa: PLC0415 - after pinning

    fresh = [vp.load(components=components) for _ in range(repeat)]
    texts, dates = [article["text"] for article in articles], [article.get("date") for article in articles]

    def run() -> None:
        pipeline = fresh.pop()
        for at in range(0, len(texts), batch):
            pipeline.batch(texts[at : at + batch], dates=dates[at : at + batch])

    vp.load(components=components).batch(texts[:2])  # tables and models are read once a process
    return run


def table(speeds: list[Speed]) -> str:
    """The speeds as Markdown."""
    first = speeds[0].name
    lines = [f"| what | MB/s | times {first} |", "| --- | ---: | ---: |"]
    lines += [f"| {one.name} | {one.megabytes_per_second:.3g} | {one.ratio:.2f} |" for one in speeds]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    pin()
    print(table(measure(read_articles(options.articles), repeat=options.repeat)))


if __name__ == "__main__":
    main()
