"""The example articles keep what their README promises: fields, lengths, span of years, bodies right for their date."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
FIELDS = ("id", "source", "date", "url", "title", "text")
LINES = (EXAMPLES / "articles.jsonl").read_text(encoding="utf-8").splitlines()
ARTICLES: list[dict[str, str]] = [json.loads(line) for line in LINES]
MERGED = "2025-07-01"

# Provinces that lost their name in the mergers of 1 July 2025 and those that kept it, as far as the examples name them.
GONE = (
    "Bình Thuận|Hải Dương|Bắc Giang|Long An|Phú Yên|Thừa Thiên Huế|Bạc Liêu|Yên Bái|Quảng Nam|Kon Tum|Sóc Trăng|"
    "Vĩnh Phúc|Thái Bình|Nam Định|Hà Nam|Bến Tre"
)
KEPT = (
    "Lạng Sơn|Lâm Đồng|Tây Ninh|Đắk Lắk|Hải Phòng|Lào Cai|Bắc Ninh|Huế|Cà Mau|An Giang|Hà Nội|TP.HCM|Đà Nẵng|Nghệ An|"
    "Quảng Trị|Thanh Hóa|Cần Thơ|Đồng Nai"
)
# Organs of a district, or of a province that is gone, as acting bodies; "cũ", "nguyên" and "trước" speak of the past.
DISTRICT_ORGANS = re.compile(r"(?:Huyện ủy|Quận ủy|Thị ủy|UBND huyện|UBND quận|Công an huyện|Công an quận|TAND huyện)")
PAST = re.compile(r"nguyên|cũ|trước|từng|kết thúc|lần cuối|bỏ cấp huyện", re.IGNORECASE)

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])


def sentences(article: dict[str, str]) -> list[str]:
    return re.split(r"(?<=[.!?])\s+|\n+", article["text"])


def cited(number: str) -> list[str]:
    """Years in which a number is cited."""
    return sorted({article["date"][:4] for article in ARTICLES if number in article["text"]})


def test_there_are_enough_articles_with_ids_of_their_own() -> None:
    assert len(ARTICLES) >= 64
    assert max(Counter(article["id"] for article in ARTICLES).values()) == 1
    assert max(Counter(article["url"] for article in ARTICLES).values()) == 1


def test_articles_stand_in_the_order_of_their_dates() -> None:
    dates = [article["date"] for article in ARTICLES]
    assert dates == sorted(dates)


def test_years_run_from_2014_to_2026_without_a_gap() -> None:
    assert {article["date"][:4] for article in ARTICLES} == {str(year) for year in range(2014, 2027)}


def test_provinces_of_both_maps_occur() -> None:
    everything = " ".join(article["text"] for article in ARTICLES)
    assert sum(name in everything for name in GONE.split("|")) >= 5
    assert sum(name in everything for name in KEPT.split("|")) >= 10


@each_article
def test_article_has_its_fields_and_length(article: dict[str, str]) -> None:
    assert tuple(article) == FIELDS
    assert all(isinstance(value, str) and value for value in article.values())
    assert 250 <= len(article["text"]) <= 1800
    assert date(2014, 1, 1) <= date.fromisoformat(article["date"]) <= date(2026, 12, 31)
    assert ".example.org/" in article["url"]


@each_article
def test_text_is_composed_and_clean(article: dict[str, str]) -> None:
    for value in (article["title"], article["text"]):
        assert unicodedata.is_normalized("NFC", value)
        assert value == value.strip()
        assert not re.search(r"[\u200b-\u200f\ufeff\u00a0\t\r<>]|  ", value)


@each_article
def test_no_document_is_cited_before_its_year(article: dict[str, str]) -> None:
    year = int(article["date"][:4])
    for cited_year in re.findall(r"\d+/(20\d\d)/(?:NĐ-CP|QH\d+|TT-)", article["text"]):
        assert int(cited_year) <= year
    issued = {
        "57-NQ/TW": 2024,
        "68-NQ/TW": 2025,
        "66-NQ/TW": 2025,
        "35-CT/TW": 2019,
        "18-NQ/TW": 2017,
        "05-CT/TW": 2016,
    }
    assert all(first <= year for number, first in issued.items() if number in article["text"])


@pytest.mark.parametrize("article", [a for a in ARTICLES if a["date"] >= MERGED], ids=lambda article: article["id"])
def test_no_district_organ_acts_after_the_districts_ended(article: dict[str, str]) -> None:
    for sentence in sentences(article):
        if DISTRICT_ORGANS.search(sentence):
            assert PAST.search(sentence), sentence


@pytest.mark.parametrize("article", [a for a in ARTICLES if a["date"] < MERGED], ids=lambda article: article["id"])
def test_no_commune_special_zone_or_area_court_acts_before(article: dict[str, str]) -> None:
    assert not re.search(r"đặc khu|VKSND khu vực|TAND khu vực|Đảng ủy UBND tỉnh", article["text"])


@pytest.mark.parametrize(
    ("number", "years"), [("35-CT/TW", 4), ("18-NQ/TW", 4), ("05-CT/TW", 2), ("57-NQ/TW", 3), ("202/2025/QH15", 1)]
)
def test_documents_are_cited_over_years(number: str, years: int) -> None:
    assert len(cited(number)) >= years


@pytest.mark.parametrize(
    "name", ["Lê Quốc Thuận", "Phan Ngọc Bửu", "Hà Thị Thanh Lê", "Trần Thị Kim Ngân Hà", "Đỗ Minh Cảnh", "Lê Hữu Phan"]
)
def test_recurring_officials_appear_before_and_after_the_mergers(name: str) -> None:
    dates = [article["date"] for article in ARTICLES if name in article["text"]]
    assert len(dates) >= 4
    assert min(dates) < MERGED <= max(dates)


def test_plain_texts_are_there() -> None:
    files = sorted((EXAMPLES / "txt").glob("*.txt"))
    assert len(files) == 3
    assert all(500 <= len(file.read_text(encoding="utf-8")) <= 4000 for file in files)
