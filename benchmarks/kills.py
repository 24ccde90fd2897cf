"""Whether a run that is killed again and again, each time resumed, writes the same bytes as one that is left alone.

    python -m benchmarks.kills [ARTICLES.jsonl[.gz]] [--kills 10] [--count 3000] [--seed 1]

Each kill is SIGKILL at a random moment, of the whole run or of one of its workers.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.articles import EXAMPLES, read_articles, write_corpus
from benchmarks.processes import descendants, tag_command

SHARD = "50"


def digest(path: Path) -> str:
    """One digest of a file, or of all files of a folder with their names."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    total = hashlib.blake2b()
    for file in files:
        total.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def command(source: Path, output: Path, components: str | None) -> list[str]:
    """The run that is killed."""
    chosen = ["--components", components] if components else []
    plain = [part for part in tag_command(source, output) if part != "--overwrite"]
    return [*plain, "--workers", "2", "--shard-size", SHARD, "--resume", *chosen]


def kill_once(run: list[str], seconds: float, chance: random.Random) -> str:
    """Start a run and kill something of it after so many seconds; says what happened."""
    with subprocess.Popen(run, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            workers = descendants(process.pid)
            if workers and chance.random() < 0.3:
                os.kill(chance.choice(workers), signal.SIGKILL)
                time.sleep(chance.uniform(0, 1))
            process.kill()
            return "killed"
    return f"finished before the kill, status {process.returncode}"


def main() -> int:
    """Kill, resume, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="?", default=EXAMPLES)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", default="out.jsonl", help="name, and so format, of what is written")
    parser.add_argument("--components", help="run only these")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        source, whole, broken = Path(folder, "in.jsonl"), Path(folder, "whole"), Path(folder, "broken")
        whole.mkdir()
        broken.mkdir()
        write_corpus(source, read_articles(options.articles), options.count)
        start = time.perf_counter()
        subprocess.run(command(source, whole / options.output, options.components), check=True)
        alone = time.perf_counter() - start
        expected = digest(whole / options.output)
        run = command(source, broken / options.output, options.components)
        for number in range(options.kills):
            seconds = chance.uniform(0.1, alone * 2 / options.kills + 2)
            print(f"kill {number + 1} after {seconds:.2f} s: {kill_once(run, seconds, chance)}", flush=True)
        subprocess.run(run, check=True)
        same = digest(broken / options.output) == expected
    verdict = "the same" if same else "ANOTHER"
    print(f"{options.kills} kills of a run of {alone:.1f} s: the output is {verdict}, {expected}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
