"""Makes the package's topic model and its card.

Reads the labelled articles, further labels by article id (``training/topics_labels.csv``, texts from the corpus) and
the unlabelled corpus, which gives the vocabulary and its rarity and, judged by a first model and by a large one that
does not ship (``training/topics_judged.npz``, of ``training.teacher.topics``), more to learn from.
Cross-validates, calibrates on held-out scores, prunes, packs, and writes ``model.npz`` and ``MODEL_CARD.md``.

    python -m training.topics --shared ../shared

Afterwards ``python training/digests.py`` and ``python -m training.topics_versions --write``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterator
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
JUDGED = HERE / "topics_judged.npz"
OUT = HERE.parent / "src" / "vnpolitext" / "data" / "topics"
CODES = package_taxonomy().codes
# Chosen by cross-validation: see the card.
STRENGTH, SECONDARY, FEWEST, FEATURES = 0.3, 0.5, 5, 60_000
# How much an unlabelled article counts that a first model has judged. Its judgements are sharpened to about twice what
# is calibrated, so that sure ones teach most.
TRUST, SHARPNESS = 0.3, 23.0
# How much of a label is the large model's judgement instead of the reader's.
SMOOTHED = 0.3
# Steps of the solver: from nothing for the first model, from there on for the second, and again for its best columns.
FIRST_STEPS, SECOND_STEPS, MORE_STEPS = 30, 20, 8
# Whole numbers up to this hold the weights: 400 steps cost no accuracy and half of the file.
LIMIT = 400
FOLDS, SEED = 5, 0
NATURAL = 1
BLOCK = 2_000
PROVINCES = HERE.parent / "src" / "vnpolitext" / "data" / "registry" / "provinces.csv"
# Named in most national news.
CENTRES = {"Hà Nội", "TP. Hồ Chí Minh", "Hồ Chí Minh", "Thành phố Hồ Chí Minh"}


@dataclass(frozen=True, slots=True)
class Article:
    """A labelled article; ``round`` is 1 for the natural sample, 2 for the balancing one, 0 for others."""

    id: str
    text: str
    primary: str
    secondary: tuple[str, ...]
    round: int
    year: str = ""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def labelled(shared: Path) -> list[Article]:
    """The labelled articles that are cross-validated."""
    rows = lines(shared / "topics" / "labelled.jsonl.gz")
    return [Article(r["id"], r["text"], r["primary"], tuple(r["secondary"]), r["round"], r["date"][:4]) for r in rows]


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


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the model is made from.

    ``main`` is cross-validated; ``political`` and ``further`` are learnt from; ``dev`` is only looked at; ``corpus``
    has the text of every unlabelled article by its id.
    """

    main: list[Article]
    political: list[Article]
    further: list[Article]
    dev: list[Article]
    corpus: dict[str, str]

    @property
    def everything(self) -> list[Article]:
        """What the shipped model is learnt from; ``main`` comes first."""
        return self.main + self.political + self.further

    @property
    def unlabelled(self) -> list[str]:
        """Ids of the articles that nobody labelled, in the corpus's order."""
        known = {article.id for article in [*self.everything, *self.dev]}
        return [name for name in self.corpus if name not in known]


@dataclass(frozen=True, slots=True)
class Judged:
    """A large model's shares of topics, learnt without a fold: of labelled and of unlabelled articles."""

    labelled: Table
    unlabelled: Table


class Judgements:
    """All that the large model judged: fold by fold, and last by all labels.

    Args:
        found: the articles.
        path: ``ids`` of articles and their ``shares`` (folds + 1, articles, topics) in 63rds.
    """

    def __init__(self, found: Material, path: Path = JUDGED) -> None:
        arrays = np.load(path)
        place = {name.decode(): row for row, name in enumerate(arrays["ids"])}
        self._shares = arrays["shares"]
        self._labelled = np.array([place[article.id] for article in found.everything])
        self._others = np.array([place[name] for name in found.unlabelled])

    def without(self, fold: int, rows: NDArray[np.int64]) -> Judged:
        """What the model said that had not learnt the fold; ``rows`` are the labelled articles asked for."""
        shares = self._shares[fold]
        return Judged(unit_sum(shares[self._labelled[rows]]), unit_sum(shares[self._others]))

    def whole(self) -> Judged:
        """What the model said that had learnt all labels."""
        return self.without(FOLDS, np.arange(len(self._labelled)))


