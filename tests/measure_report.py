"""How large a report over many articles is, how long it takes to load, and how fast it answers, in headless Chromium.

``python tests/measure_report.py`` tags the example articles, repeats them over other days until there are 10,000, and
measures the page; it exits with 1 where a bound is missed. The bounds are the clock's, so run it on a quiet machine;
what the page's process computed says how much of a time was the page's own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chromium import EXECUTABLE, Chromium

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.records import record
from vnpolitext.loading import load
from vnpolitext.show.report import page
from vnpolitext.show.tagged import from_records

EXAMPLES = Path(__file__).parents[1] / "examples" / "articles.jsonl"
BOUNDS = {"megabytes": 5.0, "load seconds": 3.0, "search milliseconds": 200.0}
TABLES = 4
QUERIES = ("tinh uy", "Hội nghị", "35-CT/TW", "khong co gi nhu the", "a", "nguyễn thị")
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
SEARCH = """((query) => {
  let worst = 0;
  for (const input of document.querySelectorAll("[data-table] input")) {
    const start = performance.now();
    input.value = query;
    input.dispatchEvent(new Event("input"));
    document.body.offsetHeight;  // the answer is there when it is laid out
    worst = Math.max(worst, performance.now() - start);
  }
  return worst;
})(%s)"""


def repeated(count: int) -> Iterator[dict[str, Any]]:
    """The example articles, tagged, again and again on other days, each with an id of its own."""
    lines = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    docs = load().pipe([line["text"] for line in lines], dates=[line["date"] for line in lines])
    tagged = [
        record(Article(row, line["id"], line["text"], date.fromisoformat(line["date"])), doc, with_text=True)
        for row, (line, doc) in enumerate(zip(lines, docs, strict=True), 1)
    ]
    for row in range(count):
        one, turn = tagged[row % len(tagged)], row // len(tagged)
        day = date.fromisoformat(one["date"]) - timedelta(days=turn % 300)
        yield {**one, "id": f"https://bao.example.org/{one['id']}-{turn}", "date": day.isoformat()}


def measure(path: Path) -> dict[str, float]:
    """Size, and the worst of three loads and of all searches, in all four tables; by the clock, and computed."""
    with Chromium() as browser:
        loads, worked, searches, searched = [], [], [], []
        for _ in range(3):
            worked.append(browser.open(path))
            loads.append(float(browser.run(LOADED)))
            browser.run("new Promise((done) => setTimeout(done, 500))")  # nobody types sooner
            for query in QUERIES:
                before = browser.worked()
                searches.append(float(browser.run(SEARCH % json.dumps(query))))
                searched.append(1000 * (browser.worked() - before) / TABLES)
        if browser.problems:
            raise RuntimeError(f"the console complains: {browser.problems}")
    return {
        "megabytes": path.stat().st_size / 1e6,
        "load seconds": max(loads),
        "load seconds computed": max(worked),
        "search milliseconds": max(searches),
        "search milliseconds computed": max(searched),
    }


def main() -> int:
    """Print the figures; 1 where a bound is missed, 2 without a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    arguments = parser.parse_args()
    if EXECUTABLE is None:
        print("Chromium is not installed (apt-get install chromium)", file=sys.stderr)
        return 2
    corpus = from_records(repeated(arguments.articles))
    start = time.perf_counter()
    html = page(corpus)
    print(f"{arguments.articles:,} articles; the page was made in {time.perf_counter() - start:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(html, encoding="utf-8")
        found = measure(path)
    for name, value in found.items():
        print(f"{name:28} {value:7.2f}" + (f"  (bound {BOUNDS[name]:g})" if name in BOUNDS else ""))
    return int(any(found[name] > bound for name, bound in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
