"""Lookup answers what its documentation promises: holders, successors, numbers, dates."""

import csv
from pathlib import Path
from typing import Any

import pytest

import vnpolitext as vp

CASES = Path(__file__).parent / "cases" / "lookup.csv"


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def follow(value: Any, path: list[str]) -> list[Any]:
    """The values at the end of a path through an answer; ``*`` goes to every item of a list."""
    if not path:
        return [value]
    if path[0] == "*":
        return [found for item in value for found in follow(item, path[1:])]
    step = value[int(path[0])] if isinstance(value, list) else value[path[0]]
    return follow(step, path[1:])


@pytest.mark.parametrize("case", rows(), ids=lambda case: f"{case['query']}|{case['date']}|{case['path']}")
def test_lookup_answers(case: dict[str, str]) -> None:
    answer = vp.lookup(case["query"], date=case["date"] or None).to_dict()
    found = follow(answer, case["path"].split("."))
    assert case["expected"] in map(str, found), case["why"]


def test_there_are_enough_cases_of_every_kind_of_question() -> None:
    assert len(rows()) >= 120
    assert len({case["why"] for case in rows()}) >= 8
