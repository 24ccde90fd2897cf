"""``df["body"].politext``: the pipeline on a pandas Series. ``import vnpolitext.pandas`` switches it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from vnpolitext.corpus.frames import pipeline_of, tag_frame
from vnpolitext.doc import Doc
from vnpolitext.pipeline import Pipeline


@pd.api.extensions.register_series_accessor("politext")
class PolitextAccessor:
    """What a Series of articles can do.

    Raises:
        AttributeError: the Series does not hold text.

    Examples:
        >>> import vnpolitext as vp
        >>> articles = pd.Series(["Hà Nội, ngày 1/2/2020", None])
        >>> articles.politext.docs(pipeline=vp.load(components=["sentences"])).map(lambda doc: len(doc.text)).tolist()
        [21, 0]
    """

    def __init__(self, series: pd.Series[Any]) -> None:
        if not (pd.api.types.is_object_dtype(series) or pd.api.types.is_string_dtype(series)):
            raise AttributeError(f"'.politext' works on text; this Series is {series.dtype}")
        self._series = series

    def tag(
        self, *, dates: Sequence[Any] | None = None, pipeline: Pipeline | None = None, workers: int = 1
    ) -> pd.DataFrame:
        """One row a mention, with the index of its article; the columns are those of ``vnpolitext.tag_frame``.

        Args:
            dates: days of publication, one an article, in any form that ``vnpolitext.tag_frame`` reads.
            pipeline: what to tag with; all components when None.
            workers: processes.
        """
        frame = pd.DataFrame({"text": self._series})
        if dates is not None:
            frame["date"] = list(dates)
        return tag_frame(frame, date=None if dates is None else "date", pipeline=pipeline, workers=workers)

    def docs(self, *, dates: Sequence[Any] | None = None, pipeline: Pipeline | None = None) -> pd.Series[Any]:
        """The document of each article, under its index; a missing text gives an empty document."""
        texts = ["" if missing else text for text, missing in zip(self._series, self._series.isna(), strict=True)]
        found: list[Doc] = list((pipeline or pipeline_of("{}")).pipe(texts, dates=dates))
        return pd.Series(found, index=self._series.index, dtype=object)
