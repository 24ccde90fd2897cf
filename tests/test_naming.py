"""Names over a corpus: a local body says where it is, namesakes are told apart, what is open stays open."""

from typing import Any

import pytest

from vnpolitext.show import analysis
from vnpolitext.show.naming import distinct, is_open, placed_name, placed_office
from vnpolitext.show.tagged import from_records


def tagged(day: str, **found: Any) -> dict[str, Any]:
    return {"id": day, "date": day, "entities": [], "officials": [], "topics": [], "error": None, **found}


def body(text: str, key: str | None = None) -> dict[str, Any]:
    return {"start": 0, "end": 1, "text": text, "label": "BODY"} | ({"canonical_id": key} if key else {})


@pytest.mark.parametrize(
    ("key", "name", "shown"),
    [
        ("body:uy-ban-nhan-dan@place:long-an", "UBND tỉnh", "UBND tỉnh (Long An)"),
        ("body:uy-ban-nhan-dan@place:long-an", "UBND tỉnh Long An", "UBND tỉnh Long An"),
        ("body:huyen-uy@place:long-an/huyen-can-giuoc", "Huyện ủy Cần Giuộc", "Huyện ủy Cần Giuộc (Long An)"),
        ("body:bo-noi-vu", "Bộ Nội vụ", "Bộ Nội vụ"),
        ("body:mine@place:nowhere", "Ban của tôi", "Ban của tôi"),
        ("", "Bí thư", "Bí thư"),
    ],
)
def test_a_local_body_is_named_with_its_place(key: str, name: str, shown: str) -> None:
    assert placed_name(key, name) == shown


def test_an_office_has_one_form_whether_the_article_says_the_place_or_not() -> None:
    place = "body:huyen-uy@place:long-an/huyen-can-giuoc"
    forms = ("Bí thư Huyện ủy", "Bí thư Huyện ủy Cần Giuộc", "Bí thư Huyện ủy Cần Giuộc Long An")
    assert {placed_office(place, form) for form in forms} == {"Bí thư Huyện ủy (Cần Giuộc, Long An)"}


def test_a_province_of_both_eras_is_told_apart_by_its_time() -> None:
    names = distinct(dict.fromkeys(("body:tinh-uy@place:lam-dong", "body:tinh-uy@place:lam-dong-2025"), "Tỉnh ủy"))
    assert list(names.values()) == ["Tỉnh ủy (Lâm Đồng) (–2025-06)", "Tỉnh ủy (Lâm Đồng) (2025-07–)"]


def test_a_namesake_without_a_registry_entry_stays_open() -> None:
    names = distinct({"person:to-lam": "Tô Lâm", "tôlâm": "Tô Lâm", "trầnvănví": "Trần Văn Ví"})
    assert list(names.values()) == ["Tô Lâm", "Tô Lâm (?)", "Trần Văn Ví"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UBND tỉnh", True),
        ("Ban Thường vụ Đảng ủy xã", True),
        ("Ban Chỉ đạo", True),
        ("Ban Chỉ đạo 138", False),
        ("Sở Y tế Lạng Sơn", False),
        ("Tập đoàn Dầu khí Việt Nam", False),
    ],
)
def test_a_kind_of_organ_is_no_organ(name: str, expected: bool) -> None:
    assert is_open(name) is expected


def test_two_documents_of_one_number_are_two_rows() -> None:
    def cites(year: int, day: str) -> dict[str, Any]:
        key = f"directive:35-CT/TW@{year}-{day}"
        return tagged(f"{year}-12-01", directives=[{"number": "35-CT/TW", "mentions": [[0, 1]], "canonical_id": key}])

    corpus = from_records([cites(2019, "05-30"), cites(2024, "06-14")])
    assert sorted(analysis.top(corpus, "directives")["name"]) == ["35-CT/TW (2019)", "35-CT/TW (2024)"]
    assert len(analysis.over_time(corpus, "directives", period="Y")) == 2 * 6


def test_a_number_without_symbol_is_named_with_its_type_and_stays_open() -> None:
    rows = [{"number": "57", "type": kind, "mentions": [[0, 1]]} for kind in ("Nghị quyết", "Chỉ thị")]
    corpus = from_records([tagged("2025-01-01", directives=rows)])
    assert sorted(analysis.top(corpus, "directives")["name"]) == ["Chỉ thị 57 (?)", "Nghị quyết 57 (?)"]


def test_bodies_of_two_provinces_are_two_and_an_unlinked_one_stays_open() -> None:
    keys = ("body:tinh-uy@place:an-giang", "body:tinh-uy@place:nghe-an", None)
    corpus = from_records([tagged("2020-01-01", entities=[body("Tỉnh ủy", key)]) for key in keys])
    assert sorted(analysis.top(corpus, "bodies")["name"]) == ["Tỉnh ủy (?)", "Tỉnh ủy (An Giang)", "Tỉnh ủy (Nghệ An)"]
