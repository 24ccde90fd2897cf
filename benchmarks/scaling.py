"""Whether time grows in step with the corpus and memory does not.

    python -m benchmarks.scaling [ARTICLES.jsonl[.gz]] [--counts 1000 10000 100000] [--workers 2]

The corpus repeats the articles under new ids and headings. Memory is that of all processes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.articles import EXAMPLES, read_articles, write_corpus
from benchmarks.processes import Cost, run, tag_command


def measure(articles: list[dict[str, Any]], count: int, *, workers: int, name: str = "out.jsonl") -> tuple[float, Cost]:
    """Megabytes of a corpus and the cost of tagging it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.jsonl")
        size = write_corpus(source, articles, count)
        return size, run(tag_command(source, Path(folder, name), "--workers", str(workers)))


def row(count: int, size: float, cost: Cost) -> str:
    """One line of the table."""
    late = cost.samples[len(cost.samples) // 2 :]
    growth = (max(late) if late else 0.0) - cost.samples[len(cost.samples) // 2] if cost.samples else 0.0
    return (
        f"| {count:,} | {size:.1f} | {cost.seconds:.1f} | {1000 * cost.processor_seconds / count:.2f} "
        f"| {size / cost.seconds:.2f} | {cost.peak:.0f} | {growth:+.0f} |"
    )


HEAD = (
    "| articles | MB | seconds | processor ms an article | MB/s | peak memory, MB | growth in the second half, MB |\n"
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", default="out.jsonl", help="name, and so format, of what is written")
    options = parser.parse_args()
    articles = read_articles(options.articles)
    print(HEAD)
    for count in options.counts:
        size, cost = measure(articles, count, workers=options.workers, name=options.output)
        print(row(count, size, cost), flush=True)


if __name__ == "__main__":
    main()
