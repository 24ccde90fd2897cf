"""The accessor on every kind of text that a Series may hold."""

from datetime import date
from typing import Any

import fakes
import pandas as pd
import pytest
from made_docs import TEXT, example

import vnpolitext.pandas  # noqa: F401 - registers the accessor
from vnpolitext.doc import Doc
from vnpolitext.pipeline import Pipeline


class Fixed(Pipeline):
    """A pipeline that knows one article."""

    def __init__(self) -> None:
        super().__init__([])

    def batch(self, texts: Any, *, dates: Any = None) -> list[Doc]:
        return [example() if text == TEXT else Doc(text) for text in texts]


@pytest.mark.parametrize("dtype", ["object", "string", "str"])
def test_every_dtype_of_text_with_missing_values_and_a_repeated_index(dtype: str) -> None:
    articles = pd.Series([TEXT, None, TEXT], index=["a", "b", "a"], dtype=dtype)
    tagged = articles.politext.tag(pipeline=Fixed())
    assert tagged["label"].tolist() == [entity.label for entity in example().entities] * 2
    assert set(tagged.index) == {"a"}
    assert all(TEXT[row.start : row.end] == row.text for row in tagged.itertuples())


def test_documents_stand_under_the_index_of_their_articles() -> None:
    docs = pd.Series([None, TEXT], index=[7, 3]).politext.docs(pipeline=Fixed(), dates=["2020-03-12", None])
    assert docs[3] == example()
    assert docs[7].text == ""


def test_numbers_are_no_articles() -> None:
    with pytest.raises(AttributeError, match=r"works on text; this Series is int64"):
        _ = pd.Series([1, 2]).politext


def test_dates_of_a_series_are_read_as_everywhere() -> None:
    texts: Any = pd.Series(["Huế", "Huế", "Huế"])
    found = texts.politext.docs(dates=[2017, "28/10/2019", "hôm qua"], pipeline=fakes.load())
    assert [(doc.date, doc.period) for doc in found] == [(None, "2017"), (date(2019, 10, 28), None), (None, None)]
    assert [doc.warnings for doc in found] == [(), (), ("date not understood: 'hôm qua'",)]
