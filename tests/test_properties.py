"""What holds of any article, frame and document, beyond the offsets and spellings of test_pipeline.

HYPOTHESIS_PROFILE=long looks at fifty times as many.
"""

from __future__ import annotations

import copy
import csv
import gc
import io
import json
import random
import threading
import tracemalloc
from functools import cache
from typing import Any

import memory
import numpy as np
import pandas as pd
import pytest
from budget import examples
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.encode import CSV_COLUMNS, encode
from vnpolitext.corpus.frames import tag_frame
from vnpolitext.corpus.records import record
from vnpolitext.doc import Doc
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline
from vnpolitext.show.html import render

DAY = "2019-10-28"
PIECES = (
    "Đồng chí Trần Văn Mẫu, Trưởng Ban Tuyên giáo Tỉnh ủy, chủ trì. ",
    "Phó Chủ tịch UBND tỉnh Lê Thị Hoà thăm thị xã Tân Châu, tỉnh An Giang.\n",
    "Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị; Kỳ họp thứ 8, Quốc hội khóa XIV. ",
    *("Uỷ ban\r", "Huế,\t", '"Hà Nội"', "=1+1 Huế", "\u00a0", "\u0301", "\ud83d", "😀", "\x00", ";", "\n"),
)
articles = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@cache
def nlp() -> Pipeline:
    return load()


@cache
def example() -> dict[str, Any]:
    return nlp()("".join(PIECES[:3]), date=DAY).to_dict()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within plain values."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


odd = st.sampled_from(
    [None, True, -1, 0, 10**9, 1.5, float("nan"), "", "x", [], [[1]], [[0, 1, 2]], {}, {"text": 1}, [None]]
)


@examples(300)
@given(data=st.data(), value=odd, remove=st.booleans())
def test_a_document_with_anything_wrong_is_refused_or_holds(data: st.DataObject, value: Any, *, remove: bool) -> None:
    changed = copy.deepcopy(example())
    *path, last = data.draw(st.sampled_from(places(changed)[1:]))
    inside = changed
    for key in path:
        inside = inside[key]
    if remove:
        del inside[last]
    else:
        inside[last] = value
    try:
        doc = Doc.from_dict(changed)
    except ValueError:
        return
    assert Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc
    assert all(doc.text[one.start : one.end] == one.text for one in doc.entities)
    render(doc)


@pytest.mark.parametrize("value", [None, 0, "x", [], [example]])
def test_what_is_no_mapping_is_no_document(value: Any) -> None:
    with pytest.raises(ValueError, match="not a document"):
        Doc.from_dict(value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [("start", 3, "does not say"), ("end", 10**6, "no place"), ("score", float("nan"), "nan"), ("label", 5, "not str")],
)
def test_an_offset_or_value_that_lies_is_named(name: str, value: Any, message: str) -> None:
    changed = copy.deepcopy(example())
    changed["entities"][0][name] = value
    with pytest.raises(ValueError, match=message):
        Doc.from_dict(changed)


LONG = 10**400
REFUSED = [
    (("entities", 0, "label"), "PER\tSON", r"entities\[0\].label is 'PER\\tSON', not one of PERSON"),
    (("entities", 0, "label"), "PEOPLE", r"entities\[0\].label"),
    (("entities", 0, "score"), LONG, r"entities\[0\].score is a number of too many digits, not between 0 and 1"),
    (("entities", 0, "score"), -5, r"entities\[0\].score is -5"),
    (("entities", 0, "rule"), "a\nb", r"entities\[0\].rule is 'a\\nb', which holds a line end"),
    (("entities", 0, "extra"), 1, r"entities\[0\].extra is no field of Entity"),
    (("entities", 0), "x", r"entities\[0\] is 'x', not an object"),
    (("entities",), {}, "entities is {}, not a list"),
    (("officials", 0, "positions", 0, "since"), "hôm qua", r"positions\[0\].since is 'hôm qua', not YYYY"),
    (("officials", 0, "mentions", 0), [1, 2.0], r"officials\[0\].mentions\[0\] is \[1, 2.0\], not two whole numbers"),
    (("directives", 0, "year"), LONG, r"directives\[0\].year is a number of too many digits, not a year"),
    (("directives", 0, "date"), "30/5/2019", r"directives\[0\].date is '30/5/2019', not YYYY"),
    (("directives", 0, "number"), "35\n-CT/TW", r"directives\[0\].number"),
    (("topics", 0, "score"), 1.01, r"topics\[0\].score is 1.01"),
    (("topics", 0, "reasons"), [{"feature": "x", "weight": LONG}], r"reasons\[0\].weight .* not a finite number"),
    (("date",), "28/10/2019", "date is '28/10/2019', not YYYY-MM-DD"),
    (("period",), "2019", "period is '2019' beside a date"),
    (("period",), "năm 2019", "period is 'năm 2019', not YYYY or YYYY-MM"),
    (("token_extents", 0), [0, 0], r"token_extents\[0\]: 0 to 0 is no place"),
    (("text",), None, "text is None, not text"),
    (("warnings",), [1], r"warnings\[0\] is 1, not text"),
]