def unit_sum(shares: NDArray[np.uint8]) -> Table:
    """Rows that add up to 1."""
    some = shares.astype(np.float64)
    total: Table = some / some.sum(axis=1, keepdims=True)
    return total


@dataclass(frozen=True, slots=True)
class Learnt:
    """Columns that were kept, and weights and bias for them."""

    columns: NDArray[np.int64]
    weights: Table
    bias: Table


def unit(features: Any) -> Any:
    """The rows again of length 1, after columns were dropped."""
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    return normalize(features)


def taught(features: Any, targets: Table, vocabulary: Vocabulary, unlabelled: Any, judged: Judged) -> Learnt:
    """Learn from labelled articles, then from those and unlabelled ones as a first and a large model judge them.

    Args:
        features: labelled articles by features.
        targets: labelled articles by topics.
        vocabulary: the features' names and rarity.
        unlabelled: other articles by features.
        judged: what the large model says of both.

    Returns:
        The ``FEATURES`` columns that move scores most, among those of two labelled articles at least.
    """
    often = np.flatnonzero(np.asarray((features > 0).sum(axis=0)).ravel() >= 2)
    first, others, bias = unit(features[:, often]), unit(unlabelled[:, often]), targets.mean(axis=0)
    weights = fit.solved_in_steps(first, targets - bias, STRENGTH, np.ones(len(targets)), steps=FIRST_STEPS)
    shares = (softmax(SHARPNESS * (others @ weights + bias)) + judged.unlabelled) / 2
    labels = (1 - SMOOTHED) * targets + SMOOTHED * judged.labelled
    goals = np.vstack([labels, shares]) - bias
    trust = np.concatenate([np.ones(len(targets)), np.full(len(shares), TRUST)])
    weights = fit.solved_in_steps(vertical([first, others]), goals, STRENGTH, trust, steps=SECOND_STEPS, start=weights)
    best = fit.strongest(weights, vocabulary.rarity[often], most=FEATURES)
    columns = often[best]
    every = vertical([unit(features[:, columns]), unit(unlabelled[:, columns])])
    weights = fit.solved_in_steps(every, goals, STRENGTH, trust, steps=MORE_STEPS, start=weights[best])
    return Learnt(columns, weights, bias)


def vertical(parts: list[Any]) -> Any:
    """Sparse matrices one below the other."""
    from scipy.sparse import vstack  # noqa: PLC0415

    return vstack(parts).tocsr()


