"""Label Studio: predictions to correct there, and the corrected annotations back.

Its editor has counted offsets in UTF-16 units in some releases and in code points in others (issues 1347 and 1008 of
HumanSignal/label-studio), so a mention's own words decide which of the two an export means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vnpolitext.doc import LABELS, Doc, Entity

CONFIG = (
    '<View><Labels name="label" toName="text">'
    + "".join(f'<Label value="{label}"/>' for label in LABELS)
    + '</Labels><Text name="text" value="$text"/></View>'
)
"""The labelling interface that the tasks fit: paste it as a project's code."""


def to_label_studio(doc: Doc, *, id: str | None = None) -> dict[str, Any]:  # noqa: A002 - the column is called id everywhere
    """One task with the document's mentions as predictions; a list of such is a file to import.

    Examples:
        >>> doc = Doc(text="ở Hà Nội", entities=(Entity(2, 8, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> to_label_studio(doc, id="a1")["predictions"][0]["result"][0]["value"]
        {'start': 2, 'end': 8, 'text': 'Hà Nội', 'labels': ['PLACE']}
    """
    result = [
        {"id": f"e{row}", "from_name": "label", "to_name": "text", "type": "labels", "score": entity.score}
        | {"value": {"start": entity.start, "end": entity.end, "text": entity.text, "labels": [entity.label]}}
        | ({"meta": {"text": [f"number {entity.number}"]}} if entity.number else {})
        for row, entity in enumerate(doc.entities)
    ]
    return {"data": {"text": doc.text, "id": id}, "predictions": [{"model_version": "vnpolitext", "result": result}]}


def from_label_studio(task: Mapping[str, Any]) -> Doc:
    """The document of an exported task: the last annotation that was not cancelled, else the predictions.

    ``to_gold`` of ``vnpolitext.export.gold`` turns it into an article with inline tags.

    Raises:
        ValueError: a mention's words stand at neither reading of its offsets.
    """
    text = str(task["data"]["text"])
    done = [item for item in task.get("annotations", []) if not item.get("was_cancelled")]
    results = [*task.get("predictions", [])[-1:], *done][-1:]
    found = [_entity(text, item) for one in results for item in one["result"] if item.get("type") == "labels"]
    return Doc(text=text, entities=tuple(sorted(found, key=lambda e: (e.start, -e.end))))


def _entity(text: str, item: Mapping[str, Any]) -> Entity:
    value = item["value"]
    start, end, words = int(value["start"]), int(value["end"]), value.get("text")
    if words is not None and text[start:end] != words:
        start, end = (len(text.encode("utf-16-le")[: 2 * at].decode("utf-16-le", "ignore")) for at in (start, end))
        if text[start:end] != words:
            raise ValueError(f"{words!r} does not stand at {value['start']}:{value['end']} of the task's text")
    notes = [
        note.removeprefix("number ") for note in item.get("meta", {}).get("text", []) if note.startswith("number ")
    ]
    number = notes[0] if notes else None
    return Entity(
        start, end, text[start:end], value["labels"][0], "label_studio", float(item.get("score") or 1.0), number
    )
