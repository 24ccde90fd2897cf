"""The gate opens, closes and pins as it says; the pipeline itself is not run here."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path

import eval_gate
import pytest
from goldlib import GOLDEN

import vnpolitext
from vnpolitext.doc import LABELS, Doc, Entity, Official, Position, Topic
from vnpolitext.evaluation import evaluate
from vnpolitext.gold import GoldArticle, read_gold


class Reader:
    """Stands in for the pipeline: answers each text with its gold."""

    def __init__(self, folder: Path) -> None:
        self._gold = {article.text: article for article in read_gold(folder)}

    def batch(self, texts: list[str], *, dates: list[str | None]) -> list[Doc]:
        assert len(dates) == len(texts)
        return [self._doc(self._gold[text]) for text in texts]

    @staticmethod
    def _doc(article: GoldArticle) -> Doc:
        entities, offices = [], defaultdict(list)
        for span in article.spans:
            start, end, text = span["start"], span["end"], span["text"]
            entities.append(Entity(start, end, text, span["label"], "gold", 1.0, number=span.get("n")))
            for name in filter(None, span.get("h", "").split("; ")):
                offices[name].append(Position(start, end, text, title=text))
        officials = (Official(name, (), tuple(held)) for name, held in offices.items())
        topics = (Topic(article.topics["primary"], 0.9),) if article.topics else ()
        return Doc(article.text, entities=tuple(entities), officials=tuple(officials), topics=topics)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gold"
    shutil.copytree(GOLDEN, folder)
    monkeypatch.setattr(vnpolitext, "load", lambda: Reader(folder))
    return folder


def gate(corpus: Path, *options: str) -> int:
    return eval_gate.main([f"mine={corpus}", "--floors", str(corpus.parent / "floors.json"), *options])


def test_gold_against_itself_is_perfect(corpus: Path) -> None:
    found = eval_gate.figures(eval_gate.run(corpus))
    assert set(found.values()) == {1.0}
    assert {*LABELS, "core labels", "all labels", "holders", "numbers", "topics", "topics any"} == set(found)


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
