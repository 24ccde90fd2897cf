"""pandas in, tidy frames out."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import fakes
import numpy as np
import pandas as pd
import pytest
import tag_fake

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.encode import csv_header, encode, json_line
from vnpolitext.corpus.frames import directives_frame, officials_frame, relations_frame, tag_frame
from vnpolitext.corpus.records import record
from vnpolitext.corpus.schema import ENTITY, TABLES
from vnpolitext.doc import Directive, Doc, Official
from vnpolitext.loading import load

BODY = "Bí thư Thành ủy An Bình Minh ở Hà Nội nói về Chỉ thị 9-CT/TW"
PIPELINE = fakes.load()


def frame(texts: Any, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"text": texts, **columns})


def test_one_row_an_entity_with_documented_types() -> None:
    tagged = tag_frame(frame([BODY, "Huế"]), pipeline=PIPELINE)
    assert tagged.columns.tolist() == ["id", *ENTITY]
    assert tagged["text"].tolist() == ["Hà Nội", "Bí thư Thành ủy", "Chỉ thị 9-CT/TW", "Huế"]
    assert tagged["start"].dtype == tagged["end"].dtype == np.dtype("int64")
    assert isinstance(tagged["label"].dtype, pd.CategoricalDtype)
    assert tagged["inferred"].dtype == np.dtype("bool")
    assert tagged["number"].isna().tolist() == [True, True, False, True]
    places = tagged.iloc[:3][["start", "end", "text"]].to_numpy().tolist()
    assert all(BODY[start:end] == text for start, end, text in places)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, float("nan")])
def test_missing_texts_have_no_entities(missing: Any) -> None:
    tagged = tag_frame(frame([missing, "Huế", missing]), pipeline=PIPELINE)
    assert tagged.index.tolist() == [1]
    assert "errors" not in tagged.attrs


@pytest.mark.parametrize("dtype", ["object", "str", "string", "string[pyarrow]", "large_string[pyarrow]", "category"])
def test_every_kind_of_string_column_gives_the_same(dtype: Any) -> None:
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    texts = pd.Series([BODY, None, "Huế"], dtype="object").astype(dtype)
    pd.testing.assert_frame_equal(
        tag_frame(frame(texts), pipeline=PIPELINE), tag_frame(frame([BODY, None, "Huế"]), pipeline=PIPELINE)
    )


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["x", "x", "y"]),
        pd.MultiIndex.from_tuples([(1, "a"), (1, "b"), (2, "a")]),
        pd.date_range("2020-01-01", periods=3),
        pd.RangeIndex(10, 13),
    ],
    ids=["repeated", "multi", "dates", "range"],
)
def test_index_of_the_article_is_kept(index: pd.Index) -> None:
    articles = frame(["Huế, Huế", "x", "Hà Nội"]).set_index(index)
    tagged = tag_frame(articles, pipeline=PIPELINE)
    assert tagged.index.equals(index.take([0, 0, 2]))
    assert tagged["id"].tolist() == index.take([0, 0, 2]).tolist()


def test_ids_keep_their_values_and_type_and_may_repeat() -> None:
    articles = frame(["Huế", "Hà Nội", "Huế"], url=pd.array([7, 7, None], dtype="Int64"))
    tagged = tag_frame(articles, id="url", pipeline=PIPELINE)
    assert tagged["id"].dtype == "Int64"
    assert tagged["id"].tolist() == [7, 7, pd.NA]


@pytest.mark.parametrize("options", [{"text": "body"}, {"id": "url"}, {"date": "day"}])
def test_missing_column_is_an_error_that_lists_what_is_there(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="there are 'text'"):
        tag_frame(frame(["x"]), pipeline=PIPELINE, **options)


@pytest.mark.parametrize("options", [{}, {"text": "body", "id": "text"}, {"text": "body", "date": "text"}])
def test_a_column_that_is_there_twice_is_named(options: dict[str, Any]) -> None:
    twice = pd.DataFrame([["Huế", "Hà Nội", "Huế"]], columns=["text", "text", "body"])
    with pytest.raises(ValueError, match=r"column 'text' is there 2 times; keep one$"):
        tag_frame(twice, pipeline=PIPELINE, **options)


def test_columns_of_several_levels_are_named_in_full() -> None:
    levels = pd.DataFrame({("text", "vi"): ["Huế"], ("text", "en"): ["Hue"]})
    with pytest.raises(ValueError, match=r"'text' is there 2 times; .*as a tuple"):
        tag_frame(levels, pipeline=PIPELINE)
    assert tag_frame(levels, text=("text", "vi"), pipeline=PIPELINE)["text"].tolist() == ["Huế"]  # type: ignore[arg-type]


@pytest.mark.parametrize("articles", [["Huế"], "Huế", {"text": ["Huế"]}, None])
def test_what_is_no_frame_is_refused(articles: Any) -> None:
    with pytest.raises(TypeError, match="give a pandas DataFrame, or a Series"):
        tag_frame(articles, pipeline=PIPELINE)


def test_dates_that_are_not_understood_are_told_by_row(caplog: pytest.LogCaptureFixture) -> None:
    articles = frame(["Huế", "Huế", "Huế"], day=["hôm qua", "28/10/2019", None])
    with caplog.at_level(logging.WARNING, "vnpolitext"):
        tagged = tag_frame(articles, date="day", pipeline=PIPELINE)
    assert tagged.attrs == {"warnings": {"0": "date not understood: 'hôm qua'"}}
    assert len(tagged) == 3
    assert "1 articles have warnings" in caplog.text


def test_no_articles_give_an_empty_frame_of_the_same_types() -> None:
    full, empty = tag_frame(frame([BODY]), pipeline=PIPELINE), tag_frame(frame([BODY]).iloc[:0], pipeline=PIPELINE)
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()


def test_articles_that_fail_are_named_and_cost_no_other(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "vnpolitext"):
        tagged = tag_frame(frame(["Huế", "RAISE", 5, "Huế"]), pipeline=PIPELINE)
    assert tagged.index.tolist() == [0, 3]
    assert set(tagged.attrs["errors"]) == {"1", "2"}
    assert "2 articles could not be read" in caplog.text


def test_series_of_texts_is_a_frame_too() -> None:
    assert tag_frame(pd.Series(["Huế"], index=["a"]), pipeline=PIPELINE).index.tolist() == ["a"]


@pytest.mark.parametrize(
    "dates", [["28/10/2019", None], [pd.Timestamp("2019-10-28"), pd.NaT], ["2019", "x"], [1572220800, np.nan]]
)
def test_dates_of_any_form_are_taken(dates: list[Any]) -> None:
    assert len(tag_frame(frame(["Huế", "Huế"], day=dates), date="day", pipeline=PIPELINE)) == 2


def docs() -> list[Doc]:
    return PIPELINE.batch([BODY, "không", BODY])


def test_officials_have_one_row_an_office() -> None:
    officials = officials_frame(docs(), ids=["a", "b", "c"])
    assert officials["id"].tolist() == ["a", "c"]
    first = officials.iloc[0].to_dict()
    assert (first["name"], first["title"], first["body"]) == ("An Bình Minh", "Bí thư", "body:thanh-uy")
    assert (first["start"], first["end"], first["former"], first["mentions"]) == (0, 15, False, 1)


def test_person_without_office_has_a_row_with_an_empty_one() -> None:
    (row,) = officials_frame(Doc("An", officials=(Official("An", ((0, 2),)),))).to_dict("records")
    assert row["name"] == "An"
    assert pd.isna(row["title"])
    assert pd.isna(row["start"])
    assert row["former"] is False


def test_directives_and_relations_have_their_columns() -> None:
    directive = directives_frame(docs()).iloc[0].to_dict()
    assert (directive["number"], directive["type"], directive["provisions"]) == (
        "9-CT/TW",
        "Chỉ thị",
        "khoản 1; khoản 2",
    )
    relation = relations_frame(docs()[0]).iloc[0].to_dict()
    assert (relation["subject"], relation["predicate"]) == ("person:an-binh-minh", "holds")


def test_documents_of_one_short_number_have_keys_of_their_own() -> None:
    texts = {
        "Quyết định": "Căn cứ Quyết định số 32 của Chủ tịch nước về việc đặc xá.",
        "Nghị quyết": "Các xã thực hiện Nghị quyết số 32 từ tháng trước.",
        "Thông tư": "Nhà trường áp dụng Thông tư 32 trong năm học mới.",
    }
    nlp = load(components=["entities", "links"])
    read = [nlp(text) for text in texts.values()]
    keys = directives_frame(read)["key"].tolist()
    assert len(set(keys)) == len(keys) == 3
    assert all(key.startswith(f"{kind} 32") and key.endswith(" (?)") for kind, key in zip(texts, keys, strict=True))
    facts = relations_frame(read)
    assert facts.loc[facts["predicate"] == "issues", "object"].tolist() == ["Quyết định 32, Chủ tịch nước (?)"]


def test_identifiers_made_from_numbers_are_told_from_entries_of_the_registry() -> None:
    made, entry = "directive:333/TTr-TANDTC@2017-05-06", "directive:35-CT/TW@2019-05-30"
    names = {made: "333/TTr-TANDTC", entry: "35-CT/TW"}
    found = [Directive(number, ((0, 1),), canonical_id=identifier) for identifier, number in names.items()]
    named = Directive(None, ((0, 1),), name="Luật Mẫu")
    table = directives_frame(Doc("x", directives=(*found, named)))
    assert table["key"].tolist() == [made, entry, "Luật Mẫu (?)"]
    assert table["in_registry"].tolist() == [False, True, False]


@pytest.mark.parametrize("make", [officials_frame, directives_frame, relations_frame])
def test_frames_are_the_same_from_documents_lines_files_and_tables(tmp_path: Path, make: Any) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    source = tmp_path / "in.jsonl"
    lines = [{"id": name, "text": text} for name, text in zip("abc", [BODY, "không", BODY], strict=True)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    outputs = [tmp_path / name for name in ("o.jsonl", "o.parquet", "csv")]
    for output in outputs:
        options = ["--format", "csv"] if output.name == "csv" else []
        assert tag_fake.main([str(source), "-o", str(output), "-q", *options]) == 0
    expected = make(docs(), ids="abc")
    read = [json.loads(line) for line in outputs[0].read_text(encoding="utf-8").splitlines()]
    for found in (make(read), *map(make, outputs)):
        pd.testing.assert_frame_equal(found.astype({"id": "string"}), expected.astype({"id": "string"}))


@pytest.mark.parametrize("make", [officials_frame, directives_frame, relations_frame])
def test_frames_of_nothing_have_the_same_types(make: Any) -> None:
    full, empty = make(docs()), make([])
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() | {"id": ""} == full.dtypes.astype(str).to_dict() | {"id": ""}


@pytest.mark.parametrize(("ids", "told"), [(["a"], "fewer"), (list("abcd"), "more")])
def test_ids_are_one_a_document(ids: list[str], told: str) -> None:
    with pytest.raises(ValueError, match=f"{told} ids than documents"):
        officials_frame(docs(), ids=ids)


@pytest.mark.parametrize("make", [officials_frame, directives_frame, relations_frame])
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "a", "text": "Huế"}', "line 2 of .*o.jsonl' is no tagged article: it has no 'entities'"),
        ('["a"]', "line 2 .* is no tagged article but list"),
        ("Huế", "line 2 .* is not JSON: .*; give what `vnpolitext tag` wrote"),
    ],
)
def test_files_that_are_not_tagged_are_refused(tmp_path: Path, make: Any, line: str, told: str) -> None:
    path = tmp_path / "o.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        make(path)


def test_folders_without_the_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no table of positions in .*; give what `vnpolitext tag` wrote"):
        officials_frame(tmp_path)
    (tmp_path / "positions.csv").write_text("id,name\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no column 'official'"):
        officials_frame(tmp_path)
    with pytest.raises(ValueError, match="have their ids"):
        officials_frame(tmp_path, ids=["a"])


NAMES = [
    "NA",
    "null",
    "nan",
    "None",
    "NaN",
    "n/a",
    "#N/A",
    "",
    "007",
    "1.0",
    "true",
    " x ",
    "a\rb",
    'a"b\n',
    "\x00",
    "=1",
]


def test_tables_give_back_every_name_and_number_as_it_was(tmp_path: Path) -> None:
    articles = [Article(row, name or "empty", "") for row, name in enumerate(NAMES, 1)]
    made = [
        Doc(
            "An",
            officials=(Official(name or "An", ((0, 2),), (), name or None),),
            directives=(Directive(name or None, ((0, 2),), year=None if row % 2 else 2019, date="2019"),)
            if row > 1
            else (),
        )
        for row, name in enumerate(NAMES)
    ]
    for table, data in encode(articles, made, format="tables", with_text=False).data.items():
        (tmp_path / f"{table}.csv").write_bytes(csv_header(TABLES[table]) + data)
    ids = [article.id for article in articles]
    for make in (officials_frame, directives_frame, relations_frame):
        read, expected = make(tmp_path), make(made, ids=ids)
        pd.testing.assert_frame_equal(read.astype({"id": "string"}), expected.astype({"id": "string"}))


def test_halves_of_surrogate_pairs_stay_in_ids_and_names(tmp_path: Path) -> None:
    made = record(Article(1, "\ud800z", ""), Doc("An\udc00", officials=(Official("An\udc00", ((0, 3),)),)))
    path = tmp_path / "o.jsonl"
    path.write_bytes(json_line(made))
    assert officials_frame(path)[["id", "name"]].to_numpy().tolist() == [["\ud800z", "An\udc00"]]


def test_a_year_or_month_reaches_lines_and_tables(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = [{"text": "Huế", "date": day} for day in ("2017", "2017-05", "28/10/2019", None)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert tag_fake.main([str(source), "-o", str(tmp_path / "o.jsonl"), "-q"]) == 0
    assert tag_fake.main([str(source), "-o", str(tmp_path / "csv"), "-q", "--format", "csv"]) == 0
    read = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["date"], one.get("period")) for one in read] == [
        (None, "2017"),
        (None, "2017-05"),
        ("2019-10-28", None),
        (None, None),
    ]
    table = pd.read_csv(tmp_path / "csv" / "articles.csv", dtype="string")
    assert table["period"].fillna("").tolist() == ["2017", "2017-05", "", ""]
