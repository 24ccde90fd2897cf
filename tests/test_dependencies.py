"""What is installed beside the package at run time: under which licences, and not with a flaw that is known.

``cases/dependencies.csv`` is the list. ``fixed_in`` is the first release without the advisories beside it, as published
until November 2026; ``pip-audit``, which needs a network, asks for newer ones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

with (Path(__file__).parent / "cases" / "dependencies.csv").open(encoding="utf-8", newline="") as table:
    LISTED = {row["name"]: row for row in csv.DictReader(table)}
# Licences under which a program of any licence may use a library. MPL-2.0 binds changes of the library's own files.
FREE = {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "PSF-2.0", "MPL-2.0", "Zlib", "CC0-1.0"}
_BINDING = re.compile(r"\bA?GPL|General Public|non-?commercial", re.IGNORECASE)


def requirements(name: str) -> Iterator[Requirement]:
    """What a distribution needs here, without extras."""
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def closure() -> dict[str, str]:
    """All that the package brings, each with what needs it first."""
    found: dict[str, str] = {}
    waiting = ["vnpolitext"]
    while waiting:
        name = waiting.pop()
        for requirement in requirements(name):
            needed = canonicalize_name(requirement.name)
            if needed not in found:
                found[needed] = name
                waiting.append(needed)
    return found


CLOSURE = closure()


def stated_licence(name: str) -> str:
    """What the distribution itself says of its licence."""
    about = distribution(name).metadata
    given = [*about.get_all("License-Expression", []), *(text[:200] for text in about.get_all("License", []))]
    return " ".join([*given, *(one for one in about.get_all("Classifier", []) if one.startswith("License"))])


def test_everything_that_is_installed_with_the_package_is_on_the_list() -> None:
    assert sorted(set(CLOSURE) - set(LISTED)) == []


def test_the_list_is_in_order_and_says_who_needs_what() -> None:
    assert list(LISTED) == sorted(LISTED)
    assert {row["needed_by"] for row in LISTED.values()} <= {"vnpolitext", *LISTED}
    direct = {canonicalize_name(one.name) for one in requirements("vnpolitext")}
    assert {name for name, row in LISTED.items() if row["needed_by"] == "vnpolitext"} == direct


@pytest.mark.parametrize("name", LISTED)
def test_licence_lets_everyone_use_it(name: str) -> None:
    assert set(re.split(r" (?:AND|OR) ", LISTED[name]["licence"])) <= FREE


@pytest.mark.parametrize("name", sorted(CLOSURE))
def test_installed_release_states_no_licence_that_binds(name: str) -> None:
    assert _BINDING.search(stated_licence(name)) is None


@pytest.mark.parametrize("name", [name for name, row in LISTED.items() if row["fixed_in"]])
def test_no_release_with_a_flaw_that_is_known(name: str) -> None:
    try:
        installed = Version(distribution(name).version)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not needed here")
    assert installed >= Version(LISTED[name]["fixed_in"]), LISTED[name]["advisories"]


def test_floors_of_our_own_dependencies_are_without_flaws_that_are_known() -> None:
    for requirement in requirements("vnpolitext"):
        fixed = LISTED[canonicalize_name(requirement.name)]["fixed_in"]
        floor = next(one.version for one in requirement.specifier if one.operator == ">=")
        assert not fixed or Version(floor) >= Version(fixed), requirement
