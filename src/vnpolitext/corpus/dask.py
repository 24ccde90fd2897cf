"""The same ``tag_frame`` on Dask: one pandas frame a partition, the pipeline built once a process.

Needs the ``dask`` extra on the client and the workers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vnpolitext.corpus import frames

if TYPE_CHECKING:
    import pandas as pd


def tag_frame(
    frame: Any,
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002
    date: str | None = None,
    components: Iterable[str] | None = None,
    rules: str | None = None,
    topics: str | None = None,
    loader: str = "vnpolitext.loading:load",
) -> Any:
    """Find the entities of a Dask DataFrame of articles.

    Args:
        frame: one row an article.
        text: column of the text.
        id: column of the id; the index when None.
        date: column of the day of publication.
        components: as for ``load``.
        rules: as for ``load``; a path that every worker can read.
        topics: as for ``load``; a path that every worker can read.
        loader: another function to build the pipeline, as "module:name".

    Returns:
        A Dask DataFrame, lazy, with the rows, columns and types of ``vnpolitext.tag_frame``.

    Examples:
        >>> import dask.dataframe as dd, pandas as pd                              # doctest: +SKIP
        >>> articles = dd.read_parquet("s3://news/2024/", columns=["url", "body"])  # doctest: +SKIP
        >>> tag_frame(articles, text="body", id="url").to_parquet("s3://tags/2024/")  # doctest: +SKIP
    """
    config = json.dumps(
        {"components": None if components is None else list(components), "rules": rules, "topics": topics}
    )
    columns = {"text": text, "id": id, "date": date}
    chosen = list(dict.fromkeys(name for name in columns.values() if name is not None))
    meta = frames.empty_frame(frame._meta, id=id)
    return frame[chosen].map_partitions(_tag_partition, config=config, loader=loader, meta=meta, **columns)


def _tag_partition(frame: pd.DataFrame, *, config: str, loader: str, **columns: Any) -> pd.DataFrame:
    tagged = frames.tag_frame(frame, pipeline=frames.pipeline_of(config, loader), **columns)
    tagged.attrs.clear()  # partitions of a frame cannot each have their own
    return tagged
