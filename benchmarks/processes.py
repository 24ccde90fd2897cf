"""A command with all its processes: how long it takes, how much processor time and memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.25  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took. Memory is the sum over its processes, shared pages counted once (PSS), in megabytes."""

    seconds: float
    processor_seconds: float
    peak: float
    samples: tuple[float, ...]


def tag_command(source: Path, output: Path, *options: str) -> list[str]:
    """``vnpolitext tag`` as a command of this interpreter."""
    return [
        sys.executable,
        "-m",
        "vnpolitext.cli",
        "tag",
        str(source),
        "-o",
        str(output),
        "-q",
        "--overwrite",
        *options,
    ]


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end."""
    samples: list[float] = []
    before, start = _children_seconds(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            samples.append(memory(process.pid))
            time.sleep(_EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    return Cost(seconds, _children_seconds() - before, max(samples, default=0.0), tuple(samples))


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def memory(parent: int) -> float:
    """Megabytes of a process and its descendants (Linux; 0 elsewhere)."""
    return sum(map(_own_memory, [parent, *descendants(parent)])) / 1024


def descendants(parent: int) -> list[int]:
    """Process ids below a process."""
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    except OSError:
        return []
    children = list(map(int, listed.split()))
    return [*children, *(one for child in children for one in descendants(child))]


def _own_memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
