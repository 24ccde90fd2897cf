"""Tidy tables over a tagged corpus: what is mentioned when, by whom, with whom. ``plots`` draws them.

Each function takes a ``Tagged`` corpus (``vnpolitext.show.tagged.read_tagged``) and gives a DataFrame. Periods are
pandas' ("M", "Q", "Y"). Where time matters, an article counts in the period in which its date lies, one with a year or
month alone where all of that lies in one; tables by period have in ``attrs["left_out"]`` how many articles are in none.
An unknown kind or period is a ValueError.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from vnpolitext.show.periods import left_out, periods_of, placed
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import pandas as pd


def top(corpus: Tagged, kind: str, *, n: int | None = 20) -> pd.DataFrame:
    """The subjects in most articles.

    Args:
        corpus: the tagged corpus.
        kind: "officials", "bodies", "directives" or "provinces".
        n: how many; all when None.

    Returns:
        One row a subject: key, name, articles, mentions, first, last (dates); the most frequent first.
    """
    frame = corpus.frame(kind)
    groups = frame.groupby(["key", "name"], as_index=False)
    counts = groups.agg(
        articles=("row", "nunique"), mentions=("mentions", "sum"), first=("date", "min"), last=("date", "max")
    )
    ranked = counts.sort_values(["articles", "mentions", "name"], ascending=[False, False, True], ignore_index=True)
    return ranked if n is None else ranked.head(n)


def top_by_period(corpus: Tagged, kind: str, *, period: str = "Y", n: int = 5) -> pd.DataFrame:
    """The subjects in most articles of each period.

    Args:
        corpus: the tagged corpus.
        kind: "officials", "bodies", "directives" or "provinces".
        period: "M", "Q" or "Y".
        n: how many in each period; of equally frequent ones the first by name.

    Returns:
        One row a period and subject, the most frequent first: period, rank (from 1), key, name, articles.
    """
    frame = placed(corpus, corpus.frame(kind), period)
    counts = frame.groupby(["period", "key", "name"], as_index=False).agg(articles=("row", "nunique"))
    ranked = counts.sort_values(["period", "articles", "name"], ascending=[True, False, True], ignore_index=True)
    ranked["rank"] = ranked.groupby("period").cumcount() + 1
    best = ranked.loc[ranked["rank"] <= n, ["period", "rank", "key", "name", "articles"]].reset_index(drop=True)
    return left_out(corpus, best, period)


def over_time(corpus: Tagged, kind: str, *, period: str = "M", n: int = 8) -> pd.DataFrame:
    """Articles that mention each of the most frequent subjects, by period.

    Args:
        corpus: the tagged corpus.
        kind: "officials", "bodies", "directives" or "provinces".
        period: "M", "Q" or "Y".
        n: how many subjects.

    Returns:
        One row a subject and period, zeros included: period, key, name, articles.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    best = top(corpus, kind, n=n)
    frame = placed(corpus, corpus.frame(kind), period)
    frame = frame[frame["key"].isin(best["key"])]
    if frame.empty:
        return left_out(corpus, pd.DataFrame(columns=["period", "key", "name", "articles"]), period)
    counts = frame.groupby(["key", "period"])["row"].nunique()
    grid = pd.MultiIndex.from_product([best["key"], _periods(corpus, period)], names=["key", "period"])
    names = dict(zip(best["key"], best["name"], strict=True))
    table = counts.reindex(grid, fill_value=0).rename("articles").reset_index()
    table = table.assign(name=table["key"].map(names))[["period", "key", "name", "articles"]]
    return left_out(corpus, table, period)


