"""References to documents: what is found, what the number says, and which document is meant."""

from __future__ import annotations

import csv
import json
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.entities.directives import anaphora, describe, find_directives, resolve_directives
from vnpolitext.entities.documents.names import match_name
from vnpolitext.entities.documents.numbers import match_number
from vnpolitext.entities.documents.tables import named_documents, precision, rows
from vnpolitext.entities.mention import DocumentRef, Mention
from vnpolitext.text.normalise import normalise

CASES = Path(__file__).parent / "cases"


def _jsonl(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def _citations() -> list[Any]:
    with (CASES / "citations.csv").open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row, id=row["surface"], marks=pytest.mark.xfail(reason=row["known_failure"]))
            if row["known_failure"]
            else pytest.param(row, id=row["surface"])
            for row in csv.DictReader(file)
        ]


def _read(mention: Mention) -> DocumentRef:
    assert mention.document is not None
    return mention.document


@pytest.mark.parametrize("case", _jsonl("directives.jsonl"), ids=lambda case: case["why"])
def test_finds_each_reference_with_its_boundaries_number_and_rule(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[text[m.start : m.end], _read(m).number, m.rule] for m in find_directives(text)]
    assert found == case["spans"]


@pytest.mark.parametrize("row", _citations())
def test_reads_number_and_issuer_of_real_citations(row: dict[str, str]) -> None:
    text = normalise(row["surface"]).text
    mentions, _ = resolve_directives(text, find_directives(text))
    serials = [serial for m in mentions if (serial := _read(m).serial)]
    assert serials == [serial for serial in row["serials"].split("|") if serial]
    issuers = [code for code in row["issuers"].split("|") if code]
    found = [_read(m).issuer_code for m in mentions]
    if issuers:
        assert set(found[: max(1, len(serials))]) <= set(issuers)
    assert bool(mentions) == (row["cites"] == "yes")


@pytest.mark.parametrize("case", _jsonl("directives_resolved.jsonl"), ids=lambda case: case["why"])
def test_resolves_short_references_within_the_article(case: dict[str, Any]) -> None:
    mentions, documents = resolve_directives(case["text"], find_directives(case["text"]))
    assert [_read(m).number for m in mentions] == case["numbers"]
    assert len(documents) == case["documents"]
    assert sum(len(document.mentions) for document in documents) == len(mentions)


def test_reads_what_stands_around_a_number() -> None:
    text = (
        "Theo điểm a khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác "
        "văn thư, cơ quan gửi."
    )
    _, (document,) = resolve_directives(text, find_directives(text))
    assert document.provisions == ("điểm a khoản 2 Điều 5",)
    assert (document.number, document.type, document.type_code, document.year) == (
        "30/2020/NĐ-CP",
        "Nghị định",
        "NĐ",
        2020,
    )
    assert (document.date, document.issuer, document.issuer_code) == ("2020-03-05", "Chính phủ", "CP")
    assert document.subject is not None
    assert document.subject.startswith("về công tác văn thư")


@pytest.mark.parametrize("case", _jsonl("directives_context.jsonl"), ids=lambda case: case["why"])
def test_reads_issuer_date_and_subject(case: dict[str, Any]) -> None:
    document = _read(find_directives(case["text"])[0])
    assert {key: getattr(document, key) for key in ("issuer", "issuer_code", "date", "subject")} == {
        key: case[key] for key in ("issuer", "issuer_code", "date", "subject")
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("theo 13/2023/NĐ-CP", "Nghị định"),  # never the press's slip "Nghị đinh"
        ("theo Nghị đinh 13/2023/NĐ-CP", "Nghị định"),
        ("theo 1152/QĐ-UBND", "Quyết định"),
        ("theo 12/2020/QĐ-UBND", "Quyết định"),
        ("theo 15/2020/TT-BYT", "Thông tư"),
        ("theo 163-QĐ/TW", None),  # Quyết định or Quy định
        ("theo 123-QĐ/TU", None),
    ],
)
def test_the_code_tells_the_type_where_no_word_does(text: str, kind: str | None) -> None:
    assert _read(find_directives(text)[0]).type == kind


def test_takes_the_issuer_in_words_where_the_symbol_is_dropped() -> None:
    text = "Kết luận số 24 của Bộ Chính trị, ngày 05/6/2012"
    assert (_read(find_directives(text)[0]).issuer_code, _read(find_directives(text)[0]).date) == ("TW", "2012-06-05")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Nghị định số 12, 13 năm 2022 của Chính phủ", [2022, 2022]),
        ("Nghị định số 12, số 13 và 14 ngày 05/01/2022", [2022, 2022, 2022]),
        ("Nghị định 30, 34/2016 và 37", [None, 2016, None]),  # a number's own year is no other's
        ("Nghị quyết 19 và Nghị quyết 35 năm 2016", [None, 2016]),  # each type word cites for itself
    ],
)
def test_the_year_after_a_list_is_that_of_each_number(text: str, years: list[int | None]) -> None:
    assert [_read(m).year for m in find_directives(text)] == years


