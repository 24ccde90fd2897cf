"""matplotlib figures of the tables of ``analysis``, and networks for other programs. Needs the extra "plots".

Each function takes a tagged corpus (``vnpolitext.show.tagged``) and gives a ``Figure`` of its own, drawn without
pyplot: nothing global changes. DejaVu Sans, which matplotlib brings, has every Vietnamese letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.extras import load_extra
from vnpolitext.show import analysis
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, GREY = "#3b6ea8", "#5c5f66"
ROW_HEIGHT = 0.32  # inches
NAME_LENGTH = 70  # characters, beyond which a name would leave its figure no room


def over_time(corpus: Tagged, kind: str, *, period: str = "Q", n: int = 6) -> Figure:
    """Articles that mention the most frequent subjects, one small line each.

    Args:
        corpus: the tagged corpus.
        kind: "officials", "bodies", "directives" or "provinces".
        period: "M", "Q" or "Y".
        n: subjects.
    """
    table = analysis.over_time(corpus, kind, period=period, n=n)
    groups = [(str(name), group) for (_, name), group in table.groupby(["key", "name"], sort=False)]
    figure = _figure(height=1.1 * max(1, len(groups)))
    most = table["articles"].max() if groups else 1
    for place, (name, group) in enumerate(groups, 1):
        axes = figure.add_subplot(len(groups), 1, place)
        axes.fill_between(group["period"].dt.to_timestamp(), group["articles"], color=BLUE, step="mid")
        axes.set_ylim(0, most)
        axes.set_title(_plain_words(name), loc="left", fontsize=9)
        _plain(axes, last=place == len(groups))
    figure.supylabel("articles", fontsize=8, color=GREY)
    return figure


def top(corpus: Tagged, kind: str, *, n: int = 15) -> Figure:
    """The subjects in most articles, as bars."""
    table = analysis.top(corpus, kind, n=n)
    return _bars(table["name"], table["articles"], label="articles")


def offices(corpus: Tagged, *, n: int = 6, each: int | None = 5) -> Figure:
    """The offices that articles state for the most frequent officials, from first to last statement.

    Args:
        corpus: the tagged corpus.
        n: officials.
        each: offices of each, those in most articles; all when None.
    """
    table = analysis.offices(corpus, n=n, each=each).dropna(subset=["first"]).reset_index(drop=True)
    begins = ~table["key"].duplicated()
    names = [
        _plain_words(f"{row.name}: {row.office}" if first else str(row.office))
        for first, row in zip(begins, table.itertuples(index=False), strict=True)
    ]
    figure = _figure(height=ROW_HEIGHT * len(table))
    axes = figure.add_subplot()
    axes.hlines(range(len(table)), table["first"], table["last"], color=BLUE, linewidth=5)
    axes.plot(table["first"], range(len(table)), "o", color=BLUE, markersize=5)
    for place in table.index[begins][1:]:
        axes.axhline(place - 0.5, color=GREY, linewidth=0.4)
    _rows(axes, names)
    return figure


def topic_shares(corpus: Tagged, *, period: str = "Y", n: int = 6, names: Mapping[str, str] | None = None) -> Figure:
    """Shares of the most frequent topics over time, with the band of 95 %.

    Args:
        corpus: the tagged corpus.
        period: "M", "Q" or "Y".
        n: topics.
        names: what to show for the code of a topic; the code itself where it has none.
    """
    table = analysis.topic_shares(corpus, period=period)
    codes = analysis.topic_shares(corpus)["code"].head(n)
    most = max(0.05, float(table[table["code"].isin(codes)]["high"].max())) if len(table) else 1.0
    figure = _figure(height=1.3 * max(1, len(codes)))
    for place, code in enumerate(codes, 1):
        axes, one = figure.add_subplot(len(codes), 1, place), table[table["code"] == code]
        when = one["period"].dt.to_timestamp()
        axes.fill_between(when, one["low"], one["high"], color=BLUE, alpha=0.25, linewidth=0)
        axes.plot(when, one["share"], color=BLUE, marker="o", markersize=3)
        axes.set_ylim(0, most)
        axes.yaxis.set_major_formatter("{x:.0%}")
        axes.set_title(_plain_words((names or {}).get(code, code)), loc="left", fontsize=9)
        _plain(axes, last=place == len(codes))
    return figure


def keyness(table: pd.DataFrame, *, names: tuple[str, str] = ("first", "second")) -> Figure:
    """The words that set two sub-corpora apart, from ``analysis.keyness``: bars to either side."""
    return _bars(table["word"], table["log_ratio"], label=f"log ratio: right {names[0]}, left {names[1]}")


def provinces(corpus: Tagged) -> Figure:
    """Articles that mention each province of today, a former one counted to the one it went into."""
    table = analysis.provinces(corpus)
    return _bars(table["name"], table["articles"], label="articles")


def graph(corpus: Tagged, left: str = "officials", right: str = "bodies", *, n: int = 50) -> nx.Graph[Any]:
    """The network of two kinds of subjects that share articles; nodes have a name and a kind, edges a weight."""
    made: nx.Graph[Any] = load_extra("networkx", "plots", needed_for="a network").Graph()
    for row in analysis.network(corpus, left, right, n=n).to_dict("records"):
        source, target = f"{left}:{row['source_key']}", f"{right}:{row['target_key']}"
        made.add_node(source, name=row["source"], kind=left)
        made.add_node(target, name=row["target"], kind=right)
        made.add_edge(source, target, weight=int(row["articles"]))
    return made


def write_graphml(graph: nx.Graph[Any], path: str | Path) -> None:
    """Write a network for Gephi, Cytoscape or R."""
    load_extra("networkx", "plots", needed_for="a network").write_graphml(graph, str(path))


def _figure(*, height: float) -> Figure:
    figure = load_extra("matplotlib.figure", "plots", needed_for="a figure")
    made: Figure = figure.Figure(figsize=(8, max(1.6, height)), layout="constrained")
    return made


def _bars(names: Iterable[Any], values: Iterable[float], *, label: str) -> Figure:
    shown, widths = [_plain_words(str(name)) for name in names], list(values)
    figure = _figure(height=ROW_HEIGHT * len(shown))
    axes = figure.add_subplot()
    # By place and not by name: two subjects may share a name.
    axes.barh(range(len(shown)), widths, color=BLUE)
    axes.set_xlabel(label, fontsize=8, color=GREY)
    _rows(axes, shown)
    return figure


def _rows(axes: Axes, names: list[str]) -> None:
    """Names along the left, the first on top, no empty rows around."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.4, -0.6)
    _plain(axes)


def _plain_words(text: str) -> str:
    """Words from articles for matplotlib, which would read what stands between two "$" as mathematics."""
    return _cut(text).replace("$", r"\$")


def _cut(text: str) -> str:
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1].rstrip() + "…"


def _plain(axes: Axes, *, last: bool = True) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, labelbottom=last)
