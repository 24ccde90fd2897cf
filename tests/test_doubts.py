"""Warnings about a text before anything reads it: HTML left in, a language that is not Vietnamese."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext import load
from vnpolitext.corpus.article import Article
from vnpolitext.corpus.encode import encode
from vnpolitext.text.clean import clean_html
from vnpolitext.text.doubts import MARKUP, NOT_VIETNAMESE, doubts

VIETNAMESE = "Sáng nay, Tỉnh ủy tổ chức hội nghị triển khai nhiệm vụ năm tới. "
ENGLISH = "The provincial party committee met this morning to discuss the tasks of the coming year. "

CASES = [
    ("<p>Sáng nay</p>", [MARKUP], "a paragraph"),
    ('<div class="a">Tin', [MARKUP], "attributes"),
    ("Một<br/>Hai", [MARKUP], "a line break"),
    ("Một<BR>Hai", [MARKUP], "names in capitals"),
    ("T&igrave;nh h&igrave;nh", [MARKUP], "letters as references"),
    ("Sáng 28/10,&nbsp;Tỉnh ủy", [MARKUP], "a blank as a reference"),
    ("Hu&#7871;", [MARKUP], "a number as a reference"),
    ("Bộ KH&ĐT; Bộ GD&ĐT", [], "an ampersand in a name"),
    ("5 < 6 và m <n và x > y", [], "signs of a comparison"),
    ("<3 thương lắm, xem <https://example.vn>", [], "a heart and an address"),
    (f"{ENGLISH * 3}", [NOT_VIETNAMESE], "English"),
    (ENGLISH * 2, [], "too short to tell"),
    ("Sang nay, Tinh uy to chuc hoi nghi trien khai nhiem vu nam toi. " * 5, [NOT_VIETNAMESE], "typed without marks"),
    (f"{ENGLISH * 8}{VIETNAMESE * 8}", [], "a foreign summary first"),
    (f"{VIETNAMESE}{ENGLISH * 60}", [NOT_VIETNAMESE], "English under a Vietnamese headline"),
    ("12.500.000 " * 100, [], "a table of numbers has no language"),
    ("", [], "nothing"),
    (f"<p>{ENGLISH * 3}</p>", [MARKUP, NOT_VIETNAMESE], "both"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[case[2] for case in CASES])
def test_doubts_what_a_user_should_change(text: str, expected: list[str], why: str) -> None:
    assert doubts(text) == expected, why


@given(st.text(max_size=300))
def test_cleaned_html_has_no_tags_left_to_warn_of(words: str) -> None:
    plain = words.replace("&", "").replace("<", "")
    assert MARKUP not in doubts(clean_html(f"<p>{plain}</p><br>"))


def test_warnings_are_the_same_in_a_batch_and_reach_document_and_output() -> None:
    nlp = load(components=["sentences"])
    texts = ["<p>Tỉnh ủy</p>", "Tỉnh ủy", ENGLISH * 3]
    docs = list(nlp.pipe(texts, batch_size=2))
    assert [doc.warnings for doc in docs] == [nlp(text).warnings for text in texts]
    assert [doc.warnings for doc in docs] == [(MARKUP,), (), (NOT_VIETNAMESE,)]
    articles = [Article(row, str(row), text) for row, text in enumerate(texts, 1)]
    chunk = encode(articles, docs, format="jsonl", with_text=False)
    lines = chunk.data[""].decode().splitlines()
    assert [json.loads(line)["warnings"] for line in lines] == [[MARKUP], [], [NOT_VIETNAMESE]]
    assert chunk.tally.notes == {"the text holds HTML": 1, "the text does not look like Vietnamese": 1}


@pytest.mark.parametrize("piece", ["<p ", "<", "&", "&#1", "<a b<a ", ENGLISH])
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        start = time.process_time()
        doubts(text)
        return time.process_time() - start

    small = min(seconds(2000) for _ in range(3))
    assert seconds(16000) < 8 * small * 4 + 0.2  # eight times the text; a square would be 64 times the work


def test_the_recipe_is_told() -> None:
    recipes = (Path(__file__).parents[1] / "docs" / "recipes.md").read_text(encoding="utf-8")
    assert "from vnpolitext.text.clean import clean_html" in recipes
