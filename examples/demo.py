"""Prints what `vnpolitext tag` found in the first articles: who holds which office, bodies, documents, topics.

Run it as ``python examples/demo.py out/tagged.jsonl``; ``make demo`` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

SHOWN = 4


def describe(article: Mapping[str, Any]) -> str:
    """One article in a few lines; the input is a line of the tagged file."""
    if article.get("error"):
        return f"{article['id']}: {article['error']}"
    lines = [f"── {article['id']}  {article.get('date') or ''}".rstrip()]
    lines += [_official(official, article["text"]) for official in article["officials"]]
    lines += _line("bodies", (e["text"] for e in article["entities"] if e["label"] == "BODY"))
    lines += _line(
        "documents", (e.get("number") or e["text"] for e in article["entities"] if e["label"] == "DIRECTIVE")
    )
    lines += _line("topics", (f"{topic['code']} {topic['score']:.0%}" for topic in article["topics"][:3]))
    return "\n".join(lines)


def _official(official: Mapping[str, Any], text: str) -> str:
    offices = ", ".join(_office(position, text) for position in official["positions"])
    return f"   {official['name']}: {offices or '-'}"


def _office(position: Mapping[str, Any], text: str) -> str:
    return ("former " if position.get("former") else "") + text[position["start"] : position["end"]]


def _line(name: str, values: Iterable[str]) -> list[str]:
    distinct = list(dict.fromkeys(values))
    return [f"   [{name}] {', '.join(distinct)}"] if distinct else []


def main(path: str) -> None:
    """Describe the first articles of a tagged file."""
    with Path(path).open(encoding="utf-8") as lines:
        for line in islice(lines, SHOWN):
            print(describe(json.loads(line)), end="\n\n")


if __name__ == "__main__":
    main(sys.argv[1])
