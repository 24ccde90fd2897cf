"""A second, plain reader of the golden articles: it walks the text once and knows nothing of the package.

The tests hold it against ``vnpolitext.gold``, and use what it keeps of each tag: the nesting.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"
LABELS = ("PERSON", "POSITION", "BODY", "ORG", "DIRECTIVE", "PLACE", "EVENT", "DATE")


@dataclass(frozen=True, slots=True)
class Span:
    """One tagged span: half-open code-point offsets, its attribute if any, the labels it lies in, outermost first."""

    start: int
    end: int
    label: str
    attribute: str | None
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden article as written (``tagged``) and as read."""

    name: str
    tagged: str
    text: str
    spans: tuple[Span, ...]

    def words(self, span: Span) -> str:
        """The span as written."""
        return self.text[span.start : span.end]


def read_golden(folder: Path = GOLDEN) -> list[Golden]:
    """Every article of a folder, in the order of their names."""
    return [read_article(file) for file in sorted(folder.glob("*.xml"))]


def read_article(file: Path) -> Golden:
    """One article; the line end after the last line belongs to the file, not to the article."""
    tagged = file.read_text(encoding="utf-8").removesuffix("\n")
    return Golden(file.stem, tagged, *_walk(tagged))


def read_beside(name: str, folder: Path = GOLDEN) -> dict[str, Any]:
    """A JSON file of the folder: "topics" or "meta"."""
    values: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return values


def _walk(tagged: str) -> tuple[str, tuple[Span, ...]]:
    text = ""
    spans: list[Span] = []
    opened: list[tuple[int, str, str | None]] = []
    rest = tagged
    while rest:
        before, sign, rest = rest.partition("<")
        text += before
        if not sign:
            break
        inner, _, rest = rest.partition(">")
        if inner.startswith("/"):
            start, label, attribute = opened.pop()
            if label != inner[1:]:
                raise ValueError(f"<{label}> is closed by <{inner}> after {text[-60:]!r}")
            spans.append(Span(start, len(text), label, attribute, tuple(outer[1] for outer in opened)))
        else:
            label, _, attributes = inner.partition(" ")
            opened.append((len(text), label, attributes.partition('"')[2].removesuffix('"') if attributes else None))
    if opened:
        raise ValueError(f"<{opened[-1][1]}> is never closed")
    return text, tuple(sorted(spans, key=lambda span: (span.start, -span.end)))
