"""Every format gives back what was put in."""

import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from made_docs import INJECTIONS, TEXT, docs, example, hostile

from vnpolitext.doc import Doc, Entity
from vnpolitext.export.brat import from_brat, to_brat
from vnpolitext.export.conll import from_conll, to_conll
from vnpolitext.export.datasets import BatchTagger
from vnpolitext.export.gold import from_gold, to_gold
from vnpolitext.export.label_studio import from_label_studio, to_label_studio
from vnpolitext.export.pieces import pieces, spaced
from vnpolitext.export.spacy import to_spacy
from vnpolitext.gold import read_gold
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline


def spans(doc: Doc) -> list[tuple[int, int, str]]:
    return [(entity.start, entity.end, entity.label) for entity in doc.entities]


def numbers(doc: Doc) -> list[str | None]:
    return [entity.number for entity in doc.entities]


def trimmed(doc: Doc) -> Doc:
    """The document without mentions that are blank at an edge: no pipeline finds such, and words cannot carry them."""
    return Doc(doc.text, entities=tuple(e for e in doc.entities if e.text == e.text.strip()))


@given(docs())
def test_words_are_never_blank_and_never_cross_a_mention(doc: Doc) -> None:
    found = pieces(doc)
    assert all(doc.text[start:end].strip() for start, end in found)
    for start, end in found:
        assert all(end <= e.start or e.end <= start or e.start <= start < end <= e.end for e in doc.entities)
    assert "".join(doc.text[start:end] for start, end in found) == "".join(doc.text.split())


@given(docs())
def test_conll_comes_back(doc: Doc) -> None:
    doc = trimmed(doc)
    back = from_conll(to_conll(doc))
    assert back.text == doc.text
    assert sorted(spans(back)) == sorted(spans(doc))


def test_conll_has_a_column_a_layer_and_a_blank_line_between_sentences() -> None:
    lines = to_conll(example()).split("\n")
    assert "Tổ\t51\t53\tI-POSITION\tI-BODY" in lines
    assert lines.count("") == 2


def test_conll_brings_sentences_and_words_back() -> None:
    back = from_conll(to_conll(example()))
    assert back.sentence_extents == example().sentence_extents
    assert list(back.token_extents) == pieces(example())


def test_conll_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="the first line is 'Hà"):
        from_conll("Hà\tB-PLACE")


@given(docs())
def test_brat_comes_back(doc: Doc) -> None:
    back = from_brat(*to_brat(doc))
    assert (back.text, spans(back)) == (doc.text, spans(doc))


def test_brat_keeps_numbers_and_registry_entries() -> None:
    back = from_brat(*to_brat(example()))
    assert numbers(back) == numbers(example())
    assert [e.canonical_id for e in back.entities] == [e.canonical_id for e in example().entities]


def test_brat_writes_a_mention_over_two_lines_as_two_fragments() -> None:
    doc = Doc("Hà\nNội", entities=(Entity(0, 6, "Hà\nNội", "PLACE", "tagger", 0.9),))
    assert to_brat(doc)[1] == "T1\tPLACE 0 2;3 6\tHà Nội\n"


def test_brat_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="lies outside the text of 2 characters"):
        from_brat("Hà", "T1\tPLACE 0 6\tHà Nội\n")


@given(docs())
def test_label_studio_comes_back(doc: Doc) -> None:
    task = to_label_studio(doc, id="a1")
    back = from_label_studio(task)
    assert (back.text, spans(back), task["data"]["id"]) == (doc.text, spans(doc), "a1")


def test_label_studio_keeps_numbers() -> None:
    assert numbers(from_label_studio(to_label_studio(example()))) == numbers(example())


def corrected(*annotations: dict[str, Any]) -> dict[str, Any]:
    return {**to_label_studio(example()), "annotations": list(annotations)}


def region(start: int, end: int, text: str | None, label: str = "PLACE") -> dict[str, Any]:
    return {"type": "labels", "value": {"start": start, "end": end, "labels": [label], "text": text}}


def test_holders_come_back_from_every_tool_that_annotators_use() -> None:
    back = (
        from_brat(*to_brat(example())),
        from_label_studio(to_label_studio(example(), id="a1")),
        from_gold(to_gold(example())),
    )
    person, office = (next(e for e in example().entities if e.label == label) for label in ("PERSON", "POSITION"))
    for doc in back:
        (official,) = doc.officials
        assert (official.name, official.mentions) == ("Trần Văn Bình", ((person.start, person.end),))
        assert [(held.start, held.end, held.text) for held in official.positions] == [
            (office.start, office.end, office.text)
        ]


