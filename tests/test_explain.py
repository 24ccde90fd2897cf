"""What ``Doc.explain`` says of a mention, and that no rule goes without words."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

import vnpolitext
from vnpolitext.doc import Candidate, Directive, Doc, Entity, Official, Position
from vnpolitext.linking.tables import read_table
from vnpolitext.show.explain import descriptions

ENTITIES = Path(vnpolitext.__file__).parent / "entities"
RULE_ID = re.compile(r"(?:directive|date|event|person)\.[a-z_]*[a-z]|tagger(?:\.[a-z]+)?|terms")


def entity(text: str, whole: str, label: str, *, rule: str = "tagger", score: float = 0.9, at: int = -1) -> Entity:
    start = text.index(whole) if at < 0 else at
    return Entity(start, start + len(whole), whole, label, rule, score)


def rules_in_code() -> set[str]:
    """Every string in the recognisers that has the form of a rule's id."""
    found = set()
    for path in ENTITIES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE_ID.fullmatch(node.value):
                found.add(node.value)
    return found


def test_every_rule_has_a_description() -> None:
    known = set(descriptions())
    assert {row["rule"] for row in read_table("documents/precision.csv")} <= known, "rules named by their form too"
    assert rules_in_code() <= known


def test_every_description_is_of_a_rule_and_says_something() -> None:
    rules = [row["rule"] for row in read_table("rules.csv")]
    assert rules == sorted(set(rules))
    measured = {row["rule"] for row in read_table("documents/precision.csv")}
    assert set(rules) == measured | rules_in_code()
    assert all(len(text) > 8 and not text.endswith(".") for text in descriptions().values())


def test_a_rule_is_told_with_its_measured_precision() -> None:
    text = "Chỉ thị số 35-CT/TW"
    found = entity(text, text, "DIRECTIVE", rule="directive.party_number", score=0.99)
    (row,) = (r for r in read_table("documents/precision.csv") if r["rule"] == found.rule)
    said = Doc(text=text, entities=(found,)).explain(found)
    assert f"{row['right']} of {row['found']} spans of this rule were right" in said
    assert row["counted"] in said


def test_the_tagger_is_told_with_its_probability_and_no_count() -> None:
    found = entity("Hà Nội", "Hà Nội", "PLACE", score=0.876)
    said = Doc(text="Hà Nội", entities=(found,)).explain(found)
    assert "probability 0.88" in said
    assert "Measured" not in said


def test_a_document_is_told_with_its_parts() -> None:
    text = "Nghị định số 30/2020/NĐ-CP và Nghị định 30"
    first = entity(text, "Nghị định số 30/2020/NĐ-CP", "DIRECTIVE", rule="directive.state_number")
    document = Directive(
        "30/2020/NĐ-CP",
        ((0, 26), (30, 42)),
        type="Nghị định",
        type_code="NĐ",
        year=2020,
        issuer_code="CP",
        issuer="Chính phủ",
        provisions=("Điều 5",),
    )
    said = Doc(text=text, entities=(first,), directives=(document,)).explain(first)
    expected = "type Nghị định (NĐ); number 30/2020/NĐ-CP; issuer Chính phủ (CP); year 2020; provisions Điều 5"
    assert expected in said
    assert "2 times" in said


def test_an_office_is_told_with_its_holders() -> None:
    text = "nguyên Bí thư Tỉnh ủy Trần Văn Mẫu"
    office, person = entity(text, "Bí thư Tỉnh ủy", "POSITION"), entity(text, "Trần Văn Mẫu", "PERSON")
    position = Position(office.start, office.end, office.text, "Bí thư", body_text="Tỉnh ủy", former=True)
    official = Official("Trần Văn Mẫu", ((person.start, person.end),), (position,), id="person:mau")
    doc = Doc(text=text, entities=(office, person), officials=(official,))
    assert "Held by: Trần Văn Mẫu (person:mau, former)." in doc.explain(office)
    assert "Holds: Bí thư Tỉnh ủy (former)." in doc.explain(person)


def test_an_office_without_holder_says_so() -> None:
    office = entity("Bí thư chi bộ", "Bí thư chi bộ", "POSITION")
    assert "nobody the text names" in Doc(text=office.text, entities=(office,)).explain(office)


