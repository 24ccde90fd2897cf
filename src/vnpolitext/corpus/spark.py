"""The same ``tag_frame`` on Spark, by ``mapInPandas``: the pipeline is built once a Python worker.

Needs the ``spark`` extra (and Java) on the driver, and this package on the executors.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from vnpolitext.corpus import frames
from vnpolitext.corpus.schema import ENTITY, spark_schema

if TYPE_CHECKING:
    import pandas as pd


def tag_frame(
    frame: Any,
    *,
    id: str,  # noqa: A002
    text: str = "text",
    date: str | None = None,
    components: Iterable[str] | None = None,
    rules: str | None = None,
    topics: str | None = None,
    loader: str = "vnpolitext.loading:load",
) -> Any:
    """Find the entities of a Spark DataFrame of articles.

    Args:
        frame: one row an article.
        id: column of the id: rows of Spark have no order and no index, so only an id says whose an entity is.
        text: column of the text.
        date: column of the day of publication.
        components: as for ``load``.
        rules: as for ``load``; a path that every executor can read.
        topics: as for ``load``; a path that every executor can read.
        loader: another function to build the pipeline, as "module:name".

    Returns:
        A Spark DataFrame, lazy, with the rows and columns of ``vnpolitext.tag_frame``: id (of its own type), start and
        end (bigint), text, label, rule (string), score (double), number, canonical_id (string), inferred (boolean).

    Examples:
        >>> articles = spark.read.parquet("hdfs:///news/2024")                         # doctest: +SKIP
        >>> tag_frame(articles, text="body", id="url").write.parquet("hdfs:///tags")  # doctest: +SKIP
    """
    config = json.dumps(
        {"components": None if components is None else list(components), "rules": rules, "topics": topics}
    )
    columns = {"text": text, "id": id, "date": date}
    chosen = list(dict.fromkeys(name for name in columns.values() if name is not None))
    schema = f"`id` {frame.schema[id].dataType.simpleString()}, {spark_schema(ENTITY)}"
    return frame.select(*chosen).mapInPandas(
        partial(_tag_partition, config=config, loader=loader, columns=columns), schema
    )


def _tag_partition(
    parts: Iterator[pd.DataFrame], *, config: str, loader: str, columns: dict[str, Any]
) -> Iterator[pd.DataFrame]:
    pipeline = frames.pipeline_of(config, loader)
    for part in parts:
        tagged = frames.tag_frame(part, pipeline=pipeline, **columns)
        yield tagged.astype({"label": "string"})  # Spark has no categories
