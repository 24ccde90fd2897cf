"""Gold articles: what is to be found in a text, as a careful reader marked it.

An article is the text with inline tags (``<PERSON>An</PERSON>``) in ``NAME.xml``, with the topics of all in
``topics.json`` beside it; or a JSONL line with ``id``, ``text`` and ``entities``.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
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
    gold = list(_from_folder(path)) if path.is_dir() else list(_from_lines(path))
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
    try:
        values = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: not JSON: {error}") from error
    if not isinstance(values, dict) or not all(isinstance(value, dict) for value in values.values()):
        raise ValueError(f"{name}: give an object with an object for each article")
    return values


def _from_lines(path: Path) -> Iterator[GoldArticle]:
    for where, line in _json_lines(path):
        if missing := [name for name in ("id", "text", "entities") if name not in line]:
            raise ValueError(f"{where}: a gold line has no {missing[0]!r}; it needs id, text and entities")
        if (wrong := _wrong(line)) is not None:
            raise ValueError(f"{where}: {wrong}")
        yield GoldArticle(str(line["id"]), line["text"], tuple(line["entities"]), line.get("topics"), line.get("date"))


def _wrong(line: Mapping[str, Any]) -> str | None:
    """What of a gold line is not as it should be."""
    if not isinstance(line["text"], str):
        return "text is no string"
    if not _are_spans(line["entities"], "label", len(line["text"])):
        return "entities is no list of objects with label, and start and end inside the text"
    if not all(isinstance(span.get(name, ""), str) for span in line["entities"] for name in ("h", "n")):
        return "h (holders) or n (number) of an entity is no string"
    topics = line.get("topics") or {"primary": None}
    if not isinstance(topics, dict) or "primary" not in topics or not isinstance(topics.get("secondary", []), list):
        return "topics is no object with primary, and secondary as a list"
    return None


def _are_spans(values: Any, name: str | None = None, size: int | None = None) -> bool:
    """Whether these are objects with start and end, and a text as ``name``."""
    return isinstance(values, list) and all(
        isinstance(value, dict)
        and isinstance(value.get("start"), int)
        and isinstance(value.get("end"), int)
        and (size is None or 0 <= value["start"] < value["end"] <= size)
        and (name is None or isinstance(value.get(name), str))
        for value in values
    )


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSONL file, and where each stands."""
    opener = gzip.open if path.suffix == ".gz" else open
    where = path.name
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                where = f"{path.name}, line {number}"
                if line.strip():
                    yield where, _object(line, where)
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{where}: file broken: {error}") from error


def read_predictions(path: Path) -> dict[str, dict[str, Any]]:
    """Tagged articles by id, from the output of ``vnpolitext tag``.

    Raises:
        ValueError: a line is not JSON, has no id, or is not what ``vnpolitext tag`` writes.
    """
    tagged: dict[str, dict[str, Any]] = {}
    for where, line in _json_lines(path):
        if "id" not in line:
            raise ValueError(f"{where}: a line has no id")
        if not _is_tagged(line):
            raise ValueError(f"{where}: entities, officials or topics are not as `vnpolitext tag` writes them")
        tagged[str(line["id"])] = line
    return tagged


def _is_tagged(line: Mapping[str, Any]) -> bool:
    officials, topics = line.get("officials", []), line.get("topics", [])
    return (
        _are_spans(line.get("entities", []), "label")
        and isinstance(officials, list)
        and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in officials)
        and all(_are_spans(one.get("positions", [])) for one in officials)
        and isinstance(topics, list)
        and all(isinstance(one, dict) and isinstance(one.get("score"), int | float) for one in topics)
        and all(isinstance(one.get("code"), str) for one in topics)
        and all(isinstance(entity.get("number") or "", str) for entity in line.get("entities", []))
    )


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"{where}: not an object: the line holds a JSON {type(value).__name__}")
    return value
