"""The topic model that the package ships: whole, light, and right on plain articles."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import vnpolitext as vp
from vnpolitext.text.normalise import normalise
from vnpolitext.topics.model import package_model
from vnpolitext.topics.taxonomy import package_taxonomy

TABLE = Path(__file__).parent / "cases" / "topics.csv"
with TABLE.open(encoding="utf-8", newline="") as _table:  # a text is a title and the lines below it
    CASES = list(csv.DictReader(_table))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_plain_articles_get_their_topic(case: dict[str, str]) -> None:
    doc = vp.load(components=["topics"])(case["text"])
    assert doc.topics[0].code == case["topic"]
    assert doc.topics[0].reasons


def test_probabilities_are_those_of_every_other_release_of_numpy_and_scikit_learn() -> None:
    # Written by training/topics_versions.py; this test runs with the oldest and the newest supported releases.
    stored = np.array(json.loads((TABLE.parent / "topic_scores.json").read_text(encoding="utf-8")))
    shares = package_model().probabilities([normalise(case["text"]).text for case in CASES])
    assert np.abs(shares - stored).max() <= 1e-6


def test_topics_are_ranked_probabilities_of_the_taxonomy() -> None:
    nlp = vp.load(components=["topics"])
    for case in CASES:
        topics = nlp(case["text"]).topics
        scores = [topic.score for topic in topics]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.001
        package_taxonomy().check(topic.code for topic in topics)


def test_a_batch_gives_what_single_calls_give() -> None:
    nlp = vp.load(components=["topics"])
    texts = [case["text"] for case in CASES]
    assert list(nlp.pipe(texts, batch_size=4)) == [nlp(text) for text in texts]


@pytest.mark.parametrize("text", ["", "   ", "123 - 456", "\n\n"])
def test_an_article_without_words_has_no_topic(text: str) -> None:
    assert vp.load(components=["topics"])(text).topics == ()


def test_the_shipped_model_is_small_and_fits_the_taxonomy() -> None:
    assert package_model().codes == package_taxonomy().codes
    assert len((files("vnpolitext") / "data" / "topics" / "model.npz").read_bytes()) <= 1_500_000


def test_the_card_promises_what_was_measured() -> None:
    quality = package_model().facts["quality"]["cross-validation, all"]
    natural = package_model().facts["quality"]["cross-validation, natural sample (round 1)"]
    assert quality["primary"] >= 0.82
    assert min(quality["macro_f1"], natural["macro_f1"]) >= 0.81
    assert max(quality["calibration_error"], natural["calibration_error"]) <= 0.05
