"""``vnpolitext evaluate --topics``: how right a topic model is on a user's labelled articles, and how far from home."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from vnpolitext.brief import brief, listed
from vnpolitext.commands.errors import reason
from vnpolitext.text.normalise import normalise
from vnpolitext.topics.drift import FEWEST, Drift, drift
from vnpolitext.topics.labelled import InputError, read_labelled
from vnpolitext.topics.metrics import Quality, quality
from vnpolitext.topics.model import Table, TopicModel, package_model, read_model


def evaluate(arguments: argparse.Namespace) -> int:
    """Print the quality of a model's topics; 0 when all went well, 2 with one line on stderr for bad input.

    Args:
        arguments: of ``vnpolitext evaluate``: ``gold``, the file; ``text``, ``label``, ``model``, ``errors``, ``json``.
    """
    text, label = arguments.text or "text", arguments.label or "label"
    try:
        texts, labels = read_labelled(arguments.gold, text=text, label=label)
        model = read_model(arguments.model) if arguments.model else package_model()
        truth = _columns(labels, model.codes, label)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"vnpolitext evaluate: {reason(error)}\n")
        return 2
    plain = [normalise(value).text for value in texts]
    shares = model.probabilities(plain)
    result = quality(shares, np.array(truth), model.codes)
    wrong = _wrong(shares, truth, model.codes)[: arguments.errors]
    apart = familiarity(model, plain)
    write = _json if arguments.json else _lines
    sys.stdout.write(write(result, wrong, apart) + "\n")
    return 0


def familiarity(model: TopicModel, texts: Sequence[str]) -> Drift | None:
    """How unlike the model's own articles these are; None where too few, or the model keeps no profile."""
    return drift(model, texts) if len(texts) >= FEWEST and model.facts.get("familiar") else None


def _columns(labels: Sequence[str], codes: Sequence[str], column: str) -> list[int]:
    if not labels:
        raise InputError("no articles; give a file with at least one")
    for row, label in enumerate(labels):
        if label not in codes:
            raise InputError(
                f"row {row}, column {column!r}: the model has no topic {brief(label)}; it has {listed(codes)}"
            )
    return [codes.index(label) for label in labels]


def _wrong(shares: Table, truth: Sequence[int], codes: Sequence[str]) -> list[str]:
    found = shares.argmax(axis=1).tolist()
    return [
        f"row {row}: {codes[true]} taken for {codes[column]} ({shares[row, column]:.2f})"
        for row, (column, true) in enumerate(zip(found, truth, strict=True))
        if column != true
    ]


def _json(result: Quality, wrong: Sequence[str], apart: Drift | None) -> str:
    report: dict[str, Any] = {**result.to_dict(), "drift": apart and asdict(apart)}
    return json.dumps(report | ({"errors": wrong} if wrong else {}), ensure_ascii=False, indent=1)


def _lines(result: Quality, wrong: Sequence[str], apart: Drift | None) -> str:
    lines = [described(result), *wrong]
    if apart is not None:
        lines.append(
            f"confidence {apart.confidence:.3f} (training articles: {apart.usual_confidence:.3f}), "
            f"known features a syllable {apart.known:.3f} ({apart.usual_known:.3f})"
        )
        lines += [f"warning: {apart.warning}"] if apart.warning else []
    return "\n".join(lines)


def described(result: Quality) -> str:
    """A quality as lines of text for a terminal; topics that neither occur nor were found are left out."""
    shown = [topic for topic in result.topics if topic.articles or topic.precision]
    width = max(len(topic.code) for topic in result.topics)
    lines = [
        f"{result.articles} articles, {result.primary:.1%} right",
        f"macro F1 {result.macro_f1:.3f}, calibration error {result.calibration_error:.3f}",
        f"{'topic':{width}}  precision  recall     F1  articles",
    ]
    lines += [f"{t.code:{width}}  {t.precision:9.3f}  {t.recall:6.3f}  {t.f1:5.3f}  {t.articles:8}" for t in shown]
    lines += [f"{true} taken for {found}: {count}" for true, found, count in result.confusions[:10]]
    return "\n".join(lines)
