"""YAML files of users' own, read with limits: nothing in one stands for more than is written there.

Every scalar is text, so that no number or date is worked out and "no" is the syllable it is in Vietnamese; only what is
left empty, ``~`` and ``null`` are None. Anchors, aliases, tags, keys that stand twice and second documents are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnpolitext.bounded import read_up_to

LARGEST = 20_000_000  # bytes
DEEPEST = 10
MOST = 1_500_000  # names, lists and mappings
_TOO_LARGE = "{}: larger than {} bytes; divide it"
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_PROBLEM = 200  # characters of what the parser says


@dataclass(frozen=True, slots=True)
class Node:
    """What stands at a place of a file.

    Args:
        line: from 1; of what belongs to a key, the key's.
        value: text, None, a list of nodes, or nodes by their keys.
    """

    line: int
    value: str | list[Node] | dict[str, Node] | None

    def plain(self) -> Any:
        """The same without lines: text, None, lists, mappings."""
        if isinstance(self.value, list):
            return [one.plain() for one in self.value]
        if isinstance(self.value, dict):
            return {key: one.plain() for key, one in self.value.items()}
        return self.value


class _RefusedError(Exception):
    """What no file may hold, and the line it stands in."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def read_yaml(path: str | Path, *, error: type[ValueError]) -> Node:
    """The document of a YAML (or JSON) file.

    Args:
        path: the file.
        error: what to raise.

    Raises:
        error: the file cannot be read, is larger than 20 MB, no YAML, or holds what is refused; the message names it
            and the line.
    """
    try:
        content = read_up_to(Path(path), LARGEST)
    except OSError as reason:
        raise error(f"{path}: cannot be read ({reason.strerror}); check the path") from reason
    if content is None:
        raise error(_TOO_LARGE.format(path, LARGEST))
    return parse_yaml(content, source=str(path), error=error)


def parse_yaml(content: str | bytes, *, source: str, error: type[ValueError]) -> Node:
    """The document in the content of a YAML file; see ``read_yaml``.

    Args:
        content: of the file.
        source: its name, for messages.
        error: what to raise.
    """
    import yaml  # noqa: PLC0415 - only where there is a file

    if len(content) > LARGEST:
        raise error(_TOO_LARGE.format(source, LARGEST))
    try:
        # The loader in C where there is one: twenty times as fast.
        return _document(yaml.parse(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except _RefusedError as reason:
        raise error(f"{source}, line {reason.line}: {reason}") from reason
    except Exception as reason:  # on what is no YAML the parser raises its own errors and Python's, of many kinds
        raise error(_unreadable(source, reason)) from reason


def _unreadable(source: str, reason: Exception) -> str:
    mark = getattr(reason, "problem_mark", None)
    said = (getattr(reason, "context", None), getattr(reason, "problem", None))
    words = " ".join((", ".join(filter(None, said)) or str(reason) or type(reason).__name__).split())
    where = source if mark is None else f"{source}, line {mark.line + 1}"
    return f"{where}: not readable as YAML: {words[:_LONGEST_PROBLEM]}"


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come; of a mapping keys and values in turn."""

    line: int
    mapping: bool
    parts: list[Node] = field(default_factory=list)

    def closed(self) -> Node:
        if not self.mapping:
            return Node(self.line, self.parts)
        values: dict[str, Node] = {}
        for key, node in zip(self.parts[::2], self.parts[1::2], strict=True):
            if not isinstance(key.value, str):
                raise _RefusedError(key.line, "a key that is no text; write a name before the colon")
            if key.value in values:
                raise _RefusedError(key.line, f"the key {key.value[:40]!r} stands twice; put both in one")
            values[key.value] = Node(key.line, node.value)
        return Node(self.line, values)


def _document(events: Iterable[Any]) -> Node:
    """The one document of a parser's events."""
    import yaml  # noqa: PLC0415 - as above

    whole = _Open(1, mapping=False)
    inside = [whole]
    documents = 0
    for count, event in enumerate(events):
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None):  # an alias has one too
            raise _RefusedError(
                line, "anchors and aliases (&, *) are not allowed; put text that begins with one in quotes"
            )
        if getattr(event, "tag", None):
            raise _RefusedError(line, "tags (!) are not allowed; put text that begins with one in quotes")
        if count > MOST:
            raise _RefusedError(line, f"more than {MOST} entries; divide the file")
        if isinstance(event, yaml.ScalarEvent):
            inside[-1].parts.append(Node(line, _scalar(event)))
        elif isinstance(event, yaml.CollectionStartEvent):
            inside.append(_Open(line, isinstance(event, yaml.MappingStartEvent)))
            if len(inside) > DEEPEST + 1:
                raise _RefusedError(line, f"lists within lists, more than {DEEPEST} deep; close the brackets")
        elif isinstance(event, yaml.CollectionEndEvent):
            node = inside.pop().closed()
            inside[-1].parts.append(node)
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedError(line, "a second document begins (---); give one")
    return whole.parts[0] if whole.parts else Node(1, None)


def _scalar(event: Any) -> str | None:
    text: str = event.value
    return None if event.implicit[0] and text in _NOTHING else text
