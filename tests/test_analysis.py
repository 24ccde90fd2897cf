"""The tables of pictures against figures counted by hand, and the pictures themselves."""

import warnings
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_corpus import article, records
from made_docs import INJECTIONS

from vnpolitext.doc import Doc
from vnpolitext.show import analysis, plots
from vnpolitext.show.tagged import Tagged, from_docs, from_records


def office(name: str, title: str, *, former: bool = False) -> dict[str, Any]:
    position = {"start": 0, "end": 0, "text": title, "title": title, "former": former}
    return {"id": None, "name": name, "mentions": [[0, 1], [2, 3]], "positions": [position]}


def body(key: str, name: str) -> dict[str, Any]:
    return {"start": 0, "end": 1, "text": name, "label": "BODY", "canonical_id": key}


def row(day: str | None, *, topic: str = "economy", officials: Any = (), entities: Any = ()) -> dict[str, Any]:
    topics = [{"code": topic, "score": 0.9}, {"code": "world", "score": 0.1}]
    return {"id": day, "date": day, "officials": officials, "entities": entities, "topics": topics, "error": None}


@pytest.fixture
def corpus() -> Tagged:
    """Four articles: An in three of them (two offices), Bình in one; one article undated."""
    return from_records(
        [
            row("2020-01-05", officials=[office("An", "Bí thư")], entities=[body("b:1", "Tỉnh ủy Vĩnh Hà")]),
            row("2020-03-09", officials=[office("An", "Bí thư"), office("Bình", "Chủ tịch")], topic="health"),
            row("2021-02-01", officials=[office("An", "Bí thư", former=True)], entities=[body("b:1", "Tỉnh ủy")]),
            row(None, officials=[], entities=[body("b:1", "Tỉnh ủy"), body("b:2", "Sở Y tế")]),
        ]
    )


def test_top_ranks_by_articles_and_gives_first_and_last(corpus: Tagged) -> None:
    table = analysis.top(corpus, "officials")
    assert table[["name", "articles", "mentions"]].values.tolist() == [["An", 3, 6], ["Bình", 1, 2]]
    assert table["first"][0] == pd.Timestamp("2020-01-05")
    assert table["last"][0] == pd.Timestamp("2021-02-01")
    assert analysis.top(corpus, "officials", n=1)["name"].tolist() == ["An"]


def test_a_subject_has_the_name_it_is_mostly_called(corpus: Tagged) -> None:
    assert analysis.top(corpus, "bodies")["name"].tolist() == ["Tỉnh ủy", "Sở Y tế"]


def test_over_time_has_every_period_also_the_empty_ones(corpus: Tagged) -> None:
    table = analysis.over_time(corpus, "officials", period="M", n=1)
    assert len(table) == 14
    assert table["articles"].sum() == 3
    assert table["articles"].tolist()[:3] == [1, 0, 1]


def test_top_by_period_ranks_within_each_period(corpus: Tagged) -> None:
    table = analysis.top_by_period(corpus, "officials", period="Y", n=1)
    assert [(str(row.period), row.rank, row.name, row.articles) for row in table.itertuples(index=False)] == [
        ("2020", 1, "An", 2),
        ("2021", 1, "An", 1),
    ]


def test_articles_over_time_counts_the_dated(corpus: Tagged) -> None:
    table = analysis.articles_over_time(corpus, period="Y")
    assert [(str(when), count) for when, count in table.values.tolist()] == [("2020", 2), ("2021", 1)]


def test_articles_of_a_year_or_month_count_where_all_of_it_lies() -> None:
    corpus = from_records(
        [
            row("2017-03-05", officials=[office("An", "Bí thư")]),
            {**row(None, officials=[office("An", "Bí thư")], topic="health"), "period": "2017"},
            {**row(None, officials=[office("An", "Bí thư")], topic="health"), "period": "2017-05"},
            row(None),
        ]
    )
    tables = {
        period: [
            analysis.articles_over_time(corpus, period=period),
            analysis.top_by_period(corpus, "officials", period=period),
            analysis.over_time(corpus, "officials", period=period),
            analysis.topic_shares(corpus, period=period),
        ]
        for period in ("Y", "Q", "M")
    }
    assert [table["articles"].sum() for table in tables["Y"]] == [3, 3, 3, 3]
    assert [table["articles"].sum() for table in tables["M"]] == [2, 2, 2, 2]
    assert tables["Q"][1][["period", "articles"]].astype(str).values.tolist() == [["2017Q1", "1"], ["2017Q2", "1"]]
    assert {period: [t.attrs["left_out"] for t in some] for period, some in tables.items()} == {
        "Y": [1] * 4,
        "Q": [2] * 4,
        "M": [2] * 4,
    }


