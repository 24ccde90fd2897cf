"""A user's own terms and document types: found before all else, from a file or from Python alike."""

from __future__ import annotations

import csv
import pickle
import tracemalloc
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vnpolitext import guarded_yaml
from vnpolitext.brief import brief
from vnpolitext.doc import LABELS
from vnpolitext.entities import rules, terms
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.overlap import place
from vnpolitext.entities.rules import RulesError, read_rules
from vnpolitext.entities.terms import LONGEST, MOST, Term, TermError, TermMatcher, term_of
from vnpolitext.loading import load

CASES = Path(__file__).parent / "cases"
RULES = """\
bodies:
  - {name: Ban Quản lý Vịnh Mẫu, aliases: [BQL Vịnh Mẫu], id: "body:bql-vinh-mau"}
  - Hội đồng Ví Dụ
titles: [Trưởng Tổ Ví Dụ]
people: [Bác Ví Dụ]
organisations: [{name: Nhóm Tự Quản, ignore_case: true}]
places: [Bãi Ví Dụ]
events: [Ngày hội Ví Dụ]
directives: [Sổ tay Ví Dụ]
document_types:
  - {name: Thông cáo chung, code: TCC}
"""
TEXT = (
    "Theo BQL Vịnh Mẫu, Trưởng Tổ Ví Dụ gặp Bác Ví Dụ và nhóm tự quản ở Bãi Ví Dụ, dự Ngày hội Ví Dụ, nhận Sổ tay "
    "Ví Dụ. Hội đồng Ví Dụ họp, quán triệt Thông cáo chung số 12-TCC/TW ngày 5/3/2024. Thông cáo chung số 12 nêu rõ."
)


def table(name: str) -> list[Any]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["why"]) for row in csv.DictReader(file)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(RULES, encoding="utf-8")
    return file


def own(text: str, *terms: Any) -> list[tuple[str, str]]:
    nlp = load(components=["entities"], terms=terms)
    return [(e.text, e.label) for e in nlp(text).entities if e.rule == "terms"]


# The matcher


@pytest.mark.parametrize("case", table("terms.csv"))
def test_terms_are_found_as_whole_words(case: dict[str, str]) -> None:
    text = case["text"]
    found = TermMatcher([Term(case["name"], case["label"])]).find(text)
    assert [text[m.start : m.end] for m in found] == [name for name in case["found"].split("|") if name]
    assert all((m.label, m.rule, m.score) == (case["label"], "terms", 1.0) for m in found)


@pytest.mark.parametrize("name", ["Ban Mẫu", "BAN MẪU", "ban mẫu"])
def test_case_is_ignored_where_asked(name: str) -> None:
    matcher = TermMatcher([Term(name, "BODY", ignore_case=True)])
    assert len(matcher.find("Ban Mẫu, BAN MẪU, ban mẫu, bAN mẪU")) == 4


def test_a_letter_whose_lower_case_is_longer_moves_no_offset() -> None:
    text = "İİ Ban Mẫu"
    (found,) = TermMatcher([Term("ban mẫu", "BODY", ignore_case=True)]).find(text)
    assert text[found.start : found.end] == "Ban Mẫu"


