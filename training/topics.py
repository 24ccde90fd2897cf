"""Makes the package's topic model and its card.

Reads the labelled articles, further labels by article id (``training/topics_labels.csv``, texts from the corpus) and
the unlabelled corpus, which gives the vocabulary and its rarity. Cross-validates, calibrates on held-out scores,
prunes, packs, and writes ``model.npz`` and ``MODEL_CARD.md``.

    python -m training.topics --shared ../shared
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.topics_card import card
from vnpolitext.gold import read_gold
from vnpolitext.text.normalise import normalise
from vnpolitext.topics import drift, fit
from vnpolitext.topics.features import Vocabulary, learn
from vnpolitext.topics.metrics import Quality, quality
from vnpolitext.topics.model import Table, TopicModel
from vnpolitext.topics.taxonomy import package_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "vnpolitext" / "data" / "topics"
CODES = package_taxonomy().codes
# Chosen by cross-validation: see the card.
STRENGTH, SECONDARY, FEWEST, FEATURES = 0.3, 0.5, 5, 60_000
FOLDS, SEED = 5, 0
NATURAL = 1


@dataclass(frozen=True, slots=True)
class Article:
    """A labelled article; ``round`` is 1 for the natural sample, 2 for the balancing one, 0 for others."""

    id: str
    text: str
    primary: str
    secondary: tuple[str, ...]
    round: int


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def labelled(shared: Path) -> list[Article]:
    """The labelled articles that are cross-validated."""
    rows = lines(shared / "topics" / "labelled.jsonl.gz")
    return [Article(r["id"], r["text"], r["primary"], tuple(r["secondary"]), r["round"]) for r in rows]


def of_gold(shared: Path, part: str) -> list[Article]:
    """The topics of the gold articles."""
    found = []
    for article in read_gold(shared / "gold" / part):
        if article.topics:
            topics = article.topics
            found.append(Article(article.id, article.text, topics["primary"], tuple(topics.get("secondary", ())), 0))
    return found


def further(corpus: dict[str, str], path: Path = HERE / "topics_labels.csv") -> list[Article]:
    """Corpus articles labelled from title and beginning by one reader, after the same guidelines."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        Article(r["id"], corpus[r["id"]], r["primary"], tuple(r["secondary"].split()), 0)
        for r in rows
        if r["id"] in corpus
    ]


def goals(articles: list[Article]) -> Table:
    """1 for the primary topic; ``SECONDARY`` shared among the secondary ones."""
    table = np.zeros((len(articles), len(CODES)))
    for row, article in enumerate(articles):
        table[row, CODES.index(article.primary)] = 1
        others = [code for code in article.secondary if code != article.primary]
        for code in others:
            table[row, CODES.index(code)] = SECONDARY / len(others)
    return table


