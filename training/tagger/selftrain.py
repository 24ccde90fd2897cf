"""Self-training: an ensemble labels unlabelled articles softly, a smaller network learns from them and the gold."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger import export
from training.tagger.augment import by_length, other
from training.tagger.finetune import batch_of, corrupt, evaluate, featuriser, pieces
from training.tagger.gold import Article, read, sentences, tagged_article
from training.tagger.model import Encoder, Tagger
from training.tagger.pretrain import DILATIONS
from training.tagger.vocabulary import read_texts
from vnpolitext.entities.features import COLUMNS
from vnpolitext.entities.tags import WIDTHS
from vnpolitext.evaluation import table
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

PIECE = 160


def tagger(vocabulary: Path, width: int, dilations: tuple[int, ...], dropout: float = 0.0) -> Tagger:
    """An untrained tagger for a vocabulary."""
    words = len(json.loads((vocabulary / "words.json").read_text(encoding="utf-8")))
    return Tagger(Encoder(words, len(np.load(vocabulary / "pairs.npy")), width, dilations, dropout), dropout)


def restored(path: Path, vocabulary: Path) -> Tagger:
    """A trained tagger of any width and depth, from its weights alone."""
    state = torch.load(path, weights_only=True)
    width = state["encoder.embed.tables.0.weight"].shape[1]
    depth = sum(1 for name in state if name.startswith("encoder.convolutions.") and name.endswith(".bias"))
    model = tagger(vocabulary, width, DILATIONS[:depth])
    model.load_state_dict(state, strict=False)
    return model.eval()


def label(arguments: argparse.Namespace) -> None:
    """Write features and the ensemble's mean probabilities of a sample of articles."""
    features_of = featuriser(arguments.vocabulary)
    models = [restored(path, arguments.vocabulary) for path in arguments.models]
    features, targets, begun = [], [], time.time()
    texts = islice(read_texts(arguments.corpus), arguments.first, None, arguments.every)
    for count, text in enumerate(texts):
        if count == arguments.articles:
            break
        clean = normalise(text).text
        units, starts, ends = syllables(clean)
        if not 40 <= len(units) <= 4000:
            continue
        rows = features_of(clean, units, starts, ends)
        with torch.no_grad():
            outs = [model(torch.from_numpy(rows)[None]) for model in models]
        mean = [sum(out[i][0].softmax(-1) for out in outs) / len(outs) for i in range(2)]
        features.append(rows.astype(np.uint16))
        targets.append(torch.cat(mean, -1).half().numpy())
        if count % 500 == 499:
            print(f"{count + 1} articles {time.time() - begun:.0f}s", flush=True)
    edges = np.cumsum([0, *map(len, features)])
    np.savez(arguments.output, features=np.concatenate(features), targets=np.concatenate(targets), edges=edges)


def joined(files: Sequence[Path]) -> dict[str, np.ndarray]:
    """Several files of ``label`` as one."""
    parts = [np.load(file) for file in files]
    lengths = np.concatenate([np.diff(part["edges"]) for part in parts])
    return {
        "features": np.concatenate([part["features"] for part in parts]),
        "targets": np.concatenate([part["targets"] for part in parts]),
        "edges": np.concatenate([[0], np.cumsum(lengths)]),
    }


def start_from(student: Tagger, encoder: Path) -> None:
    """Embeddings of the pretrained encoder, brought to the student's width along their main directions."""
    state = torch.load(encoder, weights_only=True)
    words = state["embed.tables.0.weight"]
    width = student.encoder.width
    if words.shape[1] == width:
        own = student.encoder.state_dict()
        own.update({name: value for name, value in state.items() if name in own and own[name].shape == value.shape})
        student.encoder.load_state_dict(own)
        return
    _, _, directions = torch.linalg.svd(words - words.mean(0), full_matrices=False)
    for i, weights in enumerate(student.encoder.embed.tables):
        if f"embed.tables.{i}.weight" not in state:
            continue
        weights.weight.data.copy_(state[f"embed.tables.{i}.weight"] @ directions[:width].T)