def test_a_longer_name_that_ends_inside_a_word_hides_no_shorter_one() -> None:
    matcher = TermMatcher([Term("Ban Mẫu", "BODY"), Term("Ban Mẫu A", "BODY")])
    text = "Ban Mẫu An họp"
    assert [text[m.start : m.end] for m in matcher.find(text)] == ["Ban Mẫu"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("space", [" ", "\u00a0", " \u200b", "\u200b "])
def test_the_spelling_of_text_and_term_does_not_matter(form: Any, space: str) -> None:
    text = unicodedata.normalize(form, f"Theo Hội{space}đồng Ví{space}Dụ.")
    name = unicodedata.normalize("NFD" if form == "NFC" else "NFC", " Hội\u00a0đồng Ví Dụ ")
    assert [words for words, _ in own(text, name)] == [text[5:-1]]


WORDS = st.sampled_from(["Ban", "ban", "Mẫu", "A", "An", "A.", "."])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TERMS = st.builds(
    Term,
    NAMES,
    st.sampled_from(["BODY", "POSITION", "PERSON", "PLACE"]),
    NAMES.map(lambda name: (name,)),
    ignore_case=st.booleans(),
)


def searched_plainly(terms: list[Term], text: str) -> list[Mention]:
    """Every place where a form stands, exact forms first, and of those what the overlap policy keeps."""
    padded = f" {text} "
    found = []
    for loose in (False, True):
        forms: dict[str, Term] = {}
        for term in terms:
            for form in (term.name, *term.aliases):
                if term.ignore_case == loose:
                    forms.setdefault(form.lower() if loose else form, term)
        for form, term in forms.items():
            for at in range(len(text)):
                end = at + len(form)
                whole = not padded[at].isalnum() and not padded[end + 1 : end + 2].isalnum()
                if whole and (text.lower() if loose else text).startswith(form, at):
                    found.append((1, Mention(at, end, term.label, "terms", 1.0)))
    return place(found)


@settings(max_examples=300)
@given(st.lists(TERMS, max_size=6), st.lists(WORDS, max_size=12).map(" ".join))
def test_the_matcher_finds_what_a_plain_search_finds(own_terms: list[Term], text: str) -> None:
    assert TermMatcher(own_terms).find(text) == searched_plainly(own_terms, text)


def test_where_a_longer_term_crosses_a_shorter_one_that_fits_is_found() -> None:
    names = ["Sở Ví Dụ", "Sở Ví Dụ Mẫu", "Mẫu An Giang Lớn Mới"]
    text = "Sở Ví Dụ Mẫu An Giang Lớn Mới"
    found = TermMatcher([Term(name, "BODY") for name in names]).find(text)
    assert [text[m.start : m.end] for m in found] == ["Sở Ví Dụ", "Mẫu An Giang Lớn Mới"]


def test_of_two_equal_terms_the_first_counts() -> None:
    matcher = TermMatcher([Term("Ban Mẫu", "BODY", id="body:1"), Term("Ban Mẫu", "ORG", id="body:2")])
    assert [(hit.term.label, hit.term.id) for hit in matcher.hits("Ban Mẫu")] == [("BODY", "body:1")]


def beginnings(*labels: str) -> TermMatcher:
    """Terms of which each begins with all shorter ones: "a", "a a", "a a a", ..."""
    return TermMatcher([Term(" ".join("a" * words), labels[words % len(labels)]) for words in range(1, 151)])


@pytest.mark.parametrize("labels", [("BODY",), ("POSITION",), ("POSITION", "BODY"), ("POSITION", "PERSON")])
def test_terms_that_begin_alike_take_no_room_for_each_place_where_one_ends(labels: tuple[str, ...]) -> None:
    matcher = beginnings(*labels)
    matcher.find("a")
    text = "a " * 10_000
    tracemalloc.start()
    try:
        found = matcher.find(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert place([(1, mention) for mention in found]) == found
    assert (found[0].start, found[0].end) == (0, 299)
    assert peak < 400 * len(text), "before, some 30,000 bytes a character"


# In the pipeline


def test_own_terms_come_before_the_tagger() -> None:
    text = "Ông Trần Văn Mẫu ở Hà Nội nói về Luật Đất đai năm 2024."
    found = own(text, {"name": "Trần Văn Mẫu ở Hà Nội", "label": "EVENT"}, {"name": "Đất đai", "label": "PLACE"})
    assert found == [("Trần Văn Mẫu ở Hà Nội", "EVENT"), ("Đất đai", "PLACE")]


def test_an_own_title_may_hold_an_own_body() -> None:
    found = own("Trưởng Ban Mẫu nói", {"name": "Trưởng Ban Mẫu", "label": "POSITION"}, "Ban Mẫu")
    assert found == [("Trưởng Ban Mẫu", "POSITION"), ("Ban Mẫu", "BODY")]


def test_of_own_terms_that_cross_the_longer_stays() -> None:
    assert own("Ban Mẫu Ví Dụ Lớn", "Ban Mẫu", "Mẫu Ví Dụ Lớn", "Ban Mẫu Ví") == [("Mẫu Ví Dụ Lớn", "BODY")]


def test_every_section_gives_its_label_and_ids_reach_the_entities(path: Path) -> None:
    doc = load(components=["entities"], rules=str(path))(TEXT)
    assert [(e.text, e.label, e.canonical_id) for e in doc.entities if e.rule == "terms"] == [
        ("BQL Vịnh Mẫu", "BODY", "body:bql-vinh-mau"),
        ("Trưởng Tổ Ví Dụ", "POSITION", None),
        ("Bác Ví Dụ", "PERSON", None),
        ("nhóm tự quản", "ORG", None),
        ("Bãi Ví Dụ", "PLACE", None),
        ("Ngày hội Ví Dụ", "EVENT", None),
        ("Sổ tay Ví Dụ", "DIRECTIVE", None),
        ("Hội đồng Ví Dụ", "BODY", None),
    ]


def test_an_own_id_survives_linking(path: Path) -> None:
    doc = load(components=["links"], rules=str(path))(TEXT, date="2024-03-06")
    assert doc.bodies[0].canonical_id == "body:bql-vinh-mau"


def test_own_document_types_reach_the_grammar_of_numbers(path: Path) -> None:
    doc = load(components=["entities"], rules=str(path))(TEXT)
    (document,) = (d for d in doc.directives if d.number)
    assert (document.number, document.type, document.type_code) == ("12-TCC/TW", "Thông cáo chung", "TCC")
    assert (document.date, len(document.mentions)) == ("2024-03-05", 2), "the short citation is the same document"


def test_a_type_in_decomposed_letters_is_the_same_type(tmp_path: Path) -> None:
    file = tmp_path / "nfd.yaml"
    file.write_text(unicodedata.normalize("NFD", RULES), encoding="utf-8")
    doc = load(components=["entities"], rules=str(file))(TEXT)
    assert [d.number for d in doc.directives if d.number] == ["12-TCC/TW"]


def test_file_argument_and_method_give_the_same(path: Path) -> None:
    terms, _ = read_rules(path)
    as_file = load(components=["entities"], rules=str(path))
    as_argument = load(components=["entities"], terms=terms)
    as_method = load(components=["entities"])
    as_method.add_terms(terms[:3])
    as_method.add_terms(terms[3:])

    def found(nlp: Any) -> list[Any]:
        return [e for e in nlp(TEXT).entities if e.rule == "terms"]

    assert found(as_file) == found(as_argument) == found(as_method)
    assert len(found(as_file)) == 8


def test_terms_are_added_to_those_of_a_file(path: Path) -> None:
    nlp = load(components=["entities"], rules=str(path))
    nlp.add_terms(["Chợ Ví Dụ"])
    doc = nlp(f"{TEXT} Chợ Ví Dụ")
    assert sum(e.rule == "terms" for e in doc.entities) == 9
    assert doc.directives[-1].number or doc.directives[0].number, "the file's document types stay too"


def test_a_pickled_pipeline_keeps_its_terms(path: Path) -> None:
    nlp = load(components=["entities"], rules=str(path), terms=["Chợ Ví Dụ"])
    nlp.add_terms([{"name": "Suối Mẫu", "label": "PLACE", "id": "place:suoi-mau"}])
    text = f"{TEXT} Chợ Ví Dụ, Suối Mẫu"
    copy = pickle.loads(pickle.dumps(nlp))
    assert copy(text) == nlp(text)
    assert [e.rule for e in copy(text).entities][-2:] == ["terms", "terms"]


def test_workers_know_the_terms() -> None:
    nlp = load(components=["entities"], terms=["Chợ Ví Dụ"])
    docs = list(nlp.pipe(["ở Chợ Ví Dụ", "không có"] * 3, workers=2, batch_size=2))
    assert [[e.text for e in doc.entities] for doc in docs] == [["Chợ Ví Dụ"], []] * 3


def test_terms_need_the_recogniser() -> None:
    with pytest.raises(ValueError, match='need the component "entities"'):
        load(components=["sentences"]).add_terms(["Ban Mẫu"])
    with pytest.raises(ValueError, match='need the component "entities"'):
        load(components=["sentences"], terms=["Ban Mẫu"])


def test_a_term_that_cannot_be_used_changes_nothing() -> None:
    nlp = load(components=["entities"], terms=["Chợ Ví Dụ"])
    with pytest.raises(TermError):
        nlp.add_terms(["Suối Mẫu", 5])
    assert [e.text for e in nlp("Chợ Ví Dụ").entities] == ["Chợ Ví Dụ"]
    assert pickle.loads(pickle.dumps(nlp))("Chợ Ví Dụ") == nlp("Chợ Ví Dụ")


# What cannot be used


@pytest.mark.parametrize("case", table("rules_errors.csv"))
def test_an_error_names_file_line_and_value(case: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(case["yaml"], encoding="utf-8")
    with pytest.raises(RulesError) as error:
        read_rules(file)
    message = str(error.value)
    assert message.startswith(str(file))
    assert case["message"] in message
    assert "\n" not in message


RIDDLE = "[l]"
for _number in range(8):
    RIDDLE = f"[&a{_number} {RIDDLE}" + f", *a{_number}" * 8 + "]"


@pytest.mark.parametrize("loader", ["C", "Python"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"a: [{RIDDLE}]", r"own.yaml, line 1: anchors and aliases"),
        ("a: !!int 5", r"own.yaml, line 1: tags"),
        ("%TAG ! " + "a" * 10_000 + "\n---\n" + "- !x b\n" * 1000, r"own.yaml, line 3: tags"),
        ("a:\n- " + "[" * 100_000, r"own.yaml, line 2: .*(lists within lists|nesting depth)"),
        ("- " * 10_000, r"own.yaml, line 1: lists within lists"),
        ("? " * 10_000, r"own.yaml, line 1: lists within lists"),
        ("a: b\nc: d\na: e", r"own.yaml, line 3: the key 'a' stands twice"),
        ("a: b\n---\nc: d", r"own.yaml, line 2: a second document"),
        ("a: [b\nc: }", r"own.yaml, line 2: not readable as YAML: while parsing a flow sequence"),
        ('a: "\\UFFFFFFFF"', "own.yaml.*: not readable as YAML"),
        ("%YAML 1" + "1" * 5000 + ".1\n---\na: b", "own.yaml.*: not readable as YAML"),
        ("a: \x00", "own.yaml: not readable as YAML"),
        ("[" + "a, " * 600 + "]", "own.yaml, line 1: more than 500 entries"),
        ("a" * 2_000_000, "own.yaml: larger than 1000000 bytes"),
    ],
    ids=lambda value: value[:25] if len(value) < 200 else f"{value[:15]}...",
)
def test_what_could_grow_or_cannot_be_read_is_refused_by_either_loader(
    loader: str, content: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_yaml, "LARGEST", 1_000_000)
    monkeypatch.setattr(guarded_yaml, "MOST", 500)
    if loader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(RulesError, match=message) as error:
        guarded_yaml.parse_yaml(content, source="own.yaml", error=RulesError)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("loader", ["C", "Python"])
def test_in_a_file_all_is_text(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    content = "a: [no, 1:1:1.5, 2020-13-45, 0x1F, .inf, <<, =, ~, null, '', '~']\nb:\nc: {d: true}"
    node = guarded_yaml.parse_yaml(content, source="own.yaml", error=RulesError)
    texts = ["no", "1:1:1.5", "2020-13-45", "0x1F", ".inf", "<<", "=", None, None, "", "~"]
    assert node.plain() == {"a": texts, "b": None, "c": {"d": "true"}}
    assert isinstance(node.value, dict)
    assert [one.line for one in node.value.values()] == [1, 2, 3]


def test_numbers_and_dates_of_any_length_are_names(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    sexagesimal = ":".join(["1"] * 100)
    file.write_text(f"people: [{sexagesimal}, {sexagesimal}.5, 2020-13-45, {'7' * 200}]", encoding="utf-8")
    assert [term.name for term in read_rules(file)[0]] == [sexagesimal, f"{sexagesimal}.5", "2020-13-45", "7" * 200]


@pytest.mark.parametrize(("word", "value"), [("true", True), ("True", True), ("yes", True), ("no", False)])
def test_a_switch_is_read_from_text(word: str, value: bool, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"bodies: [{{name: A, ignore_case: {word}}}]", encoding="utf-8")
    assert read_rules(file)[0] == [Term("A", "BODY", ignore_case=value)]


@pytest.mark.parametrize(
    "value",
    ["x" * 10_000_000, [["x" * 10_000_000] * 5], 10**5000, {"name": "x" * 10_000_000}],
    ids=["text", "lists", "number", "mapping"],
)
def test_a_message_shows_a_value_in_few_characters(value: Any) -> None:
    assert len(brief(value)) <= 60
    with pytest.raises(TermError) as error:
        term_of(value)
    assert len(str(error.value)) < 250


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"bodies: [\x00]", b"\xc3\x28"])
def test_a_file_that_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(data)
    with pytest.raises(RulesError, match="not readable as YAML"):
        read_rules(file)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"cannot be read .*check the path"):
        read_rules(tmp_path / name)


def test_a_huge_file_is_refused_unread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_yaml, "LARGEST", 100)
    with pytest.raises(RulesError, match="larger than 100 bytes"):
        read_rules(path)