@pytest.mark.parametrize(("path", "value", "message"), REFUSED, ids=[repr(case[0]) for case in REFUSED])
def test_a_value_that_no_document_has_is_refused_by_the_name_of_its_field(
    path: tuple[Any, ...], value: Any, message: str
) -> None:
    changed = copy.deepcopy(example())
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    with pytest.raises(ValueError, match=f"^not a document: .*{message}"):
        Doc.from_dict(changed)


@pytest.mark.parametrize("name", ["entities", "token_extents", "sentence_extents"])
def test_mentions_and_words_out_of_order_are_refused(name: str) -> None:
    for change in (lambda some: some[::-1], lambda some: [some[1], some[0], *some[2:]]):
        changed = copy.deepcopy(example())
        changed[name] = change(changed[name])
        with pytest.raises(ValueError, match=rf"{name}\[\d+\] (begins before|is out of order)"):
            Doc.from_dict(changed)


def test_words_that_overlap_are_refused() -> None:
    changed = copy.deepcopy(example())
    changed["token_extents"][0][1] += 2
    with pytest.raises(ValueError, match=r"token_extents\[1\] begins before the end of the one before it"):
        Doc.from_dict(changed)


def test_an_empty_mention_is_refused() -> None:
    changed = copy.deepcopy(example())
    changed["entities"][0] |= {"end": changed["entities"][0]["start"], "text": ""}
    with pytest.raises(ValueError, match=r"entities\[0\]: .* is no place"):
        Doc.from_dict(changed)


def test_a_text_that_json_would_change_is_refused() -> None:
    with pytest.raises(ValueError, match="text holds the two halves of one character"):
        Doc.from_dict(Doc("\ud83d" + "\ude00").to_dict())


@examples(40)
@given(texts=st.lists(articles, min_size=1, max_size=4))
def test_csv_comes_back_cell_by_cell(texts: list[str]) -> None:
    docs = nlp().batch(texts, dates=[DAY] * len(texts))
    rows = [Article(row, f"={row}\r", text) for row, text in enumerate(texts, 1)]
    written = encode(rows, docs, format="csv", with_text=False).data[""].decode()
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert all(len(line) == len(CSV_COLUMNS) for line in read)
    cells = [(line[0], *(line[CSV_COLUMNS.index(name)] for name in ("start", "end", "text", "label"))) for line in read]
    assert cells == [
        (row.id, str(e.start), str(e.end), e.text.encode("utf-8", "replace").decode(), e.label)
        for row, doc in zip(rows, docs, strict=True)
        for e in doc.entities
    ]


@examples(30)
@given(texts=st.lists(articles, min_size=1, max_size=4))
def test_jsonl_and_parquet_hold_the_same_entities(texts: list[str]) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    docs = nlp().batch(texts, dates=[DAY] * len(texts))
    rows = [Article(row, str(row), text) for row, text in enumerate(texts, 1)]
    lines = encode(rows, docs, format="jsonl", with_text=True).data[""].splitlines()
    assert [json.loads(line) for line in lines] == [
        record(row, doc, with_text=True) for row, doc in zip(rows, docs, strict=True)
    ]
    table = pa.ipc.open_stream(encode(rows, docs, format="parquet", with_text=True).data["entities"]).read_all()
    told = [
        (str(row), e["start"], e["end"], e["text"], e["label"], e["number"], e["canonical_id"])
        for row, line in enumerate(map(json.loads, lines), 1)
        for e in ({"number": None, "canonical_id": None, **entity} for entity in line["entities"])
    ]
    names = ("id", "start", "end", "text", "label", "number", "canonical_id")
    assert list(zip(*(table[name].to_pylist() for name in names), strict=True)) == told


