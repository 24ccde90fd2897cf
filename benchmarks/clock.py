"""Fair times on a machine that others use too."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def pin() -> None:
    """Stay on one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def best(runs: dict[str, Callable[[], object]], *, repeat: int) -> dict[str, float]:
    """Processor seconds of the fastest of some runs of each, in turns, so that a slow moment hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            start = time.process_time()
            run()
            seconds[name].append(time.process_time() - start)
    return {name: min(values) for name, values in seconds.items()}
