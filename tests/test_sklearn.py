"""EntityCounts behaves as scikit-learn's own transformers do."""

import numpy as np
import pytest
from made_docs import example
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.pipeline import make_pipeline

from vnpolitext.doc import Doc
from vnpolitext.pipeline import Pipeline
from vnpolitext.sklearn import EntityCounts


def test_columns_are_registry_entries_numbers_or_words_sorted() -> None:
    names = list(EntityCounts().fit([example()]).get_feature_names_out())
    assert names == sorted(names)
    assert {"PERSON=person:tran-van-binh", "DIRECTIVE=35-CT/TW", "BODY=Ban Tổ chức Tỉnh ủy Vĩnh Hà"} <= set(names)


def test_rows_are_articles_and_unknown_mentions_count_nothing() -> None:
    counts = EntityCounts(labels=["PERSON"]).fit([example()])
    assert counts.transform([example(), Doc("trống")]).toarray().tolist() == [[1], [0]]


def test_rare_mentions_get_no_column() -> None:
    assert len(EntityCounts(min_df=2).fit([example(), Doc("trống")]).vocabulary_) == 0


def test_texts_go_through_the_pipeline_given() -> None:
    assert EntityCounts(nlp=Pipeline([])).fit_transform(["Hà Nội", "Huế"]).shape == (2, 0)


def test_it_clones_and_stands_in_a_pipeline() -> None:
    counts = clone(EntityCounts(labels=["BODY"], min_df=1))
    assert counts.get_params() == {"labels": ["BODY"], "min_df": 1, "nlp": None}
    weighted = make_pipeline(counts, TfidfTransformer()).fit_transform([example(), example()])
    np.testing.assert_allclose(weighted.toarray(), [[1.0], [1.0]])


def test_using_it_before_fitting_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="call fit"):
        EntityCounts().transform([example()])
