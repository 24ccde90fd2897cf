"""Evaluation: what counts as right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from vnpolitext.cli import main
from vnpolitext.doc import LABELS
from vnpolitext.evaluation import Evaluation, evaluate, table
from vnpolitext.gold import GoldArticle, parse_tagged, read_gold, read_predictions

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "evaluation.jsonl").read_text(encoding="utf-8").splitlines()
]
TAGGED = (
    '<PERSON>An Bình</PERSON>, <POSITION h="An Bình">Bí thư <BODY>Tỉnh ủy</BODY></POSITION>, ban hành '
    '<DIRECTIVE n="9-CT/TU">Chỉ thị 9</DIRECTIVE>'
)


def compare(tagged: str, prediction: dict[str, Any], topics: dict[str, Any] | None = None) -> Evaluation:
    text, spans = parse_tagged(tagged)
    return evaluate([GoldArticle("a", text, tuple(spans), topics)], {"a": prediction})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_spans(case: dict[str, Any]) -> None:
    found = [{"start": start, "end": end, "label": label} for start, end, label in case["found"]]
    result = compare(case["gold"], {"entities": found})
    assert {label: count.right for label, count in result.spans.items() if count.right} == case["right"]
    overlaps = {label: count.right for label, count in result.overlaps.items() if count.right}
    assert overlaps == case.get("overlap", case["right"])


@pytest.mark.parametrize(
    ("number", "right"), [("9-CT/TU", 1), ("9 – ct/tu", 1), ("9-CT/T.U", 1), ("9", 0), (None, 0), ("8-CT/TU", 0)]
)
def test_numbers_of_directives(number: str | None, right: int) -> None:
    text, _ = parse_tagged(TAGGED)
    start = text.index("Chỉ thị 9")
    found = {"start": start, "end": start + 9, "label": "DIRECTIVE", "number": number}
    numbers = compare(TAGGED, {"entities": [found]}).numbers
    assert (numbers.recalled, numbers.gold) == (right, 1)


@pytest.mark.parametrize(
    ("holders", "right", "predicted"),
    [(["An Bình"], 1, 1), (["AN  bình"], 1, 1), (["Bình"], 0, 1), (["An Bình", "X"], 1, 2), ([], 0, 0)],
)
def test_holders_of_positions(holders: list[str], right: int, predicted: int) -> None:
    officials = [{"name": name, "positions": [{"start": 9, "end": 23}]} for name in holders]
    result = compare(TAGGED, {"officials": officials})
    assert (result.holders.right, result.holders.predicted, result.holders.gold) == (right, predicted, 1)


def test_plural_office_has_several_holders() -> None:
    text, spans = parse_tagged('<POSITION h="A; B">Phó Chủ tịch</POSITION>: A; B')
    officials = [{"name": name, "positions": [{"start": 0, "end": 12}]} for name in "AB"]
    result = evaluate([GoldArticle("a", text, tuple(spans))], {"a": {"officials": officials}})
    assert (result.holders.right, result.holders.gold) == (2, 2)


@pytest.mark.parametrize(
    ("scores", "primary", "either"),
    [({"economy": 0.2, "health": 0.7}, 0, 1), ({"economy": 0.9}, 1, 1), ({}, 0, 0), ({"world": 1.0}, 0, 0)],
)
def test_topic_is_the_best_scored(scores: dict[str, float], primary: int, either: int) -> None:
    topics = [{"code": code, "score": score} for code, score in scores.items()]
    result = compare("x", {"topics": topics}, {"primary": "economy", "secondary": ["health"]})
    assert (result.topics.recalled, result.topics_any.recalled) == (primary, either)


def test_perfect_tags_score_one_and_missing_articles_nothing() -> None:
    text, spans = parse_tagged(TAGGED)
    gold = [GoldArticle(name, text, tuple(spans)) for name in "ab"]
    result = evaluate(gold, {"a": {"entities": spans}})
    assert result.missing == 1
    total = result.total(LABELS)
    assert (total.precision, total.recall) == (1.0, 0.5)
    assert result.to_dict()["all_labels"]["f1"] == 0.6667
    assert "1 of them without tags" in table(result)


def test_tags_for_another_text_are_said() -> None:
    assert "the tags are for another text" in compare(TAGGED, {"text": "khác"}).wrong[0]


@pytest.mark.parametrize("tagged", ["<PERSON>An", "An</PERSON>", "<PERSON><BODY>An</PERSON></BODY>"])
def test_tags_that_do_not_match_are_an_error(tagged: str) -> None:
    with pytest.raises(ValueError, match=r"closes nothing|never closed"):
        parse_tagged(tagged)


def test_angle_brackets_that_are_no_labels_are_text() -> None:
    assert parse_tagged("a < b <i>c</i>")[0] == "a < b <i>c</i>"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "bai-1.xml").write_text(TAGGED + "\n", encoding="utf-8")
    (folder / "topics.json").write_text('{"bai-1": {"primary": "economy", "secondary": []}}', encoding="utf-8")
    return folder


@pytest.fixture
def predicted(tmp_path: Path) -> Path:
    _, spans = parse_tagged(TAGGED)
    line = {"id": "bai-1", "entities": spans, "officials": [], "topics": [{"code": "economy", "score": 1}]}
    path = tmp_path / "tags.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def test_folder_and_jsonl_give_the_same_gold(gold: Path, tmp_path: Path) -> None:
    (article,) = read_gold(gold)
    line = {"id": "bai-1", "text": article.text, "entities": list(article.spans), "topics": article.topics}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert read_gold(tmp_path / "gold.jsonl") == [article]


def test_command_prints_a_table_and_errors(gold: Path, predicted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), str(predicted), "--errors", "5"]) == 0
    out = capsys.readouterr().out
    assert "PERSON" in out
    assert "topic right   1.000 of 1" in out
    assert "bai-1: missed holder 'an bình'" in out


def test_command_prints_json(gold: Path, predicted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), str(predicted), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["core_labels"]["f1"] == 1.0
    assert report["holder"]["recall"] == 0.0


@pytest.mark.parametrize(
    ("gold_text", "tags", "message"),
    [
        ("<PERSON>An", "", "bai-1.xml: <PERSON> at offset 0"),
        ("x", "{not json", "line 1: not JSON"),
        ("x", '{"entities": []}', "a line has no id"),
        ("x", "5", "tags.jsonl, line 1: not an object"),
        ("x", "[" * 5000, "tags.jsonl, line 1: not JSON"),
        ("x", '{"id": 1}\n{"id": 2, "entities": [{}]}', "tags.jsonl, line 2: entities, officials or topics are not as"),
        ("x", '{"id": 1, "entities": [{"start": "0", "end": 1, "label": "PERSON"}]}', "line 1: entities"),
        ("x", '{"id": 1, "entities": [{"start": 0, "end": 1, "label": "DIRECTIVE", "number": 9}]}', "line 1: entities"),
        ("x", '{"id": 1, "officials": [{"name": "An", "positions": [{"start": 1}]}]}', "line 1: entities, officials"),
        ("x", '{"id": 1, "topics": [{"code": "x", "score": "1"}]}', "line 1: entities, officials or topics"),
        (None, "", "no gold articles"),
    ],
)
def test_files_that_cannot_be_read_give_one_line_and_exit_2(
    tmp_path: Path, gold_text: str | None, tags: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gold").mkdir()
    if gold_text is not None:
        (tmp_path / "gold" / "bai-1.xml").write_text(gold_text, encoding="utf-8")
    (tmp_path / "tags.jsonl").write_text(tags, encoding="utf-8")
    assert main(["evaluate", str(tmp_path / "gold"), str(tmp_path / "tags.jsonl")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("5", "not an object: the line holds a JSON int"),
        ("[" * 5000, "not JSON"),
        ('{"id": "a", "text": "x"}', "has no 'entities'"),
        ('{"id": "a", "text": 5, "entities": []}', "text is no string"),
        ('{"id": "a", "text": "x", "entities": 5}', "entities is no list"),
        ('{"id": "a", "text": "x", "entities": [5]}', "entities is no list"),
        ('{"id": "a", "text": "x", "entities": [{"start": 0, "end": 9, "label": "BODY"}]}', "inside the text"),
        ('{"id": "a", "text": "x", "entities": [{"start": 0, "end": 1, "label": "BODY", "h": 5}]}', "is no string"),
        ('{"id": "a", "text": "x", "entities": [], "topics": [1]}', "topics is no object"),
        ('{"id": "a", "text": "x", "entities": [], "topics": {"secondary": []}}', "topics is no object"),
    ],
)
def test_gold_lines_that_are_none_are_named(tmp_path: Path, line: str, message: str) -> None:
    good = '{"id": "b", "text": "x", "entities": [], "topics": {"primary": "economy", "secondary": []}}'
    (tmp_path / "gold.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^gold\.jsonl, line 2: .*{message}"):
        read_gold(tmp_path / "gold.jsonl")


def test_a_gold_file_that_breaks_off_is_named(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl.gz").write_bytes(gzip.compress(b'{"id": "b", "text": "x", "entities": []}\n' * 99)[:40])
    with pytest.raises(ValueError, match=r"^gold\.jsonl\.gz.*: file broken"):
        read_gold(tmp_path / "gold.jsonl.gz")


@pytest.mark.parametrize("content", ["[]", "5", "x", '{"bai-1": 5}'])
def test_topics_beside_gold_that_are_none_are_named(gold: Path, content: str) -> None:
    (gold / "topics.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"^topics\.json: "):
        read_gold(gold)


def test_fewer_errors_than_none_are_refused(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), "--errors", "-1"]) == 2
    assert capsys.readouterr().err == "vnpolitext: --errors is -1; give 0 or more\n"


def test_predictions_are_found_by_id_as_text(tmp_path: Path) -> None:
    (tmp_path / "tags.jsonl").write_text('{"id": 7}\n\n', encoding="utf-8")
    assert read_predictions(tmp_path / "tags.jsonl") == {"7": {"id": 7}}