def soft_batch(data: dict[str, np.ndarray], rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
    """Random pieces of the softly labelled articles, padded."""
    features = torch.zeros(size, PIECE, len(COLUMNS), dtype=torch.long)
    targets = torch.zeros(size, PIECE, sum(WIDTHS))
    edges = data["edges"]
    for row, place in enumerate(rng.integers(0, edges[-1], size)):
        article = int(np.searchsorted(edges, place, side="right")) - 1
        a = max(int(edges[article]), int(place) - PIECE // 2)
        b = min(int(edges[article + 1]), a + PIECE)
        features[row, : b - a] = torch.from_numpy(data["features"][a:b].astype(np.int64))
        targets[row, : b - a] = torch.from_numpy(data["targets"][a:b].astype(np.float32))
    return features, targets


def soft_loss(outs: tuple[Tensor, Tensor], targets: Tensor) -> Tensor:
    """Cross entropy to the ensemble's probabilities, of the units that are no padding."""
    total = torch.zeros(())
    for out, target in zip(outs, targets.split(WIDTHS, dim=-1), strict=True):
        real = target.sum(-1) > 0.5
        total = total - (target[real] * out[real].log_softmax(-1)).sum(-1).mean()
    return total


def learn(student: Tagger, data: dict[str, np.ndarray], gold: Sequence[Article], arguments: argparse.Namespace) -> None:
    """Train the student; each step sees soft labels and, in a share of the batch, gold ones."""
    rng = np.random.default_rng(arguments.seed)
    torch.manual_seed(arguments.seed)
    steps = arguments.steps
    optimiser = torch.optim.AdamW(student.parameters(), lr=arguments.rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / 100) * max(0.01, 1 - s / steps)
    )
    hard = nn.CrossEntropyLoss(ignore_index=-100, label_smoothing=0.02)
    queue: list[tuple[Article, int, int]] = []
    begun, losses = time.time(), []
    student.train()
    for step in range(steps):
        if len(queue) < arguments.gold_batch:
            queue = pieces(gold, rng) + queue
        part, queue = queue[: arguments.gold_batch], queue[arguments.gold_batch :]
        features, targets = soft_batch(data, rng, arguments.batch)
        loss = soft_loss(student(corrupt(features, arguments.hide)), targets)
        if part:
            rows, tags = batch_of(part)
            outs = student(corrupt(rows, arguments.hide))
            loss = loss + arguments.gold_weight * sum(
                hard(o.flatten(0, 1), t.flatten()) for o, t in zip(outs, tags, strict=True)
            )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 100 == 99:
            print(f"step {step + 1} loss {np.mean(losses[-100:]):.4f} {time.time() - begun:.0f}s", flush=True)


def train(arguments: argparse.Namespace) -> None:
    """Train a student, report on dev, save its weights and optionally the arrays that ship."""
    features_of = featuriser(arguments.vocabulary)
    gold, dev = read(arguments.gold, features_of), read(arguments.dev, features_of)
    data = joined(arguments.data)
    if arguments.names:
        names = by_length(json.loads(arguments.names.read_text(encoding="utf-8")))
        rng = np.random.default_rng(arguments.seed)
        originals = list(gold)
        for copy in range(arguments.copies):
            made = [(a.name, *other(a.text, a.spans, names, rng)) for a in originals]
            gold += [tagged_article(f"{name}+{copy}", text, spans, features_of) for name, text, spans in made]
    if arguments.sentences:
        gold += arguments.sentence_copies * sentences(arguments.sentences, arguments.corpus, features_of)
    torch.manual_seed(arguments.seed)
    student = tagger(arguments.vocabulary, arguments.width, tuple(arguments.dilations), arguments.dropout)
    if arguments.begin:
        student.load_state_dict(torch.load(arguments.begin, weights_only=True), strict=False)
    else:
        start_from(student, arguments.encoder)
    learn(student, data, gold, arguments)
    torch.save(student.state_dict(), arguments.output)
    print(table(evaluate([student], dev)))
    if arguments.ship:
        export.save(student, gold, arguments.vocabulary)


def main() -> None:
    """Two commands: ``label`` and ``train``."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    first = commands.add_parser("label")
    first.add_argument("corpus", type=Path)
    first.add_argument("vocabulary", type=Path)
    first.add_argument("output", type=Path)
    first.add_argument("models", type=Path, nargs="+")
    first.add_argument("--articles", type=int, default=8000)
    first.add_argument("--first", type=int, default=0)
    first.add_argument("--every", type=int, default=4)
    first.set_defaults(run=label)
    second = commands.add_parser("train")
    second.add_argument("vocabulary", type=Path)
    second.add_argument("gold", type=Path)
    second.add_argument("dev", type=Path)
    second.add_argument("output", type=Path)
    second.add_argument("data", type=Path, nargs="+")
    second.add_argument("--encoder", type=Path, required=True)
    second.add_argument("--width", type=int, default=96)
    second.add_argument("--dilations", type=int, nargs="+", default=[1, 2, 4, 1, 2])
    second.add_argument("--steps", type=int, default=1500)
    second.add_argument("--batch", type=int, default=48)
    second.add_argument("--gold-batch", type=int, default=12)
    second.add_argument("--gold-weight", type=float, default=0.5)
    second.add_argument("--rate", type=float, default=2e-3)
    second.add_argument("--hide", type=float, default=0.05)
    second.add_argument("--dropout", type=float, default=0.05)
    second.add_argument("--seed", type=int, default=1)
    second.add_argument("--names", type=Path, help="names of training.tagger.augment, for articles with other people")
    second.add_argument("--copies", type=int, default=2)
    second.add_argument("--sentences", type=Path, help="annotated sentences of the corpus (training.tagger.gold)")
    second.add_argument("--corpus", type=Path, help="the corpus that they are from")
    second.add_argument("--sentence-copies", type=int, default=1)
    second.add_argument("--begin", type=Path, help="weights to go on from, in place of the encoder's")
    second.add_argument("--ship", action="store_true")
    second.set_defaults(run=train)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
