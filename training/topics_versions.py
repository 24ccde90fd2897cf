"""Topics under other releases of Python, NumPy, SciPy and scikit-learn: the same to six digits, or it says where not.

Compares, for the plain articles of ``tests/cases/topics.csv``, the shipped model's probabilities and the scores of a
classifier that each interpreter trains itself; ``vnpolitext`` must be installed there.

    python -m training.topics_versions ENV1/bin/python ENV2/bin/python
    python -m training.topics_versions --write    # keep the shipped model's, which a test compares in every environment
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import numpy as np

from vnpolitext.text.normalise import normalise
from vnpolitext.topics.classifier import TopicClassifier
from vnpolitext.topics.model import package_model

CASES = Path(__file__).parent.parent / "tests" / "cases"
STORED = CASES / "topic_scores.json"
PACKAGES = ("numpy", "scipy", "scikit-learn")
TOLERANCE = 1e-6


def answers() -> dict[str, Any]:
    """What this interpreter gives: versions, the shipped model's probabilities, a newly trained classifier's scores."""
    with (CASES / "topics.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = [row["text"] for row in rows]
    # Halves of the texts too, so that every topic has several.
    halves = [text[: len(text) // 2] for text in texts] + [text[len(text) // 2 :] for text in texts]
    own = TopicClassifier().fit(texts + halves, [row["topic"] for row in rows] * 3)
    versions = {"python": python_version(), **{name: version(name) for name in PACKAGES}}
    shipped = package_model().probabilities([normalise(text).text for text in texts])
    return {"versions": versions, "shipped": shipped.tolist(), "trained": own.decision_function(texts).tolist()}


def compared(here: dict[str, Any], there: dict[str, Any]) -> dict[str, float]:
    """The largest difference, of the shipped model's probabilities and of the trained one's scores."""
    return {name: float(np.abs(np.array(here[name]) - np.array(there[name])).max()) for name in ("shipped", "trained")}


def main() -> int:
    """Compare interpreters with this one; 1 when one differs by more than the tolerance."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "interpreters", nargs="*", type=Path, metavar="PYTHON", help="interpreters of other environments"
    )
    parser.add_argument("--write", action="store_true", help=f"write {STORED.name}")
    parser.add_argument("--answer", action="store_true", help="print this interpreter's answers as JSON")
    arguments = parser.parse_args()
    here = answers()
    if arguments.answer:
        print(json.dumps(here))
        return 0
    if arguments.write:
        STORED.write_text(json.dumps(np.round(here["shipped"], 9).tolist()) + "\n", encoding="utf-8")
    print("here", here["versions"])
    worst = 0.0
    for interpreter in arguments.interpreters:
        command = [str(interpreter), "-m", "training.topics_versions", "--answer"]
        done = subprocess.run(command, cwd=CASES.parent.parent, capture_output=True, text=True, check=True)
        there = json.loads(done.stdout)
        apart = compared(here, there)
        worst = max(worst, *apart.values())
        print(there["versions"], {name: f"{value:.1e}" for name, value in apart.items()})
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
