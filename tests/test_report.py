"""The report in a real browser, and what it says."""

import argparse
import errno
import gzip
import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from chromium import EXECUTABLE, Chromium
from made_corpus import PEOPLE, records
from made_docs import INJECTIONS, example, hostile

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.records import record
from vnpolitext.show import command
from vnpolitext.show.escape import visible
from vnpolitext.show.report import page
from vnpolitext.show.rows import CELL_LENGTH
from vnpolitext.show.tagged import from_records

BROWSER = pytest.mark.skipif(EXECUTABLE is None, reason="Chromium is not installed (apt-get install chromium)")


def write(path: Path, rows: Iterator[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def report(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(argument) for argument in arguments]))


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value


def strange(texts: tuple[str, ...] = INJECTIONS) -> str:
    """A page over articles that try to break out of it, in every field."""
    rows = [record(Article(row, text, text + text), hostile(text), with_text=True) for row, text in enumerate(texts, 1)]
    for row, text in zip(rows, texts, strict=True):
        row["id"] = row["date"] = text
    return page(from_records(rows), title=texts[0], topic_names={})


# --- what it says ----------------------------------------------------------------------------------------------------


def test_it_counts_what_the_articles_mention() -> None:
    doc = example()
    rows = [record(Article(n, str(n), doc.text), doc, with_text=True) for n in (1, 2)]
    data = data_of(page(from_records(rows)))
    assert data["officials"]["rows"] == [
        ["Trần Văn Bình", "Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà", 2, 2, "2020-03-12", "2020-03-12", ""]
    ]
    assert data["directives"]["rows"][0][:2] == ["35-CT/TW", "Chỉ thị; Bộ Chính trị"]
    # The two articles say the same: the snippet is given once.
    assert data["officials"]["snippets"] == [
        [
            [
                0,
                "Ngày 12/3/2020, đồng chí ",
                "Trần Văn Bình",
                ", Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà, chủ trì hội nghị. Hội nghị quán…",
            ]
        ]
    ]


def test_it_warns_of_errors_missing_dates_and_repetitions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*records(3), *records(3)]
    rows[1] |= {"date": None, "error": "too long: 3 MB"}
    source = write(tmp_path / "tagged.jsonl", iter(rows))
    source.write_text(source.read_text(encoding="utf-8") + "not JSON\n[1]\n", encoding="utf-8")
    assert report(source, "-o", tmp_path / "report.html") == 0
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    for warning in (
        "2 lines are no tagged article",
        "1 articles could not be tagged: too long",
        "3 articles have no date",
        "3 articles have an id that an earlier one has",
        "3 articles have the same text",
    ):
        assert warning in html
    assert "6 articles" in capsys.readouterr().err


def test_a_corpus_without_texts_gives_tables_without_snippets() -> None:
    data = data_of(page(from_records(records(20, with_text=False))))
    assert data["officials"]["rows"]
    assert not any(data["officials"]["snippets"])


def test_a_corpus_without_dates_or_mentions_gives_a_page() -> None:
    empty: dict[str, Any] = {"id": "1", "date": None, "entities": [], "officials": [], "topics": [], "error": None}
    assert "Nothing to draw" in page(from_records([empty]))


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "No such file"), ("", "no tagged article"), ("{}\n", "no tagged article")],
    ids=["missing", "empty", "another kind of JSON"],
)
def test_input_that_is_no_tagged_corpus_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    source = tmp_path / "x.jsonl"
    if content is not None:
        source.write_text(content)
    assert report(source, "-o", tmp_path / "r.html") == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "r.html").exists()


PLAIN: dict[str, Any] = {"id": "1", "date": "2019-10-28", "entities": [], "officials": [], "topics": [], "error": None}


