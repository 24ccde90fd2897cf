"""``vnpolitext evaluate --topics``: figures, errors and the warning that a corpus is unlike the training articles."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vnpolitext.cli import main

PRICES = "Giá vàng, giá xăng, giá lúa tăng; doanh nghiệp và thương nhân chờ thị trường"
SPORT = "Đội tuyển thắng trận; cầu thủ và huấn luyện viên mừng bàn thắng trên sân"
FOREIGN = "The ministers met in the capital and spoke about trade between both countries"


def _file(path: Path, rows: list[tuple[str, str]]) -> Path:
    lines = "".join(json.dumps({"text": text, "label": label}, ensure_ascii=False) + "\n" for text, label in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    rows = [(PRICES, "price"), (SPORT, "sport")] * 10
    assert main(["train-topics", str(_file(folder / "d.jsonl", rows)), "-o", str(folder / "m.npz")]) == 0
    return folder / "m.npz"


Evaluate = Callable[..., tuple[int, str, str]]


@pytest.fixture
def evaluate(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Writes a file of texts and labels, evaluates the model on it; exit status, standard output and error."""

    def run(rows: list[tuple[str, str]], *words: str, name: str = "e.jsonl") -> tuple[int, str, str]:
        data = str(_file(tmp_path / name, rows))
        capsys.readouterr()
        status = main(["evaluate", "--topics", data, "--model", str(model), *words])
        return status, *capsys.readouterr()

    return run


def test_figures_and_confusions_of_a_labelled_file(evaluate: Evaluate) -> None:
    status, out, _ = evaluate([(PRICES, "price")] * 3 + [(PRICES, "sport")])
    assert status == 0
    assert "4 articles, 75.0% right" in out
    assert "sport taken for price: 1" in out
    assert "warning" not in out


@pytest.mark.parametrize("name", ["e.jsonl", "e.jsonl.gz"])
def test_the_same_as_json_with_errors_listed(name: str, evaluate: Evaluate) -> None:
    rows = [(PRICES, "price"), (SPORT, "price"), (PRICES, "sport")]
    status, out, _ = evaluate(rows, "--json", "--errors", "1", name=name)
    report = json.loads(out)
    assert status == 0
    assert report["primary"] == pytest.approx(1 / 3, abs=1e-3)
    assert [error.split(" (")[0] for error in report["errors"]] == ["row 1: price taken for sport"]
    assert report["drift"] is None


@pytest.mark.parametrize(("text", "warned"), [(PRICES, False), (FOREIGN, True)])
def test_a_corpus_unlike_the_training_articles_brings_a_warning(text: str, warned: bool, evaluate: Evaluate) -> None:
    status, out, _ = evaluate([(text, "price")] * 20)
    assert status == 0
    assert ("warning: many words here are unknown to the model" in out) is warned


def test_columns_of_other_names_and_the_package_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "e.csv"
    path.write_text(f"noi_dung,chu_de\n{SPORT},culture_sport\n", encoding="utf-8")
    assert main(["evaluate", "--topics", str(path), "--text", "noi_dung", "--label", "chu_de"]) == 0
    assert "1 articles, 100.0% right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "words", "message"),
    [
        ([(PRICES, "price"), (SPORT, "weather")], [], "row 1, column 'label': the model has no topic 'weather'"),
        ([(PRICES, "price"), ("", "sport")], [], "row 1, column 'text'"),
        ([(PRICES, "price")], ["--text", "nope"], "no column 'nope'"),
        ([(PRICES, "price")], ["--model", "nowhere.npz"], "no topic model at nowhere.npz"),
    ],
)
def test_what_cannot_be_used_is_named(
    rows: list[tuple[str, str]], words: list[str], message: str, evaluate: Evaluate
) -> None:
    status, out, err = evaluate(rows, *words)
    assert (status, out) == (2, "")
    assert message in err


BARE = "Gia vang tang manh\nCac cua hang ban ra voi gia cao hon hom qua, nguoi mua van dong."


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(("text", "warned"), [(PRICES, False), (BARE, True)])
def test_tagging_warns_once_where_topics_are_less_sure_than_at_home(
    text: str, warned: bool, workers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = _file(tmp_path / "a.jsonl", [(text, "")] * 90), tmp_path / "tags.jsonl"
    words = ["tag", str(data), "-o", str(out), "--components", "topics", "--workers", workers]
    assert main(words) == 0
    assert capsys.readouterr().err.count("warning: the topic model is less sure here") == warned


def test_tagging_says_nothing_of_few_articles_or_when_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _file(tmp_path / "a.jsonl", [(BARE, "")] * 19)
    assert main(["tag", str(data), "-o", str(tmp_path / "few.jsonl"), "--components", "topics"]) == 0
    data = _file(tmp_path / "b.jsonl", [(BARE, "")] * 90)
    assert main(["tag", str(data), "-o", str(tmp_path / "many.jsonl"), "--components", "topics", "-q"]) == 0
    assert "less sure" not in capsys.readouterr().err