def test_points_anaphora_back_to_the_nearest_document_of_the_type() -> None:
    text = (
        "Nghị định 12/2024/NĐ-CP thay thế Nghị định 30/2020/NĐ-CP. Nghị định này có hiệu lực. "
        "Chỉ thị này không rõ. Các Nghị định này."
    )
    mentions, documents = resolve_directives(text, find_directives(text))
    pointing = anaphora(text, mentions)
    assert [(text[m.start : m.end], _read(m).number) for m in pointing] == [("Nghị định này", "30/2020/NĐ-CP")]
    assert [len(document.mentions) for document in documents] == [1, 2]


@pytest.mark.parametrize(
    ("text", "pointing"),
    [
        ("Bộ luật Lao động năm 2019 nêu rõ. Luật này mới.", ["Luật này"]),
        ("Bộ luật Lao động năm 2019 nêu rõ. Bộ luật này mới.", ["Bộ luật này"]),
        ("Theo Nghị quyết liên tịch 01/2016/NQLT-CP-UBTVQH. Nghị quyết này mới.", ["Nghị quyết này"]),
        ("Thông tư liên tịch 01/2016/TTLT-BTP-BCA. Thông tư nêu trên mới.", ["Thông tư nêu trên"]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Giá được trình. Luật này mới.", ["Luật này"]),
        ("Chỉ thị 35-CT/TW. Dự thảo Chỉ thị này, hai Chỉ thị này, những Chỉ thị này.", []),
        ("Chỉ thị 35-CT/TW. Bộ luật này cũ; Chỉ thị trên địa bàn.", []),
        ("Chỉ thị này, rồi Chỉ thị 35-CT/TW.", []),
    ],
)
def test_anaphora_is_the_type_word_with_a_pointer_back(text: str, pointing: list[str]) -> None:
    mentions = find_directives(text)
    found = anaphora(text, mentions)
    assert [text[m.start : m.end] for m in found] == pointing
    assert all(m.document is mentions[0].document for m in found)
    assert {(m.label, m.rule) for m in found} <= {("DIRECTIVE", "directive.anaphor")}
    assert {m.score for m in found} <= {precision("directive.anaphor")}


def test_a_document_has_what_each_of_its_mentions_tells() -> None:
    text = (
        "Chỉ thị 35 mới ra đời. Chỉ thị 35-CT/TW của Bộ Chính trị, ngày 30/5/2019, nêu rõ. "
        "Luật Đất đai năm 2024 số 31/2024/QH15; theo Luật Đất đai, các bên báo cáo."
    )
    mentions, (directive, law) = resolve_directives(text, find_directives(text))
    assert (directive.number, directive.name, directive.issuer, directive.date) == (
        "35-CT/TW",
        None,
        "Bộ Chính trị",
        "2019-05-30",
    )
    assert (law.number, law.name, law.type, law.year) == ("31/2024/QH15", "Luật Đất đai năm 2024", "Luật", 2024)
    assert _read(mentions[0]).issuer == "Bộ Chính trị"
    assert (_read(mentions[3]).type, _read(mentions[3]).issuer_code) == ("Luật", "QH15")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Luật số 31 mới. Theo 31/2024/QH15, các bên báo cáo.", [("Luật", None), (None, None)]),
        ("Công văn 185 mới. Theo 185/UBND-VP, các bên báo cáo.", [("Công văn", None), (None, None)]),
        ("Nghị quyết 43 và Nghị quyết 43/2022/QH15", [("Nghị quyết", None), ("Nghị quyết", None)]),
        ("Quyết định 181 đã rõ; theo Quy định 181-QĐ/TW, các bên báo cáo.", [("Quy định", "QĐ"), ("Quy định", "QĐ")]),
        ("Quy định 181 đã rõ. Theo 181-QĐ/TW, các bên báo cáo.", [("Quy định", "QĐ"), (None, "QĐ")]),
    ],
)
def test_a_short_number_keeps_its_word_and_takes_the_code_of_the_full_one(
    text: str, kinds: list[tuple[str | None, str | None]]
) -> None:
    mentions, _ = resolve_directives(text, find_directives(text))
    assert [(_read(m).type, _read(m).type_code) for m in mentions] == kinds


