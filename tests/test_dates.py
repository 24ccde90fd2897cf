"""Calendar dates in texts, and the range that each covers."""

from __future__ import annotations

import csv
import time
from datetime import date as Date  # noqa: N812
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.entities.dates import find_dates, parse_date_mention

CASES = Path(__file__).parent / "cases"


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", _rows("dates_found.csv"), ids=lambda case: case["why"])
def test_finds_dates_and_leaves_other_numbers(case: dict[str, str]) -> None:
    text = case["text"]
    found = [text[m.start : m.end] for m in find_dates(text)]
    assert found == [date for date in case["dates"].split("|") if date]


@pytest.mark.parametrize("case", _rows("dates_values.csv"), ids=lambda case: case["why"])
def test_gives_the_range_that_a_date_covers(case: dict[str, str]) -> None:
    value = parse_date_mention(case["mention"], year=int(case["year"]) if case["year"] else None)
    assert value == ((case["first"], case["last"]) if case["first"] else None)


@given(st.dates(min_value=Date(1900, 1, 1), max_value=Date(2050, 1, 1)))
def test_reads_every_day_of_the_calendar_in_every_form(day: Date) -> None:
    iso = day.isoformat()
    written = f"ngày {day.day} tháng {day.month} năm {day.year}"
    for form in (f"{day.day}/{day.month}/{day.year}", f"{day.day:02}-{day.month:02}-{day.year}", iso, written):
        (mention,) = find_dates(form)
        assert mention.extent == (0, len(form))
        assert parse_date_mention(form) == (iso, iso)


@given(st.text(alphabet="0123456789/.-– \nngàythángăm()quýIVX,%", max_size=80))
def test_dates_are_in_order_apart_and_inside_the_text(text: str) -> None:
    dates = find_dates(text)
    assert all(0 <= m.start < m.end <= len(text) for m in dates)
    assert all(a.end <= b.start for a, b in pairwise(dates))
    for mention in dates:
        value = parse_date_mention(text[mention.start : mention.end], year=2024)
        assert value is None or value[0][:2] in {"18", "19", "20"}


@pytest.mark.parametrize("piece", ["1", "1/", "1-", "ngày 1 - ", "2020 - ", "quý ", "("])
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        start = time.process_time()
        find_dates(text)
        return time.process_time() - start

    seconds(50)
    small = min(seconds(500) for _ in range(3))
    assert seconds(4000) < 8 * small * 4 + 0.2
