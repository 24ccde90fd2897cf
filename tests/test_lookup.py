"""Lookup answers what its documentation promises: holders, successors, numbers, dates."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from link_drafts import linked

import vnpolitext as vp
from vnpolitext.cli import main
from vnpolitext.linking.command import readable
from vnpolitext.linking.component import Linker
from vnpolitext.linking.lookup import lookup

CASES = Path(__file__).parent / "cases" / "lookup.csv"


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def follow(value: Any, path: list[str]) -> list[Any]:
    """The values at the end of a path through an answer; ``*`` goes to every item of a list."""
    if not path:
        return [value]
    if path[0] == "*":
        return [found for item in value for found in follow(item, path[1:])]
    step = value[int(path[0])] if isinstance(value, list) else value[path[0]]
    return follow(step, path[1:])


@pytest.mark.parametrize("case", rows(), ids=lambda case: f"{case['query']}|{case['date']}|{case['path']}")
def test_lookup_answers(case: dict[str, str]) -> None:
    answer = vp.lookup(case["query"], date=case["date"] or None).to_dict()
    found = follow(answer, case["path"].split("."))
    assert case["expected"] in map(str, found), case["why"]


def test_there_are_enough_cases_of_every_kind_of_question() -> None:
    assert len(rows()) >= 120
    assert len({case["why"] for case in rows()}) >= 8


LEFT = {
    "Phạm Bình Minh": "2022-12-30",
    "Nguyễn Xuân Phúc": "2023-01-17",
    "Trần Tuấn Anh": "2024-01-31",
    "Võ Văn Thưởng": "2024-03-20",
    "Vương Đình Huệ": "2024-04-26",
    "Trương Thị Mai": "2024-05-16",
    "Đinh Tiến Dũng": "2024-06-21",
    "Nguyễn Phú Trọng": "2024-07-19",
    "Trần Đại Quang": "2018-09-21",
}


def politburo(day: str) -> set[str]:
    (answer,) = vp.lookup("Ủy viên Bộ Chính trị", date=day).matches
    return {holder.name for holder in answer.holders}


@pytest.mark.parametrize(("name", "day"), LEFT.items())
def test_who_died_or_left_the_politburo_is_in_it_up_to_that_day(name: str, day: str) -> None:
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert name in politburo(day)
    assert name not in politburo(after)


def test_the_politburo_of_a_day_is_whole() -> None:
    assert len(politburo("2025-06-01")) == 16
    assert len(politburo("2026-02-01")) == 19


def test_documents_of_a_short_number_come_nearest_first_and_say_why_they_are_candidates() -> None:
    answer = vp.lookup("NQ 18", date="2025-01-01")
    days = [match.details["date"] for match in answer]
    assert days == sorted(days, reverse=True)
    assert all("does not list all" in match.notes[0] and not match.certain for match in answer)


@pytest.mark.parametrize("said", ["Chỉ thị 16", "Nghị định 100", "Chỉ thị 16/CT-TTg", "Quyết định 1956/QĐ-TTg"])
def test_lookup_is_no_surer_of_a_number_than_the_tagger(said: str) -> None:
    number = said.split(" ", 2)[2]
    doc = linked(f'Thực hiện <DIRECTIVE n="{number}">{said}</DIRECTIVE>.', date="2021-01-01", linker=Linker())
    assert doc.entities[0].canonical_id is None
    assert not any(match.certain for match in vp.lookup(said, date="2021-01-01"))


def test_the_command_tells_what_makes_a_holder_uncertain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lookup", "Chủ tịch UBND tỉnh Gia Lai", "--date", "2025-12-01"]) == 0
    assert "known from 2026-09-18; not certain for this date" in capsys.readouterr().out
    assert main(["lookup", "Tổng Bí thư", "--date", "2024-07-25"]) == 0
    assert "(acting; assigned to preside" in capsys.readouterr().out
    assert main(["lookup", "Chỉ thị 16", "--date", "2020-04-05"]) == 0
    assert "note: a candidate" in capsys.readouterr().out


@pytest.mark.parametrize("query", ["", " ", "\n\t"])
def test_an_empty_query_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="query is empty"):
        lookup(query)


@pytest.mark.parametrize("query", ["???", ".", "—"])
def test_what_has_no_letter_is_near_to_nothing(query: str) -> None:
    found = lookup(query)
    assert (found.matches, found.nearest) == ((), ())
    assert list(readable(found)) == [f"Nothing known as {query!r}."]


def test_a_date_is_read_as_everywhere() -> None:
    assert lookup("Thủ tướng Chính phủ", date="28/10/2019") == lookup("Thủ tướng Chính phủ", date="2019-10-28")
    assert lookup("Thủ tướng Chính phủ", date=2019) == lookup("Thủ tướng Chính phủ", date="2019")
    with pytest.raises(ValueError, match="date is 'hôm qua'; give a day"):
        lookup("Thủ tướng Chính phủ", date="hôm qua")
