"""Importing the package is light and leaves the process as it was."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import vnpolitext

HEAVY = ("pandas", "numpy", "sklearn", "scipy", "underthesea", "matplotlib", "yaml", "ahocorasick_rs", "socket", "ssl")
# The state of a process that an import may disturb, before and after.
PROBE = """
import json, locale, logging, os, sys, time
def state():
    return [os.getcwd(), locale.setlocale(locale.LC_ALL), repr(logging.root.handlers), logging.root.level,
            repr(logging.lastResort), sys.getrecursionlimit(), dict(os.environ), sys.path[:]]
before = state()
start = time.process_time()
import vnpolitext
seconds = time.process_time() - start
print(json.dumps({"seconds": seconds, "same": state() == before, "modules": sorted(sys.modules)}))
"""


def probe(code: str) -> dict[str, Any]:
    """What a fresh interpreter prints as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    value: dict[str, Any] = json.loads(done.stdout)
    return value


@pytest.fixture(scope="module")
def imported() -> dict[str, Any]:
    """The fastest of five imports, in seconds of the processor: a clock also counts what else the machine does."""
    return min((probe(PROBE) for _ in range(5)), key=lambda found: float(found["seconds"]))


def test_import_takes_less_than_a_fifth_of_a_second(imported: dict[str, Any]) -> None:
    assert imported["seconds"] < 0.2


def test_import_loads_nothing_heavy_and_nothing_that_talks_to_a_network(imported: dict[str, Any]) -> None:
    assert {name for name in HEAVY if name in imported["modules"]} == set()


def test_import_leaves_logger_folder_locale_and_environment(imported: dict[str, Any]) -> None:
    assert imported["same"]


def test_reading_an_article_leaves_them_too() -> None:
    code = PROBE.replace("import vnpolitext\n", "import vnpolitext; vnpolitext.load()('Hà Nội, ngày 1/2/2020.')\n")
    assert probe(code)["same"]


def test_the_public_names_are_few_and_all_there() -> None:
    assert len(vnpolitext.__all__) <= 10
    assert {name for name in vnpolitext.__all__ if not callable(getattr(vnpolitext, name))} == set()


def test_show_is_a_function_whoever_imported_its_room_first() -> None:
    code = (
        "import json, vnpolitext.show.analysis; from vnpolitext import Doc, show; "
        "print(json.dumps({'shown': 'Huế' in show([Doc(text='Huế')], limit=1).html}))"
    )
    assert probe(code)["shown"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        vnpolitext.nothing  # noqa: B018


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(vnpolitext.__file__).with_name("py.typed").exists()


def test_the_version_is_that_of_the_installed_package() -> None:
    from importlib.metadata import version  # noqa: PLC0415 - only this test needs it

    assert vnpolitext.__version__ == version("vnpolitext")
