"""The pictures of a report, from the tables of ``analysis``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vnpolitext.show import analysis, svg
from vnpolitext.show.language import ENGLISH, Language
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
OFFICES = 5  # of one official
MOST_PERIODS = 72
KIND_NAMES = {"officials": "Officials", "bodies": "Bodies", "directives": "Documents"}
MEETINGS = {
    "officials": "Officials and bodies in the same article",
    "directives": "Documents and bodies in the same article",
}
SPOKEN = {"M": "month", "Q": "quarter", "Y": "year"}


def pictures(corpus: Tagged, topic_names: Mapping[str, str], *, say: Language = ENGLISH) -> str:
    """The HTML of all pictures that the corpus has data for."""
    period = _period(corpus)
    cards = [_articles(corpus, period, say), _topics(corpus, topic_names, say)]
    cards += [_strips(corpus, kind, period, say) for kind in KIND_NAMES]
    cards += [_offices(corpus, say), *(_links(corpus, kind, say) for kind in MEETINGS), _provinces(corpus, say)]
    return "".join(cards + _shares(corpus, topic_names, say))


def _period(corpus: Tagged) -> str:
    """The finest of month, quarter and year that gives a picture few enough periods."""
    dates = corpus.articles_frame["date"].dropna()
    if dates.empty:
        return "Y"
    months = (dates.max().year - dates.min().year) * 12 + dates.max().month - dates.min().month + 1
    return "M" if months <= MOST_PERIODS else "Q" if months <= 3 * MOST_PERIODS else "Y"


def _articles(corpus: Tagged, period: str, say: Language) -> str:
    table = analysis.articles_over_time(corpus, period=period)
    values = [(str(when), int(count)) for when, count in zip(table["period"], table["articles"], strict=True)]
    return svg.figure(say("Articles by {period}", period=say(SPOKEN[period])), svg.columns(values))


def _topics(corpus: Tagged, names: Mapping[str, str], say: Language) -> str:
    table = analysis.topic_shares(corpus)
    rows = [
        svg.Bar(names.get(row.code, row.code), row.share, f"{row.share:.0%}", row.low, row.high) for row in _rows(table)
    ]
    note = say("share of articles by first topic; the line is the 95 % interval")
    return svg.figure(say("Topics"), svg.bars(rows), note=note)


def _strips(corpus: Tagged, kind: str, period: str, say: Language) -> str:
    table = analysis.over_time(corpus, kind, period=period, n=SHOWN)
    groups = [group for _, group in table.groupby("key", sort=False)]
    rows = [(str(group["name"].iloc[0]), list(map(int, group["articles"]))) for group in groups]
    periods = [str(when) for when in dict.fromkeys(table["period"])]
    note = say("articles by {period}; the stronger the colour, the more", period=say(SPOKEN[period]))
    return svg.figure(say("{kind} over time", kind=say(KIND_NAMES[kind])), svg.strips(rows, periods), note=note)


def _offices(corpus: Tagged, say: Language) -> str:
    table = analysis.offices(corpus, n=8, each=OFFICES).dropna(subset=["first"])
    if table.empty:
        return ""
    start, end = table["first"].min(), table["last"].max()
    whole = (end - start).total_seconds() or 1.0

    def held(row: Any) -> svg.Held:
        first, last = ((day - start).total_seconds() / whole for day in (row.first, row.last))
        days = {"first": f"{row.first:%d/%m/%Y}", "last": f"{row.last:%d/%m/%Y}"}
        tooltip = say(
            "{office}: {first} – {last}, {articles} articles", office=row.office, articles=row.articles, **days
        )
        return svg.Held(row.office, first, last, tooltip)

    people = table.groupby(["key", "name"], sort=False)
    groups = [(str(name), [held(row) for row in _rows(group)]) for (_, name), group in people]
    drawing = svg.timeline(groups, f"{start:%m/%Y}", f"{end:%m/%Y}")
    note = say("as the articles state them, first to last")
    return svg.figure(say("Offices of the most frequent officials"), drawing, note=note)


def _links(corpus: Tagged, kind: str, say: Language) -> str:
    table = analysis.network(corpus, kind, "bodies", n=SHOWN).head(40)
    pairs = [(row.source, row.target, int(row.articles)) for row in _rows(table)]
    return svg.figure(say(MEETINGS[kind]), svg.links(pairs))


def _provinces(corpus: Tagged, say: Language) -> str:
    table = analysis.provinces(corpus).head(34)
    rows = [svg.Bar(row.name, row.articles, f"{row.articles}") for row in _rows(table)]
    note = say("articles; a former province counts to the one it went into in 2025")
    return svg.figure(say("Provinces"), svg.bars(rows), note=note)


def _shares(corpus: Tagged, names: Mapping[str, str], say: Language) -> list[str]:
    table = analysis.topic_shares(corpus, period="Y")
    cards = []
    for code in analysis.topic_shares(corpus)["code"].head(6):
        years = _rows(table[table["code"] == code])
        points = [svg.Share(str(year.period), year.share, year.low, year.high) for year in years]
        title = say("{topic} by year", topic=names.get(code, code))
        cards.append(svg.figure(title, svg.band(points), note=say("share of articles, 95 % band")))
    return cards


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False)
