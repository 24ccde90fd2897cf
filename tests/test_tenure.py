"""When an office is held: now, before, until what is told, or not yet; and from when to when."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagged_cases import lines, read

from vnpolitext.entities.holders import scene
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.service_dates import Service, iso, service_after, term_over
from vnpolitext.entities.tenure import tenures
from vnpolitext.entities.tenure_clause import HELD_NOW, Tenure
from vnpolitext.entities.tenure_cues import CUES, cues

DAY = date(2024, 5, 16)
WORDS = [
    "thôi giữ chức ",
    "từng là ",
    "trước khi ",
    "giới thiệu để bầu ",
    "từ năm 2010 đến năm 2015",
    "05/2010 - 03/2015: ",
]
MARKS = [", ", ". ", "\n", "; ", " (", ")", " kiêm "]


def told(text: str, mentions: list[Mention], day: date | None) -> list[Tenure]:
    """What is said of each office, all of them the first person's."""
    people = [m.extent for m in mentions if m.label == "PERSON"]
    offices = [m.extent for m in mentions if m.label == "POSITION"]
    found = tenures(text, scene(text, offices, people, {}).items, {i: [0] for i in range(len(offices))}, day)
    return [found.get(i, HELD_NOW) for i in range(len(offices))]


def said(tenure: Tenure) -> str:
    word = "left" if tenure.left else "proposed" if tenure.proposed else "former" if tenure.former else ""
    times = f"{tenure.since or ''}..{tenure.until or ''}"
    return " ".join(part for part in (word, times if times != ".." else "") if part)


@pytest.mark.parametrize("case", lines("tenures.jsonl"))
def test_the_clause_tells_when_an_office_is_held(case: dict[str, Any]) -> None:
    day = date.fromisoformat(case["date"]) if "date" in case else None
    assert [said(tenure) for tenure in told(*read(case["tagged"]), day)] == case["said"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("năm 2010", "2010"),
        ("5/2010", "2010-05"),
        ("tháng 5 năm 2010", "2010-05"),
        ("ngày 01/5/2010", "2010-05-01"),
        ("ngày 1 tháng 5 năm 2010", "2010-05-01"),
        ("31.12.2010", "2010-12-31"),
        ("15/2010", "2010"),
        ("45/5/2010", "2010-05"),
    ],
)
def test_times_are_written_as_iso(words: str, written: str) -> None:
    assert iso(words) == written


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        (" (2010-2015)", Service("2010", "2015")),
        (", giai đoạn 2010 - 2015", Service("2010", "2015")),
        (" khóa X từ tháng 3/2010 đến nay", Service("2010-03", None, open=True)),
        (" trong 15 tháng, từ tháng 2/2016 đến tháng 5/2017", Service("2016-02", "2017-05")),
        (" từ năm 2010.", Service("2010")),
        (" đến năm 2010.", Service(None, "2010")),
        ("; 05/2010 - 03/2015: Bí thư", None),
        (" 05/2010 - 03/2015: Bí thư", None),
        (" (2015-2010)", None),
        (" ký ngày 5/5/2010", None),
    ],
)
def test_times_right_behind_an_office_are_its_own(behind: str, found: Service | None) -> None:
    assert service_after(behind, 0, len(behind)) == found


def test_a_lone_time_behind_an_office_needs_a_verb_of_holding() -> None:
    behind = " từ ngày 1/4/2020"
    assert service_after(behind, 0, len(behind), governed=False) is None


@pytest.mark.parametrize(
    ("office", "behind", "over"),
    [
        ("đại biểu Quốc hội", " khóa XIV", True),
        ("đại biểu Quốc hội", " các khóa XIII, XIV và XV", False),
        ("Ủy viên Trung ương Đảng", " khóa XII", True),
        ("Ủy viên Bộ Chính trị", " khóa XIII", False),
        ("Đảng ủy viên", " khóa V", False),
        ("Phó Chủ tịch HĐND tỉnh", ", nhiệm kỳ 2016-2021", True),
        ("Phó Chủ tịch HĐND tỉnh", " nhiệm kỳ 2021 - 2026", False),
        ("Chủ tịch", "", False),
    ],
)
def test_an_office_of_a_term_ends_with_it(office: str, behind: str, over: bool) -> None:
    assert term_over(office, behind, 0, len(behind), DAY) is over


def test_what_holds_an_office_elsewhere_is_not_superseded() -> None:
    text, mentions = read(
        "<POSITION>Bí thư</POSITION> <PERSON>Lê Ví</PERSON> dự. Năm 2020, ông <PERSON>Ví</PERSON> làm "
        "<POSITION>Bí thư</POSITION>. Năm 2022, ông <PERSON>Ví</PERSON> kiêm <POSITION>Chủ tịch</POSITION>."
    )
    assert [said(tenure) for tenure in told(text, mentions, DAY)] == ["", "2020..", "2022.."]


@given(
    st.lists(st.sampled_from([*WORDS, *MARKS, "<PERSON>Lê Ví</PERSON>", "<POSITION>Bí thư</POSITION>"]), max_size=20)
)
def test_any_order_of_words_has_a_reading(pieces: list[str]) -> None:
    for tenure in told(*read("".join(pieces)), DAY):
        assert not (tenure.proposed and tenure.former)
        assert tenure.former or not tenure.left


def test_time_grows_with_the_text_and_no_faster() -> None:
    def spent(times: int) -> float:
        text, mentions = read("Từng là <POSITION>Bí thư</POSITION>, từ năm 2010 <PERSON>Lê Ví</PERSON> " * times)
        start = time.perf_counter()
        told(text, mentions, DAY)
        return time.perf_counter() - start

    spent(50)
    assert spent(1600) < 60 * max(spent(100), 0.002)


def test_every_cue_begins_with_a_word_that_is_looked_up() -> None:
    texts = [read(line["tagged"])[0] for case in lines("tenures.jsonl") for line in case.values]
    texts += [
        f"Rồi {word} làm" for word in ("trải qua", "bãi miễn", "phế truất", "về hưu", "lần lượt", "vốn là", "dự nguồn")
    ]
    for text in texts:
        assert [m.span() for m in cues(text, 0, len(text))] == [m.span() for m in CUES.finditer(text)]