@pytest.mark.parametrize(
    "odd",
    [
        '{"code": "x", "score": ' + "9" * 4000 + "}",
        '{"code": "x", "score": 1e400}',
        '{"code": "x", "score": NaN}',
        '{"code": "x", "score": -1}',
        '{"code": "x"}',
        "[" * 5000,
        "5",
    ],
    ids=lambda odd: odd[:30],
)
def test_a_line_that_no_run_wrote_is_counted_and_passed_over(tmp_path: Path, odd: str) -> None:
    line = json.dumps(PLAIN)
    broken = line.replace('"topics": []', f'"topics": [{odd}]')
    (tmp_path / "t.jsonl").write_text(f"{line}\n{broken}\n{line}\n", encoding="utf-8")
    assert report(tmp_path / "t.jsonl", "-o", tmp_path / "r.html") == 0
    assert "1 lines are no tagged article" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_dates_of_any_form_make_a_page() -> None:
    dates = ["2019-10-28", "2019-10-28T23:00:00+07:00", "2019-10-27T01:02:03Z", "2019-10-28T10:00", "2019", "x", None]
    corpus = from_records([PLAIN | {"date": date} for date in dates])
    days = corpus.articles_frame["date"]
    assert days.dropna().dt.strftime("%d").tolist() == ["28", "28", "27", "28"]
    assert "27/10/2019 – 28/10/2019" in page(corpus)


def test_a_file_that_breaks_off_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = gzip.compress("".join(f"{json.dumps(PLAIN | {'id': str(n)})}\n" for n in range(99)).encode())
    (tmp_path / "t.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    assert report(tmp_path / "t.jsonl.gz", "-o", tmp_path / "r.html") == 2
    assert re.fullmatch(r"vnpolitext report: '.*t\.jsonl\.gz': file broken: .*\n", capsys.readouterr().err)
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("link", [False, True])
def test_the_page_never_replaces_its_input(tmp_path: Path, capsys: pytest.CaptureFixture[str], link: bool) -> None:
    tags = tmp_path / "t.jsonl"
    tags.write_text(json.dumps(PLAIN) + "\n", encoding="utf-8")
    target = tmp_path / "link.jsonl" if link else tags
    if link:
        target.symlink_to(tags)
    assert report(tags, "-o", target) == 2
    assert "is also the page and would be replaced" in capsys.readouterr().err
    assert json.loads(tags.read_text(encoding="utf-8")) == PLAIN


def test_a_full_disk_leaves_the_page_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / "r.html").write_text("before", encoding="utf-8")
    tags = tmp_path / "t.jsonl"
    tags.write_text(json.dumps(PLAIN) + "\n", encoding="utf-8")
    assert report(tags, "-o", tmp_path / "r.html") == 2
    assert capsys.readouterr().err == "vnpolitext report: No space left on device\n"
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "t.jsonl"]


def test_a_title_that_is_no_unicode_makes_a_page(tmp_path: Path) -> None:
    tags = tmp_path / "t.jsonl"
    tags.write_text(json.dumps(PLAIN) + "\n", encoding="utf-8")
    assert report(tags, "-o", tmp_path / "r.html", "--title", "a\udcff") == 0


def test_ten_thousand_articles_fit_in_five_megabytes() -> None:
    assert len(page(from_records(records(10_000))).encode()) < 5_000_000