def test_documents_keep_their_period_in_the_corpus() -> None:
    corpus = from_docs([Doc("Huế", date(2017, 3, 5)), Doc("Huế", period="2017"), Doc("Huế", period="2018-01")])
    assert analysis.articles_over_time(corpus, period="Y")["articles"].tolist() == [2, 1]


def test_unknown_kinds_and_periods_are_named(corpus: Tagged) -> None:
    for call in (analysis.top, analysis.top_by_period, analysis.over_time):
        with pytest.raises(ValueError, match="kind is 'people'; known are officials, bodies"):
            call(corpus, "people")
    makers: tuple[Any, ...] = (
        lambda p: analysis.top_by_period(corpus, "officials", period=p),
        lambda p: analysis.over_time(corpus, "officials", period=p),
        lambda p: analysis.articles_over_time(corpus, period=p),
        lambda p: analysis.topic_shares(corpus, period=p or "x"),
    )
    for period in ("month", "x", "", 5):
        for make in makers:
            with pytest.raises(ValueError, match='give "M", "Q" or "Y"'):
                make(period)


def test_offices_tell_a_former_one_apart(corpus: Tagged) -> None:
    table = analysis.offices(corpus)
    assert table[["name", "office", "articles"]].values.tolist() == [
        ["An", "Bí thư", 2],
        ["An", "nguyên Bí thư", 1],
        ["Bình", "Chủ tịch", 1],
    ]


def test_offices_can_be_limited_to_those_that_most_articles_state(corpus: Tagged) -> None:
    assert analysis.offices(corpus, each=1)["office"].tolist() == ["Bí thư", "Chủ tịch"]


def test_network_counts_shared_articles(corpus: Tagged) -> None:
    assert analysis.network(corpus)[["source", "target", "articles"]].values.tolist() == [["An", "Tỉnh ủy", 2]]


def test_topic_shares_count_the_first_topic_and_sum_to_one(corpus: Tagged) -> None:
    table = analysis.topic_shares(corpus)
    assert table[["code", "articles", "share"]].values.tolist() == [["economy", 3, 0.75], ["health", 1, 0.25]]
    by_year = analysis.topic_shares(corpus, period="Y")
    assert by_year.groupby("period")["share"].sum().tolist() == [1.0, 1.0]
    # A topic that a year lacks is a share of nothing, not a gap for a line to cross.
    health = by_year[by_year["code"] == "health"]
    assert list(zip(health["period"].astype(str), health["articles"], health["share"], health["low"], strict=True)) == [
        ("2020", 1, 0.5, pytest.approx(0.094, abs=0.001)),
        ("2021", 0, 0.0, 0.0),
    ]
    assert health["high"].gt(0).all()


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_the_interval_holds_the_share_and_stays_within_bounds(hits: int, total: int) -> None:
    hits = min(hits, total)
    low, high = analysis.wilson(hits, total)
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1