missing = st.sampled_from([None, np.nan, pd.NA, float("nan"), pd.NaT])
indexes = st.sampled_from(["range", "repeated", "strings", "floats", "dates", "negative", "multi", "missing"])
DTYPES = ["object", "str", "string", "string[pyarrow]", "large_string[pyarrow]", "category"]


def index_of(kind: str, size: int) -> pd.Index[Any]:
    numbers = list(range(size))
    made: dict[str, Any] = {
        "range": pd.RangeIndex(7, 7 + size),
        "repeated": pd.Index([n // 2 for n in numbers]),
        "strings": pd.Index([f"i{n % 3}" for n in numbers], dtype="object"),
        "floats": pd.Index([n / 3 for n in numbers], dtype="float64"),
        "dates": pd.DatetimeIndex(pd.to_datetime([f"2020-01-{n % 28 + 1:02}" for n in numbers])),
        "negative": pd.Index([-n for n in numbers], dtype="int64"),
        "multi": pd.MultiIndex.from_tuples([(n % 2, str(n)) for n in numbers] or [(0, "")])[:size],
        "missing": pd.Index([None if n % 2 else float(n) for n in numbers], dtype="float64"),
    }
    index: pd.Index[Any] = made[kind]
    return index


@examples(60)
@given(texts=st.lists(st.sampled_from(PIECES[:3]) | missing, max_size=6), kind=indexes, dtype=st.sampled_from(DTYPES))
def test_a_frame_gives_each_article_its_entities_whatever_its_index_and_strings(
    texts: list[Any], kind: str, dtype: Any
) -> None:
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    column = pd.Series(texts, dtype="object")
    column = column.where(column.notna(), None) if dtype == "object" and len(texts) % 2 else column
    column = column.where(column.notna(), None).astype(dtype) if dtype != "object" else column
    frame = pd.DataFrame({"text": column})
    frame.index = index_of(kind, len(texts))
    tagged = tag_frame(frame, pipeline=nlp())
    expected = [
        (place, e.start, e.end, e.text, e.label)
        for place, text in enumerate(texts)
        if isinstance(text, str)
        for e in nlp()(text).entities
    ]
    assert list(zip(tagged["start"], tagged["end"], tagged["text"], tagged["label"], strict=True)) == [
        found[1:] for found in expected
    ]
    assert tagged.index.equals(frame.index.take([found[0] for found in expected]))
    assert "errors" not in tagged.attrs


def test_eight_threads_read_as_one_does() -> None:
    texts = [f"{PIECES[n % 3]}Bài số {n}. {PIECES[(n + 1) % 3]}" for n in range(48)]
    alone = [nlp()(text, date=DAY) for text in texts]
    fresh = load()  # its caches and tables are filled by all threads at once
    found: dict[int, list[Doc]] = {}
    start = threading.Barrier(8)

    def read(number: int) -> None:
        start.wait()
        found[number] = [fresh(text, date=DAY) for text in texts]

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[number] == alone for number in range(8))


@examples(5)
@given(texts=st.lists(articles, max_size=9), workers=st.integers(1, 3), size=st.integers(1, 5))
def test_any_number_of_workers_and_any_batch_size_give_the_same(texts: list[str], workers: int, size: int) -> None:
    alone = [nlp()(text, date=DAY) for text in texts]
    assert list(nlp().pipe(texts, dates=[DAY] * len(texts), workers=workers, batch_size=size)) == alone


def test_an_article_read_again_leaves_nothing_in_memory() -> None:
    """The bounded form of long/memory.py, which reads 100,000 articles: every cache has seen these."""
    chance = random.Random(1)
    texts = [memory.article(chance, 20) for _ in range(50)]

    def read() -> int:
        for text, day in texts:
            nlp()(text, date=day)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    read()
    tracemalloc.start()
    try:
        read()  # what is made once a process, and what is traced from now on
        before = read()
        after = [read() for _ in range(3)][-1]
    finally:
        tracemalloc.stop()
    assert (after - before) / (3 * len(texts)) < 100, "bytes an article"
