"""The golden articles: sound by themselves, and read by the pipeline at least as well as its floors say."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import eval_gate
import pytest
from goldlib import GOLDEN, LABELS, Golden, read_beside, read_golden

from vnpolitext.gold import parse_tagged, read_gold

ARTICLES = read_golden()
NESTING = {"POSITION": {"BODY", "ORG", "PLACE"}}
TOPICS = {
    "party_building",
    "inspection_anticorruption",
    "ideology_propaganda",
    "assembly_elections",
    "government_administration",
    "front_mass_organisations",
    "foreign_affairs",
    "defence_security",
    "law_justice",
    "economy",
    "social_affairs",
    "education_science",
    "health",
    "culture_sport",
    "environment_disaster",
    "world",
}
FORMER = re.compile(r"(?:nguyên|cựu|tân|cố(?! vấn))\s", re.IGNORECASE)
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)


def settled_cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "cases" / "golden_settled_cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans(article: Golden, label: str) -> list[str]:
    return [article.words(span) for span in article.spans if span.label == label]


def test_there_are_enough_articles_of_every_length() -> None:
    assert len(ARTICLES) >= 16
    assert all(500 <= len(article.text) <= 4000 for article in ARTICLES)


def test_every_label_and_every_nesting_occurs() -> None:
    every = [span for article in ARTICLES for span in article.spans]
    assert {span.label for span in every} == set(LABELS)
    assert {(span.inside[-1], span.label) for span in every if span.inside} == {
        (outer, inner) for outer, inners in NESTING.items() for inner in inners
    }


@each_article
def test_package_and_plain_reader_agree(article: Golden) -> None:
    text, found = parse_tagged(article.tagged)
    assert text == article.text
    assert [(s["start"], s["end"], s["label"]) for s in found] == [(s.start, s.end, s.label) for s in article.spans]


@each_article
def test_taking_every_tag_away_leaves_the_text(article: Golden) -> None:
    assert re.sub(rf"</?(?:{'|'.join(LABELS)})[^>]*>", "", article.tagged) == article.text
    assert "<" not in article.text


@each_article
def test_text_is_composed_and_clean(article: Golden) -> None:
    assert unicodedata.is_normalized("NFC", article.tagged)
    assert not re.search(r"[\u200b-\u200f\ufeff\u00a0\t\r]", article.text)


@each_article
def test_spans_begin_and_end_on_words(article: Golden) -> None:
    for span in article.spans:
        words = article.words(span)
        assert words == words.strip() != "", words
        before, after = article.text[: span.start][-1:], article.text[span.end :][:1]
        assert not (before.isalnum() and words[0].isalnum()), words
        assert not (after.isalnum() and words[-1].isalnum()), words


@each_article
def test_nesting_is_that_of_the_guidelines(article: Golden) -> None:
    for span in article.spans:
        assert len(span.inside) <= 1, article.words(span)
        assert all(span.label in NESTING.get(outer, set()) for outer in span.inside), article.words(span)


@each_article
def test_attributes_belong_to_their_labels(article: Golden) -> None:
    for span in article.spans:
        if span.label == "POSITION":
            assert span.attribute is not None, article.words(span)
        elif span.label == "DIRECTIVE":
            assert span.attribute != "", article.words(span)
        else:
            assert span.attribute is None, article.words(span)


@each_article
def test_holders_are_people_of_the_article(article: Golden) -> None:
    people = {name.casefold() for name in spans(article, "PERSON")}
    holders = {
        name for span in article.spans if span.label == "POSITION" for name in (span.attribute or "").split("; ")
    }
    assert {name.casefold() for name in holders - {""}} <= people


@each_article
def test_numbers_begin_with_the_figures_of_their_mention(article: Golden) -> None:
    for span in article.spans:
        if span.label == "DIRECTIVE" and span.attribute:
            figure = re.search(r"\d+", article.words(span))
            assert figure, article.words(span)
            assert re.match(r"\d+", span.attribute) is not None
            assert span.attribute.startswith(figure.group().lstrip("0")) or span.attribute.startswith(figure.group())


@each_article
def test_words_for_former_offices_stay_outside(article: Golden) -> None:
    assert not [words for words in spans(article, "POSITION") if FORMER.match(words)]


@each_article
def test_dates_hold_digits_and_people_hold_none(article: Golden) -> None:
    assert all(re.search(r"\d", words) for words in spans(article, "DATE"))
    assert not [words for words in spans(article, "PERSON") if re.search(r"\d", words)]


@each_article
def test_a_name_once_tagged_is_tagged_wherever_it_stands(article: Golden) -> None:
    """A full name of three syllables or more left untagged is an oversight, unless it lies in another name."""
    covered = [(span.start, span.end) for span in article.spans]
    full = {words for words in spans(article, "PERSON") if len(words.split()) >= 3}
    for name in full - {"Hồ Chí Minh"}:  # of whom "tư tưởng Hồ Chí Minh" does not speak
        for match in re.finditer(re.escape(name), article.text):
            assert any(start <= match.start() and match.end() <= end for start, end in covered), name


@pytest.mark.parametrize("case", settled_cases(), ids=lambda case: case["why"][:50])
def test_settled_case_is_tagged_as_settled(case: dict[str, str]) -> None:
    tagged = (GOLDEN / f"{case['article']}.xml").read_text(encoding="utf-8")
    assert case["fragment"] in tagged, case["why"]


def test_topics_and_dates_are_given_for_every_article() -> None:
    topics, about = read_beside("topics"), read_beside("meta")
    names = {article.name for article in ARTICLES}
    assert set(topics) == set(about) == names
    for given in topics.values():
        assert {given["primary"], *given["secondary"]} <= TOPICS
        assert given["primary"] not in given["secondary"]
        assert len(given["secondary"]) <= 2
    assert all(date(2014, 1, 1) <= date.fromisoformat(given["date"]) for given in about.values())


def test_package_reads_the_folder_as_gold() -> None:
    assert [article.id for article in read_gold(GOLDEN)] == [article.name for article in ARTICLES]


def test_pipeline_reads_the_articles_as_well_as_pinned() -> None:
    pin = eval_gate.read_pins(eval_gate.FLOORS).get("golden")
    if pin is None:
        pytest.skip("no floors are pinned for the golden articles: python tests/eval_gate.py golden --update")
    found = eval_gate.figures(eval_gate.run(GOLDEN))
    assert eval_gate.complaints(found, eval_gate.digest(GOLDEN), pin) == []