def test_the_interval_shrinks_with_more_articles() -> None:
    widths = [high - low for low, high in (analysis.wilson(n // 2, n) for n in (10, 100, 1000))]
    assert all(wide > narrow for wide, narrow in pairwise(widths))


def test_keyness_sets_apart_what_one_side_has_and_ignores_numbers_and_signs() -> None:
    one = [["Thuế", "thuế", "hải_quan", ",", "2020"]] * 5
    other = [["giáo_viên", "thuế", ",", "2021"]] * 5
    table = analysis.keyness(one, other)
    assert table["word"].tolist()[0] == "hải_quan"
    assert set(table["word"]) == {"thuế", "hải_quan", "giáo_viên"}
    assert table.set_index("word")["log_ratio"]["giáo_viên"] < 0


def test_a_former_province_counts_to_the_one_it_went_into() -> None:
    before = article(1, "2024-05-01")  # names Nghệ An, which stayed
    kien_giang = row("2024-05-01", entities=[body("body:x@place:kien-giang", "Tỉnh ủy Kiên Giang")])
    an_giang = row("2025-08-01", entities=[body("body:x@place:an-giang-2025", "Tỉnh ủy An Giang")])
    table = analysis.provinces(from_records([before, kien_giang, an_giang])).set_index("name")
    assert table.to_dict("index") == {
        "An Giang": {"articles": 2, "before": 1, "since": 1},
        "Nghệ An": {"articles": 1, "before": 1, "since": 0},
    }


def test_an_empty_corpus_gives_empty_tables() -> None:
    empty = from_records([row(None)])
    for kind in ("officials", "bodies", "directives", "provinces"):
        assert analysis.top(empty, kind).empty
        assert analysis.over_time(empty, kind).empty
        assert analysis.top_by_period(empty, kind).empty
    assert analysis.articles_over_time(empty).empty
    assert analysis.topic_shares(from_records([{**row(None), "topics": []}]), period="Y").empty
    assert analysis.offices(empty).empty
    assert analysis.network(empty).empty
    assert analysis.provinces(empty).empty


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large() -> Tagged:
    return from_records(records(400))


@pytest.mark.parametrize(
    "draw",
    [
        lambda c: plots.over_time(c, "officials"),
        lambda c: plots.top(c, "bodies"),
        plots.offices,
        lambda c: plots.topic_shares(c, names={"economy": "Kinh tế"}),
        plots.provinces,
        lambda c: plots.keyness(analysis.keyness([["thuế", "đường", "ưỡng"]], [["trường", "ệ"]])),
    ],
    ids=["over_time", "top", "offices", "topic_shares", "provinces", "keyness"],
)
def test_figures_draw_and_have_every_letter(draw: Any, large: Tagged, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra 'plots' is not installed")
    figure = draw(large)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that its font lacks
        figure.savefig(tmp_path / "figure.png", dpi=60)
    assert (tmp_path / "figure.png").stat().st_size > 2_000


@pytest.mark.parametrize("draw", [lambda c: plots.top(c, "officials"), plots.offices, plots.topic_shares])
def test_hostile_names_are_drawn_as_they_are(draw: Any, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra 'plots' is not installed")
    rows = [row("2020-01-05", officials=[office(text, text)], topic=text) for text in INJECTIONS]
    draw(from_records(rows)).savefig(tmp_path / "figure.png", dpi=60)


def test_a_network_of_hostile_names_comes_back_from_graphml(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx", reason="the extra 'plots' is not installed")
    rows = [row("2020-01-05", officials=[office(text, text)], entities=[body(text, text)]) for text in INJECTIONS]
    made = plots.graph(from_records(rows))
    plots.write_graphml(made, tmp_path / "network.graphml")
    back = networkx.read_graphml(tmp_path / "network.graphml")
    assert sorted(name for _, name in back.nodes(data="name")) == sorted(name for _, name in made.nodes(data="name"))


def test_the_network_comes_back_from_graphml(large: Tagged, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx", reason="the extra 'plots' is not installed")
    made = plots.graph(large, "directives", "bodies", n=5)
    plots.write_graphml(made, tmp_path / "network.graphml")
    back = networkx.read_graphml(tmp_path / "network.graphml")
    assert dict(back.nodes(data=True)) == dict(made.nodes(data=True))
    assert {(a, b): w for a, b, w in back.edges(data="weight")} == {(a, b): w for a, b, w in made.edges(data="weight")}
    assert {kind for _, kind in made.nodes(data="kind")} == {"directives", "bodies"}


def test_dates_of_the_corpus_are_days(large: Tagged) -> None:
    assert large.articles_frame["date"].dropna().dt.date.min() >= date(2014, 1, 1)