def test_a_page_gives_up_snippets_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = from_records(records(300))
    rows = sum(len(json.dumps(table["rows"])) for name, table in data_of(page(corpus)).items() if name != "words")
    monkeypatch.setattr("vnpolitext.show.rows.DATA_BYTES", rows // 2)
    data = data_of(page(corpus))
    assert len(data["articles"]["rows"]) == 300
    assert not any(data["officials"]["snippets"])


def test_nothing_is_loaded_from_elsewhere_and_no_style_or_script_but_its_own_runs() -> None:
    html = page(from_records(records(50)))
    assert not re.search(r"""(?:src|href)=(?!["']?#)|url\(|@import""", html.split('<script type="application/json"')[0])
    assert "default-src 'none'" in html
    assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son\w+=", html)


def test_hostile_articles_add_no_element() -> None:
    # Elements of the page: the corpus stands between the tags of texts, and in the JSON that holds no "<".
    html = strange()
    assert html.count("<script") == 2
    assert html.count("</script") == 2
    assert not re.search(r"<(?:img|iframe|form|base|textarea)\b|<svg/|<meta http-equiv=refresh", html)
    assert "<" not in re.findall(r'id="data">(.*?)</script>', html, re.DOTALL)[0]
    assert "\u202e" not in html
    html.encode("utf-8")


def test_it_speaks_vietnamese_too() -> None:
    english, vietnamese = (page(from_records(records(60)), language=code) for code in ("en", "vi"))
    assert '<html lang="vi">' in vietnamese
    for words, theirs in (
        ("Officials over time", "Cán bộ theo thời gian"),
        ("Search…", "Tìm…"),
        ("mentions", "lượt nhắc"),
    ):
        assert words in english
        assert theirs in vietnamese
        assert words not in vietnamese.split("<script>")[0].replace(f'"{words}', "")
    assert "[[" not in vietnamese.split('<script type="application/json"')[0]


def test_every_word_of_the_report_has_its_vietnamese() -> None:
    folder = files("vnpolitext.show")
    sources = "".join(
        folder.joinpath(n).read_text(encoding="utf-8") for n in ("report.html", "report.py", "pictures.py", "rows.py")
    )
    table = json.loads(folder.joinpath("vi.json").read_text(encoding="utf-8"))
    assert [words for words in re.findall(r"\[\[(.+?)\]\]", sources) if words not in table] == []
    assert [words for words in re.findall(r'say\(\s*"([^"]+)"', sources) if words not in table] == []
    assert [words for words in table if f'"{words}"' not in sources and f"[[{words}]]" not in sources] == []


def test_a_language_that_it_does_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="no words in language 'fr'; give one of en, vi"):
        page(from_records(records(1)), language="fr")


# --- in the browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as one:
        yield one


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(from_records(records(10_000)), title="Mười nghìn bài"), encoding="utf-8")
    return path


SEARCH = """(() => {
  const section = document.getElementById(%s), input = section.querySelector("input");
  input.value = %s;
  const start = performance.now();
  input.dispatchEvent(new Event("input"));
  section.offsetHeight;
  const ms = performance.now() - start;
  return {ms, rows: [...section.querySelectorAll("tbody tr")].map((tr) => tr.cells[0].textContent)};
})()"""
CLICK_HEAD = """(() => {
  const section = document.getElementById(%s);
  const th = [...section.querySelectorAll("th")].find((th) => th.textContent === %s);
  th.querySelector("button").click();
  const values = [...section.querySelectorAll("tbody tr")].map((tr) => tr.cells[th.cellIndex].textContent);
  return {sort: th.getAttribute("aria-sort"), values};
})()"""


