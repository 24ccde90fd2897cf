"""``vnpolitext train-topics``: a topic model from a file of articles with labels, or without and from seed words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vnpolitext.commands.errors import reason
from vnpolitext.text.normalise import normalise
from vnpolitext.topics.evaluate import described, evaluate
from vnpolitext.topics.labelled import InputError, read_labelled, read_texts
from vnpolitext.topics.seed_hits import is_identifier
from vnpolitext.topics.seeds import SeedError, hits, learn_from_seeds, read_seeds
from vnpolitext.topics.taxonomy import Taxonomy, TaxonomyError, read_taxonomy

__all__ = ["add_arguments", "evaluate", "run", "train", "train_from_seeds"]

if TYPE_CHECKING:
    from vnpolitext.topics.metrics import Quality


EXAMPLES = """\
examples:
  vnpolitext train-topics labelled.csv --text noi_dung --label chu_de -o my-topics.npz
  vnpolitext train-topics articles.jsonl --seeds seeds.yaml -o my-topics.npz    from seed words, without labels
  vnpolitext tag articles.jsonl --topics my-topics.npz -o tags.jsonl            to use what was made
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``train-topics``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument(
        "data", type=Path, metavar="DATA", help="articles, labelled unless --seeds is given (.csv, .jsonl, .parquet)"
    )
    parser.add_argument("--text", default="text", metavar="COLUMN", help="column of the texts (default: text)")
    parser.add_argument("--label", default="label", metavar="COLUMN", help="column of the labels (default: label)")
    parser.add_argument(
        "--seeds", type=Path, metavar="YAML", help="learn from these seed words (and identifiers), without labels"
    )
    parser.add_argument("--taxonomy", type=Path, metavar="YAML", help="the topics that labels may be")
    parser.add_argument("--held-out", type=float, default=0.2, metavar="SHARE", help="share kept for the report (0.2)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MODEL", help="file to write (.npz)")


def run(arguments: argparse.Namespace) -> int:
    """Train, report, write the model; 0 when all went well, 2 with one line on stderr for bad input."""
    try:
        taxonomy = read_taxonomy(arguments.taxonomy) if arguments.taxonomy else None
        if arguments.seeds:
            seeds = read_seeds(arguments.seeds)
            texts = read_texts(arguments.data, text=arguments.text)
            try:
                report = train_from_seeds(texts, seeds, output=arguments.output, taxonomy=taxonomy)
            except (SeedError, TaxonomyError) as error:
                raise InputError(f"{arguments.seeds}: {error}") from error
        else:
            texts, labels = read_labelled(arguments.data, text=arguments.text, label=arguments.label)
            report = train(texts, labels, output=arguments.output, taxonomy=taxonomy, held_out=arguments.held_out)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"vnpolitext train-topics: {reason(error)}\n")
        return 2
    sys.stdout.write(report + "\n")
    return 0


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
    quality, familiar = _tested(texts, labels, test)
    model = TopicClassifier().fit(texts, labels).model_
    model.with_facts(quality=quality.to_dict(), articles={"labelled": len(texts)}, familiar=familiar).save(output)
    return f"held out: {described(quality)}\n{output}: {len(texts)} articles, {len(set(labels))} topics"


def train_from_seeds(
    texts: Sequence[str], seeds: Mapping[str, Sequence[str]], *, output: Path, taxonomy: Taxonomy | None = None
) -> str:
    """Learn from unlabelled articles and seeds, and write the model; there is nothing to hold out.

    Args:
        texts: articles, the more the better.
        seeds: for each topic its words, phrases, globs and identifiers; with identifiers the articles are linked first.
        output: the file to write.
        taxonomy: the topics that seeds may be for; any when None.

    Returns:
        The report: in how many articles each topic's seeds stand.

    Raises:
        ValueError: seeds that cannot be used.
    """
    from vnpolitext.loading import load  # noqa: PLC0415 - only where seeds are identifiers

    if taxonomy is not None:
        taxonomy.check(seeds)
    named = any(is_identifier(seed) for some in seeds.values() for seed in some)
    articles = list(load(components=["links"]).pipe(texts)) if named else texts
    model = learn_from_seeds(articles, seeds)
    found = (hits(articles, seeds) > 0).sum(axis=0).tolist()
    model.with_facts(articles={"unlabelled": len(texts)}, seeds=dict(zip(seeds, found, strict=True))).save(output)
    lines = [f"{code}: seeds in {count} articles" for code, count in zip(seeds, found, strict=True)]
    return "\n".join([*lines, f"{output}: {len(texts)} articles, {len(seeds)} topics"])


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


def _tested(texts: Sequence[str], labels: Sequence[str], test: Sequence[bool]) -> tuple[Quality, dict[str, float]]:
    """The quality of topics of the articles held out, and how familiar those look: what ``drift`` compares with."""
    import numpy as np  # noqa: PLC0415

    from vnpolitext.topics.classifier import TopicClassifier  # noqa: PLC0415
    from vnpolitext.topics.drift import profile  # noqa: PLC0415
    from vnpolitext.topics.metrics import quality  # noqa: PLC0415

    train = [number for number, kept in enumerate(test) if not kept]
    held = [number for number, kept in enumerate(test) if kept]
    if not held:
        raise InputError(f"{len(texts)} articles are too few to hold any out; give at least five of one topic")
    classifier = TopicClassifier().fit([texts[n] for n in train], [labels[n] for n in train])
    codes = classifier.classes_.tolist()
    truth = np.array([codes.index(labels[n]) for n in held])
    plain = [normalise(texts[n]).text for n in held]
    shares = classifier.model_.probabilities(plain)
    return quality(shares, truth, codes), profile(plain, classifier.model_.vocabulary.rows(plain), shares)