def test_gives_no_later_date_than_the_articles() -> None:
    text = "Chỉ thị 35-CT/TW ngày 30/5/2019"
    mentions = find_directives(text)
    assert resolve_directives(text, mentions, date(2019, 6, 1))[1][0].date == "2019-05-30"
    assert resolve_directives(text, mentions, date(2019, 5, 30))[1][0].date == "2019-05-30"
    assert resolve_directives(text, mentions, date(2019, 1, 1))[1][0].date is None


@pytest.mark.parametrize(
    ("text", "start", "end", "number", "name"),
    [
        ("theo Chỉ thị số 35-CT/TW ngày", 5, 24, "35-CT/TW", None),
        ("theo số 35-CT/TW ngày", 5, 16, "35-CT/TW", None),
        ("theo Hiệp ước Hữu nghị Việt – Lào.", 5, 33, None, "Hiệp ước Hữu nghị Việt – Lào"),
    ],
    ids=["a span that the rules find", "a span that begins elsewhere", "a name that no rule knows"],
)
def test_describes_a_span_found_by_something_else(
    text: str, start: int, end: int, number: str | None, name: str | None
) -> None:
    mention = describe(text, start, end)
    assert mention.extent == (start, end)
    assert (_read(mention).number, _read(mention).name) == (number, name)
    assert 0 < mention.score < 1


def test_every_listed_name_is_read_whole() -> None:
    for row in [*rows("laws.csv"), *rows("titles.csv")]:
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            match = match_name(name, 0)
            assert match is not None, name
            assert match.end == len(name), name


def test_every_law_number_in_the_table_is_well_formed() -> None:
    for named in named_documents().values():
        for number in named.numbers:
            read = match_number(number, 0)
            assert read is not None, number
            assert (read.cited, read.year is not None) == (number, True)


def test_every_example_symbol_gives_the_issuer_of_its_row() -> None:
    for row in rows("issuers.csv"):
        for example in filter(None, row["examples"].split("|")):
            read = match_number(example, 0)
            assert read is not None, example
            assert read.end == len(example), example
            assert row["code"] in (read.issuer_code or "").split("-"), example


def test_tables_have_unique_keys_and_a_source() -> None:
    for table, key in (("types.csv", "name"), ("issuers.csv", "code"), ("laws.csv", "name"), ("titles.csv", "name")):
        keys = [row[key] for row in rows(table)]
        assert len(keys) == len(set(keys)), table
        assert keys == sorted(keys), table
        assert all(row["source"] for row in rows(table)), table


def test_every_precision_is_a_count_of_right_among_found() -> None:
    for row in rows("precision.csv"):
        assert 0 < int(row["right"]) <= int(row["found"])
        assert 0.5 < precision(row["rule"]) <= 0.99


WORDS = (
    *("Chỉ thị", "Nghị quyết", "nghị định", "Luật", "Luật Đất đai", "Bộ luật Hình sự", "số ", "35", "18, 19", "-CT/TW"),
    *("/2020/NĐ-CP", "NQ/TW", " ", "\n", ", ", " và ", "năm 2013", "của Bộ Chính trị", "ngày 30/5/2019", "về việc "),
    *(
        "Trung ương 4",
        "khóa XII",
        "Đại hội XIII",
        "sửa đổi, bổ sung một số điều của ",
        "này",
        "T.Ư",
        "–",
        "(",
        ")",
        "A",
    ),
)
PIECES = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)


@given(PIECES)
def test_mentions_are_in_order_apart_and_inside_the_text(text: str) -> None:
    mentions = find_directives(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in mentions)


@given(PIECES)
def test_each_mention_belongs_to_one_document(text: str) -> None:
    mentions = find_directives(text)
    resolved, documents = resolve_directives(text, mentions)
    assert [m.extent for m in resolved] == [m.extent for m in mentions]
    extents = [extent for document in documents for extent in document.mentions]
    assert len(extents) == len(set(extents))
    assert set(extents) >= {m.extent for m in mentions}


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    mentions = find_directives(text)
    assert len(resolve_directives(text, mentions)[0]) == len(mentions)


PERVERSE = (
    *("1", "1/", "1-A/B-C-D.E", "35-CT/TW ", "Luật A ", "Luật sửa đổi ", "Nghị quyết 59, ", "T.Ư", " ", 'Đề án "abc '),
    *("luật sửa đổi, bổ sung một số điều của ", "Chỉ thị 35-CT/TW. Chỉ thị 35 này. ", "điểm a khoản 2 Điều 5, "),
    "Quyết định của Bộ Chính trị về ",
)


@pytest.mark.parametrize("piece", PERVERSE)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[: 20 * size]
        start = time.process_time()
        resolve_directives(text, find_directives(text))
        return time.process_time() - start

    seconds(50)
    small = min(seconds(250) for _ in range(3))
    assert seconds(2000) < 8 * small * 4 + 0.2  # eight times the text; a square would be 64 times the work
