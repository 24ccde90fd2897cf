"""The registry's tables hold together, and a user's own are checked before they are laid over them."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.cli import main
from vnpolitext.linking.check import ERROR, check_registry, check_rows, loops
from vnpolitext.linking.component import Linker
from vnpolitext.linking.layers import load_registry
from vnpolitext.linking.names import key, without_marks
from vnpolitext.linking.periods import Holds, Period, days
from vnpolitext.linking.registry import base_registry, place_names
from vnpolitext.linking.schema import SCHEMA, VERIFIED
from vnpolitext.linking.tables import read_table

TABLES = tuple(SCHEMA)
DATA = Path(str(files("vnpolitext"))) / "data"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_fits_its_table(name: str) -> None:
    assert list(check_rows(name, read_table(f"registry/{name}.csv"))) == []


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_columns_of_the_schema_and_are_sorted(name: str) -> None:
    rows = read_table(f"registry/{name}.csv")
    assert tuple(rows[0]) == SCHEMA[name].columns
    order = ["post", "start", "person"] if name == "memberships" else ["id"]
    assert rows == sorted(rows, key=lambda row: [row[column] for column in order])


@pytest.mark.parametrize("name", [*TABLES, "organs", "issuers", "document_types"])
def test_every_row_has_a_source_and_a_level(name: str) -> None:
    rows = read_table(f"registry/{name}.csv")
    assert all(row["source"] for row in rows)
    assert all(row.get("verified", "yes") in VERIFIED for row in rows)


def test_the_package_registry_contradicts_itself_nowhere() -> None:
    assert [str(found) for found in check_registry(base_registry()) if found.level == ERROR] == []


def test_the_registry_holds_what_it_promises() -> None:
    registry = base_registry()
    assert len([place for place in registry.provinces.values() if place.period.holds(days("2019-10-28"))]) == 63
    assert len([place for place in registry.provinces.values() if place.period.holds(days("2025-08-01"))]) == 34
    assert len(registry.directives) >= 150
    assert len(registry.bodies) >= 160
    assert all(known.date and known.issuer and known.subject for known in registry.directives.values())
    assert all(place.successors for place in registry.provinces.values() if place.period.end)


def test_tables_stay_small() -> None:
    size = sum(file.stat().st_size for folder in ("registry", "places") for file in (DATA / folder).iterdir())
    assert size <= 2_000_000


def test_a_name_of_one_province_is_one_place_on_any_day() -> None:
    registry = base_registry()
    for day in ("2012-01-01", "2019-10-28", "2025-01-15", "2025-07-01", "2026-04-30"):
        live = [key(place.name) for place in registry.provinces.values() if place.period.holds(days(day))]
        assert len(live) == len(set(live))


def test_the_gazetteer_gives_names_of_every_level() -> None:
    levels = {level for _, _, level in place_names()}
    assert levels == {"province", "district", "commune"}


def test_overlap_orphan_cycle_and_collision_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "bodies.csv").write_text(
        "id,name,aliases,successors,valid_to\n"
        "body:hoi-a,Hội A,HXY,body:hoi-b,2020\n"
        "body:hoi-b,Hội B,HXY,body:hoi-a,2021\n"
        "body:hoi-c,Hội C,HXY,body:khong-co,\n",
        encoding="utf-8",
    )
    (folder / "posts.csv").write_text(
        "id,title,body,names,single\npost:chu-tich@body:hoi-a,Chủ tịch,body:hoi-a,Chủ tịch Hội A,yes\n",
        encoding="utf-8",
    )
    (folder / "people.csv").write_text(
        "id,name\nperson:le-van-x,Lê Văn X\nperson:le-van-y,Lê Văn Y\n", encoding="utf-8"
    )
    (folder / "memberships.csv").write_text(
        "person,post,start,end\n"
        "person:le-van-x,post:chu-tich@body:hoi-a,2015-01-01,2018-01-01\n"
        "person:le-van-y,post:chu-tich@body:hoi-a,2017-01-01,2019-01-01\n",
        encoding="utf-8",
    )
    found = {finding.check for finding in check_registry(load_registry(folder))}
    assert {"overlap", "orphan", "cycle", "alias"} <= found


@pytest.mark.parametrize(
    ("died", "member", "found"),
    [
        ("2019-05-01", "post:bi-thu@body:hoi-a,2015,2020-01-01,", True),
        ("2019-05-01", "post:bi-thu@body:hoi-a,2015,,", True),
        ("2019-05-01", "post:bi-thu@body:hoi-a,2015,2019-05-01,", False),
        ("2019-05-01", "post:bi-thu@body:hoi-a,2019-06-01,2019-07-01,", True),
        ("", "post:bi-thu@body:hoi-a,2015,2020-01-01,died in office 1/5/2019", True),
        ("", "post:bi-thu@body:hoi-a,2015,2020-01-01,left early 01/05/2019", True),
        ("", "post:bi-thu@body:hoi-a,2015,2019-05,left early 01/05/2019", False),
        ("", "post:bi-thu@body:hoi-a,2015,2020-01-01,several left early: Lê Văn X 1/5/2019", True),
        ("", "post:bi-thu@body:hoi-a,2015,2020-01-01,Trần Thị Y d. 1/5/2019", False),
        ("", "post:bi-thu@body:hoi-a,2015,2020-01-01,elected 1/5/2019", False),
    ],
)
def test_an_office_that_outlives_its_holder_is_found(tmp_path: Path, died: str, member: str, found: bool) -> None:
    tables = {
        "bodies": "id,name\nbody:hoi-a,Hội A\n",
        "posts": "id,title,body,names,single\npost:bi-thu@body:hoi-a,Bí thư,body:hoi-a,Bí thư Hội A,no\n",
        "people": f"id,name,died\nperson:le-van-x,Lê Văn X,{died}\nperson:tran-thi-y,Trần Thị Y,\n",
        "memberships": f"person,post,start,end,note\nperson:le-van-x,{member}\n",
    }
    for name, text in tables.items():
        own(tmp_path, f"{name}.csv", text)
    assert ("departure" in {finding.check for finding in check_registry(load_registry(tmp_path))}) == found


def test_an_office_that_outlives_its_body_is_found(tmp_path: Path) -> None:
    own(tmp_path, "bodies.csv", "id,name,valid_to\nbody:hoi-a,Hội A,2019-03\n")
    own(tmp_path, "posts.csv", "id,title,body,names,single\npost:chu-tich@body:hoi-a,Chủ tịch,body:hoi-a,,yes\n")
    own(tmp_path, "people.csv", "id,name\nperson:le-van-an,Lê Văn An\n")
    for end, found in (("2019-03", False), ("2019-04", True), ("", True)):
        row = f"person:le-van-an,post:chu-tich@body:hoi-a,2015,{end}\n"
        own(tmp_path, "memberships.csv", f"person,post,start,end\n{row}")
        checks = {finding.check for finding in check_registry(load_registry(tmp_path))}
        assert ("outlived" in checks) == found


def test_an_office_whose_end_was_not_verified_is_sure_up_to_the_last_term_only() -> None:
    for row in read_table("registry/memberships.csv"):
        if "end not verified" in row["note"] or "re-elected 4/2026 (not verified)" in row["note"]:
            assert row["end"] or row["known_until"] == "2026-04-05"


def test_a_note_of_acting_has_its_own_row() -> None:
    rows = read_table("registry/memberships.csv")
    acting = {(row["person"], row["post"]) for row in rows if row["acting"] == "yes"}
    assert {(row["person"], row["post"]) for row in rows if row["note"].startswith("Quyền ")} <= acting


def test_every_office_has_a_day_on_which_it_was_surely_held() -> None:
    for member in base_registry().memberships:
        assert member.period.start or member.period.known_from, member


def test_an_office_of_unknown_start_is_of_no_day_before_its_place_or_two_terms() -> None:
    registry = base_registry()
    undated = [member for member in registry.memberships if not member.period.start]
    assert len(undated) >= 15
    for member in undated:
        assert member.period.holds(days("2005")) is Holds.NO
        assert member.period.holds(days(member.period.known_from)) is not Holds.NO
        place = registry.provinces[member.post.rpartition("@")[2]]
        if place.period.start == "2025-07-01":
            assert member.period.holds(days("2025-06-30")) is Holds.NO
            assert member.period.holds(days("2025-07-01")) is Holds.MAYBE


def test_kinds_of_organs_name_successors_that_are_known() -> None:
    registry = base_registry()
    for organ in registry.organs:
        assert set(organ.successors) <= set(registry.organs_by_id), organ.id
        assert organ.period.end or not organ.successors, organ.id


def own(tmp_path: Path, name: str, text: str) -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_change_of_a_known_row_is_told(tmp_path: Path) -> None:
    mine = own(tmp_path, "mine.csv", "id,name,aliases,valid_from\nbody:bo-noi-vu,Bộ Nội vụ,Bộ NNV,2003\n")
    registry = load_registry(mine)
    (conflict,) = registry.conflicts
    assert "body:bo-noi-vu" in conflict
    assert "2002" in conflict
    assert "2003" in conflict


def test_a_known_row_keeps_what_an_own_row_leaves_empty(tmp_path: Path) -> None:
    registry = load_registry(own(tmp_path, "mine.csv", "id,name,aliases\nbody:bo-noi-vu,Bộ Nội vụ,Bộ NNV\n"))
    ours, body = base_registry().bodies["body:bo-noi-vu"], registry.bodies["body:bo-noi-vu"]
    assert (body.parent, body.period) == (ours.parent, ours.period)
    assert set(body.aliases) == {*ours.aliases, "Bộ NNV"}
    assert not registry.conflicts


def test_an_own_membership_takes_the_place_of_the_known_one(tmp_path: Path) -> None:
    row = "person:nguyen-xuan-phuc,post:thu-tuong@body:chinh-phu,2016-04-08,2021-04-05\n"
    registry = load_registry(own(tmp_path, "mine.csv", f"person,post,start,end\n{row}"))
    held = [m for m in registry.members_of["post:thu-tuong@body:chinh-phu"] if m.person == "person:nguyen-xuan-phuc"]
    assert [member.period.start for member in held] == ["2016-04-08"]
    assert "2016-04-07" in registry.conflicts[0]


def test_what_own_rows_change_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Linker(registry=own(tmp_path, "mine.csv", "id,name,valid_from\nbody:bo-noi-vu,Bộ Nội vụ,2003\n"))
    assert "body:bo-noi-vu" in caplog.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "id,nam\nbody:a,A\n", "nam not known"),
        ("a.csv", "màu,giá\nđỏ,1\n", "those of no table"),
        ("a.csv", "id,name\nA,A\n", "ids with their kind"),
        ("a.json", "[1]", "give an object with the tables"),
        ("a.json", "{", "not JSON"),
        ("a.json", '{"bodies": {"id": "body:a"}}', "not a list of objects"),
        ("a.json", '{"bodies": [{"id": "body:a", "nam": "A"}]}', "nam not known in the table bodies"),
    ],
)
def test_files_that_are_no_tables_are_explained(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load_registry(own(tmp_path, name, text))


def test_text_of_another_encoding_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,name\nbody:a,Hội Á\n".encode("utf-16"))
    with pytest.raises(ValueError, match="not UTF-8"):
        load_registry(tmp_path / "a.csv")


def test_identifiers_begin_with_their_kind() -> None:
    found = list(check_rows("bodies", [{"id": "place:a", "name": "A", "verified": "yes", "source": "x"}]))
    assert [finding.check for finding in found] == ["id"]


def test_every_law_number_has_a_level_and_a_source() -> None:
    for row in read_table("documents/laws.csv"):
        levels = row["verified"].split()
        assert len(levels) == len(row["numbers"].split())
        assert set(levels) <= {"yes", "partial", "no"}
        assert ("known (number)" in row["source"]) == ("no" in levels)


def test_countries_and_provinces_share_no_identifier_and_no_name() -> None:
    registry = base_registry()
    assert not set(registry.countries) & set(registry.provinces)
    assert not set(registry.countries_by_name) & set(registry.places_by_name)


def test_check_exits_by_what_it_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, strange = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "strange.csv"
    good.write_text("id,name\nbody:hoi-a,Hội A\n", encoding="utf-8")
    bad.write_text("id,name,valid_from\nbody:hoi-a,Hội A,hôm qua\n", encoding="utf-8")
    strange.write_text("màu,giá\nđỏ,1\n", encoding="utf-8")
    assert [main(["registry", "check", str(file)]) for file in (good, bad, strange)] == [0, 1, 2]
    assert "hôm qua" in capsys.readouterr().out
    assert main(["registry", "check"]) == 0


def test_lookup_command_speaks_json_and_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lookup", "35-CT/TW", "--date", "2019-10-28", "--json"]) == 0
    assert '"date": "2019-05-30"' in capsys.readouterr().out
    assert main(["lookup", "Thủ tướng", "--date", "hôm qua"]) == 2
    assert "give a day" in capsys.readouterr().err
    assert main(["lookup", "zzz"]) == 0
    assert "Nearest" in capsys.readouterr().out


@given(st.dates(), st.dates(), st.dates())
def test_a_period_holds_between_its_days(first: object, second: object, third: object) -> None:
    start, middle, end = sorted([str(first), str(second), str(third)])
    assert Period(start, end).holds(days(middle)) is Holds.YES
    assert Period(start, end).holds(days(middle[:4])) is not Holds.NO


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3).map(tuple)))
def test_loops_are_found_just_when_a_way_leads_back(graph: dict[str, tuple[str, ...]]) -> None:
    assert bool(list(loops(graph))) == any(start in reached(graph, start) for start in graph)


def reached(graph: dict[str, tuple[str, ...]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(graph.get(place, ()))
    return found


@given(st.text(alphabet="ăâêôơưđáàảãạĂĐỚỘ abc", max_size=20))
def test_marks_are_taken_off_letter_by_letter(text: str) -> None:
    assert len(without_marks(text)) == len(text)
    assert without_marks(text).isascii()


def test_tables_are_plain_csv() -> None:
    for file in sorted((DATA / "registry").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            widths = {len(row) for row in csv.reader(lines)}
        assert len(widths) == 1, file.name


def test_a_date_that_is_none_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    rows = "person:to-lam,post:tong-bi-thu,2019-12,\nperson:to-lam,post:tong-bi-thu,2019-13,\n"
    path = own(tmp_path, "mine.csv", f"person,post,start,end\n{rows}")
    with pytest.raises(ValueError, match=r"mine\.csv: memberships, line 3: .*(month|2019-13)"):
        load_registry(path)
    with pytest.raises(ValueError, match=r"mine\.csv: memberships, line 3: "):
        load_registry(tmp_path)


def test_two_files_of_one_table_in_a_folder_both_count(tmp_path: Path) -> None:
    for name in ("an", "binh"):
        own(tmp_path, f"{name}.csv", f"id,name\nbody:ban-{name},Ban {name}\n")
    assert {"body:ban-an", "body:ban-binh"} <= set(load_registry(tmp_path).bodies)
