"""Reading: every format, guesses said aloud, and nothing lost of what is malformed."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import math
import sys
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus.article import Article, InputError
from vnpolitext.corpus.columns import choose_columns
from vnpolitext.corpus.dates import is_missing, not_understood, plain_when, read_date, read_when
from vnpolitext.corpus.frames import tag_frame
from vnpolitext.corpus.lines import utf16
from vnpolitext.corpus.read import ArticleReader, ReadOptions
from vnpolitext.corpus.sources import Meter, find_sources

CASES = Path(__file__).parent / "cases"
ROWS: list[dict[str, Any]] = [
    {"ma": "a", "noi_dung": "Hà Nội,\nngày mai", "ngay_dang": "28/10/2019"},
    {"ma": "b", "noi_dung": "Huế", "ngay_dang": None},
]


def read(*names: str | Path, said: list[str] | None = None, **options: Any) -> list[Article]:
    sources = find_sources([str(name) for name in names], format=options.pop("format", None))
    say = (said if said is not None else []).append
    return list(ArticleReader(sources, ReadOptions(**options), say=say))


def jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def table(path: Path, rows: list[dict[str, Any]], **style: Any) -> Path:
    with path.open("w", encoding=style.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **style)
        writer.writeheader()
        writer.writerows(rows)
    return path


DATES = list(csv.DictReader((CASES / "dates.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", DATES, ids=lambda row: row["why"])
def test_dates_as_the_press_writes_them(row: dict[str, str]) -> None:
    assert read_date(row["value"]) == (date.fromisoformat(row["date"]) if row["date"] else None)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2019, 10, 28, 23), date(2019, 10, 28)),
        (1572220800, date(2019, 10, 28)),
        (None, None),
        (float("nan"), None),
        (True, None),
        (10**30, None),
        ([], None),
    ],
)
def test_dates_of_other_types(value: Any, day: date | None) -> None:
    assert read_date(value) == day


@given(st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert read_date(text) is None or isinstance(read_date(text), date)


def test_columns_are_guessed_by_vietnamese_and_english_names() -> None:
    columns = choose_columns(["STT", "Tiêu đề", "Nội dung", "URL", "Ngày đăng"])
    assert (columns.text, columns.id, columns.date) == ("Nội dung", "URL", "Ngày đăng")
    assert "--text --id --date" in columns.spoken()


@pytest.mark.parametrize("names", [["title", "url"], []])
def test_no_text_column_is_an_error_that_lists_what_is_there(names: list[str]) -> None:
    with pytest.raises(InputError, match="name it with --text"):
        choose_columns(names)


def make(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows as a file of the format that its suffix says."""
    import pandas as pd  # noqa: PLC0415

    plain = path.with_suffix("") if path.suffix in {".gz", ".zst"} else path
    match plain.suffix:
        case ".jsonl":
            jsonl(plain, rows)
        case ".json":
            plain.write_text(json.dumps(rows), encoding="utf-8")
        case ".csv":
            table(plain, rows)
        case ".tsv":
            table(plain, rows, delimiter="\t")
        case ".parquet":
            pd.DataFrame(rows).to_parquet(plain)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif path.suffix == ".zst":
        path.write_bytes(
            pytest.importorskip("zstandard", reason="zstandard is not installed").compress(plain.read_bytes())
        )
    return path


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.jsonl.gz", "a.csv.gz", "a.jsonl.zst"]
)
def test_every_table_format_gives_the_same_articles(tmp_path: Path, name: str) -> None:
    if "parquet" in name:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    said: list[str] = []
    first, second = read(make(tmp_path / name, ROWS), said=said)
    assert first == Article(1, "a", "Hà Nội,\nngày mai", date(2019, 10, 28))
    assert (second.row, second.id, second.text, second.date, second.error) == (2, "b", "Huế", None, None)
    assert len(said) == 1
    assert "'noi_dung'" in said[0]
    assert name in said[0]


def test_columns_named_are_not_guessed(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "không", "body": "có", "id": 1, "link": "x"}])
    assert read(path, text="body", id="link")[0] == Article(1, "x", "có")


@pytest.mark.parametrize(
    ("options", "missing"), [({"text": "body"}, "body"), ({"id": "ma"}, "ma"), ({"date": "d"}, "d")]
)
def test_missing_column_names_file_column_and_what_is_there(
    tmp_path: Path, options: dict[str, Any], missing: str
) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "Huế"}])
    with pytest.raises(InputError, match=rf"a\.jsonl: no column '{missing}'; there are 'text'"):
        read(path, **options)


