"""Train a tagger on annotated articles, from a pretrained encoder or from nothing."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.gazetteer import OUTPUT as GAZETTEER
from training.tagger.gold import Article, read
from training.tagger.model import Encoder, Tagger
from training.tagger.pretrain import DILATIONS
from vnpolitext.entities.features import COLUMNS, UNKNOWN, Featuriser
from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.entities.tags import FLAT, NESTING, decode
from vnpolitext.evaluation import Evaluation, table
from vnpolitext.evaluation import evaluate as compare
from vnpolitext.gold import GoldArticle

LENGTH = 160


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
    hidden = (torch.rand(features.shape[:2]) < share) & (features[..., 0] > 0)
    noisy = features.clone()
    noisy[..., 0][hidden] = UNKNOWN
    noisy[..., 4][hidden] = 0
    noisy[:, 1:, 4][hidden[:, :-1]] = 0
    lost = hidden & (torch.rand(hidden.shape) < 0.5)
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
        found = [{"start": start, "end": end, "label": label} for start, end, label in spans_of(article, layers)]
        predictions[article.name] = {"entities": found}
    return compare(gold, predictions)


def train(
    model: Tagger,
    articles: Sequence[Article],
    *,
    epochs: int,
    rate: float,
    seed: int,
    hide: float = 0.1,
    batch: int = 16,
) -> None:
    """Train in place with AdamW and a linear schedule."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    steps = epochs * (len(pieces(articles, np.random.default_rng(0))) // batch + 1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(1.0, (s + 1) / 100) * max(0.0, 1 - s / steps))
    loss_of = nn.CrossEntropyLoss(ignore_index=-100, label_smoothing=0.02)
    for epoch in range(epochs):
        model.train()
        begun, total, count = time.time(), 0.0, 0
        cut = pieces(articles, rng)
        for i in range(0, len(cut), batch):
            features, tags = batch_of(cut[i : i + batch])
            outs = model(corrupt(features, hide))
            loss = sum(loss_of(out.flatten(0, 1), tag.flatten()) for out, tag in zip(outs, tags, strict=True))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        print(f"epoch {epoch + 1} loss {total / count:.3f} {time.time() - begun:.0f}s", flush=True)


def main() -> None:
    """Train and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--hide", type=float, default=0.1)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    features = featuriser(arguments.vocabulary)
    gold, dev = read(arguments.train, features), read(arguments.dev, features)
    words = len(json.loads((arguments.vocabulary / "words.json").read_text(encoding="utf-8")))
    torch.manual_seed(arguments.seed)
    encoder = Encoder(
        words, len(np.load(arguments.vocabulary / "pairs.npy")), arguments.width, DILATIONS, arguments.dropout
    )
    if arguments.encoder:
        encoder.load_state_dict(torch.load(arguments.encoder, weights_only=True), strict=False)
    model = Tagger(encoder, arguments.dropout)
    train(model, gold, epochs=arguments.epochs, rate=arguments.rate, seed=arguments.seed, hide=arguments.hide)
    torch.save(model.state_dict(), arguments.output)
    print(table(evaluate([model], dev)))


if __name__ == "__main__":
    main()
