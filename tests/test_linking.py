"""Mentions are linked to what they stand for on the article's date, and left open where nothing decides."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link_drafts import draft_of, linked

from vnpolitext.doc import Doc, Entity
from vnpolitext.gold import read_gold
from vnpolitext.linking.component import Linker
from vnpolitext.linking.names import key, words
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.linking.registry import base_registry

HERE = Path(__file__).parent
LINKER = Linker()


def cases() -> Iterator[Any]:
    for line in (HERE / "cases" / "links.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield pytest.param(case, id=case["why"])


def mention(doc: Doc, text: str) -> Entity:
    return next(entity for entity in doc.entities if entity.text == text)


@pytest.mark.parametrize("case", list(cases()))
def test_mentions_stand_for(case: dict[str, Any]) -> None:
    doc = linked(case["text"], date=case["date"], linker=LINKER)
    found = {text: mention(doc, text).canonical_id for text in case["links"]}
    assert found == case["links"]
    for text, ids in case.get("candidates", {}).items():
        assert sorted(candidate.id for candidate in mention(doc, text).candidates) == sorted(ids)
    for text in case.get("inferred", ()):
        assert mention(doc, text).inferred
    if "unnamed" in case:
        assert [official.id for official in doc.officials if official.inferred] == case["unnamed"]
    if "officials" in case:
        assert len(doc.officials) == case["officials"]


def test_a_decided_link_is_the_best_candidate() -> None:
    for case in cases():
        for entity in linked(case.values[0]["text"], date=case.values[0]["date"], linker=LINKER).entities:
            scores = [candidate.score for candidate in entity.candidates]
            assert scores == sorted(scores, reverse=True)
            assert entity.canonical_id in {None, *(candidate.id for candidate in entity.candidates[:1])}


def test_linking_changes_no_mention() -> None:
    for article in read_gold(HERE / "golden"):
        draft = draft_of(tagged(article.id), date=None)
        before = [(e.start, e.end, e.text, e.label, e.number) for e in draft.entities]
        LINKER([draft])
        assert [(e.start, e.end, e.text, e.label, e.number) for e in draft.entities] == before


def tagged(name: str) -> str:
    return (HERE / "golden" / f"{name}.xml").read_text(encoding="utf-8").removesuffix("\n")


def test_links_do_not_depend_on_the_batch() -> None:
    names = [article.id for article in read_gold(HERE / "golden")]
    together = [draft_of(tagged(name), date="2025-03-01") for name in names]
    LINKER(together)
    for name, draft in zip(names, together, strict=True):
        alone = draft_of(tagged(name), date="2025-03-01")
        LINKER([alone])
        assert alone == draft


def test_every_link_to_the_registry_is_in_the_registry() -> None:
    registry = base_registry()
    known = {*registry.bodies, *registry.people, *registry.posts, *registry.places, *registry.directives}
    for article in read_gold(HERE / "golden"):
        for entity in linked(tagged(article.id), date="2025-09-01", linker=LINKER).entities:
            kind = (entity.canonical_id or "").partition(":")[0]
            if kind == "person":
                assert entity.canonical_id in known


def test_relations_say_who_holds_what_and_who_issued_what() -> None:
    doc = linked(
        '<POSITION h="Tô Lâm">Bộ trưởng <BODY>Bộ Công an</BODY></POSITION> <PERSON>Tô Lâm</PERSON> phát biểu tại '
        "<EVENT>Kỳ họp thứ 8, Quốc hội khóa XIV</EVENT> về "
        '<DIRECTIVE n="35-CT/TW">Chỉ thị 35-CT/TW</DIRECTIVE>.',
        date="2019-10-28",
        linker=LINKER,
    )
    facts = {(relation.subject, relation.predicate, relation.object) for relation in doc.relations}
    assert ("person:to-lam", "holds", "post:bo-truong@body:bo-cong-an") in facts
    assert ("person:to-lam", "attends", "event:ky-hop-8-quoc-hoi-khoa-xiv") in facts
    assert ("body:bo-chinh-tri", "issues", "directive:35-CT/TW@2019-05-30") in facts


def test_an_unverified_holder_never_decides_an_unnamed_office() -> None:
    doc = linked(
        '<POSITION h="">Chủ tịch <BODY>Quốc hội</BODY></POSITION> gặp cử tri.', date="2014-03-01", linker=LINKER
    )
    assert doc.officials == ()


def test_who_stands_in_is_inferred_only_where_the_text_says_acting() -> None:
    office = "Chủ tịch <BODY>Quốc hội</BODY></POSITION> gặp cử tri."
    plain = linked(f'<POSITION h="">{office}', date="2024-05-10", linker=LINKER)
    acting = linked(f'<POSITION h="">Quyền {office}', date="2024-05-10", linker=LINKER)
    assert plain.officials == ()
    assert [official.id for official in acting.officials] == ["person:tran-thanh-man"]


@pytest.mark.parametrize(
    ("office", "post"),
    [
        ("Người phát ngôn của <BODY>Chính phủ</BODY>", "post:nguoi-phat-ngon@body:chinh-phu"),
        ("Vụ trưởng thuộc <BODY>Bộ Y tế</BODY>", "post:vu-truong@body:bo-y-te"),
        ("Bộ trưởng, Bộ trưởng <BODY>Bộ Y tế</BODY>", "post:bo-truong@body:bo-y-te"),
        ("Bí thư <BODY>Trung ương</BODY>", "post:uy-vien@body:ban-bi-thu"),
        ("Bí thư <BODY>Trung ương Đảng</BODY>", "post:uy-vien@body:ban-bi-thu"),
    ],
)
def test_an_office_has_one_identifier_however_it_is_joined_to_its_body(office: str, post: str) -> None:
    doc = linked(f'<POSITION h="">{office}</POSITION> phát biểu.', date="2026-03-01", linker=LINKER)
    assert doc.entities[0].canonical_id == post


def test_an_own_registry_gives_links_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "bodies.csv"
    own.write_text("id,name,aliases\nbody:hoi-cay-canh,Hội Cây cảnh Việt Nam,HCC\n", encoding="utf-8")
    doc = linked("<BODY>HCC</BODY> mở triển lãm.", linker=Linker(registry=own))
    assert mention(doc, "HCC").canonical_id == "body:hoi-cay-canh"


@given(st.text(max_size=60))
def test_any_name_has_a_key_of_its_words(name: str) -> None:
    assert key(name) == "".join(words(name))
    assert key(name.upper()) == key(name.upper().strip())


@given(st.text(alphabet="0123456789/-–. QĐNCTWTgPHUBD", max_size=30))
def test_any_number_is_explained_or_not_one(number: str) -> None:
    symbol = explain(number)
    assert symbol is None or symbol.number
    assert number_key(number) == number_key(f" {number} ")
