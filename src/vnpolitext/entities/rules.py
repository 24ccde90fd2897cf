"""A YAML file of the user's own terms, read with the line of everything that is wrong in it.

bodies:
  - name: Ban Quản lý Vịnh Hạ Long
    aliases: [BQL Vịnh Hạ Long]
titles: [Trưởng Ban Quản lý]
people: [Nguyễn Văn Ví Dụ]
document_types:
  - {name: Thông cáo chung, code: TCC}
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from vnpolitext.entities.documents.tables import DocumentType
from vnpolitext.entities.terms import MOST, Term, TermError, term_of
from vnpolitext.text.normalise import normalise

SECTIONS = {
    "bodies": "BODY",
    "titles": "POSITION",
    "people": "PERSON",
    "organisations": "ORG",
    "places": "PLACE",
    "events": "EVENT",
    "directives": "DIRECTIVE",
}
TYPES = "document_types"
LARGEST = 20_000_000
DEEPEST = 10


class RulesError(TermError):
    """A rules file that cannot be read; the message names the file and the line."""


def read_rules(path: str | Path) -> tuple[list[Term], list[DocumentType]]:
    """Terms and document types of a YAML file.

    Raises:
        RulesError: the file is missing, too large, no YAML, or holds something that is no rule.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RulesError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    if len(data) > LARGEST:
        raise RulesError(f"{path}: {len(data)} bytes; at most {LARGEST} are allowed")
    try:
        _refuse_riddles(data)
        root = yaml.compose(data, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise RulesError(f"{path}: not readable as YAML: {' '.join(str(error).split())}") from error
    except RulesError as error:
        raise RulesError(f"{path}: {error}") from error
    terms: list[Term] = []
    types: list[DocumentType] = []
    for section, node in _sections(path, root):
        for item in node.value:
            where = f"{path}, line {_line(item)}"
            try:
                value = _plain(item)
                if section == TYPES:
                    types.append(_type(value))
                else:
                    terms.append(term_of(value, label=SECTIONS[section]))
            except (yaml.YAMLError, ValueError) as error:
                raise RulesError(f"{where}: {' '.join(str(error).split())}") from error
    if len(terms) > MOST:
        raise RulesError(f"{path}: {len(terms)} terms; at most {MOST} are allowed")
    return terms, types


def _refuse_riddles(data: bytes) -> None:
    """No anchors: a few lines of them can stand for more memory than there is. No depth: its time grows as a square."""
    depth = 0
    for event in yaml.parse(data, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RulesError(f"line {_line(event)}: anchors and aliases (&, *) are not allowed; write it out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RulesError(f"line {_line(event)}: lists within lists, more than {DEEPEST} deep; close the brackets")


def _sections(path: Path, root: Any) -> Iterator[tuple[str, Any]]:
    known = ", ".join([*SECTIONS, TYPES])
    if not isinstance(root, yaml.MappingNode):
        raise RulesError(f"{path}: has no sections; known are {known}")
    for key, node in root.value:
        line = _line(key)
        name = key.value if isinstance(key, yaml.ScalarNode) else "(no plain name)"
        if name not in SECTIONS and name != TYPES:
            raise RulesError(f"{path}, line {line}: unknown section {name!r}; known are {known}")
        if not isinstance(node, yaml.SequenceNode):
            raise RulesError(f"{path}, line {line}: section {name!r} is no list; begin each entry with '- '")
        yield name, node


def _line(item: Any) -> int:
    return int(item.start_mark.line) + 1


def _plain(node: Any) -> Any:
    return yaml.SafeLoader("").construct_document(node)


def _type(value: Any) -> DocumentType:
    known = isinstance(value, dict) and set(value) == {"name", "code"}
    if not known or not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise TermError(f"{value!r} is no document type; give name and code, as in {{name: Thông cáo, code: TC}}")
    name = " ".join(normalise(value["name"]).text.split())
    return DocumentType(name, (normalise(value["code"]).text.strip(),), "capital", "")
