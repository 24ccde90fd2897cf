"""Gold articles: what is to be found in a text, as a careful reader marked it.

An article is the text with inline tags (``<PERSON>An</PERSON>``) in ``NAME.xml``, with the topics of all in
``topics.json`` beside it; or a JSONL line with ``id``, ``text`` and ``entities``.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnpolitext.doc import LABELS

_TAG = re.compile(rf'<(/?)({"|".join(LABELS)})((?:\s+[a-z]+="[^"]*")*)\s*>')
_ATTRIBUTE = re.compile(r'(?<![a-z])([a-z]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with what is to be found in it; spans carry "h" (holders) and "n" (number) too."""

    id: str
    text: str
    spans: tuple[Mapping[str, Any], ...]
    topics: Mapping[str, Any] | None = None
    date: str | None = None


def parse_tagged(tagged: str) -> tuple[str, list[dict[str, Any]]]:
    """Take the inline tags out of a text.

    Returns:
        The text, and its spans ({start, end, label, text, attributes}) with half-open code-point offsets into it.

    Raises:
        ValueError: a tag is not closed, or closes nothing.

    Examples:
        >>> parse_tagged('Ông <PERSON>An</PERSON> nói')
        ('Ông An nói', [{'start': 4, 'label': 'PERSON', 'end': 6, 'text': 'An'}])
    """
    pieces: list[str] = []
    spans: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    length = after = 0
    for match in _TAG.finditer(tagged):
        pieces.append(tagged[after : match.start()])
        length += match.start() - after
        after = match.end()
        closing, label, attributes = match.groups()
        if not closing:
            opened.append({"start": length, "label": label, **dict(_ATTRIBUTE.findall(attributes))})
        elif opened and opened[-1]["label"] == label:
            spans.append({**opened.pop(), "end": length})
        else:
            raise ValueError(f"</{label}> at {match.start()} closes nothing")
    if opened:
        raise ValueError(f"<{opened[-1]['label']}> at offset {opened[-1]['start']} of the text is never closed")
    text = "".join([*pieces, tagged[after:]])
    spans = [{**span, "text": text[span["start"] : span["end"]]} for span in spans]
    return text, sorted(spans, key=lambda span: (span["start"], -span["end"]))


def read_gold(path: Path) -> list[GoldArticle]:
    """Read gold articles: a folder of .xml with inline tags, or a JSONL file.

    Raises:
        ValueError: there are none, or one is not what it should be; the message names it.
        OSError: it cannot be read.
    """
    gold = list(_from_folder(path)) if path.is_dir() else [_from_line(line) for line in _json_lines(path)]
    if not gold:
        raise ValueError(f"no gold articles in {str(path)!r}; give a folder of .xml with inline tags, or JSONL")
    return gold


def _from_folder(folder: Path) -> Iterator[GoldArticle]:
    topics, about = _beside(folder, "topics.json"), _beside(folder, "meta.json")
    for file in sorted(folder.glob("*.xml")):
        try:
            text, spans = parse_tagged(file.read_text(encoding="utf-8").rstrip("\n"))
        except ValueError as error:
            raise ValueError(f"{file.name}: {error}") from error
        yield GoldArticle(file.stem, text, tuple(spans), topics.get(file.stem), about.get(file.stem, {}).get("date"))


def _beside(folder: Path, name: str) -> dict[str, Any]:
    file = folder / name
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return values


def _from_line(line: Mapping[str, Any]) -> GoldArticle:
    try:
        return GoldArticle(str(line["id"]), line["text"], tuple(line["entities"]), line.get("topics"), line.get("date"))
    except KeyError as error:
        raise ValueError(f"a gold line has no {error.args[0]!r}; it needs id, text and entities") from error


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{path.name}, line {number}: not JSON: {error}") from error


def read_predictions(path: Path) -> dict[str, dict[str, Any]]:
    """Tagged articles by id, from the output of ``vnpolitext tag``.

    Raises:
        ValueError: a line is not JSON, or has no id.
    """
    try:
        return {str(line["id"]): line for line in _json_lines(path)}
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: a line has no id") from error