def test_too_many_terms_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TermError, match=f"at most {MOST}"):
        TermMatcher([Term("Ban Mẫu", "BODY")] * (MOST + 1))
    with pytest.raises(TermError, match=f"{2 * MOST} names, with aliases; at most {MOST}"):
        TermMatcher([Term("Ban Mẫu", "BODY", ("Ban M.",) * (2 * MOST - 1))])
    with pytest.raises(TermError, match="characters in all names"):
        TermMatcher([Term("x" * LONGEST, "BODY")] * 30_000)
    monkeypatch.setattr(terms, "MOST", 8)
    with pytest.raises(RulesError, match=r"own.yaml: 9 names, with aliases; at most 8"):
        read_rules(path)


def test_document_types_are_few_and_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"document_types: [{{name: {'x' * 101}, code: A}}]", encoding="utf-8")
    with pytest.raises(RulesError, match=r"line 1: .* has 101 characters; at most 100"):
        read_rules(file)
    monkeypatch.setattr(rules, "MOST_TYPES", 1)
    file.write_text("document_types: [{name: A, code: A}, {name: B, code: B}]", encoding="utf-8")
    with pytest.raises(RulesError, match=r"own.yaml: 2 document types; at most 1"):
        read_rules(file)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "5 is not a term"),
        (None, "None is not a term"),
        (["Ban Mẫu"], r"\['Ban Mẫu'\] is not a term"),
        ({}, "name is None, not text"),
        ({"name": "A", "colour": 1}, "unknown key 'colour'"),
        ({"name": "A", "label": "FOO"}, "label 'FOO' of term 'A'; use one of PERSON"),
        ({"name": "A", "aliases": 5}, "aliases of 'A' are 5"),
        ({"name": "A", "ignore_case": 1}, "ignore_case 1 of term 'A'"),
        ("x" * (LONGEST + 1), f"has {LONGEST + 1} characters"),
        ("", "an empty name"),
    ],
)
def test_a_value_that_is_no_term_is_named(value: Any, message: str) -> None:
    with pytest.raises(TermError, match=message):
        term_of(value)


@pytest.mark.parametrize("label", LABELS[:-1])
def test_every_label_but_the_date_can_be_given(label: str) -> None:
    assert term_of({"name": "Ban Mẫu", "label": label}) == Term("Ban Mẫu", label)
    assert term_of(Term("Ban Mẫu", label)) == term_of("Ban Mẫu", label=label)
