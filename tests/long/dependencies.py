"""The tests under the lowest and the newest releases of what the package needs, with and without extras.

    python tests/long/dependencies.py [--only 3.11-lowest-bare ...] [--folder FOLDER] [--uv uv] [-- PYTEST ARGUMENTS]

Needs uv (``pip install uv``) and a package index. A Python that is not on this machine is left out, and said. "Lowest"
are the floors of pyproject.toml, of run-time dependencies and extras alone; the tests' own tools are always the newest.
Prints one row an environment; its full output is kept in the folder.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ("hypothesis>=6.100", "pytest>=8.3", "pytest-socket>=0.7")
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
_COUNT = re.compile(r"(\d+) (passed|skipped|xfailed|failed|error)")


@dataclass(frozen=True, slots=True)
class Case:
    """One environment: a Python, which releases, and whether the extras are installed."""

    python: str
    releases: str
    extras: bool

    @property
    def name(self) -> str:
        """How it is called on the command line."""
        return f"{self.python}-{self.releases}-{'extras' if self.extras else 'bare'}"


CASES = (
    Case("3.11", "lowest", extras=False),
    Case("3.11", "lowest", extras=True),
    Case("3.11", "newest", extras=False),
    Case("3.12", "newest", extras=False),
    Case("3.13", "newest", extras=False),
    Case("3.13", "newest", extras=True),
)


def interpreter(version: str) -> str | None:
    """A Python of this version: on the path, or one of pyenv's."""
    candidates = [
        shutil.which(f"python{version}"),
        *sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")),
    ]
    return next((str(one) for one in candidates if one is not None and _runs(str(one))), None)


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def prepare(case: Case, python: str, folder: Path, uv: str) -> Path:
    """Build the environment; returns its Python."""
    pinned, environment = folder / f"{case.name}.txt", folder / case.name
    ours = environment / "bin" / "python"
    extras = ["--all-extras"] if case.extras else []
    compiled = [
        "compile",
        "pyproject.toml",
        "--resolution",
        RESOLUTIONS[case.releases],
        "--python-version",
        case.python,
    ]
    _uv(uv, "venv", "--clear", "--python", python, str(environment))
    _uv(uv, "pip", *compiled, *extras, "-o", str(pinned))
    _uv(uv, "pip", "install", "--python", str(ours), "-r", str(pinned))
    _uv(uv, "pip", "install", "--python", str(ours), "-c", str(pinned), "--editable", ".", *TOOLS)
    return ours


def _uv(uv: str, *arguments: str) -> None:
    subprocess.run([uv, *arguments, "--quiet"], cwd=ROOT, check=True)


def test(case: Case, python: Path, folder: Path, arguments: list[str]) -> tuple[int, str]:
    """Run the tests; returns the exit status and the counts."""
    log = folder / f"{case.name}.log"
    command = [str(python), "-m", "pytest", "-q", "-rs", *arguments]
    path = os.pathsep.join([str(python.parent), os.environ.get("PATH", "")])
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            command, cwd=ROOT, stdout=file, stderr=file, check=False, env={**os.environ, "PATH": path}
        )
    last = log.read_text(encoding="utf-8").strip().splitlines()[-1]
    return done.returncode, ", ".join(" ".join(found) for found in _COUNT.findall(last)) or last


def main() -> int:
    """Build each environment, run the tests there, print the table; returns 1 when tests fail somewhere."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=[case.name for case in CASES], help="these environments")
    parser.add_argument("--folder", type=Path, help="where environments and outputs go (a temporary folder)")
    parser.add_argument("--uv", default=shutil.which("uv") or "uv")
    parser.add_argument("arguments", nargs="*", help="given to pytest")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dependencies-"))
    folder.mkdir(parents=True, exist_ok=True)
    worst = 0
    print("| environment | tests |\n| --- | --- |", flush=True)
    for case in CASES:
        if options.only and case.name not in options.only:
            continue
        python = interpreter(case.python)
        if python is None:
            print(f"| {case.name} | Python {case.python} is not on this machine |", flush=True)
            continue
        status, counts = test(case, prepare(case, python, folder, options.uv), folder, options.arguments)
        worst = max(worst, status)
        print(f"| {case.name} | {counts} |", flush=True)
    print(f"\noutputs are in {folder}")
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
