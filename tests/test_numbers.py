"""The grammar of document numbers, by itself: what is read, where it ends, what each part is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from vnpolitext.entities.directives import find_directives
from vnpolitext.entities.documents.numbered import numbered
from vnpolitext.entities.documents.numbers import DocumentNumber, match_number, match_short, symbols
from vnpolitext.entities.documents.tables import document_types

CASES = Path(__file__).parent / "cases"


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _expected(row: dict[str, str]) -> DocumentNumber | None:
    if not row["cited"]:
        return None
    return DocumentNumber(
        int(row["end"]),
        row["cited"],
        row["serial"],
        int(row["year"]) if row["year"] else None,
        row["type"] or None,
        row["issuer"] or None,
        row["form"],
    )


@pytest.mark.parametrize("row", _rows("numbers.csv"), ids=lambda row: row["why"])
def test_a_number_is_read_in_all_its_parts(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    assert match_number(text, 0, lenient=row["type_word"] == "yes") == _expected(row)


@pytest.mark.parametrize("row", _rows("numbers.csv"), ids=lambda row: row["why"])
def test_a_number_is_read_the_same_in_the_middle_of_a_text(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    read = match_number(f"số {text} x", 3, lenient=row["type_word"] == "yes")
    alone = _expected(row)
    if alone is None:
        assert read is None
    else:
        assert read is not None
        assert (read.cited, read.end) == (alone.cited, alone.end + 3)


@pytest.mark.parametrize(
    ("text", "cited", "serial", "year"),
    [
        ("35", "35", "35", None),
        ("05 của", "05", "5", None),
        ("30a.", "30a", "30a", None),
        ("1211/2016", "1211/2016", "1211", 2016),
        ("66.7 x", "66.7", "66.7", None),
        ("35%", None, None, None),
        ("35 %", None, None, None),
        ("35,5", None, None, None),
        ("35/5", None, None, None),
        ("35-5", None, None, None),
        ("35 người", "35", "35", None),
        ("35,", "35", "35", None),
        ("35–40", None, None, None),
        ("123456", None, None, None),
        ("35b2", None, None, None),
        ("35đ", "35đ", "35đ", None),
        ("x", None, None, None),
    ],
)
def test_a_number_without_symbol(text: str, cited: str | None, serial: str | None, year: int | None) -> None:
    read = match_short(text, 0)
    if cited is None or serial is None:
        assert read is None
    else:
        assert read == DocumentNumber(len(cited), cited, serial, year)
        assert not read.has_symbol


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("theo 35-CT/TW và 30/2020/NĐ-CP.", [(5, "35-CT/TW"), (17, "30/2020/NĐ-CP")]),
        ("35-CT/TW", [(0, "35-CT/TW")]),
        ("(26-HD/BTCTW)", [(1, "26-HD/BTCTW")]),
        ("x35-CT/TW", []),
        ("/35-CT/TW", []),
        (".35-CT/TW", []),
        ("xe 29-A1 và 51-B2", []),
        ("35-CT/TW; 35-CT/TW", [(0, "35-CT/TW"), (10, "35-CT/TW")]),
        ("12345 – 2017/ NQ-CP", [(0, "12345-2017/NQ-CP")]),
        ("không có gì - A", []),
        ("số 4836/SNV-TCBC, số 11-NQ/TW", [(3, "4836/SNV-TCBC"), (21, "11-NQ/TW")]),
        ("18, 19-NQ/TW", [(4, "19-NQ/TW")]),
    ],
)
def test_numbers_that_stand_alone(text: str, found: list[tuple[int, str]]) -> None:
    assert [(start, number.cited) for start, number in symbols(text)] == found


@pytest.mark.parametrize("row", _rows("bare_numbers.csv"), ids=lambda row: row["why"])
def test_a_bare_number_is_a_citation_or_not(row: dict[str, str]) -> None:
    text = row["text"]
    assert "|".join(text[one.start : one.end] for one in find_directives(text)) == row["found"]


def test_members_of_a_list_end_where_their_own_number_ends() -> None:
    text = "Nghị quyết số 18, 19-NQ/TW"
    first, second = numbered(text, 0, len("Nghị quyết"), document_types()["Nghị quyết"])
    assert [(one.start, one.end, one.number.end) for one in (first, second)] == [(0, 16, 16), (18, 26, 26)]
    assert [one.number.cited for one in (first, second)] == ["18-NQ/TW", "19-NQ/TW"]
    assert [one.number.serial for one in (first, second)] == ["18", "19"]
    assert [one.in_list for one in (first, second)] == [False, True]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Quyết định của Bộ Chính trị số 31-QĐ/TW", ["Quyết định"]),
        ("Công văn số 12/SNV-TCBC, 14/XKQ", ["Công văn", "Công văn"]),
        ("Báo cáo của Bộ Chính trị số 31-QĐ/TW", [None]),
    ],
)
def test_a_document_has_the_type_that_stands_before_it(text: str, types: list[str | None]) -> None:
    assert [one.document.type if one.document else "" for one in find_directives(text)] == types


def test_a_number_has_a_symbol_unless_it_is_short() -> None:
    read = match_number("35-CT/TW", 0)
    assert read is not None
    assert read.has_symbol
    assert DocumentNumber(2, "35", "35").form == "short"