def articles_over_time(corpus: Tagged, *, period: str = "M") -> pd.DataFrame:
    """Dated articles by period, zeros included.

    Returns:
        One row a period: period, articles.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    counts = periods_of(corpus, period).value_counts()
    grid = _periods(corpus, period)
    table = pd.DataFrame({"period": grid, "articles": counts.reindex(grid, fill_value=0).values})
    return left_out(corpus, table, period)


def _periods(corpus: Tagged, period: str) -> pd.PeriodIndex:
    import pandas as pd  # noqa: PLC0415 - heavy

    found = periods_of(corpus, period).dropna()
    if found.empty:
        return pd.PeriodIndex([], freq=period)
    return pd.period_range(found.min(), found.max(), freq=period)


def offices(corpus: Tagged, *, n: int | None = 12, each: int | None = None) -> pd.DataFrame:
    """The offices that articles state for the most frequent officials, and when they state them.

    Args:
        corpus: the tagged corpus.
        n: how many officials; all when None.
        each: how many offices of each, those in most articles; all when None.

    Returns:
        One row an official and office: key, name, office, first, last, articles; by official, then date.
    """
    best = top(corpus, "officials", n=n)
    frame = corpus.frame("officials").explode("details").dropna(subset=["details"])
    frame = frame[frame["key"].isin(best["key"])].rename(columns={"details": "office"})
    groups = frame.groupby(["key", "name", "office"], as_index=False)
    table = groups.agg(first=("date", "min"), last=("date", "max"), articles=("row", "nunique"))
    if each is not None:
        table = table.sort_values(["articles", "first"], ascending=[False, True]).groupby("key").head(each)
    place = {key: rank for rank, key in enumerate(best["key"])}
    return table.sort_values(
        ["key", "first", "office"], key=lambda c: c.map(place) if c.name == "key" else c, ignore_index=True
    )


def network(corpus: Tagged, left: str = "officials", right: str = "bodies", *, n: int = 12) -> pd.DataFrame:
    """Which of the most frequent subjects of two kinds stand in the same articles.

    Args:
        corpus: the tagged corpus.
        left: a kind, as for ``top``: the sources.
        right: another: the targets.
        n: how many of the most frequent subjects of each kind to look at.

    Returns:
        One row a pair that meets: source, target (names), source_key, target_key, articles; the closest first.
    """
    sides = [corpus.frame(kind) for kind in (left, right)]
    sides = [f[f["key"].isin(top(corpus, k, n=n)["key"])] for f, k in zip(sides, (left, right), strict=True)]
    pairs = sides[0][["row", "key", "name"]].merge(sides[1][["row", "key", "name"]], on="row", suffixes=("_l", "_r"))
    counts = pairs.groupby(["name_l", "name_r", "key_l", "key_r"], as_index=False).agg(articles=("row", "nunique"))
    counts = counts.set_axis(["source", "target", "source_key", "target_key", "articles"], axis=1)
    return counts.sort_values(["articles", "source", "target"], ascending=[False, True, True], ignore_index=True)


def topic_shares(corpus: Tagged, *, period: str | None = None) -> pd.DataFrame:
    """Share of the articles whose first topic is each one, with a 95 % interval (Wilson 1927, score interval).

    Args:
        corpus: the tagged corpus.
        period: shares within each period that has articles, zeros included; over the whole corpus when None.

    Returns:
        One row a topic (and period): code, articles, total, share, low, high; the largest first.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    frame = corpus.topics_frame
    by = ["code"]
    if period:
        frame, by = placed(corpus, frame, period), ["period", "code"]
        if frame.empty:
            empty = pd.DataFrame(columns=["period", "code", "articles", "total", "share", "low", "high"])
            return left_out(corpus, empty, period)
    found = frame.groupby(by)["row"].nunique()
    if period:
        found = found.reindex(
            pd.MultiIndex.from_product([sorted(set(frame[name])) for name in by], names=by), fill_value=0
        )
    table = found.rename("articles").reset_index()
    table["total"] = table.groupby("period")["articles"].transform("sum") if period else table["articles"].sum()
    bands = [wilson(int(k), int(total)) for k, total in zip(table["articles"], table["total"], strict=True)]
    table = table.assign(
        share=table["articles"] / table["total"], low=[low for low, _ in bands], high=[high for _, high in bands]
    )
    table = table.sort_values(
        [*by[:-1], "articles", "code"], ascending=[True] * (len(by) - 1) + [False, True], ignore_index=True
    )
    return left_out(corpus, table, period) if period else table


def wilson(hits: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): it stays within 0 and 1, also for few articles.

    Examples:
        >>> [round(edge, 3) for edge in wilson(5, 10)]
        [0.237, 0.763]
        >>> wilson(0, 0)
        (0.0, 1.0)
    """
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def keyness(one: Iterable[Iterable[str]], other: Iterable[Iterable[str]], *, n: int = 20) -> pd.DataFrame:
    """Words that set one sub-corpus apart from another (log-likelihood, Dunning 1993; log ratio, Hardie 2014).

    Args:
        one: the words of each article of the first sub-corpus.
        other: those of the second.
        n: words to give for each of the two.

    Returns:
        One row a word: word, one, other (counts), g2, log_ratio (above 0: typical of the first).

    Examples:
        >>> keyness([["thuế", "thuế", "và"]], [["trường", "và", "và"]], n=1)["word"].tolist()
        ['thuế', 'trường']
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    a, b = (
        Counter(word.lower() for word in chain.from_iterable(side) if any(map(str.isalpha, word)))
        for side in (one, other)
    )
    na, nb = max(1, a.total()), max(1, b.total())
    rows = [(word, a[word], b[word], *_keyness(a[word], b[word], na, nb)) for word in sorted(a | b)]
    table = pd.DataFrame(rows, columns=["word", "one", "other", "g2", "log_ratio"])
    ranked = table.sort_values(["g2", "word"], ascending=[False, True])
    return pd.concat(
        [ranked[ranked["log_ratio"] > 0].head(n), ranked[ranked["log_ratio"] < 0].head(n)], ignore_index=True
    )


def _keyness(a: int, b: int, na: int, nb: int) -> tuple[float, float]:
    expected_a, expected_b = na * (a + b) / (na + nb), nb * (a + b) / (na + nb)
    g2 = 2 * sum(k * math.log(k / expected) for k, expected in ((a, expected_a), (b, expected_b)) if k)
    # Half a count keeps the ratio finite for a word that one side lacks.
    return g2, math.log2(((a or 0.5) / na) / ((b or 0.5) / nb))


def provinces(corpus: Tagged, *, merger: str = "2025-07-01") -> pd.DataFrame:
    """Articles that mention each province of today; a former one counts to the province it went into.

    Args:
        corpus: the tagged corpus.
        merger: the day from which the 34 provinces govern (Resolution 202/2025/QH15).

    Returns:
        One row a province: name, articles, before, since (the merger; undated articles are in neither).
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    frame = corpus.frame("provinces")
    day = pd.Timestamp(merger)
    frame = frame.assign(before=frame["date"] < day, since=frame["date"] >= day)
    groups = frame.groupby("name", as_index=False)
    counts = groups.agg(articles=("row", "nunique"), before=("before", "sum"), since=("since", "sum"))
    return counts.sort_values(["articles", "name"], ascending=[False, True], ignore_index=True)
