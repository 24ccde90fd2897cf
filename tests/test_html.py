"""The notebook's view: nothing is lost, nothing escapes, everything can be read."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from chromium import EXECUTABLE, Chromium
from hypothesis import given
from made_docs import INJECTIONS, docs, example, hostile

from vnpolitext.doc import LABELS, Candidate, Doc, Entity, Official, Position
from vnpolitext.show.canonical import in_words
from vnpolitext.show.escape import escape, visible
from vnpolitext.show.html import render, show


class Reader(HTMLParser):
    """Reads a page as a browser does: tags that balance, attributes, and the text of the article."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.deepest_mark = 0
        self.open: list[str] = []
        self.text = ""
        self.seen = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "br":
            return
        self.open.append("text" if ("class", "vnpt-text") in attrs else tag)
        self.deepest_mark = max(self.deepest_mark, self.open.count("mark"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "text")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.seen += data
        if "text" in self.open and "small" not in self.open:
            self.text += data


STRUCTURE = {"div", "style", "p", "br", "table", "caption", "thead", "tbody", "tr", "th", "td"}
ALLOWED_TAGS = STRUCTURE | {"mark", "small", "span"}
ALLOWED_ATTRIBUTES = {"class", "title", "style", "scope", "lang"}


def test_the_article_nests_its_mentions_and_keeps_its_text() -> None:
    page = Reader(render(example()))
    assert page.text == example().text
    assert page.deepest_mark == 2


def test_officials_documents_and_topics_are_in_tables() -> None:
    page = Reader(render(example()))
    for shown in ("Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà", "person:tran-van-binh", "Bộ Chính trị", "91%", "tổ chức"):
        assert shown in page.seen


def test_hovering_tells_what_a_mention_stands_for_and_what_found_it() -> None:
    assert 'title="DIRECTIVE · 35-CT/TW · tagger · 0.90"' in render(example())


def test_hovering_gives_the_name_and_the_time_of_what_is_linked() -> None:
    page = render(Doc("BTC", entities=(Entity(0, 3, "BTC", "BODY", "tagger", 0.9, None, "place:an-giang-2025"),)))
    assert 'title="BODY · Tỉnh An Giang (since 2025-07-01) · place:an-giang-2025 · tagger · 0.90"' in page
    either = (Candidate("place:an-giang", 0.5), Candidate("place:an-giang-2025", 0.5))
    page = render(Doc("An Giang", entities=(Entity(0, 8, "An Giang", "PLACE", "tagger", 0.9, candidates=either),)))
    assert "may be Tỉnh An Giang (until 2025-06-30) or Tỉnh An Giang (since 2025-07-01)" in page


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("body:tinh-uy@place:an-giang", "Tỉnh ủy, Tỉnh An Giang (until 2025-06-30)"),
        ("body:ban-to-chuc-tinh-uy@place:an-giang", "Ban Tổ chức Tỉnh ủy, Tỉnh An Giang (until 2025-06-30)"),
        ("body:unknown@place:an-giang", "body:unknown@place:an-giang"),
        ("person:unknown", "person:unknown"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_identifier_in_words(identifier: str, words: str) -> None:
    assert in_words(identifier) == words


def test_mathjax_leaves_the_text_alone() -> None:
    assert render(Doc(text="từ $5 đến $6")).startswith('<div class="tex2jax_ignore')


@given(docs())
def test_any_text_comes_back_whole_from_balanced_html(doc: Doc) -> None:
    page = Reader(render(doc))
    assert page.text == visible(doc.text)
    assert not page.open


def test_crossing_mentions_still_give_balanced_html() -> None:
    crossing = (Entity(0, 4, "a bc", "BODY", "r", 1.0), Entity(2, 6, "bc d", "PLACE", "r", 1.0))
    page = Reader(render(Doc(text="a bc d", entities=crossing)))
    assert page.text == "a bc d"
    assert not page.open


@pytest.mark.parametrize("text", INJECTIONS)
def test_hostile_text_shows_as_text(text: str) -> None:
    page = Reader(render(hostile(text)))
    assert page.tags <= ALLOWED_TAGS
    assert page.attributes <= ALLOWED_ATTRIBUTES
    assert visible(text) in page.text
    render(hostile(text)).encode("utf-8")


@pytest.mark.skipif(EXECUTABLE is None, reason="Chromium is not installed (apt-get install chromium)")
def test_hostile_documents_run_nothing_in_the_browser_and_show_as_text(tmp_path: Path) -> None:
    page = tmp_path / "notebook.html"
    cells = show([hostile(text) for text in INJECTIONS], limit=len(INJECTIONS)).html
    page.write_text(f'<!doctype html><meta charset="utf-8"><body>{cells}', encoding="utf-8")
    with Chromium() as browser:
        browser.show(page)
        tags = browser.run("[...new Set([...document.body.querySelectorAll('*')].map((e) => e.localName))]")
        shown = browser.run("[...document.querySelectorAll('.vnpt')].map((cell) => cell.textContent)")
        names = browser.run(
            "[...new Set([...document.body.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()))]"
        )
    assert set(tags) <= ALLOWED_TAGS
    assert set(names) <= ALLOWED_ATTRIBUTES
    assert len(shown) == len(INJECTIONS)
    # The parser of HTML makes one line end of each of these.
    plain = [visible(text).replace("\r", "\n") for text in INJECTIONS]
    assert [text for text, cell in zip(plain, shown, strict=True) if cell.count(text) < 8] == []
    assert browser.problems == []


def test_direction_overrides_are_spelled_out() -> None:
    assert "\u202e" not in render(hostile("a\u202eb"))
    assert escape("a\u202eb") == "a⟨U+202E⟩b"


def test_nothing_comes_from_outside() -> None:
    assert not re.search(r"https?:|url\(|@import|<script|<link", render(example()))


def test_several_documents_share_one_style_and_stop_at_the_limit() -> None:
    shown = show((example() for _ in range(5)), limit=3)
    assert shown.html.count("<style>") == 1
    assert shown.html.count('class="vnpt-text"') == 3
    assert shown._repr_html_() == shown.html
    assert len(repr(shown)) < 100


@pytest.mark.skipif(EXECUTABLE is None, reason="Chromium is not installed (apt-get install chromium)")
@pytest.mark.parametrize(
    ("system", "around", "dark"),
    [
        ("light", "<body>", False),
        ("dark", "<body>", True),
        ("dark", '<body data-jp-theme-light="true">', False),
        ("light", '<body data-jp-theme-light="false">', True),
        ("light", '<body class="vscode-dark">', True),
    ],
)
def test_the_notebook_decides_on_light_and_dark_before_the_system(
    system: str, around: str, dark: bool, tmp_path: Path
) -> None:
    page = tmp_path / "notebook.html"
    page.write_text(f'<!doctype html><meta charset="utf-8">{around}{render(example())}', encoding="utf-8")
    with Chromium() as browser:
        browser.width(900, dark=system == "dark")
        browser.show(page)
        paper = browser.run("getComputedStyle(document.querySelector('.vnpt')).backgroundColor")
    assert paper == ("rgb(22, 24, 29)" if dark else "rgb(255, 255, 255)")


def test_people_without_an_office_stand_apart_from_officials() -> None:
    someone = Official("Thế Hải", ((0, 7),))
    page = Reader(render(replace(example(), officials=(*example().officials, someone))))
    assert "Other people: Thế Hải" in page.seen


def test_an_office_of_a_linked_local_body_shows_its_place() -> None:
    office = Position(0, 14, "Bí thư Tỉnh ủy", "Bí thư", body="body:tinh-uy@place:an-giang")
    doc = Doc("Bí thư Tỉnh ủy", officials=(Official("An", (), (office,)),))
    assert "Bí thư Tỉnh ủy (An Giang)" in Reader(render(doc)).seen


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_has_the_contrast_that_wcag_aa_asks_for(scheme: str) -> None:
    css = files("vnpolitext.show").joinpath("notebook.css").read_text(encoding="utf-8")
    both = {name: values for name, *values in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", css)}
    colours = {name: values[scheme == "dark"] for name, values in both.items()}
    pairs = [("ink", "paper"), ("faint", "paper")]
    pairs += [pair for label in LABELS for pair in (("ink", label), (f"{label}-edge", label))]
    contrasts = {(one, other): contrast(colours[one], colours[other]) for one, other in pairs}
    assert {pair: ratio for pair, ratio in contrasts.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("given", ["text", {"text": "x"}, None, 5, ["text"], [Doc("x"), None]])
def test_what_is_no_document_is_not_shown(given: Any) -> None:
    with pytest.raises(TypeError, match=r"give (a Doc|documents)"):
        show(given)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is -1"):
        show([Doc("x")], limit=-1)


def test_the_year_of_an_article_is_shown_where_the_day_is_not_known() -> None:
    assert '<p class="vnpt-note">2017</p>' in render(Doc("x", period="2017"))
