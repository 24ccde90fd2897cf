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

from vnpolitext.brief import brief
from vnpolitext.entities.documents.tables import DocumentType
from vnpolitext.entities.terms import Term, TermError, check_amount, term_of
from vnpolitext.guarded_yaml import Node, read_yaml
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
# Of document types and of the characters in a name or code: each spelling of each is a path of an automaton.
MOST_TYPES, LONGEST_TYPE = 200, 100
_SWITCH = {"true": True, "false": False, "yes": True, "no": False}


class RulesError(TermError):
    """A rules file that cannot be read; the message names the file and the line."""


def read_rules(path: str | Path) -> tuple[list[Term], list[DocumentType]]:
    """Terms and document types of a YAML file.

    Raises:
        RulesError: the file is missing, too large, no YAML, or holds something that is no rule.
    """
    terms: list[Term] = []
    types: list[DocumentType] = []
    for section, items in _sections(path, read_yaml(path, error=RulesError)):
        for item in items:
            try:
                if section == TYPES:
                    types.append(_type(item.plain()))
                else:
                    terms.append(term_of(_switched(item.plain()), label=SECTIONS[section]))
            except ValueError as error:
                raise RulesError(f"{path}, line {item.line}: {' '.join(str(error).split())}") from error
    try:
        check_amount(terms)
    except TermError as error:
        raise RulesError(f"{path}: {error}") from error
    if len(types) > MOST_TYPES:
        raise RulesError(f"{path}: {len(types)} document types; at most {MOST_TYPES} are allowed")
    return terms, types


def _sections(path: str | Path, root: Node) -> Iterator[tuple[str, list[Node]]]:
    known = ", ".join([*SECTIONS, TYPES])
    if not isinstance(root.value, dict):
        raise RulesError(f"{path}: has no sections; known are {known}")
    for name, node in root.value.items():
        if name not in SECTIONS and name != TYPES:
            raise RulesError(f"{path}, line {node.line}: unknown section {brief(name)}; known are {known}")
        if not isinstance(node.value, list):
            raise RulesError(f"{path}, line {node.line}: section {name!r} is no list; begin each entry with '- '")
        yield name, node.value


def _switched(value: Any) -> Any:
    """An entry with its ``ignore_case`` as a truth value: in a file all is text."""
    if not isinstance(value, dict) or "ignore_case" not in value:
        return value
    switch = value["ignore_case"]
    return {**value, "ignore_case": _SWITCH.get(switch.lower(), switch) if isinstance(switch, str) else switch}


def _type(value: Any) -> DocumentType:
    known = isinstance(value, dict) and set(value) == {"name", "code"}
    if not known or not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise TermError(f"{brief(value)} is no document type; give name and code, as in {{name: Thông cáo, code: TC}}")
    for text in value.values():
        if len(text) > LONGEST_TYPE:
            raise TermError(f"{brief(text)} has {len(text)} characters; at most {LONGEST_TYPE} are allowed")
    name = " ".join(normalise(value["name"]).text.split())
    return DocumentType(name, (normalise(value["code"]).text.strip(),), "capital", "")
