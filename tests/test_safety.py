"""What the package must never do: read from its syntax trees (``forbidden``), and heard while it runs (``audited``)."""

import ast
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from forbidden import CASES, Look, look, offences, unneeded

import vnpolitext
from vnpolitext.cli import main

PACKAGE = Path(vnpolitext.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
AUDITED = Path(__file__).parent / "audited.py"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@cache
def looks() -> dict[str, Look]:
    names = {path.relative_to(PACKAGE).as_posix(): path for path in SOURCES}
    return {name: look(path.read_text(encoding="utf-8"), name) for name, path in names.items()}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_can_run_foreign_code_or_reach_a_network(path: Path) -> None:
    assert looks()[path.relative_to(PACKAGE).as_posix()].found == []


def test_the_table_of_imports_allows_nothing_that_is_not_needed() -> None:
    assert list(unneeded(looks())) == []


def test_each_import_is_allowed_for_a_reason() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        assert [row["module"] for row in csv.DictReader(file) if not row["why"]] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from http.client import HTTPConnection",
        "eval('1')",
        "import urllib.request",
        "import yaml; yaml.load(text)",
        "import numpy as np; np.load('x.npz', allow_pickle=trusted)",
        "import numpy as np; np.load('x.npz', allow_pickle=True)",
        "import numpy as np; np.load('x', None, True)",
        "import numpy as np; read = np.load; read('x')",
        "from numpy import load; load('x', None, True)",
        "from numpy.lib.format import read_array",
        "run('ls', shell=True)",
        "open('x')",
        "from os import system; system('x')",
        "import os as o; o.system('x')",
        "import os; os.execv('x', [])",
        "import os; os.posix_spawn('x', [], {})",
        "import os; getattr(os, 'sys' + 'tem')('x')",
        "import os; getattr(os, 'system')('x')",
        "import os; run = os.system",
        "import yaml; yaml.load_all(t, Loader=yaml.Loader)",
        "import yaml; yaml.compose(t, Loader=yaml.Loader)",
        "from yaml import load; load(t)",
        "import yaml; yaml.unsafe_load_all(t)",
        "from importlib import import_module; import_module('pickle').loads(b)",
        "from vnpolitext.extras import load_extra; load_extra('torch', 'x', needed_for='y').load(p)",
        "from vnpolitext.extras import load_extra; load_extra(name, 'x', needed_for='y')",
        "import _pickle",
        "import builtins; builtins.eval('1')",
        "exec_ = exec; exec_('x')",
        "frame.eval('a')",
        "__builtins__['eval']('1')",
        "f.__globals__['eval']('1')",
        "import runpy",
        "import asyncio; asyncio.create_subprocess_shell('x')",
        "import asyncio; asyncio.open_connection('x', 1)",
        "import multiprocessing.connection; multiprocessing.connection.Client('x')",
        "from multiprocessing.connection import Client",
        "import xmlrpc.client",
        "import webbrowser",
        "import pandas as pd; pd.read_csv('http://example.org/x.csv')",
        "import pandas as pd; pd.read_pickle('x')",
        "import torch; torch.load('x')",
        "import pathlib; pathlib.os.system('x')",
        "from pathlib import os",
        "from vnpolitext.corpus import job; job.import_module('os')",
        "from os import *",
        "import sys; sys.modules['os'].system('x')",
        "import ctypes",
        "import locale; locale.setlocale(locale.LC_ALL, '')",
        "import logging; logging.basicConfig()",
    ],
)
def test_the_look_itself_finds_each_kind(source: str) -> None:
    assert offences(source)


def test_the_look_lets_the_harmless_pass() -> None:
    for source in (
        "import json\njson.loads(t)",
        "import numpy as np\nnp.load(p, allow_pickle=False)",
        "import re\nre.compile('a')",
        "from pathlib import Path\nPath('a').open(encoding='utf-8')",
    ):
        assert offences(source) == []


