"""Writing: what each format holds, and how an output appears."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus.article import Article, InputError, OutputError
from vnpolitext.corpus.encode import Chunk, Tally, _csv_lines, csv_header, encode, json_line
from vnpolitext.corpus.manifest import MANIFEST
from vnpolitext.corpus.output import choose_output
from vnpolitext.corpus.records import record
from vnpolitext.corpus.schema import SCHEMA_VERSION, TABLES
from vnpolitext.corpus.sources import Source, open_source
from vnpolitext.corpus.unfinished import begin, claimed, finish
from vnpolitext.corpus.write import FileWriter
from vnpolitext.doc import Candidate, Directive, Doc, Entity, Official, Position, Relation, Topic

BODY = "Bí thư Thành ủy An Bình Minh ở Hà Nội nói về Chỉ thị 9-CT/TW"
ARTICLES = [
    Article(1, "a", BODY, date(2019, 10, 28)),
    Article(2, 'b,"', "", error="not JSON: cắt"),
    Article(3, "a", "không có gì", notes=("read as windows-1258",)),
]
FULL = Doc(
    "x" * 100,
    date(2020, 1, 2),
    entities=(
        Entity(0, 2, "xx", "DIRECTIVE", "r", 0.123456, "9-CT/TW", "directive:9", inferred=True),
        Entity(
            3, 4, "x", "PERSON", "r", 1.0, candidates=(Candidate("person:a", 0.5), Candidate("person:b", 0.25, "no"))
        ),
    ),
    officials=(
        Official(
            "An", ((3, 4),), (Position(5, 9, "xxxx", "Bí thư", "body:a", "Tỉnh ủy", "post:a", former=True),), "person:a"
        ),
        Official("Bình", ((7, 9), (11, 12)), inferred=True),
    ),
    directives=(Directive("9-CT/TW", ((0, 2),), type="Chỉ thị", year=2019, provisions=("điểm a", "Điều 5")),),
    topics=(Topic("economy", 0.87654321),),
    relations=(Relation("person:a", "holds", "post:a", 5, 9),),
    warnings=("w",),
)


def encoded(kind: str, *, with_text: bool = False) -> Chunk:
    docs = [doc if not article.error else Doc("") for article, doc in zip(ARTICLES, _docs(), strict=True)]
    return encode(ARTICLES, docs, format=kind, with_text=with_text)


def _docs() -> list[Doc]:
    return fakes.load().batch([article.text for article in ARTICLES])


def test_record_has_what_the_command_promises() -> None:
    tagged = record(Article(1, "a", FULL.text), FULL)
    assert list(tagged) == [
        "id",
        "date",
        "entities",
        "officials",
        "inferred_officials",
        "directives",
        "relations",
        "topics",
        "warnings",
        "error",
    ]
    assert tagged["entities"][0] == {
        "start": 0,
        "end": 2,
        "text": "xx",
        "label": "DIRECTIVE",
        "rule": "r",
        "score": 0.1235,
        "number": "9-CT/TW",
        "canonical_id": "directive:9",
        "inferred": True,
    }
    assert tagged["entities"][1]["candidates"][1] == {"id": "person:b", "score": 0.25, "verified": "no"}
    position = tagged["officials"][0]["positions"][0]
    assert {name: position[name] for name in ("start", "end", "title", "body", "former", "acting")} == {
        "start": 5,
        "end": 9,
        "title": "Bí thư",
        "body": "body:a",
        "former": True,
        "acting": False,
    }
    assert len(tagged["officials"]) == 1
    assert tagged["inferred_officials"][0] == {
        "id": None,
        "name": "Bình",
        "mentions": [[7, 9], [11, 12]],
        "positions": [],
        "inferred": True,
    }
    assert "inferred_officials" not in record(Article(1, "a", "x"), Doc("x"))
    assert tagged["directives"][0]["provisions"] == ["điểm a", "Điều 5"]
    assert (tagged["date"], tagged["topics"]) == ("2020-01-02", [{"code": "economy", "score": 0.8765}])
    assert record(Article(1, "a", FULL.text), FULL, with_text=True)["text"] == FULL.text


def test_candidates_are_left_out_where_the_only_one_is_chosen() -> None:
    chosen = Entity(0, 1, "x", "PERSON", "r", 1.0, canonical_id="person:a", candidates=(Candidate("person:a", 0.9),))
    doubtful = Entity(0, 1, "x", "PERSON", "r", 1.0, candidates=(Candidate("person:a", 0.9),))
    tagged = record(Article(1, "a", "x"), Doc("x", entities=(chosen, doubtful)))["entities"]
    assert ["candidates" in entity for entity in tagged] == [False, True]


def test_jsonl_has_one_line_an_article_with_errors_and_notes() -> None:
    lines = [json.loads(line) for line in encoded("jsonl").data[""].splitlines()]
    assert [line["id"] for line in lines] == ["a", 'b,"', "a"]
    assert [line["error"] for line in lines] == [None, "not JSON: cắt", None]
    assert lines[1]["entities"] == lines[1]["topics"] == []
    assert lines[2]["warnings"] == ["read as windows-1258"]
    assert "text" not in lines[0]


def test_tally_counts_errors_labels_and_notes_by_kind() -> None:
    tally = encoded("jsonl").tally
    assert tally.articles == 3
    assert tally.errors == {"not JSON": 1}
    assert tally.entities == {"PLACE": 1, "POSITION": 1, "DIRECTIVE": 1}
    assert tally.notes == {"read as windows-1258": 1}
    assert Tally.from_dict(json.loads(json.dumps(tally.to_dict()))) == tally


def test_csv_of_entities_keeps_failed_articles() -> None:
    text = csv_header(["x"]).decode() + encoded("csv").data[""].decode()
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[0] for row in rows] == ["a", "a", "a", 'b,"']
    assert rows[-1][-1] == "not JSON: cắt"


def test_tables_join_by_row_where_ids_repeat() -> None:
    data = encoded("tables").data
    assert set(data) == set(TABLES)
    articles = list(csv.reader(io.StringIO(data["articles"].decode())))
    assert [(row[0], row[1]) for row in articles] == [("1", "a"), ("2", 'b,"'), ("3", "a")]
    assert [row.split(",")[:2] for row in data["entities"].decode().splitlines()] == [["1", "a"]] * 3


def test_half_a_surrogate_pair_breaks_no_format() -> None:
    article, doc = (
        Article(1, "\ud800", "x\ud800"),
        Doc("x\ud800", entities=(Entity(0, 2, "x\ud800", "PERSON", "r", 1.0),)),
    )
    line = encode([article], [doc], format="jsonl", with_text=True).data[""]
    assert json.loads(line)["text"] == "x\ud800"
    assert b"x?" in encode([article], [doc], format="tables", with_text=True).data["articles"]


RUN = tuple("=+-@＝＋－＠")
LEFT_OUT = "".join(map(chr, range(33))) + "\xa0\u200b\u200e\u3000\ufeff"
FORMULAS = [
    *(f"{first}1" for first in RUN),
    *(f"{before}=1" for before in ("\n", "\r", "\t", " ", "\0", "\ufeff", "\u200b", "\0\ufeff ", "\xa0", "\n\n")),
    *(f"a{between}=HYPERLINK(1)" for between in (";", "; ", "|", "\t", "\n", "\r\n", ";;", ';"', ';""', ';\ufeff"')),
    "=1;=2\n=3",
]


def cells(data: bytes, delimiter: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter) for cell in row]


def safely(table: str, text: str) -> bytes:
    """A row of a table with this text in every column that holds text."""
    row = {name: text if kind == "string" else 7 for name, kind in TABLES[table].items()}
    return _csv_lines(list(TABLES[table]), [row], safe=True)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_no_cell_of_any_column_is_a_formula_by_whatever_separator(table: str, text: str) -> None:
    data = safely(table, text)
    for delimiter in ",;|\t":
        assert not [cell for cell in cells(data, delimiter) if cell.lstrip(LEFT_OUT).startswith(RUN)]
    read = cells(data, ",")
    assert len(read) == len(TABLES[table])
    assert {
        cell.replace("'", "") for cell, kind in zip(read, TABLES[table].values(), strict=True) if kind == "string"
    } == {text}


@given(st.text(alphabet="=-＝;|,\t\r\n \0\ufeff\"'a"))
def test_no_text_makes_a_formula(text: str) -> None:
    for delimiter in ",;|\t":
        made = cells(safely("topics", text), delimiter)
        assert not [cell for cell in made if cell.lstrip(LEFT_OUT).startswith(RUN)]


@pytest.mark.parametrize("text", ["35-CT/TW", "Bộ - Ban", "a, =1", "'=1", "x@y", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cells(safely("topics", text), ",")[3] == text


def test_every_safe_cell_is_quoted() -> None:
    data = encode(ARTICLES, _docs(), format="csv", with_text=False, safe_cells=True).data[""].decode()
    assert all(re.fullmatch(r'"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*', line) for line in data.splitlines())
    assert encode(ARTICLES, _docs(), format="csv", with_text=False).data[""].decode().startswith("a,31,37,")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_json_line_is_one_line_that_reads_back(value: Any) -> None:
    line = json_line({"v": value})
    assert line.count(b"\n") == 1
    assert json.loads(line) == {"v": value}


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("o.jsonl", None, ("jsonl", "")),
        ("o.csv.gz", None, ("csv", ".gz")),
        ("o.parquet", None, ("parquet", "")),
        ("new/", None, ("parquet", "")),
        ("new", "csv", ("tables", "")),
        ("o.csv", "csv", ("csv", "")),
        ("o.dat", "jsonl", ("jsonl", "")),
        (None, None, ("jsonl", "")),
        ("-", "csv", ("csv", "")),
    ],
)
def test_format_follows_name_and_option(name: str | None, kind: str | None, expected: tuple[str, str]) -> None:
    output = choose_output(name, kind)
    assert (output.format, output.compression) == expected


@pytest.mark.parametrize(("name", "kind"), [("o.xlsx", None), ("o", None), ("o.parquet.gz", None), (None, "parquet")])
def test_format_that_cannot_be_is_an_error(name: str | None, kind: str | None) -> None:
    with pytest.raises(OutputError, match=r"-o|format|Parquet"):
        choose_output(name, kind)


def test_output_appears_only_when_finished(tmp_path: Path) -> None:
    output = choose_output(str(tmp_path / "o.jsonl"), None)
    (tmp_path / "o.jsonl").write_text("old", encoding="utf-8")
    output.partial.mkdir()
    manifest = begin(output, {}, resume=False, overwrite=False)
    writer = output.writer()
    writer.resume([])
    writer.append(encoded("jsonl"))
    assert (tmp_path / "o.jsonl").read_text(encoding="utf-8") == "old"
    writer.commit()
    writer.close()
    finish(output, manifest)
    assert len((tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["o.jsonl"]


def test_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="there and not ours"), claimed(choose_output(str(tmp_path / "mine"), "csv")):
        pass
    with (
        pytest.raises(OutputError, match="is a folder; give a file"),
        claimed(choose_output(str(tmp_path / "mine"), "jsonl")),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_finished_folder_of_tables_is_replaced_as_a_whole(tmp_path: Path) -> None:
    output = choose_output(str(tmp_path / "t"), "csv")
    for _ in range(2):
        with claimed(output):
            manifest = begin(output, {"a": 1}, resume=False, overwrite=False)
            writer = output.writer()
            writer.resume([])
            writer.commit()
            writer.close()
            finish(output, manifest)
    about = json.loads((tmp_path / "t" / "_vnpolitext.json").read_text(encoding="utf-8"))
    assert (about["schema_version"], about["tables"]) == (SCHEMA_VERSION, TABLES)
    assert sorted(path.name for path in (tmp_path / "t").iterdir()) == sorted(
        ["_vnpolitext.json", *(f"{t}.csv" for t in TABLES)]
    )
    assert (tmp_path / "t" / "topics.csv").read_text(encoding="utf-8") == "row,id,rank,code,score\n"
    assert not (tmp_path / "t" / MANIFEST).exists()


@pytest.mark.parametrize("compression", [".gz", ".zst"])
def test_compressed_bytes_do_not_depend_on_the_pieces_they_came_in(tmp_path: Path, compression: str) -> None:
    if compression == ".zst":
        pytest.importorskip("zstandard", reason="zstandard is not installed")
    data = json.dumps([f"bài {number}" for number in range(200_000)]).encode()
    outputs = []
    for size in (len(data), 999_983, 70_001):
        path = tmp_path / f"{size}{compression}"
        writer = FileWriter(tmp_path, {"": path.name}, compression=compression)
        writer.resume([])
        for part in (data, data):
            for start in range(0, len(part), size):
                writer.append(Chunk({"": part[start : start + size]}, Tally()))
            writer.commit()
        writer.close()
        outputs.append(path.read_bytes())
        with open_source(Source(path, "jsonl", path.name)) as stream:
            assert stream.read() == data + data
    assert outputs[0] == outputs[1] == outputs[2]


def test_parquet_tables_have_the_schema_and_read_in_pandas_and_duckdb(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    import pandas as pd  # noqa: PLC0415

    output = choose_output(str(tmp_path / "t.parquet"), None)
    output.partial.mkdir()
    manifest = begin(output, {}, resume=False, overwrite=False)
    writer = output.writer()
    writer.resume([])
    writer.append(encoded("parquet", with_text=True))
    writer.append(encode([Article(4, "d", FULL.text)], [FULL], format="parquet", with_text=True))
    writer.commit()
    finish(output, manifest)
    for table, columns in TABLES.items():
        schema = pq.read_schema(tmp_path / "t.parquet" / table / "part-00000.parquet")
        assert schema.names == list(columns)
        assert schema.metadata[b"vnpolitext.schema_version"] == str(SCHEMA_VERSION).encode()
    articles = pd.read_parquet(tmp_path / "t.parquet" / "articles")
    assert articles["error"].isna().tolist() == [True, False, True, True]
    assert articles["date"].tolist()[0] == date(2019, 10, 28)
    positions = pd.read_parquet(tmp_path / "t.parquet" / "positions")
    assert positions[["row", "name", "title"]].iloc[1:].to_numpy().tolist()[0] == [4, "An", "Bí thư"]
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    tables = tmp_path / "t.parquet"
    joined = f"from '{tables}/entities/*.parquet' join '{tables}/articles/*.parquet' using (row)"
    assert duckdb.sql(f"select count(*) {joined}").fetchall() == [(5,)]


def test_parquet_parts_do_not_depend_on_the_batches_their_rows_came_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    from vnpolitext.corpus import parquet  # noqa: PLC0415 - needs pyarrow

    monkeypatch.setattr(parquet, "ROW_GROUP", 7)
    articles = [Article(row, f"a{row}", FULL.text) for row in range(1, 41)]
    for size in (1, 7, 40):
        folder = tmp_path / str(size)
        folder.mkdir()
        writer = parquet.ParquetWriter(folder)
        writer.resume([])
        for start in range(0, len(articles), size):
            batch = articles[start : start + size]
            writer.append(encode(batch, [FULL] * len(batch), format="parquet", with_text=True))
        states = writer.commit()
        writer.close()
        for name, state in states.items():
            data = (folder / name).read_bytes()
            assert state == {"bytes": len(data), "crc32": zlib.crc32(data)}
            assert data == (tmp_path / "1" / name).read_bytes()
    about = pq.read_metadata(tmp_path / "1" / "articles" / "part-00000.parquet")
    assert [about.row_group(number).num_rows for number in range(about.num_row_groups)] == [7, 7, 7, 7, 7, 5]
    assert pq.read_table(tmp_path / "1" / "articles" / "part-00000.parquet")["row"].to_pylist() == list(range(1, 41))


def test_input_error_is_a_value_error_and_output_error_an_os_error() -> None:
    assert issubclass(InputError, ValueError)
    assert issubclass(OutputError, OSError)