def folds(articles: list[Article], extra: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Five stratified parts of ``articles``; the ``extra`` rows after them are always learnt from."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    strata = [f"{article.primary} {article.round}" for article in articles]
    cut = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(strata, strata)
    always = np.arange(len(articles), len(articles) + extra)
    return [(np.concatenate([train, always]), test) for train, test in cut]


def truth_of(articles: list[Article]) -> NDArray[np.int64]:
    """The column of each article's primary topic."""
    return np.array([CODES.index(article.primary) for article in articles])


def ridge(features: Any, targets: Table) -> tuple[Table, Table]:
    """What the model is learnt with."""
    return fit.ridge(features, targets, strength=STRENGTH)


def selected(features: Any, targets: Table, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """The columns to keep: in two articles at least, and of those the ones that move scores most."""
    often = np.flatnonzero(np.asarray((features > 0).sum(axis=0)).ravel() >= 2)
    weights, _ = ridge(unit(features[:, often]), targets)
    return often[fit.strongest(weights, vocabulary.rarity[often], most=FEATURES)]


def unit(features: Any) -> Any:
    """The rows again of length 1, after columns were dropped."""
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    return normalize(features)


def held_out(features: Any, targets: Table, vocabulary: Vocabulary, articles: list[Article], extra: int) -> Table:
    """Scores of each article by columns and weights chosen without its fold."""
    scores = np.zeros((len(articles), len(CODES)))
    for train, test in folds(articles, extra):
        kept = selected(features[train], targets[train], vocabulary)
        some = unit(features[:, kept])
        weights, bias = ridge(some[train], targets[train])
        scores[test] = some[test] @ weights + bias
    return scores


def cross_validated(scores: Table, articles: list[Article]) -> tuple[Table, tuple[float, Table]]:
    """Probabilities of articles by a calibration learnt without their fold, and the calibration on all of them.

    The natural sample counts three times: it shows how common topics are.
    """
    truth = truth_of(articles)
    trust = np.array([3.0 if article.round == NATURAL else 1.0 for article in articles])
    shares = np.zeros_like(scores)
    for train, test in folds(articles, 0):
        sharpness, shift = fit.calibration(scores[train], truth[train], trust=trust[train])
        shares[test] = TopicModel((), _NO_WORDS, _NO_WEIGHTS, shift, shift, sharpness, shift).calibrated(scores[test])
    return shares, fit.calibration(scores, truth, trust=trust)


_NO_WORDS = Vocabulary((), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
_NO_WEIGHTS: NDArray[np.int16] = np.empty((0, 0), np.int16)


def scored(shares: Table, articles: list[Article], keep: NDArray[np.bool_] | None = None) -> Quality:
    """The quality of probabilities for articles, or for those of them to keep."""
    chosen = np.arange(len(articles)) if keep is None else np.flatnonzero(keep)
    some = [articles[row] for row in chosen]
    return quality(shares[chosen], truth_of(some), CODES, secondary=[article.secondary for article in some])


def build(shared: Path, vocabulary: Vocabulary | None = None) -> tuple[TopicModel, dict[str, Quality]]:
    """The model and its scores, held out unless their name says otherwise."""
    main = labelled(shared)
    known = {article.id for article in main}
    unlabelled = {row["id"]: row["text"] for row in lines(shared / "corpus" / "articles.jsonl.gz")}
    dev = of_gold(shared, "dev")
    held = known | {article.id for article in dev}
    political = [article for article in of_gold(shared, "train") if article.id not in held]
    more = political + [article for article in further(unlabelled) if article.id not in held]
    everything = main + more
    texts = [normalise(article.text).text for article in everything]
    if vocabulary is None:
        # Words of every text at hand, labels aside: rarity is better known from many texts.
        words = unlabelled | {article.id: article.text for article in everything + dev}
        vocabulary = learn([normalise(text).text for text in words.values()], fewest=FEWEST)
    features, targets = fit.matrix(vocabulary.rows(texts), len(vocabulary)), goals(everything)
    scores = held_out(features, targets, vocabulary, main, len(more))
    shares, (sharpness, shift) = cross_validated(scores, main)
    kept = selected(features, targets, vocabulary)
    vocabulary = fit.restricted(vocabulary, kept)
    weights, bias = ridge(unit(features[:, kept]), targets)
    model = fit.packed(vocabulary, weights, bias, CODES, sharpness=sharpness, shift=shift)
    natural = np.array([article.round == NATURAL for article in main])
    short = np.array([len(article.text) < 300 for article in main])
    dev_shares = model.probabilities([normalise(article.text).text for article in dev])
    results = {
        "cross-validation, all": scored(shares, main),
        "cross-validation, natural sample (round 1)": scored(shares, main, natural),
        "cross-validation, under 300 characters": scored(shares, main, short),
        "political selection, kept out (not learnt from)": scored(dev_shares, dev),
    }
    facts = {
        "articles": {
            "labelled": len(main),
            "political": len(political),
            "further": len(more) - len(political),
            "unlabelled": len(unlabelled),
        },
        "features": len(vocabulary),
        "familiar": drift.profile(texts[: len(main)], vocabulary.rows(texts[: len(main)]), shares),
        "quality": {name: {k: v for k, v in q.to_dict().items() if k != "confusions"} for name, q in results.items()},
    }
    return model.with_facts(**facts), results


def main() -> int:
    """Build the model and write it with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with topics/, gold/ and corpus/")
    parser.add_argument("--out", type=Path, default=OUT, help="where model.npz and MODEL_CARD.md go")
    arguments = parser.parse_args()
    model, results = build(arguments.shared)
    model.save(arguments.out / "model.npz")
    (arguments.out / "MODEL_CARD.md").write_text(card(model, results), encoding="utf-8")
    for name, result in results.items():
        figures = (result.primary, result.macro_f1, result.any_topic, result.calibration_error)
        print(f"{name}: {' '.join(f'{figure:.4f}' for figure in figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
