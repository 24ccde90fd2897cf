"""What fuzzing found, again: cases/fuzz.jsonl holds each input (base64) with what it broke. See long/fuzz.py."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from budget import examples
from fuzz_targets import TARGETS
from hypothesis import given
from hypothesis import strategies as st

SLOWEST = 10  # seconds; what was found took from some to without end
CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "fuzz.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['target']}: {case['why'][:60]}")
def test_what_was_found_stays_mended(case: dict[str, Any]) -> None:
    TARGETS["text"](b"")  # models are read first
    before = time.process_time()
    TARGETS[case["target"]](base64.b64decode(case["bytes"]))
    assert time.process_time() - before < SLOWEST


@pytest.mark.parametrize("target", TARGETS)
@examples(30)
@given(data=st.binary(max_size=200))
def test_any_bytes_keep_the_promises(target: str, data: bytes) -> None:
    TARGETS[target](data)