def audited(folder: Path, *options: str) -> list[str]:
    """What a run under Python's audit hook says: a process of its own, for a hook cannot be taken away again."""
    done = subprocess.run(
        [sys.executable, str(AUDITED), str(folder), *options],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    heard: list[str] = json.loads(done.stdout.splitlines()[-1])
    return heard


def test_nothing_is_run_sent_or_written_elsewhere(tmp_path: Path) -> None:
    assert audited(tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_the_audit_itself_hears_each_kind(tmp_path: Path) -> None:
    assert audited(tmp_path, "--try") == []


def test_no_file_of_the_package_is_a_pickle() -> None:
    data = [path for path in PACKAGE.rglob("*") if path.is_file()]
    assert [path for path in data if path.suffix in {".pkl", ".pickle", ".joblib", ".pt", ".bin"}] == []
    assert [path for path in data if path.read_bytes()[:2] in (b"\x80\x03", b"\x80\x04", b"\x80\x05")] == []


DATA = PACKAGE / "data"
READ_AT_RUN_TIME = [
    path.relative_to(DATA).as_posix()
    for path in sorted(DATA.rglob("*"))
    if path.suffix in {".npz", ".json", ".csv", ".txt", ".yaml"} and path.name != "DIGESTS.json"
]


@pytest.mark.parametrize("name", READ_AT_RUN_TIME)
def test_every_table_and_model_has_its_digest(name: str) -> None:
    digests = json.loads((DATA / "DIGESTS.json").read_text(encoding="utf-8"))
    found = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
    assert digests.get(name) == found, "run: python training/digests.py"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_data_are_read_where_the_digests_are_checked(path: Path) -> None:
    reads = [node for name, node in calls(ast.parse(path.read_text(encoding="utf-8"))) if name == "files"]
    wanted = [ast.unparse(node) for node in reads if ast.unparse(node.args[0]) == "'vnpolitext'"]
    assert wanted == [] or path == PACKAGE / "models.py"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel puts it, without the tree it is developed in."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(PACKAGE, folder / "vnpolitext", ignore=shutil.ignore_patterns("__pycache__"))
    digests = {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in READ_AT_RUN_TIME}
    (folder / "vnpolitext" / "data" / "DIGESTS.json").write_text(json.dumps(digests), encoding="utf-8")
    return folder


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "name",
    ["registry/people.csv", "words/abbreviations.csv", "topics/model.npz", "tagger/network.npz", "people/contexts.csv"],
)
def test_a_damaged_file_is_named_at_load(installed: Path, name: str) -> None:
    path = installed / "vnpolitext" / "data" / name
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    try:
        done = run(installed, "import vnpolitext; vnpolitext.load()('Ông Trần Văn Mẫu họp. Hết.', date='2020-01-01')")
    finally:
        path.write_bytes(whole)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"vnpolitext.models.DamagedDataError: data/{name} is damaged or was changed; reinstall vnpolitext "
        "(or run training/digests.py)"
    )


@pytest.mark.parametrize("content", [b"", b'{"words/', b"[]", b"5", b"[" * 100_000, b"\xff", None])
def test_a_damaged_list_of_digests_is_named_at_load(installed: Path, content: bytes | None) -> None:
    path = installed / "vnpolitext" / "data" / "DIGESTS.json"
    whole = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    try:
        done = run(installed, "import vnpolitext; vnpolitext.load(components=['words'])('Hết.')")
    finally:
        path.write_bytes(whole)
    assert done.returncode == 1
    said = "cannot be read" if content is None else "is damaged or was changed; reinstall vnpolitext"
    assert done.stderr.splitlines()[-1].startswith(f"vnpolitext.models.DamagedDataError: data/DIGESTS.json {said}")


def test_a_missing_file_is_named_at_load(installed: Path) -> None:
    path = installed / "vnpolitext" / "data" / "words" / "segmenter.npz"
    whole = path.read_bytes()
    path.unlink()
    try:
        done = run(installed, "import vnpolitext; vnpolitext.load(components=['words'])('Hết.')")
    finally:
        path.write_bytes(whole)
    assert done.returncode == 1
    assert "DamagedDataError: data/words/segmenter.npz cannot be read" in done.stderr.splitlines()[-1]


def test_an_undamaged_copy_reads_an_article(installed: Path) -> None:
    done = run(installed, "import vnpolitext; print(len(vnpolitext.load()('Ông Trần Văn Mẫu họp.').entities))")
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


IDS = ["../../outside", "/etc/passwd", "..\\..\\outside", "a/../../b", "", "CON", "x" * 5000, "a\nb", "a\x00b"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "tables"])
def test_no_id_becomes_a_path(tmp_path: Path, name: str) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "made" / name
    out.parent.mkdir()
    source.write_text("".join(json.dumps({"id": one, "text": "Huế"}) + "\n" for one in IDS), encoding="utf-8")
    before = sorted(tmp_path.parent.iterdir())
    options = ["--format", "csv"] if name == "tables" else []
    assert main(["tag", str(source), "-o", str(out), "-q", "--components", "sentences", *options]) == 0
    assert sorted(tmp_path.parent.iterdir()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "made"]
    assert {path.relative_to(out.parent).parts[0] for path in out.parent.rglob("*")} == {name}


FORMULAS = ["=HYPERLINK(1)", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("name", ["out.csv", "tables"])
def test_cells_that_a_spreadsheet_would_run_are_neutralised_on_request(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        "".join(json.dumps({"id": one, "text": "ông Trần Văn Mẫu ở Hà Nội"}) + "\n" for one in FORMULAS),
        encoding="utf-8",
    )
    safe = {f"'{one}".replace("\t", "\t'").replace("\r", "\r'") for one in FORMULAS}
    for option, expected in (("--safe-cells", safe), ("-q", set(FORMULAS))):
        out = tmp_path / option / name
        out.parent.mkdir()
        options = ["--format", "csv"] if name == "tables" else []
        assert main(["tag", str(source), "-o", str(out), "-q", option, *options]) == 0
        table = out if out.is_file() else next(path for path in out.rglob("*.csv") if "entities" in path.name)
        with table.open(encoding="utf-8", newline="") as file:
            assert {row["id"] for row in csv.DictReader(file)} == expected
