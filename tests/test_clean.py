"""Web pages to text: paragraphs stay, menus and scripts go, nothing crashes or hangs."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.text.clean import clean_html

CASES = [
    ("<p>Một</p><p>Hai</p>", "Một\nHai", "paragraphs are lines"),
    ("<p>Một\n  hai</p>", "Một hai", "line ends inside a paragraph are spaces"),
    ("<b>Tỉnh</b>\n<i>ủy</i>", "Tỉnh ủy", "a line end between inline elements is a space"),
    ("<b>Tỉnh</b> ủy<i> họp</i>", "Tỉnh ủy họp", "inline elements join"),
    ("<script>if (a < b) { x = '<p>'; }</script>Tin", "Tin", "scripts are no text"),
    ("<SCRIPT>x</SCRIPT >Tin", "Tin", "names in capitals"),
    ("<style>p > a {}</style>Tin", "Tin", "styles are no text"),
    ("<nav><ul><li>Trang chủ</li></ul></nav>Tin", "Tin", "menus go"),
    ("<nav><nav>a</nav>b</nav>Tin", "Tin", "nested menus go"),
    ("<nav>Tin không có thẻ đóng", "Tin không có thẻ đóng", "a menu that is never closed hides nothing"),
    ("<head><title>Báo</title></head><body>Tin</body>", "Tin", "the head is no text"),
    ("<form><p>Tin</p></form>", "Tin", "pages inside one form keep their text"),
    ("Đ&agrave; N&#7861;ng &amp; Hu&#x1EBF;", "Đà Nẵng & Huế", "character references"),
    ("a&#99999999999;b", "a\ufffdb", "a reference to no character"),
    ("a&#" + "9" * 5000 + ";b", "a\ufffdb", "a number that Python refuses to read"),
    ("5 < 6 và 7 > 3", "5 < 6 và 7 > 3", "signs that are no tags"),
    ('<a title="a > b">Tin</a>', "Tin", "a bracket inside quotes"),
    ('<a title="a>Tin</a> khác', "Tin khác", "a quote that is never closed"),
    ("<!-- <p>ẩn</p> -->Tin", "Tin", "comments"),
    ("Tin<!-- không đóng", "Tin", "a comment that is never closed"),
    ("<!DOCTYPE html><?xml?>Tin", "Tin", "declarations"),
    ("<![CDATA[x]]>Tin", "Tin", "a declaration that html.parser refuses"),
    ("<td>Số</td><td>35-CT/TW</td>", "Số 35-CT/TW", "cells of a row"),
    ("Một<br>Hai<br/>Ba", "Một\nHai\nBa", "line breaks"),
    ("Một\nHai", "Một\nHai", "plain text keeps its lines"),
    ("Tin <", "Tin <", "an end in the middle of nothing"),
    ("Tin <p", "Tin", "an end in the middle of a tag"),
    ("", "", "empty"),
]


@pytest.mark.parametrize(("page", "text"), [pytest.param(*case[:2], id=case[2]) for case in CASES])
def test_readable_text(page: str, text: str) -> None:
    assert clean_html(page) == text


@given(st.text() | st.text(st.sampled_from("<>/!-?&#;\"' \nabpx="), max_size=80))
def test_any_string_gives_lines_without_outer_space(page: str) -> None:
    lines = clean_html(page).split("\n")
    assert all(line == " ".join(line.split()) for line in lines)


@pytest.mark.parametrize("unit", ["<a ", '<a "', "<!--", "<!", "<script>", "<nav>", "</", "&#9", "<p>", "<a '\">", "<"])
def test_time_grows_with_the_length_not_its_square(unit: str) -> None:
    start = time.process_time()
    clean_html(unit * (400_000 // len(unit)))
    assert time.process_time() - start < 8


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ValueError, match="unknown engine 'lxml'"):
        clean_html("", engine="lxml")


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)  # what a missing module looks like to an import
    with pytest.raises(ImportError, match=r"vnpolitext\[html\]"):
        clean_html("<p>Tin</p>", engine="trafilatura")


def test_trafilatura_finds_the_article() -> None:
    pytest.importorskip("trafilatura")
    body = "".join(
        f"<p>Đoạn thứ {i} của bài viết nói về kỳ họp của Hội đồng nhân dân tỉnh trong tháng 12.</p>" for i in range(9)
    )
    page = f"<html><body><nav><a href='/'>Trang chủ</a></nav><article><h1>Kỳ họp</h1>{body}</article></body></html>"
    text = clean_html(page, engine="trafilatura")
    assert "Đoạn thứ 8" in text
    assert "Trang chủ" not in text
