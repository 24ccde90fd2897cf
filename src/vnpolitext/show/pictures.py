"""The pictures of a report, from the tables of ``analysis``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vnpolitext.show import analysis, svg
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
MOST_PERIODS = 72
KIND_NAMES = {"officials": "Officials", "bodies": "Bodies", "directives": "Documents"}


def pictures(corpus: Tagged, topic_names: Mapping[str, str]) -> str:
    """The HTML of all pictures that the corpus has data for."""
    period = _period(corpus)
    cards = [_articles(corpus, period), _topics(corpus, topic_names)]
    cards += [_strips(corpus, kind, title, period) for kind, title in KIND_NAMES.items()]
    cards += [_offices(corpus), _links(corpus, "officials"), _links(corpus, "directives"), _provinces(corpus)]
    return "".join(cards + _shares(corpus, topic_names))


def _period(corpus: Tagged) -> str:
    """The finest of month, quarter and year that gives a picture few enough periods."""
    dates = corpus.articles_frame["date"].dropna()
    if dates.empty:
        return "Y"
    months = (dates.max().year - dates.min().year) * 12 + dates.max().month - dates.min().month + 1
    return "M" if months <= MOST_PERIODS else "Q" if months <= 3 * MOST_PERIODS else "Y"


def _articles(corpus: Tagged, period: str) -> str:
    table = analysis.articles_over_time(corpus, period=period)
    values = [(str(when), int(count)) for when, count in zip(table["period"], table["articles"], strict=True)]
    return svg.figure(f"Articles by {_SPOKEN[period]}", svg.columns(values))


_SPOKEN = {"M": "month", "Q": "quarter", "Y": "year"}


def _topics(corpus: Tagged, names: Mapping[str, str]) -> str:
    table = analysis.topic_shares(corpus)
    rows = [
        svg.Bar(names.get(row.code, row.code), row.share, f"{row.share:.0%}", row.low, row.high) for row in _rows(table)
    ]
    return svg.figure("Topics", svg.bars(rows), note="share of articles by first topic; the line is the 95 % interval")


def _strips(corpus: Tagged, kind: str, title: str, period: str) -> str:
    table = analysis.over_time(corpus, kind, period=period, n=SHOWN)
    groups = {name: list(map(int, group["articles"])) for name, group in table.groupby("name", sort=False)}
    periods = [str(when) for when in dict.fromkeys(table["period"])]
    rows = [(str(name), values) for name, values in groups.items() if len(values) == len(periods)]
    return svg.figure(
        f"{title} over time",
        svg.strips(rows, periods),
        note=f"articles by {_SPOKEN[period]}; the stronger the colour, the more",
    )


def _offices(corpus: Tagged) -> str:
    table = analysis.offices(corpus, n=8).dropna(subset=["first"])
    if table.empty:
        return ""
    start, end = table["first"].min(), table["last"].max()
    whole = (end - start).total_seconds() or 1.0

    def held(row: Any) -> svg.Held:
        first, last = ((day - start).total_seconds() / whole for day in (row.first, row.last))
        tooltip = f"{row.office}: {row.first:%d/%m/%Y} – {row.last:%d/%m/%Y}, {row.articles} articles"
        return svg.Held(row.office, first, last, tooltip)

    people = table.groupby("name", sort=False)
    groups = [(str(name), [held(row) for row in _rows(group.head(4))]) for name, group in people]
    drawing = svg.timeline(groups, f"{start:%m/%Y}", f"{end:%m/%Y}")
    return svg.figure(
        "Offices of the most frequent officials", drawing, note="as the articles state them, first to last"
    )


def _links(corpus: Tagged, kind: str) -> str:
    table = analysis.network(corpus, kind, "bodies", n=SHOWN).head(40)
    pairs = [(row.source, row.target, int(row.articles)) for row in _rows(table)]
    return svg.figure(f"{KIND_NAMES[kind]} and bodies in the same article", svg.links(pairs))


def _provinces(corpus: Tagged) -> str:
    table = analysis.provinces(corpus).head(34)
    rows = [svg.Bar(row.name, row.articles, f"{row.articles}") for row in _rows(table)]
    note = "articles; a former province counts to the one it went into in 2025"
    return svg.figure("Provinces", svg.bars(rows), note=note)


def _shares(corpus: Tagged, names: Mapping[str, str]) -> list[str]:
    table = analysis.topic_shares(corpus, period="Y")
    totals = dict(zip(table["period"], table["total"], strict=True))
    cards = []
    for code in analysis.topic_shares(corpus)["code"].head(6):
        known = {row.period: row for row in _rows(table[table["code"] == code])}
        points = []
        for year in sorted(totals):
            row = known.get(year)
            share, low, high = (row.share, row.low, row.high) if row else (0.0, *analysis.wilson(0, int(totals[year])))
            points.append(svg.Share(str(year), share, low, high))
        cards.append(
            svg.figure(f"{names.get(code, code)} by year", svg.band(points), note="share of articles, 95 % band")
        )
    return cards


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False)
