"""Accuracy gate: the pipeline over annotated articles, held against floors that are pinned with the articles' digest.

    python tests/eval_gate.py                      fail when a figure fell by more than 0.002
    python tests/eval_gate.py --update             pin today's figures; a floor is not lowered ...
    python tests/eval_gate.py --update --allow-regression    ... unless this is said
    python tests/eval_gate.py --errors 40          also list what was wrong

Corpora are the golden articles of this repository and, where it is present, a development set beside it.
Exit status: 0 when all is well or the corpora are absent, 1 on a regression, a changed corpus or a missing pin.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import vnpolitext
from vnpolitext.doc import LABELS
from vnpolitext.evaluation import CORE_LABELS, Evaluation, evaluate, table
from vnpolitext.gold import read_gold

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "eval_floors.json"
CORPORA = {"golden": HERE / "golden", "dev": HERE.parent.parent / "shared" / "gold" / "dev"}

# One span of a small corpus moved by rounding or by a library's release is not a regression.
TOLERANCE = 0.002

Figures = dict[str, float]


@dataclass(slots=True)
class Pin:
    """What is pinned of one corpus: the digest of its articles and the least each figure may be."""

    sha256: str
    floors: Figures = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {"sha256": self.sha256, "floors": self.floors}


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the articles, topics and dates, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted([*folder.glob("*.xml"), *folder.glob("*.json")]):
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def run(folder: Path) -> Evaluation:
    """Tag every article of a gold folder on its date and compare."""
    gold = read_gold(folder)
    nlp = vnpolitext.load()
    docs = nlp.batch([article.text for article in gold], dates=[article.date for article in gold])
    return evaluate(gold, {article.id: doc.to_dict() for article, doc in zip(gold, docs, strict=True)})


def figures(result: Evaluation) -> Figures:
    """What has a floor: F1 of each label, of core and all labels, of holders; shares of numbers and topics."""
    found = {label: result.spans[label].f1 for label in LABELS if result.spans[label].gold}
    found |= {"core labels": result.total(CORE_LABELS).f1, "all labels": result.total(LABELS).f1}
    found["holders"] = result.holders.f1
    shares = {"numbers": result.numbers, "topics": result.topics, "topics any": result.topics_any}
    found |= {name: count.recall for name, count in shares.items() if count.gold}
    return {name: round(value, 4) for name, value in found.items()}


def regressions(found: Mapping[str, float], floors: Mapping[str, float], *, tolerance: float = TOLERANCE) -> list[str]:
    """Each figure that fell below its floor, in words."""
    return [
        f"{name}: {found.get(name, 0.0):.4f}, the floor is {floor:.4f}"
        for name, floor in floors.items()
        if found.get(name, 0.0) < floor - tolerance
    ]


def read_pins(path: Path) -> dict[str, Pin]:
    """The pins by corpus; none when the file is missing."""
    values = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: Pin(**value) for name, value in values.items()}


def write_pins(path: Path, pins: Mapping[str, Pin]) -> None:
    """Write the pins, sorted, one figure a line."""
    values = {name: pin.to_dict() for name, pin in sorted(pins.items())}
    path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def complaints(found: Mapping[str, float], sha256: str, pin: Pin | None) -> list[str]:
    """Why the gate does not open; empty when it does."""
    if pin is None:
        return ["no floors are pinned; pin them with --update"]
    if pin.sha256 != sha256:
        return ["the articles are not those the floors were pinned on; look at the figures, then pin with --update"]
    return regressions(found, pin.floors)


def repinned(found: Figures, sha256: str, pin: Pin | None, *, allow_regression: bool) -> Pin:
    """The new pin.

    Raises:
        ValueError: a floor would be lowered and nobody allowed it.
    """
    lowered = regressions(found, pin.floors, tolerance=0.0) if pin else []
    if lowered and not allow_regression:
        raise ValueError(f"would lower {'; '.join(lowered)}; give --allow-regression to do so")
    return Pin(sha256, found)


def main(arguments: list[str] | None = None) -> int:
    """Run the gate; returns the exit status."""
    options = _options().parse_args(arguments)
    pins = read_pins(options.floors)
    failed = False
    for name, folder in _corpora(options.corpus).items():
        if not folder.is_dir():
            print(f"gate: {name}: {folder} is absent, nothing to check")
            continue
        result = run(folder)
        print(f"gate: {name}: {table(result)}")
        for line in result.wrong[: options.errors]:
            print(f"  {line}")
        failed |= not _settle(name, figures(result), digest(folder), pins, options)
    if options.update and not failed:
        write_pins(options.floors, pins)
    return int(failed)


def _settle(name: str, found: Figures, sha256: str, pins: dict[str, Pin], options: argparse.Namespace) -> bool:
    """Check one corpus, or pin it; says what was done."""
    if options.update:
        try:
            pins[name] = repinned(found, sha256, pins.get(name), allow_regression=options.allow_regression)
        except ValueError as error:
            print(f"gate: {name}: FAILED: {error}")
            return False
        print(f"gate: {name}: pinned")
        return True
    problems = complaints(found, sha256, pins.get(name))
    for problem in problems:
        print(f"gate: {name}: FAILED: {problem}")
    if not problems:
        print(f"gate: {name}: ok, no figure below its floor")
    return not problems


def _corpora(wanted: list[str] | None) -> dict[str, Path]:
    named = (item.partition("=") for item in wanted or CORPORA)
    return {name: Path(folder) if folder else CORPORA[name] for name, _, folder in named}


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", help='"golden", "dev", or NAME=FOLDER; all known ones when none is given')
    parser.add_argument("--update", action="store_true", help="pin today's figures")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: let floors go down")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors of each corpus")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="where the floors are pinned")
    return parser


if __name__ == "__main__":
    sys.exit(main())
