"""The gate opens, closes and pins as it says; the pipeline itself is not run here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import eval_gate
import pytest
from goldlib import GOLDEN

from vnpolitext.evaluation import Evaluation, evaluate
from vnpolitext.gold import read_gold


def perfect(folder: Path) -> Evaluation:
    gold = read_gold(folder)
    predictions = {}
    for article in gold:
        people: dict[str, list[dict[str, int]]] = {}
        for span in article.spans:
            for name in filter(None, span.get("h", "").split("; ")):
                people.setdefault(name, []).append({"start": span["start"], "end": span["end"]})
        predictions[article.id] = {
            "entities": [{**span, "number": span.get("n")} for span in article.spans],
            "officials": [{"name": name, "positions": positions} for name, positions in people.items()],
            "topics": [{"code": article.topics["primary"], "score": 1.0}] if article.topics else [],
        }
    return evaluate(gold, predictions)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gold"
    shutil.copytree(GOLDEN, folder)
    monkeypatch.setattr(eval_gate, "run", perfect)
    return folder


def gate(corpus: Path, *options: str) -> int:
    return eval_gate.main([f"mine={corpus}", "--floors", str(corpus.parent / "floors.json"), *options])


def test_gold_against_itself_is_perfect() -> None:
    assert set(eval_gate.figures(perfect(GOLDEN)).values()) == {1.0}


def test_absent_corpus_opens_the_gate_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert eval_gate.main([f"mine={tmp_path / 'nowhere'}"]) == 0
    assert "is absent" in capsys.readouterr().out


def test_missing_pin_closes_the_gate(corpus: Path) -> None:
    assert gate(corpus) == 1


def test_gate_opens_on_what_was_pinned(corpus: Path) -> None:
    assert gate(corpus, "--update") == 0
    assert gate(corpus) == 0


def test_changed_corpus_closes_the_gate(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate(corpus, "--update")
    (corpus / "more.xml").write_text("<PLACE>Huế</PLACE>\n", encoding="utf-8")
    assert gate(corpus) == 1
    assert "not those the floors were pinned on" in capsys.readouterr().out


def test_update_refuses_to_lower_a_floor_unless_allowed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate(corpus, "--update")
    floors = corpus.parent / "floors.json"
    before = floors.read_text(encoding="utf-8")
    monkeypatch.setattr(eval_gate, "run", lambda folder: evaluate(read_gold(folder), {}))
    assert gate(corpus, "--update") == 1
    assert floors.read_text(encoding="utf-8") == before
    assert gate(corpus, "--update", "--allow-regression") == 0
    assert set(json.loads(floors.read_text(encoding="utf-8"))["mine"]["floors"].values()) == {0.0}


@pytest.mark.parametrize(("found", "closed"), [(0.9, False), (0.8981, False), (0.8979, True), (1.0, False)])
def test_figure_may_fall_by_two_thousandths(found: float, closed: bool) -> None:
    assert bool(eval_gate.regressions({"PERSON": found}, {"PERSON": 0.9})) is closed


def test_figure_that_is_no_longer_measured_counts_as_fallen() -> None:
    assert eval_gate.regressions({}, {"EVENT": 0.5})


def test_bare_year_is_no_day_to_link_by() -> None:
    assert eval_gate._day("2017") is None
    assert eval_gate._day("2017-03-03") == "2017-03-03"