def test_an_office_of_two_holders_keeps_both() -> None:
    tagged = '<POSITION h="An; Bình">Phó Thủ tướng</POSITION> <PERSON>An</PERSON> và <PERSON>Bình</PERSON>'
    for doc in (from_gold(tagged), from_label_studio(to_label_studio(from_gold(tagged)))):
        assert [official.name for official in doc.officials] == ["An", "Bình"]
        assert to_gold(doc) == tagged


def test_a_corrected_annotation_counts_before_predictions_and_cancelled_ones() -> None:
    task = corrected({"result": [region(0, 4, "Ngày")]}, {"was_cancelled": True, "result": []})
    assert spans(from_label_studio(task)) == [(0, 4, "PLACE")]


def test_offsets_in_utf16_units_are_read_by_the_words_they_hold() -> None:
    task = {"data": {"text": "😀 Hà Nội"}, "annotations": [{"result": [region(3, 9, "Hà Nội")]}]}
    assert spans(from_label_studio(task)) == [(2, 8, "PLACE")]


def test_offsets_that_hold_other_words_are_refused() -> None:
    task = {"data": {"text": "😀 Hà Nội"}, "annotations": [{"result": [region(0, 2, "Huế")]}]}
    with pytest.raises(ValueError, match="'Huế' does not stand at 0:2"):
        from_label_studio(task)


def test_corrected_annotations_become_gold_articles_that_evaluate_reads(tmp_path: Path) -> None:
    task = to_label_studio(example())
    regions = task["predictions"][0]["result"]
    wrong = next(region for region in regions if region["value"]["labels"] == ["DIRECTIVE"])
    kept = [region for region in regions if region is not wrong]
    start = TEXT.index("35-CT/TW")  # an annotator drew it anew, in the browser: without score, meta and an id of ours
    drawn = {**region(start, start + 8, "35-CT/TW", "DIRECTIVE"), "id": "x9", "meta": {"text": ["number 35-CT/TW"]}}
    gold = to_gold(from_label_studio({**task, "annotations": [{"result": [*kept, drawn]}]}))
    (tmp_path / "a1.xml").write_text(gold, encoding="utf-8")
    (article,) = read_gold(tmp_path)
    assert article.text == TEXT
    assert [(s["label"], s.get("n"), s.get("h")) for s in article.spans] == [
        ("DATE", None, None),
        ("PERSON", None, None),
        ("POSITION", None, "Trần Văn Bình"),
        ("BODY", None, None),
        ("DIRECTIVE", "35-CT/TW", None),
    ]


def test_regions_of_another_kind_are_passed_over() -> None:
    choice = {"type": "choices", "value": {"choices": ["economy"]}}
    assert spans(from_label_studio(corrected({"result": [choice, region(0, 4, None)]}))) == [(0, 4, "PLACE")]


@given(docs(alphabet="aàbđ <&\n."))
def test_inline_tags_come_back(doc: Doc) -> None:
    back = from_gold(to_gold(doc))
    assert (back.text, spans(back)) == (doc.text, spans(doc))


def test_inline_tags_name_the_holder_and_nest() -> None:
    office = '<POSITION h="Trần Văn Bình">Trưởng <BODY>Ban Tổ chức Tỉnh ủy Vĩnh Hà</BODY></POSITION>'
    assert office in to_gold(example())
    assert from_gold(to_gold(example())).text == TEXT


@pytest.mark.parametrize("tagged", ["<BODY>a", "a</BODY>", "<BODY>a</PLACE>"])
def test_inline_tags_that_do_not_nest_are_refused(tagged: str) -> None:
    with pytest.raises(ValueError, match=r"never closed|closes nothing"):
        from_gold(tagged)


def test_mentions_that_cross_or_a_text_with_tags_cannot_be_written_inline() -> None:
    crossing = (Entity(0, 4, "a bc", "BODY", "r", 1.0), Entity(2, 6, "bc d", "PLACE", "r", 1.0))
    with pytest.raises(ValueError, match="crosses"):
        to_gold(Doc("a bc d", entities=crossing))
    with pytest.raises(ValueError, match="the text itself holds '<BODY>'"):
        to_gold(Doc("a <BODY> d"))


@pytest.mark.parametrize("text", INJECTIONS)
def test_hostile_text_comes_back_unchanged(text: str) -> None:
    doc = hostile(text)
    assert from_conll(to_conll(doc)).text == doc.text
    assert from_brat(*to_brat(doc)).text == doc.text
    assert from_label_studio(json.loads(json.dumps(to_label_studio(doc, id=text)))).text == doc.text
    assert from_gold(to_gold(doc)).text == doc.text
    assert "".join(w + " " * s for w, s in zip(*spaced(doc), strict=True)) == doc.text