def test_a_holder_whom_the_registry_gives_is_told_as_such() -> None:
    office = entity("Thủ tướng", "Thủ tướng", "POSITION")
    official = Official("Trần Văn Mẫu", (), (Position(0, 9, "Thủ tướng", "Thủ tướng"),), inferred=True)
    said = Doc(text="Thủ tướng", entities=(office,), officials=(official,)).explain(office)
    assert "Trần Văn Mẫu (concluded from the date and the registry" in said


def test_a_short_name_is_told_with_the_full_one() -> None:
    text = "Trần Văn Mẫu đến; ông Mẫu nói"
    short = entity(text, "Mẫu", "PERSON", at=22)
    doc = Doc(text=text, entities=(short,), officials=(Official("Trần Văn Mẫu", ((0, 12), (22, 25))),))
    assert "Names: Trần Văn Mẫu" in doc.explain(short)


def test_a_link_is_told_with_its_name_and_how_sure_it_is() -> None:
    link = Entity(0, 13, "tỉnh An Giang", "PLACE", "tagger", 0.9, canonical_id="place:an-giang", inferred=True)
    said = Doc(text=link.text, entities=(link,)).explain(link)
    assert "Stands for: place:an-giang, Tỉnh An Giang (until 2025-06-30); concluded from the date" in said


def test_candidates_are_told_with_scores_and_a_long_list_is_cut() -> None:
    candidates = tuple(Candidate(f"place:mine-{i}", 0.5 - i / 100, "partial") for i in range(7))
    open_link = Entity(0, 6, "Tân An", "PLACE", "tagger", 0.9, candidates=candidates)
    said = Doc(text=open_link.text, entities=(open_link,)).explain(open_link)
    assert "May stand for: place:mine-0, score 0.50, verified: partial; place:mine-1, score 0.49" in said
    assert said.endswith("and 2 more.")


@pytest.mark.parametrize(
    ("text", "year", "covers"),
    [("28/10", 2019, "Covers: 2019-10-28."), ("nhiệm kỳ 2020-2025", None, "Covers: 2020 to 2025.")],
)
def test_a_date_is_told_with_what_it_covers(text: str, year: int | None, covers: str) -> None:
    day = entity(text, text, "DATE", rule="date.full")
    assert covers in Doc(text=text, date=dt.date(year, 1, 1) if year else None, entities=(day,)).explain(day)


def test_a_day_without_a_year_covers_nothing_that_is_guessed() -> None:
    day = entity("28/10", "28/10", "DATE", rule="date.day_month")
    assert "Covers" not in Doc(text="28/10", entities=(day,)).explain(day)


def test_a_foreign_rule_is_said_to_be_one() -> None:
    found = entity("Hà Nội", "Hà Nội", "PLACE", rule="mine")
    assert "does not describe" in Doc(text="Hà Nội", entities=(found,)).explain(found)


def test_an_entity_of_another_document_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'Huế' at 0 to 3 is no mention of this document"):
        Doc(text="Hà Nội").explain(entity("Huế", "Huế", "PLACE"))


def test_every_mention_of_a_real_run_has_an_explanation() -> None:
    nlp = vnpolitext.load(components=["entities", "links"])
    doc = nlp(
        "Sáng 28/10/2019, anh L.Q.T gửi Bí thư Tỉnh ủy Nguyễn Văn Ví bản sao Chỉ thị số 35-CT/TW.", date="2019-10-29"
    )
    assert {"DATE", "PERSON", "POSITION", "BODY", "DIRECTIVE"} <= {e.label for e in doc.entities}
    for found in doc.entities:
        assert doc.explain(found).startswith(f'"{found.text}" ({found.start} to {found.end}) is ')
        assert "does not describe" not in doc.explain(found)


@pytest.mark.parametrize("other", [Official("An", ((0, 2),)), None, "An"])
def test_only_mentions_are_explained(other: Any) -> None:
    with pytest.raises(TypeError, match=r"give one of doc\.entities"):
        Doc("An").explain(other)


def test_a_day_without_a_year_is_completed_with_the_year_of_the_article() -> None:
    day = Entity(0, 8, "ngày 5/3", "DATE", "date.day_month", 0.99)
    assert "Covers: 2017-03-05." in Doc("ngày 5/3", entities=(day,), period="2017").explain(day)
