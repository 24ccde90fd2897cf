"""What a module's syntax tree says that the package must never do.

A module may import what ``cases/imports.csv`` lists and nothing else. A row may also say which names may be taken of
what it lists ("-name": any but these) and which files may do so, and says why. Names are followed through aliases
("import os as o", "from os import system"), constant ``getattr``, and modules that are loaded by name.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "cases" / "imports.csv"
# They run a text, or lead to what does: not even mentioned, for what is mentioned can be called by another name.
BUILTINS = {"eval", "exec", "compile", "__import__", "__builtins__", "__loader__", "__spec__", "breakpoint"}
INNER = {"__builtins__", "__globals__", "__import__", "__subclasses__", "__loader__", "__reduce__", "__reduce_ex__"}
ATTRIBUTES = {"eval", "exec", "to_pickle", "read_pickle", "to_sql"} | INNER
# Modules, and what loads them, that must not be reached through a module that happens to import them.
_REACHED = (
    "_pickle asyncio builtins codeop ctypes ftplib http imp import_module importlib marshal multiprocessing nt os "
    "pickle posix pty requests runpy shelve smtplib socket ssl subprocess sys urllib webbrowser xmlrpc"
)
REACHED = frozenset(_REACHED.split())
_LOADERS = {"importlib.import_module", "vnpolitext.extras.load_extra"}
# NumPy reads no pickle unless it is told to; where it reads at all, it is told not to.
_UNPICKLING = {"load", "read_array", "open_memmap"}


@dataclass(frozen=True, slots=True)
class Row:
    """What may be imported."""

    module: str
    names: frozenset[str]
    files: frozenset[str]

    def read_by(self, file: str) -> bool:
        """Whether a file may import the module; a row may name folders ("corpus/") too."""
        return not self.files or any(file == one or (one.endswith("/") and file.startswith(one)) for one in self.files)

    def lets(self, name: str, file: str) -> bool:
        """Whether a file may take this name of the module."""
        if not self.read_by(file):
            return False
        forbidden = {one[1:] for one in self.names if one.startswith("-")}
        return name not in forbidden if forbidden or not self.names else name in self.names


def table() -> list[Row]:
    """The rows of ``cases/imports.csv``."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["module"], frozenset(row["names"].split()), frozenset(row["files"].split()))
            for row in csv.DictReader(file)
        ]


ROWS = table()
MODULES = {row.module for row in ROWS}


