"""Label Studio: predictions to correct there, and the corrected annotations back.

Its editor counted offsets in UTF-16 units in some releases, in code points in others (HumanSignal/label-studio 1347,
1008): a mention's own words decide. Number, registry entry and holder stand in a region's Meta, to be corrected too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vnpolitext.doc import LABELS, Doc
from vnpolitext.export.annotations import Annotation, annotated
from vnpolitext.export.documents import document

LABEL_TAGS = "".join(f'<Label value="{label}"/>' for label in LABELS)
# The labelling interface that the tasks fit: paste it as a project's code.
CONFIG = f'<View><Labels name="label" toName="text">{LABEL_TAGS}</Labels><Text name="text" value="$text"/></View>'


def to_label_studio(doc: Doc, *, id: str | None = None) -> dict[str, Any]:  # noqa: A002 - the column is called id everywhere
    """One task with the document's mentions as predictions; a list of such is a file to import.

    Examples:
        >>> to_label_studio(Doc("ở Hà Nội"), id="a1")["data"]
        {'text': 'ở Hà Nội', 'id': 'a1'}
    """
    result = []
    for row, one in enumerate(annotated(doc)):
        value = {"start": one.start, "end": one.end, "text": doc.text[one.start : one.end], "labels": [one.label]}
        region = {"id": f"e{row}", "from_name": "label", "to_name": "text", "type": "labels", "score": one.score}
        result.append(
            region | {"value": value, "meta": {"text": [f"{name} {said}" for name, said in one.notes.items()]}}
        )
    return {"data": {"text": doc.text, "id": id}, "predictions": [{"model_version": "vnpolitext", "result": result}]}


def from_label_studio(task: Mapping[str, Any]) -> Doc:
    """The document of an exported task (for ``to_gold``): the last annotation not cancelled, else the predictions.

    Raises:
        ValueError: a mention's words stand at neither reading of its offsets.
    """
    text = str(task["data"]["text"])
    done = [item for item in task.get("annotations", []) if not item.get("was_cancelled")]
    results = [*task.get("predictions", [])[-1:], *done][-1:]
    found = (_annotation(text, item) for one in results for item in one["result"] if item.get("type") == "labels")
    return document(text, found, source="label_studio")


def _annotation(text: str, item: Mapping[str, Any]) -> Annotation:
    value = item["value"]
    notes = dict(note.partition(" ")[::2] for note in item.get("meta", {}).get("text", []))
    start, end, words = int(value["start"]), int(value["end"]), value.get("text")
    if words is not None and text[start:end] != words:
        units = text.encode("utf-16-le", "surrogatepass")
        start, end = (len(units[: 2 * at].decode("utf-16-le", "surrogatepass")) for at in (start, end))
        if text[start:end] != words:
            raise ValueError(f"{words!r} does not stand at {value['start']}:{value['end']} of the task's text")
    return Annotation(start, end, value["labels"][0], notes, float(item.get("score") or 1.0))
