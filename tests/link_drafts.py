"""Drafts as the recogniser would leave them, made from articles with inline tags."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from vnpolitext.corpus.dates import parse_when
from vnpolitext.doc import Directive, Doc, Entity, Official, Position
from vnpolitext.draft import Draft
from vnpolitext.gold import parse_tagged
from vnpolitext.linking.component import Linker
from vnpolitext.linking.periods import days
from vnpolitext.text.normalise import normalise

FORMER = ("nguyên ", "cựu ")


def draft_of(tagged: str, *, date: str | None = None) -> Draft:
    """The draft of an article: mentions, officials by the ``h`` of their offices, documents by their ``n``."""
    text, spans = parse_tagged(tagged)
    entities = [
        Entity(s["start"], s["end"], text[s["start"] : s["end"]], s["label"], "test", 1.0, s.get("n") or None)
        for s in spans
    ]
    day, period = parse_when(date)
    return Draft(
        normalise(text),
        day,
        entities=entities,
        officials=officials_of(text, spans),
        directives=directives_of(entities),
        period=days(period) if period else None,
    )


def officials_of(text: str, spans: list[dict[str, Any]]) -> list[Official]:
    names = {text[s["start"] : s["end"]] for s in spans if s["label"] == "PERSON"}
    held: dict[str, list[Position]] = defaultdict(list)
    for span in spans:
        if span["label"] == "POSITION" and span.get("h"):
            held[span["h"]].append(position_of(text, span, spans))
    full = {name: next((n for n in {*names, *held} if n.endswith(f" {name}")), name) for name in {*names, *held}}
    mentions: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for span in spans:
        if span["label"] == "PERSON":
            mentions[full[text[span["start"] : span["end"]]]].append((span["start"], span["end"]))
    return [Official(name, tuple(mentions[name]), tuple(held[name])) for name in sorted({*mentions, *held})]


def position_of(text: str, span: dict[str, Any], spans: list[dict[str, Any]]) -> Position:
    start, end = span["start"], span["end"]
    body = next((s for s in spans if s["label"] == "BODY" and start <= s["start"] and s["end"] <= end), None)
    title = text[start : body["start"] if body else end].strip()
    body_text = text[body["start"] : body["end"]] if body else None
    former = text[:start].lower().endswith(FORMER)
    return Position(start, end, text[start:end], title, body_text=body_text, former=former)


def directives_of(entities: list[Entity]) -> list[Directive]:
    groups: dict[tuple[str | None, str], list[Entity]] = defaultdict(list)
    for entity in entities:
        if entity.label == "DIRECTIVE":
            groups[entity.number, "" if entity.number else entity.text].append(entity)
    return [
        Directive(number, tuple((e.start, e.end) for e in group), name=name or None)
        for (number, name), group in groups.items()
    ]


def linked(tagged: str, *, date: str | None = None, linker: Linker | None = None) -> Doc:
    """The article after linking."""
    draft = draft_of(tagged, date=date)
    (linker or Linker())([draft])
    return draft.finish()
