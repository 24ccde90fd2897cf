"""No regular expression of the package can be made slow by a text: see ``regexes`` for how they are looked at.

Some would be slow on a long text and never get one. They stand in cases/regexes.csv with the most characters that they
read, or "match" where they are only tried at one place. On so many they must be fast, and a row that no pattern needs
fails. "nests" says why nested repetitions do no harm there.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
import regexes
from regexes import Found

import vnpolitext

with (Path(__file__).parent / "cases" / "regexes.csv").open(encoding="utf-8", newline="") as file:
    BOUNDED = list(csv.DictReader(file))
ENOUGH = 0.05  # seconds for all the text that a bounded pattern may get at once


@cache
def collected() -> list[Found]:
    return regexes.collect()


def bound(found: Found) -> dict[str, str] | None:
    begins = [
        row
        for row in BOUNDED
        if row["file"] == found.file and found.pattern.startswith(row["begins"].replace("\\n", "\n"))
    ]
    return max(begins, key=lambda row: len(row["begins"]), default=None)


def test_every_place_that_compiles_a_pattern_is_reached() -> None:
    seen = {(found.file, found.line) for found in collected()}
    missed = [
        f"{file}:{first}"
        for file, first, last in regexes.places()
        if not seen & {(file, n) for n in range(first, last + 1)}
    ]
    assert missed == [], "use it in use_everything.py"


def test_no_pattern_is_slow_on_text_made_for_it() -> None:
    slow = {}
    for found in collected():
        if bound(found) is None:
            grew, attack = regexes.growth(found)
            if grew >= regexes.SLOW:
                slow[found.name, found.pattern[:60]] = f"twice the text takes {grew:.1f} times as long: {attack}"
    assert slow == {}


def test_no_pattern_nests_repetitions_of_the_same_characters() -> None:
    nested = {
        found.name: risks
        for found in collected()
        if not (bound(found) or {}).get("nests")
        and (risks := [risk for risk in regexes.risks(found) if risk.startswith("nested")])
    }
    assert nested == {}


def test_patterns_of_bounded_texts_are_fast_on_the_longest() -> None:
    slow = {}
    for found in collected():
        if (row := bound(found)) is None:
            continue
        if row["bound"] == "match":
            grew, attack = regexes.growth(found, search=False)
            if grew >= regexes.SLOW:
                slow[found.name, found.pattern[:60]] = f"twice the text takes {grew:.1f} times as long: {attack}"
        else:
            seconds, attack = regexes.worst(found, int(row["bound"]))
            if seconds > ENOUGH:
                slow[found.name, found.pattern[:60]] = f"{seconds:.3f} s: {attack}"
    assert slow == {}


def test_a_query_of_numbers_and_points_is_answered_at_once() -> None:
    with regexes._at_most(20):
        assert not vnpolitext.lookup("1.1" * 160 + "!").matches


@pytest.mark.parametrize("row", BOUNDED, ids=lambda row: f"{row['file']} {row['begins'][:12]!r}")
def test_each_bound_is_of_a_pattern_that_is_there(row: dict[str, str]) -> None:
    assert any(bound(found) is row for found in collected())


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:x|a+)*b",
        r"(\w+\s?)*!",
        r"\s+$",
        r"(a|a)*b",
        r"(.*)(.*)=",
        r"\d[\w.]*(?:\s?[-.]\s?[\w.]+)*!",
        r"(?:[ ,]+và|[ ,-]+)+\Z",
    ],
)
def test_the_look_itself_finds_what_is_slow(pattern: str) -> None:
    assert regexes.growth(Found("", 0, pattern, 0))[0] >= regexes.SLOW


@pytest.mark.parametrize(
    "pattern",
    [
        r"\[[^\]]*\]|[ ]",
        r"<!--.*?-->",
        r"“[^”]*”",
        r"\(\s*[^()]*\)",
        r"(?<!\w)ông [^.]*\.",
        r"(?i:điều )\d+[^.]* của",
        r"\bsố\b[^;]*;",
        r"x[^y]*+y",
    ],
)
def test_the_look_itself_finds_a_search_that_begins_again_everywhere(pattern: str) -> None:
    """Its square is too small to be seen at two thousand characters; on a busy machine it takes more than one look."""
    assert any(regexes.growth(Found("", 0, pattern, 0))[0] >= regexes.SLOW for _ in range(5))


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\w+\s?)*!", r"(?:x|a+)*b", r"(?:[ ,]+và|[ ,-]+)+\Z"])
def test_the_look_at_the_tree_finds_nesting(pattern: str) -> None:
    assert any(risk.startswith("nested") for risk in regexes.risks(Found("", 0, pattern, 0)))


@pytest.mark.parametrize(
    "pattern", [r"\d+", r"(?<!a)a++b", r"(?<![abc])(?:ab|c)++d", r"\bông \w{1,9}", r"x(?:a|b)*", r"“[^“”]*”"]
)
def test_the_look_lets_linear_patterns_pass(pattern: str) -> None:
    found = Found("", 0, pattern, 0)
    assert regexes.growth(found)[0] < regexes.SLOW
    assert not [risk for risk in regexes.risks(found) if risk.startswith("nested")]
