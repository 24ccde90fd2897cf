"""Which month, quarter or year an article of a tagged corpus belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from vnpolitext.linking.periods import days
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import pandas as pd


def periods_of(corpus: Tagged, period: str) -> pd.Series[pd.Period]:
    """The period of each article, by row; missing where its date does not tell.

    An article of which only the year or the month is known belongs to the period in which all of that lies: one of
    "2017" to a year, but to no month.

    Args:
        corpus: the tagged corpus.
        period: pandas' name of it ("M", "Q", "Y").

    Raises:
        ValueError: pandas knows no such period.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    try:
        kind = pd.PeriodDtype(period)
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f'period is {period!r}; give "M", "Q" or "Y"') from error
    articles = corpus.articles_frame
    found: pd.Series[Any] = articles["date"].dt.to_period(period)
    rough = articles.loc[articles["date"].isna(), "period"].dropna()
    for text in rough.unique():
        first, last = (pd.Period(day, cast("Any", kind.freq)) for day in days(text))
        if first == last:
            found[rough.index[rough == text]] = first
    return found


def placed(corpus: Tagged, frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows of a frame whose articles belong to a period, with it in the column ``period``.

    Raises:
        ValueError: as for ``periods_of``.
    """
    found = periods_of(corpus, period)
    return frame.assign(period=frame["row"].map(found).astype(found.dtype)).dropna(subset=["period"])


def left_out(corpus: Tagged, table: pd.DataFrame, period: str) -> pd.DataFrame:
    """The table, with the number of articles that belong to no period in its ``attrs["left_out"]``."""
    table.attrs["left_out"] = int(periods_of(corpus, period).isna().sum())
    return table