def test_rows_without_id_are_numbered_over_all_files(tmp_path: Path) -> None:
    paths = [jsonl(tmp_path / name, [{"text": "x"}, {"text": "y", "id": None}]) for name in ("a.jsonl", "b.jsonl")]
    assert [article.id for article in read(*paths)] == ["1", "2", "3", "4"]


def test_ids_that_are_no_text_become_text(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"text": "x", "id": value} for value in (7, 1.5, ["a"], True, 0)])
    assert [article.id for article in read(path)] == ["7", "1.5", '["a"]', "true", "0"]


def test_text_and_html_files_are_articles_with_their_path_as_id(tmp_path: Path) -> None:
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "bai.txt").write_text("Huế\r\n", encoding="utf-8", newline="")
    (tmp_path / "trang.html").write_text("<p>Hà Nội</p>", encoding="utf-8")
    (tmp_path / "ghi-chu.md").write_text("không đọc", encoding="utf-8")
    found = read(tmp_path, html="raw")
    assert [(article.id, article.text) for article in found] == [("2019/bai", "Huế\r\n"), ("trang", "<p>Hà Nội</p>")]


def test_html_is_cleaned_and_that_is_said(tmp_path: Path) -> None:
    pytest.importorskip("vnpolitext.text.clean")
    page = "<html><head><title>T</title><script>x()</script></head><body><p>Hà Nội &amp; Huế</p></body></html>"
    (tmp_path / "trang.html").write_text(page, encoding="utf-8")
    (found,) = read(tmp_path / "trang.html")
    assert "Hà Nội & Huế" in found.text
    assert "x()" not in found.text
    assert any("offsets are into that text" in note for note in found.notes)


def test_globs_and_folders_come_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert [article.id for article in read(str(tmp_path / "*.txt"))] == ["a", "b", "c"]
    assert [article.id for article in read(tmp_path)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.jsonl", "no file or folder"),
        ("*.jsonl", "nothing matches"),
        ("empty", "no articles in"),
        ("a.docx", "unknown format of"),
        ("fake.parquet", "not Parquet"),
        ("broken.json", "not JSON"),
    ],
)
def test_input_that_is_none_says_why(tmp_path: Path, name: str, message: str) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.docx").write_bytes(b"x")
    (tmp_path / "fake.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "broken.json").write_text('[{"text": "Hu', encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)


def test_malformed_lines_are_error_rows_between_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        '{"text": "Huế", "id": "x"}',
        '{"text": "cắt',
        "[1, 2]",
        '{"id": "y"}',
        '{"text": 5, "id": "z"}',
        "",
        '{"text": "a"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read(path)
    assert [(article.id, (article.error or "").split(":")[0]) for article in found] == [
        ("x", ""),
        ("2", "not JSON"),
        ("3", "not an object"),
        ("y", "no text"),
        ("z", "no text"),
        ("6", ""),
    ]


def test_csv_rows_with_other_columns_are_error_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"Huế, Hà Nội"\n2,a,b\n3\n4,d\n', encoding="utf-8")
    found = read(path)
    assert [(article.id, article.error) for article in found] == [
        ("1", None),
        ("2", "wrong columns: the row has 3, the header 2"),
        ("3", "wrong columns: the row has 1, the header 2"),
        ("4", None),
    ]


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ('id,text\n1,a\n2,"b', [None, "line 3"]),
        ('id,text\n1,"a\n2,b\n3,c\n', ["lines 2 to 4"]),
        ('id,text\n1,"a\n\nb"\n2,"c"', [None, None]),
        ('id,text\n1,"a"\n2,"c""', [None, "line 3"]),
    ],
    ids=[
        "cut off in the last row",
        "a quote that swallows rows",
        "a quote closed later",
        "an escaped quote at the end",
    ],
)
def test_csv_quote_that_is_never_closed_is_an_error_that_says_what_it_holds(
    tmp_path: Path, content: str, errors: list[str | None]
) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    found = read(tmp_path / "a.csv")
    assert [article.id for article in found] == ["1", "2"][: len(errors)]
    for article, lines in zip(found, errors, strict=True):
        assert (article.error is None) == (lines is None)
        said = f"not CSV: a quote is opened and never closed; it holds {lines}, the rest of the file"
        assert article.error in (None, said)