def search(browser: Chromium, table: str, words: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.run(SEARCH % (json.dumps(table), json.dumps(words)))
    return found


def click_head(browser: Chromium, table: str, column: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.run(CLICK_HEAD % (json.dumps(table), json.dumps(column)))
    return found


@BROWSER
def test_ten_thousand_articles_load_in_three_seconds(browser: Chromium, large: Path) -> None:
    assert min(browser.open(large) for _ in range(2)) < 3


@BROWSER
def test_search_answers_at_once_with_and_without_diacritics(browser: Chromium, large: Path) -> None:
    browser.open(large)
    name = PEOPLE[0]
    search(browser, "articles", "tin")  # the first search prepares the rows
    for words in (name, "tran van binh"):
        found = search(browser, "officials", words)
        assert found["rows"] == [name]
    # Words that stand apart: the number is in one article's id and in the other's heading.
    found = search(browser, "articles", "9999 bao.example")
    assert found["rows"] == ["https://bao.example/tin-9998", "https://bao.example/tin-9999"]
    assert search(browser, "articles", "tin-9999")["rows"] == ["https://bao.example/tin-9999"]
    assert min(search(browser, "articles", f"hội nghị {n}")["ms"] for n in range(3)) < 200


@BROWSER
def test_a_click_on_a_head_sorts_both_ways(browser: Chromium, large: Path) -> None:
    browser.open(large)
    down = click_head(browser, "officials", "mentions")
    up = click_head(browser, "officials", "mentions")
    assert (down["sort"], up["sort"]) == ("descending", "ascending")
    assert [int(n) for n in down["values"]] == sorted(map(int, down["values"]), reverse=True)
    assert [int(n) for n in up["values"]] == sorted(map(int, up["values"]))
    names = [click_head(browser, "officials", "name")["values"][0] for _ in range(2)]
    assert [name.split()[0] for name in names] == ["Bùi", "Trần"]


@BROWSER
def test_opening_a_name_shows_it_in_the_articles(browser: Chromium, large: Path) -> None:
    browser.open(large)
    opened = browser.run(
        """(() => {
          const open = document.querySelector("#officials .open"), name = open.textContent;
          open.click();
          const row = document.querySelector("#officials .snippets");
          const shown = {name, marks: [...row.querySelectorAll("mark")].map((m) => m.textContent),
                         link: row.querySelector("a").href, expanded: open.getAttribute("aria-expanded")};
          open.click();
          return {...shown, left: document.querySelectorAll("#officials .snippets").length};
        })()"""
    )
    assert opened["marks"] == [opened["name"]] * 5
    assert opened["link"].startswith("https://bao.example/tin-")
    assert (opened["expanded"], opened["left"]) == ("true", 0)


@BROWSER
def test_the_csv_holds_every_row_and_no_formula(browser: Chromium, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(strange(("=HYPERLINK(1)", "@SUM", 'ngoặc "kép"')), encoding="utf-8")
    browser.open(path)
    text = browser.run(
        """(async () => {
          let made;
          const create = URL.createObjectURL;
          URL.createObjectURL = (blob) => { made = blob; return create(blob); };
          [...document.querySelectorAll("#officials button")].find((b) => b.textContent === "CSV").click();
          return await made.text();
        })()"""
    )
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert lines[0] == '"name","offices","articles","mentions","first","last","registry"'
    assert sorted(line.split(",")[0] for line in lines[1:4]) == sorted(
        ['"\'=HYPERLINK(1)"', '"\'@SUM"', '"ngoặc ""kép"""']
    )


@BROWSER
@pytest.mark.parametrize("pixels", [380, 1400])
def test_the_page_is_as_wide_as_the_window(browser: Chromium, large: Path, pixels: int) -> None:
    browser.width(pixels)
    browser.open(large)
    assert pixels - 20 < browser.run("document.documentElement.scrollWidth") <= pixels
    assert browser.run(
        "[...document.querySelectorAll('svg')].every((s) => s.getBoundingClientRect().right <= innerWidth)"
    )


@BROWSER
def test_hostile_articles_run_nothing_and_show_as_text(browser: Chromium, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(strange(), encoding="utf-8")
    browser.open(path)
    browser.run("document.querySelectorAll('.open').forEach((open) => open.click())")
    assert browser.run("document.querySelectorAll('img, iframe, [onerror], [onmouseover]').length") == 0
    links = "[...document.querySelectorAll('a')].map((a) => a.protocol)"
    assert set(browser.run(links)) <= {"file:", "http:", "https:"}
    assert browser.run(
        "[...document.querySelectorAll('*')].every((e) => !e.getAttributeNames().some((n) => /^on/.test(n)))"
    )
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    shown = browser.run("document.body.textContent")
    assert [text for text in INJECTIONS if visible(text)[: CELL_LENGTH - 1] not in shown] == []
    assert browser.problems == []


@BROWSER
def test_a_hostile_title_stays_a_title(browser: Chromium, tmp_path: Path) -> None:
    path = tmp_path / "title.html"
    for title in INJECTIONS:
        path.write_text(page(from_records(records(1)), title=title), encoding="utf-8")
        browser.open(path)
        assert browser.run("document.querySelector('h1').textContent") == visible(title)
        assert browser.run("document.querySelectorAll('h1 *').length") == 0


@BROWSER
def test_the_console_stayed_silent_all_along(browser: Chromium, large: Path) -> None:
    browser.open(large)
    assert browser.problems == []
