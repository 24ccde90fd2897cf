"""A feature that needs an extra says which one, before it has done anything."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import tag_fake

from vnpolitext.corpus.frames import officials_frame
from vnpolitext.doc import Doc
from vnpolitext.export.spacy import to_spacy
from vnpolitext.show import plots
from vnpolitext.text.clean import clean_html

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def tables(folder: Path) -> None:
    (folder / "tables" / "positions").mkdir(parents=True)
    officials_frame(folder / "tables")


FEATURES: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "a document of spaCy": ("spacy", "spacy.tokens", lambda _: to_spacy(Doc("Huế"))),
    "the article of a page": ("html", "trafilatura", lambda _: clean_html("<p>Huế</p>", engine="trafilatura")),
    "a network": ("plots", "networkx", lambda folder: plots.write_graphml(None, folder / "x")),
    "a figure": (
        "plots",
        "matplotlib.figure",
        lambda _: plots.keyness(pd.DataFrame({"word": ["a"], "log_ratio": [1.0]})),
    ),
    "tables of Parquet": ("parquet", "pyarrow", tables),
}
# Name of the input, of the output, the extra, its module.
COMMANDS = [
    ("in.parquet", "out.jsonl", "parquet", "pyarrow.parquet"),
    ("in.txt", "out.parquet", "parquet", "pyarrow"),
    ("in.txt", "out/", "parquet", "pyarrow"),
    ("in.jsonl.zst", "out.jsonl", "zstd", "zstandard"),
    ("in.txt", "out.csv.zst", "zstd", "zstandard"),
]


@pytest.mark.parametrize("what", FEATURES)
def test_feature_without_its_extra_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    extra, module, use = FEATURES[what]
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf"pip install 'vnpolitext\[{extra}\]'"):
        use(tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: f"{case[0]} to {case[1]}")
def test_command_without_the_extra_it_needs_gives_one_line_and_exit_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: tuple[str, str, str, str],
    workers: str,
) -> None:
    source, output, extra, module = case
    monkeypatch.chdir(tmp_path)
    Path(source).write_text("Huế", encoding="utf-8")
    monkeypatch.setitem(sys.modules, module, None)
    assert tag_fake.main([source, "-o", output, "--workers", workers]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert f"pip install 'vnpolitext[{extra}]'" in said[0]
    assert [path.name for path in tmp_path.iterdir()] == [source]


def test_every_extra_is_said_somewhere() -> None:
    declared = set(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"])
    said = {extra for extra, _, _ in FEATURES.values()} | {extra for _, _, extra, _ in COMMANDS}
    brought_by_the_caller = {"dask", "spark", "datasets"}  # their frames and data sets are given to us
    assert declared == said | brought_by_the_caller
