"""scikit-learn's own checks of TopicClassifier; those that feed it numbers cannot pass, and are listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from vnpolitext.topics.classifier import TopicClassifier

NUMBERS = "the check gives a matrix of numbers; this classifier takes a column of texts"
EXPECTED_FAILURES = dict.fromkeys(
    [
        "check_classifier_data_not_an_array",
        "check_classifiers_classes",
        "check_classifiers_one_label",
        "check_classifiers_train",
        "check_decision_proba_consistency",
        "check_dict_unchanged",
        "check_dont_overwrite_parameters",
        "check_estimator_sparse_array",
        "check_estimator_sparse_matrix",
        "check_estimator_sparse_tag",
        "check_estimators_dtypes",
        "check_estimators_fit_returns_self",
        "check_estimators_overwrite_params",
        "check_estimators_pickle",
        "check_f_contiguous_array_estimator",
        "check_fit2d_1feature",
        "check_fit2d_1sample",
        "check_fit_check_is_fitted",
        "check_fit_idempotent",
        "check_fit_score_takes_y",
        "check_methods_sample_order_invariance",
        "check_methods_subset_invariance",
        "check_pipeline_consistency",
        "check_positive_only_tag_during_fit",
        "check_readonly_memmap_input",
    ],
    NUMBERS,
)


class AsIfForTables(TopicClassifier):
    """Says that it takes tables: scikit-learn skips every check of an estimator that says it does not."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


_GIVEN = parametrize_with_checks([AsIfForTables()], expected_failed_checks=lambda _: EXPECTED_FAILURES)
# Before 1.8 a generator, which pytest warns of.
CHECKS: Callable[[Callable[..., None]], Callable[..., None]] = pytest.mark.parametrize(
    _GIVEN.args[0], list(_GIVEN.args[1]), **_GIVEN.kwargs
)


@CHECKS
def test_scikit_learn_checks(estimator: Any, check: Any) -> None:
    check(estimator)
