"""The whole default pipeline on any text: offsets, nesting, spelling, batches, copies, time."""

from __future__ import annotations

import copy
import json
import pickle
import time
import unicodedata
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from budget import examples
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus.dates import not_understood
from vnpolitext.corpus.frames import tag_frame
from vnpolitext.doc import LABELS, Doc, Entity
from vnpolitext.entities.boundaries import repair
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.overlap import NESTED_IN_POSITION
from vnpolitext.linking.lookup import lookup
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline
from vnpolitext.text.normalise import fold_tones, normalise

PIECES = (
    "Sáng 28/10/2019, đồng chí Trần Văn Mẫu, Ủy viên Ban Thường vụ Tỉnh ủy, Trưởng Ban Tuyên giáo Tỉnh ủy, chủ trì. ",
    "Phó Chủ tịch UBND tỉnh Lê Thị Hoà thăm thị xã Tân Châu, tỉnh An Giang; nguyên Giám đốc Sở Y tế Đinh Văn Thuỷ.\n",
    "Thực hiện Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị và Nghị định 30/2020/NĐ-CP, Chỉ thị 35 nêu rõ: ",
    "Kỳ họp thứ 8, Quốc hội khóa XIV khai mạc tại Hà Nội, nhiệm kỳ 2016 - 2021. Bà Hoà phát biểu. ",
    "Thủ tướng Chính phủ yêu cầu Bộ Tài chính, Uỷ ban Dân tộc, Công ty Cổ phần Ví Dụ báo cáo trước quý III/2020.\n\n",
    "anh L.Q.T (SN 1998) ở phường Mỹ Bình khiếu nại; PGS.TS. Nguyễn Ví Dụ trả lời “theo Luật Đất đai năm 2024”.\n",
)
SCRAPS = (
    *("Ủy ban ", "Uỷ ", "hoà", "hòa ", "Đ", "đ/c ", "TP. ", "ông ", "số ", "35-CT/TW", "ngày ", "30/", "Trần ", "UBND"),
    *("\r\n", "👩‍👩‍👧", "🇻🇳", "\u0323\u0302", "中文", "א\u05b0", "...", "<b>", "&amp;", "]]>", "1" * 30, "A" * 30),
    *" \u00a0\u200b\ufeff\u00ad\u3000\r\n\t\x00\x1b\x85\u2028😀\ud83d\udc00\u0301\u031bÐА한\u1112“”();-–/'’",
)
anything_at_all = st.text(max_size=40) | st.lists(st.sampled_from((*PIECES, *SCRAPS)), max_size=14).map("".join)
# Two halves of a character side by side are refused (see below); here they are joined, as the message says.
anything = anything_at_all.map(lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"))
articles = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
DATE = "2019-10-28"


@cache
def nlp() -> Pipeline:
    return load()


def spelt(text: str, how: str) -> str:
    """The text in another spelling that an editor or a converter may leave."""
    if how in {"NFC", "NFD"}:
        return unicodedata.normalize(how, text)  # type: ignore[arg-type]
    if how in {"old tones", "new tones"}:
        folded = fold_tones(unicodedata.normalize("NFC", text))
        return folded if how == "new tones" else folded.replace("ủy", "uỷ").replace("Ủy", "Uỷ").replace("hòa", "hoà")
    swaps = {"nbsp": (" ", "\u00a0"), "zero width": ("a", "a\u200b"), "soft hyphen": ("n", "n\u00ad")}
    swaps |= {"crlf": ("\n", "\r\n"), "eth": ("Đ", "\u00d0"), "em space": (" ", "\u2003")}
    return text.replace(*swaps[how])


def plain(text: str) -> str:
    return fold_tones(normalise(text).text)


def readings(doc: Doc) -> Any:
    """What was found, without offsets and spelling."""
    return (
        [(plain(e.text), e.label, e.rule, e.score, e.number, e.canonical_id) for e in doc.entities],
        [
            (plain(o.name), o.id, len(o.mentions), [(plain(p.text), plain(p.title)) for p in o.positions])
            for o in doc.officials
        ],
        [(d.number, plain(d.name or ""), d.type, d.issuer, d.date, len(d.mentions)) for d in doc.directives],
        [plain(s.text) for s in doc.sentences],
        [plain(t.text) for t in doc.tokens],
    )


def extents(doc: Doc) -> list[tuple[int, int]]:
    """Every extent that a document gives, except those of entities and positions, which carry their text."""
    found = [*doc.sentence_extents, *doc.token_extents]
    found += [extent for official in doc.officials for extent in official.mentions]
    found += [extent for document in doc.directives for extent in document.mentions]
    return found + [(relation.start, relation.end) for relation in doc.relations]


def overlaps(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end


@given(anything)
def test_every_offset_is_into_the_text_as_given(text: str) -> None:
    doc = nlp()(text, date=DATE)
    assert doc.text == text
    assert all(text[e.start : e.end] == e.text and e.text for e in doc.entities)
    assert all(text[p.start : p.end] == p.text for o in doc.officials for p in o.positions)
    assert all(0 <= start < end <= len(text) for start, end in extents(doc))


@given(anything)
def test_entities_are_sorted_and_nest_as_the_guidelines_say(text: str) -> None:
    entities = nlp()(text, date=DATE).entities
    assert list(entities) == sorted(entities, key=lambda e: (e.start, -e.end, e.label != "POSITION"))
    assert {e.label for e in entities} <= set(LABELS)
    assert all(0 <= e.score <= 1 and e.text.strip() == e.text for e in entities)
    for i, one in enumerate(entities):
        for other in entities[i + 1 :]:
            if overlaps(one, other):
                assert one.label == "POSITION"
                assert other.label in NESTED_IN_POSITION
                assert other.end <= one.end


@pytest.mark.parametrize(
    "text", ["Đ\x1f\x0c, ", "\u2028ĐrVn", "\x85ầôn\xa0n", "Đ \x1e\u2028   g", "ă Đ\xa0\x0c", "T\x1e\x0b"]
)
def test_mentions_have_no_blank_at_their_edges(text: str) -> None:
    found = repair(norm := normalise(text).text, [Mention(0, len(norm), label, "tagger", 0.9) for label in LABELS[:4]])
    assert all(norm[m.start : m.end].strip() == norm[m.start : m.end] != "" for m in found)
    assert not repair(" \n", [Mention(0, 2, "PERSON", "tagger", 0.9)])


@given(anything)
def test_sentences_and_tokens_are_in_order_and_apart(text: str) -> None:
    doc = nlp()(text)
    for parts in (doc.sentence_extents, doc.token_extents):
        assert all(left[1] <= right[0] for left, right in pairwise(parts))


@given(anything)
def test_officials_and_documents_point_at_mentions(text: str) -> None:
    doc = nlp()(text, date=DATE)
    places = {label: {(e.start, e.end) for e in doc.labelled(label)} for label in LABELS}
    named = [extent for official in doc.officials for extent in official.mentions]
    assert sorted(named) == sorted(places["PERSON"]), "each mention of a person is one official's"
    assert all((p.start, p.end) in places["POSITION"] for o in doc.officials for p in o.positions)
    cited = [extent for document in doc.directives for extent in document.mentions]
    assert set(cited) >= places["DIRECTIVE"]
    assert len(cited) == len(set(cited))


@given(anything)
def test_a_document_survives_json(text: str) -> None:
    doc = nlp()(text, date=DATE)
    assert Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc


@given(anything_at_all)
def test_a_text_is_refused_where_json_would_change_it_and_only_there(text: str) -> None:
    kept = json.loads(json.dumps(text)) == text
    (doc,) = nlp().pipe([text])
    assert (doc.error is None) is kept
    assert doc.text == text
    if not kept:
        with pytest.raises(ValueError, match="two halves of one character side by side at"):
            nlp()(text)


def test_halves_of_one_character_are_refused_with_the_way_to_join_them() -> None:
    text = "\ud83d" + "\ude00" + " Ông Trần Văn Mẫu ở Hà Nội."
    with pytest.raises(ValueError, match=r"side by side at 0, .*surrogatepass"):
        nlp()(text)
    with pytest.raises(ValueError, match="side by side"):
        nlp().batch([PIECES[0], text])
    first, second = nlp().pipe([text, PIECES[0]])
    assert first.error is not None
    assert first.error.startswith("ValueError: text holds the two halves")
    assert second == nlp()(PIECES[0])
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert nlp()(joined).text == "😀 Ông Trần Văn Mẫu ở Hà Nội."


@pytest.mark.parametrize(
    "how", ["NFC", "NFD", "nbsp", "em space", "zero width", "soft hyphen", "crlf", "eth", "new tones", "old tones"]
)
@examples(15)
@given(text=articles)
def test_the_spelling_changes_nothing_that_is_found(how: str, text: str) -> None:
    assert readings(nlp()(spelt(text, how), date=DATE)) == readings(nlp()(text, date=DATE))


@examples(40)
@given(texts=st.lists(anything, max_size=7), size=st.integers(1, 8))
def test_a_batch_gives_what_single_calls_give(texts: list[str], size: int) -> None:
    alone = [nlp()(text, date=DATE) for text in texts]
    assert nlp().batch(texts, dates=[DATE] * len(texts)) == alone
    assert list(nlp().pipe(texts, dates=[DATE] * len(texts), batch_size=size)) == alone


@pytest.mark.parametrize("dates", [[DATE], pd.Series([DATE]), np.array([DATE]), (date(2019, 10, 28),)])
def test_dates_come_in_any_sequence(dates: Any) -> None:
    assert nlp().batch([PIECES[0]], dates=dates) == [nlp()(PIECES[0], date=DATE)]


@pytest.mark.parametrize(("dates", "told"), [([], "fewer"), ([DATE, DATE], "more")])
def test_dates_are_one_an_article(dates: list[str], told: str) -> None:
    for read in (lambda: nlp().batch([PIECES[0]], dates=dates), lambda: list(nlp().pipe([PIECES[0]], dates=dates))):
        with pytest.raises(ValueError, match=f"{told} dates than texts; give one for each"):
            read()


def test_one_string_is_no_list_of_articles_or_dates() -> None:
    for read in (lambda: list(nlp().pipe("abc")), lambda: nlp().batch("abc")):
        with pytest.raises(TypeError, match="texts is one str"):
            read()
    for columns in ({"text": ["abc"]}, pd.DataFrame({"text": ["abc"]})):
        with pytest.raises(TypeError, match="give one of its columns"):
            list(nlp().pipe(columns))
    with pytest.raises(TypeError, match="dates is one str"):
        nlp().batch([PIECES[0]], dates=DATE)


@pytest.mark.parametrize("pair", ["ab", "abc", ("a",), ("a", 1, 2), 5, None])
def test_what_is_no_pair_is_named(pair: Any) -> None:
    with pytest.raises(ValueError, match=r"as_tuples needs pairs \(article, context\); one is "):
        list(nlp().pipe([pair], as_tuples=True))


@pytest.mark.parametrize("terms", ["Ban Quản lý Vịnh", {"name": "Ban Quản lý Vịnh"}])
def test_one_term_is_no_list_of_terms(terms: Any) -> None:
    with pytest.raises(TypeError, match="give a list, also for one"):
        nlp().add_terms(terms)


@pytest.mark.parametrize("text", [None, float("nan"), 5, b"abc"])
def test_what_is_no_text_is_an_empty_document_with_an_error(text: Any) -> None:
    with pytest.raises(TypeError, match="not str"):
        nlp()(text)
    (doc,) = nlp().pipe([text])
    assert doc.text == ""
    assert doc.error is not None
    assert doc.error.startswith("TypeError: text is")


DAY = date(2019, 10, 28)
DATES = [
    ("2019-10-28", DAY, None),
    ("28/10/2019", DAY, None),
    ("Thứ hai, 28/10/2019, 14:30 (GMT+7)", DAY, None),
    ("2019-10-28T23:30:00+07:00", DAY, None),
    (20191028, DAY, None),
    (DAY, DAY, None),
    (datetime(2019, 10, 28, 14, 30), DAY, None),
    (pd.Timestamp("2019-10-28 14:30", tz="Asia/Ho_Chi_Minh"), DAY, None),
    (np.datetime64("2019-10-28"), DAY, None),
    ("1930-02-03", date(1930, 2, 3), None),
    ("1885-12-31", date(1885, 12, 31), None),
    ("2017", None, "2017"),
    (2017, None, "2017"),
    (2017.0, None, "2017"),
    (np.int64(2017), None, "2017"),
    ("2017-05", None, "2017-05"),
    (pd.Period("2017-05"), None, "2017-05"),
    (None, None, None),
    ("", None, None),
    (float("nan"), None, None),
    (np.datetime64("NaT"), None, None),
    (pd.NaT, None, None),
    (pd.NA, None, None),
]
NO_DATES = [
    "hôm qua",
    "2019-02-30",
    "2019-10-281",
    "2019-13",
    "35/10/2019",
    5,
    10**400,
    True,
    object(),
    [DAY],
    ["28/10/2019"],
    b"2019-10-28",
    float("inf"),
]


@pytest.mark.parametrize(("value", "day", "period"), DATES, ids=[repr(case[0]) for case in DATES])
def test_every_door_reads_the_same_dates(value: Any, day: date | None, period: str | None) -> None:
    expected = nlp()(PIECES[2], date=day or period)
    assert (expected.date, expected.period, expected.warnings) == (day, period, ())
    assert nlp()(PIECES[2], date=value) == expected
    assert nlp().batch([PIECES[2]], dates=[value]) == [expected]
    assert list(nlp().pipe([PIECES[2]], dates=[value])) == [expected]
    assert lookup("Thủ tướng Chính phủ", date=value) == lookup("Thủ tướng Chính phủ", date=day or period)
    frame = tag_frame(pd.DataFrame({"text": [PIECES[2]], "day": pd.Series([value], dtype="object")}), date="day")
    assert frame["canonical_id"].fillna("").tolist() == [entity.canonical_id or "" for entity in expected.entities]


@pytest.mark.parametrize("value", NO_DATES, ids=lambda value: repr(value)[:12])
def test_what_is_no_date_is_refused_by_one_call_and_told_by_many(value: Any) -> None:
    for read in (lambda: nlp()(PIECES[0], date=value), lambda: lookup("Thủ tướng Chính phủ", date=value)):
        with pytest.raises((ValueError, TypeError), match=r"^date is "):
            read()
    told = [doc.warnings for doc in nlp().pipe([PIECES[0], PIECES[1]], dates=[value, DAY])]
    assert told == [(not_understood(value),), ()]
    assert nlp().batch([PIECES[0]], dates=[value])[0].date is None
    frame = tag_frame(pd.DataFrame({"text": [PIECES[0]], "day": pd.Series([value], dtype="object")}), date="day")
    assert frame.attrs["warnings"] == {"0": not_understood(value)}


def test_a_document_keeps_the_year_or_month_of_its_article() -> None:
    for when in ("2017", "2017-05"):
        doc = nlp()(PIECES[0], date=when)
        assert (doc.date, doc.period, doc.to_dict()["period"]) == (None, when, when)
        assert Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc
        assert f"<Doc {when}:" in repr(doc)
    assert nlp()(PIECES[0], date=DAY).period is None
    old = {name: value for name, value in nlp()(PIECES[0]).to_dict().items() if name != "period"}
    assert Doc.from_dict(old) == nlp()(PIECES[0]), "documents written before there were periods"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stream_keeps_order_dates_and_context(workers: int) -> None:
    texts = [PIECES[i % len(PIECES)] * (1 + i % 3) for i in range(12)]
    dates = [f"20{10 + i}-03-01" for i in range(12)]
    found = list(
        nlp().pipe(zip(texts, range(12), strict=True), dates=dates, as_tuples=True, workers=workers, batch_size=5)
    )
    assert [context for _, context in found] == list(range(12))
    assert [doc for doc, _ in found] == [nlp()(text, date=day) for text, day in zip(texts, dates, strict=True)]


@examples(20)
@given(text=anything)
def test_a_copy_of_the_pipeline_gives_the_same(text: str) -> None:
    assert pickled()(text, date=DATE) == nlp()(text, date=DATE)


@cache
def pickled() -> Pipeline:
    restored: Pipeline = pickle.loads(pickle.dumps(nlp()))
    return restored


def test_a_document_can_be_pickled_and_copied() -> None:
    doc = nlp()("".join(PIECES), date=DATE)
    assert pickle.loads(pickle.dumps(doc)) == doc
    assert copy.deepcopy(doc) == doc


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n\t\u00a0\u200b", "\u3000" * 50])
def test_a_text_with_nothing_in_it_gives_an_empty_document(text: str) -> None:
    doc = nlp()(text, date=DATE)
    assert doc.text == text
    assert not any((doc.entities, doc.officials, doc.directives, doc.sentences, doc.tokens))
    assert doc.error is None


def test_the_article_is_read() -> None:
    """The invariants above would hold of a pipeline that finds nothing."""
    doc = nlp()("".join(PIECES), date=DATE)
    assert {e.label for e in doc.entities} == set(LABELS)
    assert len(doc.entities) > 30
    assert len(doc.officials) >= 6
    assert {d.number for d in doc.directives} >= {"35-CT/TW", "30/2020/NĐ-CP"}
    assert any(p.former for o in doc.officials for p in o.positions)
    assert len(doc.tokens) > 90


LONG = {
    "an article over and over": "".join(PIECES),
    "one word": "Ủ",
    "marks": ".",
    "numbers": "35-CT/TW ",
    "names": "Trần Văn Mẫu, ",
    "decomposed": unicodedata.normalize("NFD", "".join(PIECES)),
    "spaces": " ",
    "line ends": "\n",
}


def seconds(piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    start = time.process_time()
    nlp()(text, date=DATE)
    return time.process_time() - start


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    seconds(piece, 2000)
    small = min(seconds(piece, 10_000) for _ in range(2))
    assert seconds(piece, 160_000) < 16 * small * 4 + 1, "sixteen times the text; a square would be 256 times the work"


def test_a_text_of_a_megabyte_is_read() -> None:
    article = "".join(PIECES)
    small = seconds(article, 50_000)
    assert seconds(article, 1_000_000) < 20 * small * 4 + 2


def test_a_name_without_end_takes_time_in_proportion() -> None:
    piece = "Uỷ ban nhân dân "
    seconds(piece, 1000)
    small = min(seconds(piece, 5000) for _ in range(2))
    assert seconds(piece, 20_000) < 4 * small * 3
