"""What the package must never do, read from its syntax trees."""

import ast
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import vnpolitext
from vnpolitext.cli import main

PACKAGE = Path(vnpolitext.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_MODULES = {
    "pickle": "runs what the file says",
    "cPickle": "runs what the file says",
    "dill": "runs what the file says",
    "cloudpickle": "runs what the file says",
    "shelve": "is pickle",
    "marshal": "runs what the file says",
    "joblib": "its load is pickle",
    "socket": "network",
    "ssl": "network",
    "http": "network",
    "urllib": "network",
    "ftplib": "network",
    "smtplib": "network",
    "requests": "network",
    "httpx": "network",
    "aiohttp": "network",
    "subprocess": "shell",
    "pty": "shell",
    "ctypes": "memory",
    "xml": "entity bombs",
}
# Splitting a URL opens nothing.
HARMLESS_MODULES = {"urllib.parse", "xml.sax.saxutils"}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "os.chdir",
    "os.putenv",
    "yaml.load",
    "yaml.full_load",
    "yaml.unsafe_load",
    "pd.read_pickle",
    "pandas.read_pickle",
    "locale.setlocale",
    "logging.basicConfig",
    "tempfile.mktemp",
}


def imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def offences(source: str) -> list[str]:
    """What in a module's source is forbidden, in words."""
    tree = ast.parse(source)
    found = [
        f"imports {name} ({FORBIDDEN_MODULES[name.split('.')[0]]})"
        for name in imported_modules(tree)
        if name.split(".")[0] in FORBIDDEN_MODULES and name not in HARMLESS_MODULES
    ]
    for name, node in calls(tree):
        keywords = {word.arg: word.value for word in node.keywords}
        if name in FORBIDDEN_CALLS:
            found.append(f"calls {name}")
        # NumPy reads no pickle unless it is told to.
        if "allow_pickle" in keywords and ast.unparse(keywords["allow_pickle"]) != "False":
            found.append(f"calls {name} with allow_pickle")
        if "shell" in keywords:
            found.append(f"calls {name} with shell=")
        if name == "open" and not any(word in keywords for word in ("encoding", "mode")) and len(node.args) < 2:
            found.append("opens a text without saying its encoding")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_can_run_foreign_code_or_reach_a_network(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from http.client import HTTPConnection",
        "import urllib.request",
        "eval('1')",
        "import yaml; yaml.load(text)",
        "np.load('x.npz', allow_pickle=trusted)",
        "np.load('x.npz', allow_pickle=True)",
        "run('ls', shell=True)",
        "open('x')",
    ],
)
def test_the_look_itself_finds_each_kind(source: str) -> None:
    assert offences(source)


def test_the_look_lets_the_harmless_pass() -> None:
    assert (
        offences("from urllib.parse import quote\nimport yaml\nyaml.safe_load(t)\nnp.load(p, allow_pickle=False)") == []
    )


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
    for option, expected in (("--safe-cells", {f"'{one}" for one in FORMULAS}), ("-q", set(FORMULAS))):
        out = tmp_path / option / name
        out.parent.mkdir()
        options = ["--format", "csv"] if name == "tables" else []
        assert main(["tag", str(source), "-o", str(out), "-q", option, *options]) == 0
        table = out if out.is_file() else next(path for path in out.rglob("*.csv") if "entities" in path.name)
        with table.open(encoding="utf-8", newline="") as file:
            assert {row["id"] for row in csv.DictReader(file)} == expected
