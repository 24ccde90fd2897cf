"""Dask and Spark give what the local run gives."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fakes
import pandas as pd
import pytest

from vnpolitext.corpus.frames import tag_frame
from vnpolitext.loading import load

BODY = "Bí thư Thành ủy Trần Bình Minh ở Hà Nội nói về Chỉ thị 9-CT/TW."
ARTICLES = pd.DataFrame(
    {
        "url": [f"u{number}" for number in range(20)],
        "body": [f"{'Huế, ' * (number % 4)}{BODY}" if number % 5 else "không có gì" for number in range(20)],
        "day": ["28/10/2019"] * 20,
    },
    index=range(100, 120),
)


@pytest.fixture
def local() -> pd.DataFrame:
    return tag_frame(ARTICLES, text="body", id="url", date="day", pipeline=fakes.load())


# Both libraries warn on their own account; that is not this package's to fail on.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("scheduler", ["synchronous", "threads", "processes"])
def test_dask_gives_the_same_rows_index_and_types(local: pd.DataFrame, scheduler: str) -> None:
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    from vnpolitext.corpus.dask import tag_frame as tag_dask  # noqa: PLC0415

    frame = dd.from_pandas(ARTICLES, npartitions=3)
    tagged = tag_dask(frame, text="body", id="url", date="day", loader="fakes:load")
    assert tagged.npartitions == 3
    found = tagged.compute(scheduler=scheduler)
    pd.testing.assert_frame_equal(found.astype({"id": "string"}), local.astype({"id": "string"}))
    assert (tagged.dtypes[1:] == local.dtypes[1:]).all()


def test_dask_keeps_the_index_as_id(local: pd.DataFrame) -> None:
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    from vnpolitext.corpus.dask import tag_frame as tag_dask  # noqa: PLC0415

    found = tag_dask(dd.from_pandas(ARTICLES, npartitions=2), text="body", loader="fakes:load").compute()
    assert found["id"].tolist() == local.index.tolist()


def test_dask_gives_what_the_true_pipeline_gives() -> None:
    dd = pytest.importorskip("dask.dataframe", reason="Dask is not installed")
    from vnpolitext.corpus.dask import tag_frame as tag_dask  # noqa: PLC0415

    columns: dict[str, Any] = {"text": "body", "id": "url", "date": "day"}
    alone = tag_frame(ARTICLES, pipeline=load(components=["entities", "links"]), **columns)
    tagged = tag_dask(dd.from_pandas(ARTICLES, npartitions=3), components=["links", "entities"], **columns)
    assert _values(tagged.compute(scheduler="threads")) == _values(alone)
    assert set(alone["label"]) == {"BODY", "DIRECTIVE", "PERSON", "PLACE", "POSITION"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local session whose Python workers are this interpreter, and find the fake pipeline."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.executorEnv.PYTHONPATH": str(Path(fakes.__file__).parent),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(fakes.__file__).parent))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        yield session
        session.stop()


@pytest.mark.enable_socket
def test_spark_gives_the_same_rows(local: pd.DataFrame, spark: Any) -> None:
    from vnpolitext.corpus.spark import tag_frame as tag_spark  # noqa: PLC0415

    frame = spark.createDataFrame(ARTICLES).repartition(3)
    tagged = tag_spark(frame, text="body", id="url", date="day", loader="fakes:load")
    assert tagged.dtypes[:3] == [("id", "string"), ("start", "bigint"), ("end", "bigint")]
    found = tagged.toPandas()
    order = ["id", "start", "end", "label"]
    assert _values(found.sort_values(order)) == _values(local.sort_values(order))


def _values(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as plain values, whatever stands for a missing one."""
    plain = frame.astype(object)
    rows: list[list[Any]] = plain.where(plain.notna(), None).to_numpy().tolist()
    return rows
