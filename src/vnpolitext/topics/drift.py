"""How unlike the training articles a corpus looks, in two figures that any user can take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vnpolitext.topics.features import Rows, parts
from vnpolitext.topics.model import Table, TopicModel

# A corpus is called unlike when its mean confidence falls short of the training articles' by more than this and than
# chance explains, or its articles hold so much smaller a share of the model's features. Measured on 31,000 articles
# that no label was known of: newspapers like those of the training articles fall short by up to 0.04, gadget news by
# 0.19, articles without their marks by 0.28, with every second word missing by 0.23 (the card has the table).
LESS_SURE, LESS_KNOWN = 0.08, 0.75
# Standard deviation of an article's confidence, of the same articles.
SPREAD = 0.23
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Drift:
    """A corpus beside the articles that the model was made from.

    Args:
        articles: how many were looked at.
        confidence: mean probability of the likeliest topic.
        usual_confidence: the same for training articles, held out.
        known: mean number of the model's features for each syllable read.
        usual_known: the same for training articles.
        warning: what to make of it, empty when nothing.
    """

    articles: int
    confidence: float
    usual_confidence: float
    known: float
    usual_known: float
    warning: str


def profile(texts: Sequence[str], rows: Rows, shares: Table) -> dict[str, float]:
    """What ``drift`` compares with: of the training articles, their rows and their held-out probabilities."""
    return {"confidence": round(float(shares.max(axis=1).mean()), 4), "known": round(_known(texts, rows), 4)}


def _known(texts: Sequence[str], rows: Rows) -> float:
    read = [max(sum(map(len, parts(text))), 1) for text in texts]
    return float((np.diff(rows.starts) / read).mean())


def drift(model: TopicModel, texts: Sequence[str]) -> Drift:
    """Compare articles with those that the model was made from.

    Args:
        model: a model whose facts hold the training articles' profile.
        texts: at least 20 articles in normal form.

    Raises:
        ValueError: too few articles, or a model without a profile.
    """
    usual = model.facts.get("familiar")
    if not usual:
        raise ValueError("this model keeps no profile of its training articles; train it with this release")
    if len(texts) < FEWEST:
        raise ValueError(f"{len(texts)} articles say nothing about a corpus; give at least {FEWEST}")
    rows = model.vocabulary.rows(texts)
    confidence = float(model.calibrated(model.scores(rows)).max(axis=1).mean())
    known = _known(texts, rows)
    warning = _warning(confidence, known, usual, len(texts))
    return Drift(len(texts), confidence, usual["confidence"], known, usual["known"], warning)


def _warning(confidence: float, known: float, usual: dict[str, float], articles: int) -> str:
    if known < LESS_KNOWN * usual["known"]:
        return "many words here are unknown to the model: another kind of text, period or language"
    return doubt(usual, confidence=confidence, articles=articles)


def doubt(usual: Mapping[str, float], *, confidence: float, articles: int) -> str:
    """What to make of a corpus in which the model is less sure than it was of its own articles; empty when nothing.

    Args:
        usual: the profile of the training articles, the fact "familiar" of a model.
        confidence: mean probability of the likeliest topic in the corpus.
        articles: how many have topics.

    Examples:
        >>> doubt({"confidence": 0.83}, confidence=0.80, articles=1000)
        ''
        >>> doubt({"confidence": 0.83}, confidence=0.64, articles=1000)[:28]
        'the topic model is less sure'
    """
    if articles < FEWEST or confidence >= usual["confidence"] - LESS_SURE - 2 * SPREAD / articles**0.5:
        return ""
    return (
        f"the topic model is less sure here (mean probability {confidence:.2f}) than on articles like those it was "
        f"made from ({usual['confidence']:.2f}): label some and try 'vnpolitext evaluate --topics'"
    )