@given(docs())
def test_what_comes_back_from_a_tool_survives_json(doc: Doc) -> None:
    for back in (from_brat(*to_brat(doc)), from_label_studio(to_label_studio(doc)), from_conll(to_conll(trimmed(doc)))):
        assert Doc.from_dict(json.loads(json.dumps(back.to_dict()))) == back


def test_brat_keeps_a_note_on_its_line() -> None:
    doc = Doc(
        "Hà Nội", entities=(Entity(0, 6, "Hà Nội", "PLACE", "tagger", 0.9, canonical_id="place:a\nT9\tBODY 0 2"),)
    )
    back = from_brat(*to_brat(doc))
    assert spans(back) == spans(doc)
    assert back.entities[0].canonical_id == "place:a T9 BODY 0 2"


# --- spaCy -----------------------------------------------------------------------------------------------------------


@given(docs())
def test_spacy_has_the_same_text_and_mentions(doc: Doc) -> None:
    pytest.importorskip("spacy", reason="the extra 'spacy' is not installed")
    made = to_spacy(trimmed(doc))
    assert made.text == doc.text
    found = [(span.start_char, span.end_char, span.label_) for span in made.spans["vnpolitext"]]
    assert found == spans(trimmed(doc))


def test_spacy_spans_carry_the_registry_entry_and_the_rule() -> None:
    pytest.importorskip("spacy", reason="the extra 'spacy' is not installed")
    made = example().to_spacy()
    person = made.spans["vnpolitext"][1]
    assert (person.text, person.kb_id_, person.id_) == ("Trần Văn Bình", "person:tran-van-binh", "tagger")


def test_spacy_finds_the_component_by_its_name() -> None:
    spacy = pytest.importorskip("spacy", reason="the extra 'spacy' is not installed")
    nlp = spacy.blank("en")
    nlp.add_pipe("vnpolitext")
    doc = nlp("Sáng 12/3/2020, Bộ Chính trị ban hành Chỉ thị số 35-CT/TW.")
    assert "Chỉ thị số 35-CT/TW" in {span.text for span in doc.spans["vnpolitext"]}


def test_spacy_tags_in_other_processes_too() -> None:
    spacy = pytest.importorskip("spacy", reason="the extra 'spacy' is not installed")
    nlp = spacy.blank("en")
    component = nlp.add_pipe("vnpolitext", config={"components": ["entities"]})
    assert pickle.loads(pickle.dumps(component))(nlp.make_doc("Chỉ thị số 35-CT/TW")).spans["vnpolitext"]
    docs = list(nlp.pipe(["Chỉ thị số 35-CT/TW", "trống"]))
    assert [len(doc.spans["vnpolitext"]) for doc in docs] == [1, 0]


# --- Hugging Face datasets -------------------------------------------------------------------------------------------


class Fixed(Pipeline):
    """A pipeline that knows one article."""

    def __init__(self) -> None:
        super().__init__([])

    def batch(self, texts: Any, *, dates: Any = None) -> list[Doc]:
        return [example() if text == TEXT else Doc(text) for text in texts]

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, ()


def test_a_dataset_gets_its_columns_and_keeps_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    datasets = pytest.importorskip("datasets", reason="the extra 'datasets' is not installed")
    rows = datasets.Dataset.from_dict({"text": [TEXT, None, "x"]})
    tagged = rows.map(BatchTagger(Fixed()), batched=True, batch_size=2)
    assert tagged["text"][:] == [TEXT, None, "x"]
    assert [len(row) for row in tagged["entities"]] == [5, 0, 0]
    assert [(e["start"], e["end"], e["label"]) for e in tagged[0]["entities"]] == spans(example())
    assert tagged[0]["officials"][0]["offices"] == ["Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà"]


def test_a_row_that_cannot_be_read_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    tagger = BatchTagger(load(components=["entities"]), date="day")
    rows: dict[str, list[Any]] = {
        "text": ["Chỉ thị số 35-CT/TW", "\ud83d" + "\ude00", "Chỉ thị số 35-CT/TW"],
        "day": ["hôm qua", None, 2019],
    }
    with caplog.at_level(logging.WARNING, "vnpolitext"):
        found = tagger(rows)
    assert [len(row) for row in found["entities"]] == [1, 0, 1]
    assert "1 articles could not be read; the first: ValueError: text holds the two halves" in caplog.text


def test_the_batch_tagger_goes_to_other_processes() -> None:
    tagger = pickle.loads(pickle.dumps(BatchTagger(Fixed(), text="body")))
    assert tagger({"body": [TEXT]})["topics"] == [
        [{"code": "party_building", "score": 0.91}, {"code": "world", "score": 0.02}]
    ]
