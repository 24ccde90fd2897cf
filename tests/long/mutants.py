"""How many small errors, put into the code on purpose, the tests notice: mutmut on three parts that must not be wrong.

    python tests/long/mutants.py [--folder FOLDER] [--children 2] [--only FILE ...]

The grammar of documents' numbers and names, the offset map and the manifest of a resumable run, each with its own
tests. Works in a copy of the project and needs mutmut (``pip install mutmut``) beside the tests' tools. Prints one row
a file and what survived; ends with 1 when less than 85 % of a file's mutants are noticed. mutmut changes functions, not
constants: the regular expressions are held by the tables of cases alone. What survives and cannot matter (``strict=``
of a zip, the name of a temporary file, "UTF-8" for "utf-8") counts as survived all the same.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENOUGH = 0.85
FILES = (
    "src/vnpolitext/corpus/manifest.py",
    "src/vnpolitext/entities/documents/names.py",
    "src/vnpolitext/entities/documents/numbered.py",
    "src/vnpolitext/entities/documents/numbers.py",
    "src/vnpolitext/entities/documents/references.py",
    "src/vnpolitext/text/normalise.py",
)
TESTS = (
    "tests/test_directives.py",
    "tests/test_document_names.py",
    "tests/test_manifest.py",
    "tests/test_normalise.py",
    "tests/test_numbers.py",
)
# Measurements of time say nothing of a mutant; texts by chance are many, and each mutant would wait for them.
SLOW = "not work_grows and not time_grows and not mentions_are_in_order and not belongs_to_one"
# pytest runs several times in one process there and would escape the names of cases each time anew: a mutant whose
# cases are not found under their old names would count as noticed.
AS_THEY_ARE = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"
_FUNCTION = re.compile(r"^( *)def (\S+?)\(.*?(?=^\1(?:def|@|class|\S)|\Z)", re.M | re.S)
_NUMBER = re.compile(r"__mutmut_\d+$")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file's mutants."""

    file: str
    killed: int
    survivors: dict[str, str]  # what was changed, by mutant

    @property
    def share(self) -> float:
        """Of the mutants, how many the tests noticed."""
        return self.killed / max(1, self.killed + len(self.survivors))


def prepare(folder: Path, files: Iterable[str]) -> None:
    """A copy of the project with the settings of this run."""
    for name in ("src", "tests", "pyproject.toml", "README.md", "LICENSE"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    settings = {
        "source_paths": ["src"],
        "only_mutate": list(files),
        "also_copy": ["tests"],
        "pytest_add_cli_args": ["-o", AS_THEY_ARE],
        "pytest_add_cli_args_test_selection": [*TESTS, "-k", SLOW],
    }
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n")
        file.writelines(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())


def results(folder: Path, files: Iterable[str]) -> Iterator[Result]:
    """What mutmut wrote down, file by file."""
    for file in files:
        changed = folder / "mutants" / file
        codes: dict[str, int | None] = json.loads(
            changed.with_name(changed.name + ".meta").read_text(encoding="utf-8")
        )["exit_code_by_key"]
        bodies = {found[2]: found[0] for found in _FUNCTION.finditer(changed.read_text(encoding="utf-8"))}
        survivors = {name: _change(name.rpartition(".")[2], bodies) for name, code in codes.items() if code == 0}
        yield Result(file, sum(code not in (0, None) for code in codes.values()), survivors)


def _change(name: str, bodies: dict[str, str]) -> str:
    before = bodies.get(_NUMBER.sub("__mutmut_orig", name), "").splitlines()
    lines = difflib.unified_diff(before, bodies.get(name, "").splitlines(), lineterm="", n=0)
    return "\n".join(
        f"    {line}" for line in lines if line[0] in "+-" and line[:3] not in {"+++", "---"} and "mutmut" not in line
    )


def main() -> int:
    """Run mutmut, print the table and the survivors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where the copy lies (a temporary folder)")
    parser.add_argument("--children", type=int, default=2, help="mutants at a time")
    parser.add_argument(
        "--only", nargs="+", choices=[Path(file).name for file in FILES], help="only these files (all)", metavar="FILE"
    )
    options = parser.parse_args()
    files = [file for file in FILES if not options.only or Path(file).name in options.only]
    folder = options.folder or Path(tempfile.mkdtemp(prefix="mutants-"))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "pyproject.toml").exists():  # else an earlier run goes on
        prepare(folder, files)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(options.children)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    found = list(results(folder, files))
    print("| file | mutants | noticed |\n| --- | ---: | ---: |")
    for one in found:
        print(f"| {one.file.removeprefix('src/')} | {one.killed + len(one.survivors)} | {one.share:.1%} |")
    for one in found:
        print(*(f"\n{name}\n{change}" for name, change in one.survivors.items()), sep="")
    return 0 if all(one.share >= ENOUGH for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