def softmax(logits: Table) -> Table:
    """Shares that add up to 1 in each row."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Table = odds / odds.sum(axis=1, keepdims=True)
    return shares


def held_out(
    features: Any,
    targets: Table,
    vocabulary: Vocabulary,
    articles: list[Article],
    *,
    unlabelled: Any,
    judgements: Judgements,
) -> Table:
    """Scores of each of the first ``articles`` by columns and weights learnt without its fold."""
    scores = np.zeros((len(articles), len(CODES)))
    for fold, (train, test) in enumerate(folds(articles, len(targets) - len(articles))):
        learnt = taught(features[train], targets[train], vocabulary, unlabelled, judgements.without(fold, train))
        scores[test] = unit(features[test][:, learnt.columns]) @ learnt.weights + learnt.bias
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


def groups(articles: list[Article]) -> dict[str, NDArray[np.bool_]]:
    """Parts of the cross-validated articles that the card reports apart."""
    names = {row["name"] for row in csv.DictReader(PROVINCES.open(encoding="utf-8", newline=""))} - CENTRES

    def local(article: Article) -> bool:
        title = article.text.split("\n", 1)[0][:200]
        return any(name in title for name in names)

    def chosen(test: Callable[[Article], bool]) -> NDArray[np.bool_]:
        return np.array([test(article) for article in articles])

    # The undated articles of one collection were gathered in 2017.
    return {
        "natural sample (round 1)": chosen(lambda a: a.round == NATURAL),
        "under 300 characters": chosen(lambda a: len(a.text) < 300),
        "300 characters and more": chosen(lambda a: len(a.text) >= 300),
        "of 2016 and 2017": chosen(lambda a: a.year in {"2016", "2017"} or (not a.year and "baomoi" in a.id)),
        "of 2024 and 2025": chosen(lambda a: a.year in {"2024", "2025"}),
        "of 2026": chosen(lambda a: a.year == "2026"),
        "a province in the title": chosen(local),
    }


def material(shared: Path) -> Material:
    """Read all of it."""
    main = labelled(shared)
    corpus = {row["id"]: normalise(row["text"]).text for row in lines(shared / "corpus" / "articles.jsonl.gz")}
    dev = of_gold(shared, "dev")
    held = {article.id for article in main + dev}
    political = [article for article in of_gold(shared, "train") if article.id not in held]
    held |= {article.id for article in political}
    more = [article for article in further(corpus) if article.id not in held]
    return Material(main, political, more, dev, corpus)


def matrices(found: Material) -> tuple[Vocabulary, Any, Any]:
    """The vocabulary of every text at hand, labels aside; the labelled articles in it; the unlabelled ones to judge."""
    labelled_texts = {article.id: normalise(article.text).text for article in found.everything}
    dev_texts = {article.id: normalise(article.text).text for article in found.dev}
    vocabulary = learn(list((found.corpus | labelled_texts | dev_texts).values()), fewest=FEWEST)
    others = [found.corpus[name] for name in found.unlabelled]

    def table(texts: list[str]) -> Any:
        blocks = [texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)]
        return vertical([fit.matrix(vocabulary.rows(block), len(vocabulary)).astype(np.float32) for block in blocks])

    return vocabulary, table(list(labelled_texts.values())), table(others)


def build(found: Material, vocabulary: Vocabulary, features: Any, others: Any) -> tuple[TopicModel, dict[str, Quality]]:
    """The model and its scores, held out unless their name says otherwise."""
    targets = goals(found.everything)
    judgements = Judgements(found)
    scores = held_out(features, targets, vocabulary, found.main, unlabelled=others, judgements=judgements)
    shares, (sharpness, shift) = cross_validated(scores, found.main)
    learnt = taught(features, targets, vocabulary, others, judgements.whole())
    words = fit.restricted(vocabulary, learnt.columns)
    model = fit.packed(words, learnt.weights, learnt.bias, CODES, limit=LIMIT, sharpness=sharpness, shift=shift)
    dev_shares = model.probabilities([normalise(article.text).text for article in found.dev])
    results = {"cross-validation, all": scored(shares, found.main)}
    for name, kept in groups(found.main).items():
        results[f"cross-validation, {name}"] = scored(shares, found.main, kept)
    results["political selection, kept out (not learnt from)"] = scored(dev_shares, found.dev)
    texts = [normalise(article.text).text for article in found.main]
    facts = {
        "articles": {
            "labelled": len(found.main),
            "political": len(found.political),
            "further": len(found.further),
            "unlabelled": len(found.corpus),
            "judged": others.shape[0],
        },
        "features": len(words),
        "familiar": drift.profile(texts, words.rows(texts), shares),
        "quality": {name: {k: v for k, v in q.to_dict().items() if k != "confusions"} for name, q in results.items()},
    }
    return model.with_facts(**facts), results


def main() -> int:
    """Build the model and write it with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with topics/, gold/ and corpus/")
    parser.add_argument("--out", type=Path, default=OUT, help="where model.npz and MODEL_CARD.md go")
    arguments = parser.parse_args()
    found = material(arguments.shared)
    model, results = build(found, *matrices(found))
    model.save(arguments.out / "model.npz")
    (arguments.out / "MODEL_CARD.md").write_text(card(model, results), encoding="utf-8")
    for name, result in results.items():
        figures = (result.primary, result.macro_f1, result.any_topic, result.calibration_error)
        print(f"{name}: {' '.join(f'{figure:.4f}' for figure in figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
