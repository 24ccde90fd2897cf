"""The README's speed table: ours and the peers in one run, start-up, two processes, memory.

    python -m benchmarks [--articles ARTICLES.jsonl[.gz]]

Without --articles the examples are read. Takes a few minutes; ``scaling`` and ``kills`` are programs of their own.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import scaling
from benchmarks.articles import EXAMPLES, read_articles

_MORE, _FEW = 3000, 600


def cold_start(text: str, *, repeat: int = 5) -> float:
    """Seconds from nothing to the tags of one article; the best of some runs."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "bai.txt")
        source.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "vnpolitext.cli", "tag", str(source), "-q"]
        return min(_seconds(command) for _ in range(repeat))


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def two_workers(articles: list[dict[str, Any]]) -> tuple[str, float]:
    """Rows of the scaling table for one and two workers, and how much faster two are once they run.

    Start-up is left out: what counts is the time that more articles add.
    """
    rows, added = [], []
    for workers in (1, 2):
        costs = {count: scaling.measure(articles, count, workers=workers) for count in (_FEW, _MORE)}
        rows += [f"| {workers} {scaling.row(count, size, cost)}" for count, (size, cost) in costs.items()]
        added.append(costs[_MORE][1].seconds - costs[_FEW][1].seconds)
    head = [f"| workers {scaling.HEAD.splitlines()[0]}", f"| ---: {scaling.HEAD.splitlines()[1]}"]
    return "\n".join([*head, *rows]), added[0] / added[1]


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=Path, default=EXAMPLES)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    articles = read_articles(options.articles)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{options.articles.name}: {len(articles)} articles; {machine}\n", flush=True)
    # In a process of its own, pinned to one core; the others may use all.
    speed = [sys.executable, "-m", "benchmarks.speed", str(options.articles), "--repeat", str(options.repeat)]
    subprocess.run(speed, check=True)
    print(f"\ncold start, one article: {cold_start(articles[0]['text']):.2f} s\n")
    rows, faster = two_workers(articles)
    print(rows)
    print(f"\ntwo workers are {faster:.2f} times as fast as one")


if __name__ == "__main__":
    main()
