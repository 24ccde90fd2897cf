"""Who and what a tagged article mentions: one sighting a person, body, document or province and article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from vnpolitext.doc import Extent
from vnpolitext.linking.identifiers import OPEN, cited, is_short
from vnpolitext.linking.names import key as folded
from vnpolitext.linking.tables import listed, read_table
from vnpolitext.show.escape import visible
from vnpolitext.show.naming import placed_office

KINDS = ("officials", "bodies", "directives", "provinces")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One subject in one article; its words are made fit to show.

    Args:
        kind: of ``KINDS``.
        key: what makes two sightings the same subject: the registry entry, else the folded name.
        name: as this article has it.
        extents: its mentions, half-open code points.
        details: for an official the offices stated; for a document its type, issuer and subject.
    """

    kind: str
    key: str
    name: str
    extents: tuple[Extent, ...]
    details: tuple[str, ...] = ()


def sightings(record: Mapping[str, Any]) -> Iterator[Sighting]:
    """The sightings of one line of ``vnpolitext tag``; a person without an office is none.

    Raises:
        KeyError, TypeError: the line does not have the form that ``vnpolitext tag`` writes.
    """
    for find in (_officials, _bodies, _directives, _provinces):
        for one in find(record):
            yield replace(one, key=visible(one.key), name=visible(one.name), details=tuple(map(visible, one.details)))


def _officials(record: Mapping[str, Any]) -> Iterator[Sighting]:
    text = record.get("text") or ""
    for official in record["officials"]:
        offices = tuple(dict.fromkeys(_office(position, text) for position in official["positions"]))
        if offices or official.get("id"):
            key = official.get("id") or folded(official["name"])
            yield Sighting("officials", key, official["name"], _extents(official["mentions"]), offices)


def _office(position: Mapping[str, Any], text: str) -> str:
    words = position.get("text") or text[position["start"] : position["end"]] or position["title"]
    office = placed_office(position.get("body") or "", " ".join(words.split()))
    return ("nguyên " if position.get("former") else "đề cử " if position.get("proposed") else "") + office


def _bodies(record: Mapping[str, Any]) -> Iterator[Sighting]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for entity in record["entities"]:
        if entity["label"] == "BODY":
            groups.setdefault(entity.get("canonical_id") or folded(entity["text"]), []).append(entity)
    for key, group in groups.items():
        # The longest form says most: "Ủy ban Kiểm tra Trung ương" rather than the "Ủy ban" of later paragraphs.
        name = max((" ".join(entity["text"].split()) for entity in group), key=len)
        yield Sighting("bodies", key, name, _extents([e["start"], e["end"]] for e in group))


def _directives(record: Mapping[str, Any]) -> Iterator[Sighting]:
    for item in record.get("directives", ()):
        name = _cited(item)
        if name and item["mentions"]:
            details = tuple(str(item[field]) for field in ("type", "issuer", "date", "subject") if item.get(field))
            yield Sighting("directives", item.get("canonical_id") or name, name, _extents(item["mentions"]), details)


def _cited(item: Mapping[str, Any]) -> str | None:
    """The number; with the type where it lacks a symbol ("Nghị quyết 57 (?)"): documents of every kind have such."""
    number: str | None = item["number"]
    if not number:
        return item.get("name")
    return cited(number, item.get("type")) + (OPEN if is_short(number) and not item.get("canonical_id") else "")


def _provinces(record: Mapping[str, Any]) -> Iterator[Sighting]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for entity in record["entities"]:
        place = _place_of(entity.get("canonical_id") or "")
        if place in provinces():
            groups.setdefault(provinces()[place], []).append(entity)
    for name, group in groups.items():
        yield Sighting("provinces", name, name, _extents([e["start"], e["end"]] for e in group))


def _place_of(canonical_id: str) -> str:
    """The place itself, or that of a local body ("body:tinh-uy@place:an-giang")."""
    return canonical_id if canonical_id.startswith("place:") else canonical_id.partition("@")[2]


@cache
def provinces() -> Mapping[str, str]:
    """For the id of a province of either era, the name of the province of today that it is, or went into."""
    rows = {row["id"]: row for row in read_table("registry/provinces.csv")}
    return {id_: rows[(listed(row["successors"]) or (id_,))[0]]["name"] for id_, row in rows.items()}


def _extents(pairs: Any) -> tuple[Extent, ...]:
    return tuple((int(start), int(end)) for start, end in pairs)
