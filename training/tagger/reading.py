"""What teaching and measuring taggers share: features, batches of annotated articles, and scores against them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.tagger.gold import UNMARKED, Article
from training.tagger.model import Tagger
from vnpolitext.entities.features import COLUMNS, UNKNOWN, Featuriser
from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.entities.tags import FLAT, NESTING, decode
from vnpolitext.evaluation import Evaluation
from vnpolitext.evaluation import evaluate as compare
from vnpolitext.gold import GoldArticle

LENGTH = 160
GAZETTEER = Path(__file__).parents[2] / "src" / "vnpolitext" / "data" / "tagger" / "gazetteer.json"


def featuriser(vocabulary: Path) -> Featuriser:
    """The featuriser of a vocabulary folder."""
    words = json.loads((vocabulary / "words.json").read_text(encoding="utf-8"))
    names = json.loads(GAZETTEER.read_text(encoding="utf-8"))
    return Featuriser(words, np.load(vocabulary / "pairs.npy"), Gazetteer(names))


def pieces(articles: Sequence[Article], rng: np.random.Generator) -> list[tuple[Article, int, int]]:
    """Articles cut into pieces of about ``LENGTH`` units at other places each time, shuffled."""
    result = []
    for article in articles:
        edges = list(range(int(rng.integers(LENGTH // 2, LENGTH)), len(article.units), LENGTH))
        result += [(article, a, b) for a, b in zip([0, *edges], [*edges, len(article.units)], strict=True) if a < b]
    rng.shuffle(result)
    return result


def batch_of(part: Sequence[tuple[Article, int, int]]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Padded features and tags (-100 in the padding)."""
    longest = max(b - a for _, a, b in part)
    features = torch.zeros(len(part), longest, len(COLUMNS), dtype=torch.long)
    tags = (torch.full((len(part), longest), -100), torch.full((len(part), longest), -100))
    for row, (article, a, b) in enumerate(part):
        features[row, : b - a] = torch.from_numpy(article.features[a:b])
        for layer in range(2):
            tags[layer][row, : b - a] = torch.from_numpy(article.tags[layer][a:b])
    return features, tags


def corrupt(features: Tensor, share: float) -> Tensor:
    """Hide the identity of some words, so that the neighbours and the shape must do."""
    hidden = (torch.rand(features.shape[:2], device=features.device) < share) & (features[..., 0] > 0)
    noisy = features.clone()
    noisy[..., 0][hidden] = UNKNOWN
    noisy[..., 4][hidden] = 0
    noisy[:, 1:, 4][hidden[:, :-1]] = 0
    lost = hidden & (torch.rand(hidden.shape, device=hidden.device) < 0.5)
    noisy[..., 2:4][lost] = 0
    return noisy


def log_probabilities(model: Tagger, article_features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log probabilities of both layers' tags for a whole article."""
    if not len(article_features):
        return np.zeros((0, 1 + 4 * len(FLAT)), np.float32), np.zeros((0, 1 + 4 * len(NESTING)), np.float32)
    with torch.no_grad():
        flat, nesting = model(torch.from_numpy(article_features)[None])
    return flat[0].log_softmax(-1).numpy(), nesting[0].log_softmax(-1).numpy()


def spans_of(article: Article, layers: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, int, str]]:
    """Spans in characters from the two layers' scores."""
    spans = []
    for scores, labels in zip(layers, (FLAT, NESTING), strict=True):
        for start, end, label in decode(scores):
            spans.append((article.starts[start], article.starts[end - 1] + len(article.units[end - 1]), labels[label]))
    return spans


def evaluate(models: Sequence[Tagger], articles: Sequence[Article]) -> Evaluation:
    """How the mean of several models' probabilities does on annotated articles."""
    for model in models:
        model.eval()
    gold, predictions = [], {}
    for article in articles:
        outs = [log_probabilities(model, article.features) for model in models]
        layers = tuple(np.log(np.mean([np.exp(out[i]) for out in outs], axis=0) + 1e-9) for i in range(2))
        gold.append(GoldArticle(article.name, article.text, tuple(article.spans)))
        predictions[article.name] = {"entities": marked(article, spans_of(article, layers))}
    return compare(gold, predictions)


def marked(article: Article, spans: Sequence[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """Those of the spans that lie where somebody has looked, as entities."""
    looked = np.flatnonzero(article.tags[0] != UNMARKED)
    if not len(looked):
        return []
    low, high = article.starts[looked[0]], article.starts[looked[-1]] + len(article.units[looked[-1]])
    return [{"start": a, "end": b, "label": label} for a, b, label in spans if low <= a and b <= high]
