"""The articles that everything is measured on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "articles.jsonl"


def read_articles(path: Path) -> list[dict[str, Any]]:
    """The articles of a JSONL file, plain or gzip."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def megabytes(texts: list[str]) -> float:
    """Size of texts in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def repeated(articles: list[dict[str, Any]], count: int) -> Iterator[str]:
    """Lines of a corpus of ``count`` articles: the articles again and again, each time under new ids and a new heading.

    The heading makes every text new, so that nothing remembered of whole texts could help.
    """
    for number in range(count):
        article = articles[number % len(articles)]
        text = f"Bài số {number} trong tập tin\n\n{article['text']}"
        line = {"id": f"{number}", "text": text, "date": article.get("date") or "2024-05-06"}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def write_corpus(path: Path, articles: list[dict[str, Any]], count: int) -> float:
    """Write a repeated corpus; returns its size in megabytes."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(repeated(articles, count))
    return path.stat().st_size / 1e6