def test_nul_and_control_characters_are_the_texts_own(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a\x00b\\u0000c\x01"}\n')
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,a\x00b\n")
    (tmp_path / "a.txt").write_bytes(b"a\x00b")
    assert [article.text for article in read(tmp_path)] == ["a\x00b", "a\x00b\x00c\x01", "a\x00b"]


def test_long_csv_cells_are_read_and_the_csv_modules_limit_stays(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    path = table(tmp_path / "a.csv", [{"text": "a" * 300_000}])
    assert len(read(path)[0].text) == 300_000
    assert csv.field_size_limit() == before


def test_article_over_the_limit_keeps_its_id_but_not_its_text(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"id": "x", "text": "a" * 101}, {"id": "y", "text": "a" * 100}])
    long, short = read(path, max_characters=100)
    assert (long.id, long.text, long.error) == ("x", "", "too long: 101 characters, the limit is 100")
    assert short.error is None


def test_fifty_megabytes_of_one_article_are_an_error_row(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [{"id": "x", "text": "ă" * 25_000_000}, {"id": "y", "text": "ă"}])
    long, short = read(path)
    assert (long.id, long.error) == ("x", "too long: 25,000,000 characters, the limit is 2,000,000")
    assert short.text == "ă"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.json"])
def test_empty_files_hold_no_articles(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert read(tmp_path / name) == []


@pytest.mark.parametrize("text", ["", "a", "\n", " "])
def test_articles_of_one_byte_or_none_are_articles(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read(tmp_path / "a.txt") == [Article(1, "a", text)]


def test_truncated_compressed_file_gives_what_it_holds_and_an_error_row(tmp_path: Path) -> None:
    whole = gzip.compress("".join(json.dumps({"text": f"{n} " * 500}) + "\n" for n in range(2000)).encode(), 1)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    found = read(tmp_path / "a.jsonl.gz")
    assert len(found) > 10
    assert (found[-1].error or "").startswith("file broken")
    assert all(article.error is None for article in found[:-1])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_damaged_parquet_file_is_an_input_error_or_an_error_row(tmp_path: Path, share: float) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    data = bytearray(make(tmp_path / "a.parquet", ROWS * 50).read_bytes())
    place = int(len(data) * share)
    data[place : place + 8] = b"\xff" * 8
    (tmp_path / "a.parquet").write_bytes(data)
    with contextlib.suppress(InputError):
        assert len(read(tmp_path / "a.parquet")) <= 101


def test_only_the_columns_that_are_needed_are_read_of_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    path = make(tmp_path / "a.parquet", [{**row, "vector": [0.5] * 9} for row in ROWS])
    assert [article.id for article in read(path)] == ["a", "b"]
    with pytest.raises(InputError, match=r"no column 'body'; there are 'ma', 'noi_dung', 'ngay_dang', 'vector'"):
        read(path, text="body")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_known_by_their_form(tmp_path: Path, encoding: str) -> None:
    table(tmp_path / "a.csv", ROWS, encoding=encoding)
    (tmp_path / "b.txt").write_text("Huế\nHà Nội", encoding=encoding)
    found = read(tmp_path)
    assert [article.text for article in found] == ["Hà Nội,\nngày mai", "Huế", "Huế\nHà Nội"]
    assert found[0].id == "a"


def test_file_of_mixed_encodings_is_decoded_line_by_line(tmp_path: Path) -> None:
    pytest.importorskip("vnpolitext.text.encodings")
    text = "Hội nghị Ban Chấp hành Đảng bộ thành phố"
    lines = [f'{{"text": "{text}"}}'.encode(), f'{{"text": "{_windows_1258(text)}"}}'.encode("windows-1258")]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    first, second = read(tmp_path / "a.jsonl")
    assert first.text == text
    assert first.notes == ()
    assert "ội nghị" in unicodedata.normalize("NFC", second.text)
    assert second.notes


def _windows_1258(text: str) -> str:
    """The text in the letters that windows-1258 has: base letters with their own marks, tones as combining marks."""
    out = []
    for letter in text:
        try:
            letter.encode("windows-1258")
            out.append(letter)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
            out.append(unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + "".join(tones))
    return "".join(out)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_text_typed_for_an_old_font_is_converted_and_that_is_said(tmp_path: Path, name: str) -> None:
    typed = "Céng hoµ x· héi chñ nghÜa ViÖt Nam"
    content = {"a.txt": typed, "a.jsonl": json.dumps({"text": typed}), "a.csv": f"id,text\n1,{typed}\n"}[name]
    for encoding in ("utf-8", "latin-1"):
        (tmp_path / name).write_bytes(content.encode(encoding))
        (found,) = read(tmp_path / name)
        assert unicodedata.normalize("NFC", found.text) == "Cộng hoà xã hội chủ nghĩa Việt Nam"
        assert found.notes == ("converted from tcvn3: offsets are into the converted text",)


@pytest.mark.parametrize(
    ("value", "period"), [("2019", "2019"), (2019, "2019"), ("2019-10", "2019-10"), ("1019", None)]
)
def test_a_year_or_month_alone_is_no_day_and_is_kept(tmp_path: Path, value: Any, period: str | None) -> None:
    (found,) = read(jsonl(tmp_path / "a.jsonl", [{"text": "Huế", "date": value}]))
    assert (found.date, found.period, found.when) == (None, period, period)
    assert bool(found.notes) == (period is None)


@pytest.mark.parametrize("value", [["2019"], {"y": 1}, "", None, float("nan"), 5])
def test_dates_that_are_no_dates_cost_no_article(tmp_path: Path, value: Any) -> None:
    (found,) = read(jsonl(tmp_path / "a.jsonl", [{"text": "Huế", "date": value}]))
    assert (found.text, found.date, found.error) == ("Huế", None, None)


@pytest.mark.parametrize("encoding", ["tcvn3", "windows-1258"])
def test_short_line_of_an_old_file_is_read_like_the_lines_before(tmp_path: Path, encoding: str) -> None:
    text = "Uỷ ban nhân dân tỉnh ban hành kế hoạch\nKính gửi: các xã\nbáo\ndứt lời"
    held = {
        "ỷ": "û",
        "â": "©",
        "ỉ": "Ø",
        "ế": "Õ",
        "ạ": "¹",
        "í": "Ý",
        "ử": "ö",
        "á": "¸",
        "ã": "·",
        "ứ": "ø",
        "ờ": "ê",
    }
    typed = "".join(held.get(letter, letter) for letter in text).encode("latin-1")
    raw = typed if encoding == "tcvn3" else _windows_1258(text).encode("windows-1258")
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,"' + raw + b'"\n')
    (found,) = read(tmp_path / "a.csv")
    assert unicodedata.normalize("NFC", found.text) == text
    assert len(found.notes) == 1


def test_encoding_named_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("caf\xe9".encode("latin-1"))
    assert read(tmp_path / "a.txt", encoding="latin-1")[0].text == "café"


@pytest.mark.parametrize("data", [b"", b"a", b"\xff", b"\xef\xbb\xbf", "Huế".encode(), b"\x00" * 8])
def test_other_bytes_are_not_taken_for_utf_16(data: bytes) -> None:
    assert utf16(data) is None


@pytest.mark.parametrize(
    ("data", "ids", "texts"),
    [
        (b'{"id": "x", "text": "a"}\n{"id": "y", "text": "b"}\n', ["x", "y"], ["a", "b"]),
        (b'[{"id": "x", "text": "a"}]', ["x"], ["a"]),
        ("Hà Nội\nHuế".encode(), ["1"], ["Hà Nội\nHuế"]),
        (b"", ["1"], [""]),
    ],
)
def test_standard_input_is_known_by_how_it_begins(
    monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str], texts: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = read("-")
    assert ([article.id for article in found], [article.text for article in found]) == (ids, texts)


def test_date_not_understood_is_said_and_not_guessed(tmp_path: Path) -> None:
    (found,) = read(jsonl(tmp_path / "a.jsonl", [{"text": "x", "date": "tháng 5/2019"}]))
    assert found.date is None
    assert found.notes == ("date not understood: 'tháng 5/2019'",)


def test_meter_knows_how_much_of_the_files_is_read(tmp_path: Path) -> None:
    paths = [jsonl(tmp_path / name, [{"text": "x" * 100}] * 500) for name in ("a.jsonl", "b.jsonl")]
    meter = Meter()
    reader = iter(ArticleReader(find_sources(list(map(str, paths))), meter=meter))
    next(reader)
    assert 0 < meter.done < paths[0].stat().st_size
    list(reader)
    assert meter.done == sum(path.stat().st_size for path in paths)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_from_jsonl_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    given_texts = [f"Đ{text}" for text in texts]  # a letter that only Unicode has: not typed for an old font
    path = jsonl(tmp_path_factory.mktemp("any") / "a.jsonl", [{"text": text} for text in given_texts])
    assert [article.text for article in read(path)] == given_texts


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    pytest.importorskip("vnpolitext.text.encodings")
    for name in ("a.jsonl", "a.csv", "a.txt"):
        path = tmp_path_factory.mktemp("bytes") / name
        path.write_bytes(data)
        with contextlib.suppress(InputError):  # a header without a text column
            assert all(article.error or isinstance(article.text, str) for article in read(path))


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


ODD = [
    "9" * 400,
    "9" * 4300,
    "-" + "9" * 4300,
    "1e400",
    "NaN",
    "-Infinity",
    "true",
    "null",
    '""',
    '"\\ud800"',
    '"\\u0000"',
    "[]",
    "{}",
    '{"a": [null]}',
    nested(300),
    nested(900),
    nested(5000),
]


@pytest.mark.parametrize("column", ["id", "date", "text"])
@pytest.mark.parametrize("value", ODD, ids=lambda value: value[:20])
def test_no_value_of_one_article_costs_another(tmp_path: Path, column: str, value: str) -> None:
    path = tmp_path / "a.jsonl"
    plain = '{"id": "x", "text": "Huế", "date": "2019-10-28"}\n'
    odd = f'{{"id": "o", "text": "Huế", "date": "2019-10-28", "{column}": {value}}}\n'
    path.write_text(plain + odd + plain, encoding="utf-8")
    first, second, third = read(path, id="id", text="text", date="date")
    assert replace(first, row=0) == replace(third, row=0)
    assert (first.id, first.text, first.date) == ("x", "Huế", date(2019, 10, 28))
    if column != "text" and second.error is None:
        assert second.text == "Huế"
    if column == "date" and not value.startswith(nested(900)[:800]):
        assert (second.date, second.error) == (None, None)


@pytest.mark.parametrize(
    "value",
    [
        10**400,
        10**5000,
        -(10**5000),
        float("nan"),
        float("inf"),
        1e300,
        b"2019",
        [[]],
        {},
        object(),
        (),
        Fraction(1, 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_value_is_a_date_or_none_and_can_be_named(value: Any) -> None:
    assert read_date(value) is None
    assert read_when(value) is None
    assert is_missing(value) == (isinstance(value, float) and math.isnan(value))
    assert not_understood(value).startswith("date not understood: ")
    plain_when(value)


def test_a_frame_with_a_date_of_any_size_is_read() -> None:
    import pandas as pd  # noqa: PLC0415 - heavy

    frame = pd.DataFrame({"text": ["Huế", "Huế"], "date": [10**5000, "2019-10-28"]}, dtype=object)
    tagged = tag_frame(frame, date="date", pipeline=fakes.load())
    assert tagged["text"].tolist() == ["Huế", "Huế"]


def test_parquet_values_that_python_cannot_have_cost_only_themselves(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

    bad = pa.array([b"Hu\xff"], pa.binary()).view(pa.string())
    texts = pa.concat_arrays([pa.array(["Huế"]), pa.array(["Huế"]), bad, pa.array(["Huế"])])
    days = pa.array([1_572_220_800, 2**40, 1_572_220_800, 1_572_220_800], pa.timestamp("s"))
    pq.write_table(pa.table({"id": ["a", "b", "c", "d"], "text": texts, "date": days}), tmp_path / "a.parquet")
    articles = read(tmp_path / "a.parquet")
    assert [article.id for article in articles] == ["a", "b", "c", "d"]
    assert [article.date for article in articles] == [date(2019, 10, 28), None, date(2019, 10, 28), date(2019, 10, 28)]
    assert [article.error for article in articles] == [None, None, "no text: 'text' holds nothing", None]
    assert articles[1].notes[0].startswith("value not readable: 'date': ")
    assert articles[2].notes[0].startswith("value not readable: 'text': ")


def test_parquet_ids_of_any_type_are_text(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

    ids = [{"at": datetime(2019, 10, 28), "raw": b"x"}]
    pq.write_table(pa.table({"id": ids, "text": ["Huế"]}), tmp_path / "a.parquet")
    (article,) = read(tmp_path / "a.parquet")
    assert "2019-10-28" in article.id
    assert article.error is None


def test_a_longest_article_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="max_characters is -5; give 0"):
        ReadOptions(max_characters=-5)
