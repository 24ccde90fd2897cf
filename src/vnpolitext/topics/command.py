"""``vnpolitext train-topics``: a topic model from a file of labelled articles, with a held-out report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.text.normalise import normalise
from vnpolitext.topics.taxonomy import Taxonomy, read_taxonomy

if TYPE_CHECKING:
    import pandas as pd

    from vnpolitext.topics.metrics import Quality

READERS = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}


class InputError(ValueError):
    """Input that cannot be used; the message says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``train-topics``."""
    parser.add_argument("data", type=Path, metavar="DATA", help="labelled articles (.csv, .jsonl, .parquet)")
    parser.add_argument("--text", default="text", metavar="COLUMN", help="column of the texts (default: text)")
    parser.add_argument("--label", default="label", metavar="COLUMN", help="column of the labels (default: label)")
    parser.add_argument("--taxonomy", type=Path, metavar="YAML", help="the topics that labels may be")
    parser.add_argument("--held-out", type=float, default=0.2, metavar="SHARE", help="share kept for the report (0.2)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MODEL", help="file to write (.npz)")


def run(arguments: argparse.Namespace) -> int:
    """Train, report, write the model; 0 when all went well, 2 with one line on stderr for bad input."""
    try:
        texts, labels = read_labelled(arguments.data, text=arguments.text, label=arguments.label)
        taxonomy = read_taxonomy(arguments.taxonomy) if arguments.taxonomy else None
        report = train(texts, labels, output=arguments.output, taxonomy=taxonomy, held_out=arguments.held_out)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"vnpolitext train-topics: {error}\n")
        return 2
    sys.stdout.write(report + "\n")
    return 0


def read_labelled(path: Path, *, text: str, label: str) -> tuple[list[str], list[str]]:
    """Texts and labels from a table, each checked.

    Raises:
        InputError: an unknown format, a missing column, or a value that is missing (naming row and column).
    """
    import pandas as pd  # noqa: PLC0415 - only when a table is read

    if path.suffix not in READERS:
        raise InputError(f"{path}: unknown format {path.suffix!r}; give one of {', '.join(READERS)}")
    options: dict[str, Any] = {"lines": True, "dtype": False} if path.suffix == ".jsonl" else {}
    frame: pd.DataFrame = getattr(pd, READERS[path.suffix])(path, **options)
    for column in (text, label):
        if column not in frame.columns:
            raise InputError(f"{path} has no column {column!r}; it has {', '.join(map(str, frame.columns))}")
        for row, value in enumerate(frame[column]):
            if not isinstance(value, str) or not value.strip():
                if column == label and isinstance(value, int) and not isinstance(value, bool):
                    continue
                raise InputError(f"row {row}, column {column!r}: no text ({value!r}); drop the row or fill it in")
    return frame[text].tolist(), [str(value) for value in frame[label]]


def train(
    texts: Sequence[str], labels: Sequence[str], *, output: Path, taxonomy: Taxonomy | None, held_out: float
) -> str:
    """Train on a part for the report, then on everything for the file.

    Args:
        texts: articles.
        labels: one topic for each.
        output: the file to write.
        taxonomy: the topics that labels may be; any when None.
        held_out: share of the articles that the report is about, between 0 and 0.5.

    Returns:
        The report: each topic's precision, recall and F1, confusions, calibration.

    Raises:
        ValueError: labels that cannot be learnt from, or a share outside its range.
    """
    from vnpolitext.topics.classifier import TopicClassifier, check_labels  # noqa: PLC0415 - loads scikit-learn

    if not 0 < held_out <= 0.5:
        raise InputError(f"--held-out is {held_out}; give a share above 0 and up to 0.5")
    if taxonomy is not None:
        check_labels(labels, taxonomy.codes)
        _check_none_empty(labels, taxonomy)
    every = round(1 / held_out)
    test = _every_nth_of_each(labels, every)
    quality = _tested(texts, labels, test)
    classifier = TopicClassifier().fit(texts, labels)
    model = classifier.model_.with_facts(quality=quality.to_dict(), articles={"labelled": len(texts)})
    profiled = _profiled(model, texts)
    profiled.save(output)
    return f"{described(quality)}\n{output}: {len(texts)} articles, {len(set(labels))} topics"


def _check_none_empty(labels: Sequence[str], taxonomy: Taxonomy) -> None:
    empty = [code for code in taxonomy.codes if code not in set(labels)]
    if empty:
        raise InputError(f"topic {empty[0]!r} of the taxonomy has no article; label some or take it out")


def _every_nth_of_each(labels: Sequence[str], every: int) -> list[bool]:
    """For each article whether it is held out: of each label, one in ``every`` (the same on each run)."""
    seen: dict[str, int] = {}
    chosen = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        chosen.append(seen[label] % every == 0)
    return chosen


def _tested(texts: Sequence[str], labels: Sequence[str], test: Sequence[bool]) -> Quality:
    import numpy as np  # noqa: PLC0415

    from vnpolitext.topics.classifier import TopicClassifier  # noqa: PLC0415
    from vnpolitext.topics.metrics import quality  # noqa: PLC0415

    train = [number for number, kept in enumerate(test) if not kept]
    held = [number for number, kept in enumerate(test) if kept]
    if not held:
        raise InputError(f"{len(texts)} articles are too few to hold any out; give at least five of one topic")
    classifier = TopicClassifier().fit([texts[n] for n in train], [labels[n] for n in train])
    codes = classifier.classes_.tolist()
    truth = np.array([codes.index(labels[n]) for n in held])
    return quality(classifier.predict_proba([texts[n] for n in held]), truth, codes)


def _profiled(model: Any, texts: Sequence[str]) -> Any:
    from vnpolitext.topics.drift import profile  # noqa: PLC0415

    plain = [normalise(text).text for text in texts]
    rows = model.vocabulary.rows(plain)
    return model.with_facts(familiar=profile(plain, rows, model.calibrated(model.scores(rows))))


def described(quality: Quality) -> str:
    """A quality as lines of text for a terminal."""
    width = max(len(topic.code) for topic in quality.topics)
    lines = [
        f"held out: {quality.articles} articles, {quality.primary:.1%} right",
        f"macro F1 {quality.macro_f1:.3f}, calibration error {quality.calibration_error:.3f}",
        f"{'topic':{width}}  precision  recall     F1  articles",
    ]
    lines += [
        f"{t.code:{width}}  {t.precision:9.3f}  {t.recall:6.3f}  {t.f1:5.3f}  {t.articles:8}" for t in quality.topics
    ]
    lines += [f"{true} taken for {found}: {count}" for true, found, count in quality.confusions[:10]]
    return "\n".join(lines)
