"""Every code block of the README and of the documentation runs.

A page's blocks run in order, in a folder with the examples. Python keeps its names from block to block; a block with
``>>>`` is a doctest. Of a shell block, lines that install or build are left out. ``<!-- output -->`` before a block
says that the shell block before it prints that; ``<!-- not run: why -->`` takes a block out, with the reason.
``<!-- needs: pyarrow -->`` says which optional libraries a page needs.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*) -->\n\n?)?(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=indent)```",
    re.M | re.S,
)
SETUP = ("pip ", "python -m pip", "python3 -m", "make", "git ", "cd ", "source ", ".venv/", "apt-get", "#")
NEEDS = re.compile(r"<!-- needs: ([\w ]+) -->")
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, its language, what stands in it and the remark before it."""

    line: int
    language: str
    code: str
    mark: str


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        indent = len(found["indent"])
        code = "".join(line[indent:] for line in found["code"].splitlines(keepends=True))
        yield Block(text[: found.start("language")].count("\n") + 1, found["language"], code, found["mark"] or "")


def runnable(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if line.strip() and not line.lstrip().startswith(SETUP))


def shell(code: str, folder: Path) -> str:
    """What the lines print; a line that fails, fails the test."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(block: Block, names: dict[str, Any], page: Path) -> None:
    if ">>>" not in block.code:
        exec(compile("\n" * block.line + block.code, str(page), "exec"), names)  # the very code that readers copy
        return
    test = doctest.DocTestParser().get_doctest(block.code, names, page.name, str(page), block.line)
    test.globs = names
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append, clear_globs=False)
    assert not result.failed, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_of_the_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for needed in NEEDS.findall(page.read_text(encoding="utf-8")):
        for library in needed.split():
            pytest.importorskip(library, reason=f"{library} is not installed")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = ""
    for block in blocks(page):
        if block.mark.startswith("not run: "):
            continue
        if block.language in {"python", "py"}:
            python(block, names, page)
        elif block.language in {"bash", "sh", "shell", "console"} and (code := runnable(block.code)):
            printed = shell(code, tmp_path)
        elif block.mark == "output":
            assert printed.split() == block.code.split(), f"{page.name}, line {block.line}: not what is printed"


def test_blocks_are_found_with_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "a\n\n```bash\nls\n```\n\n<!-- output -->\n```text\nx\n```\n\n- b\n\n  ```python\n  f(\n    1)\n  ```\n"
    )
    assert list(blocks(page)) == [
        Block(3, "bash", "ls\n", ""),
        Block(8, "text", "x\n", "output"),
        Block(14, "python", "f(\n  1)\n", ""),
    ]