@dataclass(slots=True)
class Look:
    """One module's tree, looked at."""

    file: str
    found: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)  # modules and the names taken of them
    aliases: dict[str, str] = field(default_factory=dict)

    def over(self, tree: ast.AST) -> Look:
        """Look at it."""
        self._name_aliases(tree)
        inner: set[ast.AST] = set()  # parts of a chain "a.b.c" already looked at, and what is called
        for node in ast.walk(tree):
            self._mention(node)
            if isinstance(node, ast.Call):
                inner.add(node.func)
                self._call(node)
            if isinstance(node, ast.Name | ast.Attribute):
                self._chain(node, seen=node in inner)
                inner.update([node.value] if isinstance(node, ast.Attribute) else [])
        return self

    def _name_aliases(self, tree: ast.AST) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self._imports(alias.name)
                    self.aliases[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                module = node.module if not node.level else f"vnpolitext.{node.module or ''}"
                self._imports(module or "")
                for alias in node.names:
                    full = f"{module}.{alias.name}"
                    self.aliases[alias.asname or alias.name] = full
                    self._takes(full)
        for node in ast.walk(tree):  # "tokens = load_extra("spacy.tokens", …)"
            loaded = self._loaded(node.value) if isinstance(node, ast.Assign) else None
            if loaded and isinstance(node, ast.Assign):
                self.aliases.update((target.id, loaded) for target in node.targets if isinstance(target, ast.Name))

    def _imports(self, module: str) -> None:
        if module.split(".", maxsplit=1)[0] == "vnpolitext":
            return
        self.used.add((module, ""))
        if not any(row.module == module and row.read_by(self.file) for row in ROWS):
            self.found.append(f"imports {module}, which cases/imports.csv does not allow here")

    def _mention(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and node.id in BUILTINS:
            self.found.append(f"mentions {node.id}")
        elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            self.found.append(f"mentions .{node.attr}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in INNER:
            self.found.append(f"mentions {node.value!r}")

    def _full(self, node: ast.AST) -> str | None:
        """The dotted name behind an expression, where it begins with something imported."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._full(node.value)
            return f"{owner}.{node.attr}" if owner else None
        return self._loaded(node) or self._gotten(node)

    def _loaded(self, node: ast.AST) -> str | None:
        """What a call loads by name."""
        if not (isinstance(node, ast.Call) and node.args and self._full(node.func) in _LOADERS):
            return None
        name = node.args[0]
        return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None

    def _gotten(self, node: ast.AST) -> str | None:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr"):
            return None
        owner = self._full(node.args[0])
        name = node.args[1]
        return (
            f"{owner}.{name.value}"
            if owner and isinstance(name, ast.Constant) and isinstance(name.value, str)
            else None
        )

    def _chain(self, node: ast.Name | ast.Attribute, *, seen: bool) -> None:
        full = self._full(node)
        if full is None:
            return
        self._takes(full)
        if full.split(".")[0] == "numpy" and full.split(".")[-1] in _UNPICKLING and not seen:
            self.found.append(f"mentions {full} without calling it")

    def _takes(self, full: str) -> None:
        """Check one dotted name against the table."""
        parts = full.split(".")
        known = [length for length in range(len(parts), 0, -1) if ".".join(parts[:length]) in MODULES]
        length = known[0] if known else 1
        module, rest = ".".join(parts[:length]), parts[length:]
        listed = [row for row in ROWS if row.module == module]
        if rest and listed:
            self.used.add((module, rest[0]))
            if not any(row.lets(rest[0], self.file) for row in listed):
                self.found.append(f"takes {rest[0]} of {module}, which cases/imports.csv does not allow here")
        named = listed and any(rest[:1] and rest[0] in row.names for row in listed)
        if reached := REACHED.intersection(rest[1:] if named else rest):
            self.found.append(f"reaches {sorted(reached)[0]} through {full}")
        if rest[:1] == ["*"]:
            self.found.append(f"imports all names of {module}")

    def _call(self, node: ast.Call) -> None:
        full = self._full(node.func) or ""
        keywords = {word.arg: word.value for word in node.keywords}
        name = ast.unparse(node.func)
        loaded = self._loaded(node)
        if loaded is not None:
            self._imports(loaded)
        elif full == "vnpolitext.extras.load_extra":
            self.found.append("loads a module whose name is not written there")
        elif full == "importlib.import_module":
            self._takes("importlib.import_module.by_value")
            if not any(row.module == "importlib" and row.read_by(self.file) for row in ROWS):
                self.found.append("imports a module whose name is not written there")
        if gotten := self._gotten(node):
            self._takes(gotten)
        elif name == "getattr" and (owner := self._full(node.args[0])) in MODULES:
            self._takes(f"{owner}.getattr")
        told = ast.unparse(keywords["allow_pickle"]) if "allow_pickle" in keywords else None
        if told not in {None, "False"}:
            self.found.append(f"calls {name} with allow_pickle")
        if full.split(".")[0] == "numpy" and full.split(".")[-1] in _UNPICKLING and told != "False":
            self.found.append(f"calls {name} without allow_pickle=False")
        if "shell" in keywords:
            self.found.append(f"calls {name} with shell=")
        if name == "open" and not any(word in keywords for word in ("encoding", "mode")) and len(node.args) < 2:
            self.found.append("opens a text without saying its encoding")


def look(source: str, file: str = "") -> Look:
    """Look at a module's source; ``file`` is its path in the package."""
    return Look(file).over(ast.parse(source))


def offences(source: str, file: str = "") -> list[str]:
    """What in a module's source is forbidden, in words."""
    return list(dict.fromkeys(look(source, file).found))


def unneeded(looks: dict[str, Look]) -> Iterator[str]:
    """Rows, names and files of the table that no module of the package needs."""
    for row in ROWS:
        readers = {file: one for file, one in looks.items() if row.read_by(file)}
        used = {pair for one in readers.values() for pair in one.used}
        if (row.module, "") not in used:
            yield row.module
        for name in sorted(row.names):
            if not name.startswith("-") and (row.module, name) not in used:
                yield f"{row.module}: {name}"
        for place in sorted(row.files):
            if not any((row.module, "") in one.used for file, one in readers.items() if file.startswith(place)):
                yield f"{row.module} in {place}"
