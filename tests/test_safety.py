"""What the package must never do, read from its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vnpolitext

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
