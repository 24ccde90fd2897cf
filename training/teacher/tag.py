"""Teach a pretrained transformer to tag, and let several of them label unlabelled articles.

    python -m training.teacher.tag train FOLDER TEACHER OUTPUT --gold GOLD --dev DEV ...
    python -m training.teacher.tag label FOLDER OUTPUT TAGGER [TAGGER ...]

``FOLDER`` is what ``training.teacher.units`` wrote. ``label`` writes ``targets.npy``: the taggers' mean probabilities
(units, tags of both layers), in the order of ``units.npy``. A graphics processor is needed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.augment import by_length, other
from training.tagger.gold import UNMARKED, Article, read, sentences, tagged_article
from training.tagger.reading import featuriser, marked, spans_of
from training.teacher.network import Head, Teacher, awaited, written
from training.teacher.pretrain import MASK
from training.teacher.units import rows, vocabulary_ids
from vnpolitext.entities.features import Featuriser, word_form
from vnpolitext.entities.tags import WIDTHS
from vnpolitext.evaluation import Evaluation, table
from vnpolitext.evaluation import evaluate as compare
from vnpolitext.gold import GoldArticle

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTH = 256
WINDOW, OVERLAP = 512, 64
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True, slots=True)
class Material:
    """Annotated texts as the teacher's units (n, 5) and the tags (n, 2) of both layers, one text after the other."""

    units: NDArray[np.int64]
    tags: NDArray[np.int64]
    edges: NDArray[np.int64]

    @classmethod
    def of(cls, articles: Sequence[Article], ids: dict[str, int]) -> Material:
        """From annotated articles."""
        parts = [rows(list(map(word_form, article.units)), article.features, ids) for article in articles]
        tags = [np.column_stack(article.tags) for article in articles]
        return cls(
            np.concatenate(parts).astype(np.int64), np.concatenate(tags), np.cumsum([0, *(len(part) for part in parts)])
        )

    def pieces(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Stretches (n, 2) of about ``LENGTH`` units, cut at other places each time, shuffled; none crosses a text."""
        found = []
        for start, end in zip(self.edges[:-1].tolist(), self.edges[1:].tolist(), strict=True):
            cuts = range(start + int(rng.integers(LENGTH // 2, LENGTH)), end, LENGTH)
            found += [(a, b) for a, b in zip([start, *cuts], [*cuts, end], strict=True) if a < b]
        return rng.permutation(np.array(found))

    def batch(self, pieces: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
        """Units, tags and where units are, padded."""
        length = int((pieces[:, 1] - pieces[:, 0]).max())
        places = pieces[:, :1] + np.arange(length)
        mask = places < pieces[:, 1:]
        places = np.minimum(places, len(self.units) - 1)
        units = np.where(mask[..., None], self.units[places], 0)
        tags = np.where(mask[..., None], self.tags[places], UNMARKED)
        return tuple(torch.from_numpy(array).to(DEVICE, non_blocking=True) for array in (units, tags, mask))


def annotated(arguments: argparse.Namespace, features_of: Featuriser) -> tuple[list[Article], list[Article]]:
    """What to learn from and, apart from dev, what is kept for measuring."""
    gold = read(arguments.gold, features_of)
    hard = sentences(arguments.sentences, arguments.corpus, features_of)
    kept: list[Article] = []
    if arguments.keep:
        order = np.random.default_rng(5).permutation(len(hard))
        kept = [hard[i] for i in order[: arguments.keep]]
        hard = [hard[i] for i in order[arguments.keep :]]
    names = by_length(json.loads(arguments.names.read_text(encoding="utf-8")))
    rng = np.random.default_rng(arguments.seed)
    made = [
        tagged_article(f"{a.name}+{copy}", *other(a.text, a.spans, names, rng), features_of)
        for copy in range(arguments.copies)
        for a in gold
    ]
    return gold + made + arguments.sentence_copies * hard, kept


def corrupt(units: Tensor, share: float) -> Tensor:
    """Hide some units' forms; half of those lose their affixes too."""
    hidden = torch.rand(units.shape[:2], device=units.device) < share
    lost = hidden & (torch.rand(units.shape[:2], device=units.device) < 0.5)
    noisy = units.clone()
    noisy[..., 0][hidden] = MASK
    noisy[..., 2:4][lost] = 0
    return noisy


def learn(model: Head, material: Material, arguments: argparse.Namespace) -> None:
    """Train in place."""
    rng = np.random.default_rng(arguments.seed)
    size = arguments.batch
    steps = arguments.epochs * (len(material.pieces(np.random.default_rng(0))) // size + 1)
    fresh = list(model.out.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": model.teacher.parameters()}, {"params": fresh, "lr": 5 * arguments.rate}],
        lr=arguments.rate,
        weight_decay=0.01,
        fused=DEVICE.type == "cuda",
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / 100) * max(0.01, 1 - s / steps)
    )
    hard = nn.CrossEntropyLoss(ignore_index=UNMARKED, label_smoothing=0.02)
    begun = time.time()
    for epoch in range(arguments.epochs):
        model.train()
        losses = []
        cut = material.pieces(rng)
        for i in range(0, len(cut), size):
            units, tags, mask = material.batch(cut[i : i + size])
            with torch.autocast(DEVICE.type, torch.bfloat16):
                scores = model(corrupt(units, arguments.hide), mask)
            layers = scores.float().split(WIDTHS, dim=-1)
            loss = sum(hard(out.flatten(0, 1), tags[..., k].flatten()) for k, out in enumerate(layers))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.detach())
        if epoch % 3 == 2 or epoch + 1 == arguments.epochs:
            mean = torch.stack(losses).mean().item()
            print(f"epoch {epoch + 1} loss {mean:.4f} {time.time() - begun:.0f}s", flush=True)


def probabilities(models: Sequence[Head], units: NDArray[np.uint16] | NDArray[np.int64]) -> Tensor:
    """Mean probabilities (units, tags) of a text, or of texts one after the other, read in overlapping windows."""
    result = torch.empty(len(units), sum(WIDTHS), dtype=torch.float16)
    data = torch.from_numpy(units.astype(np.int32))
    starts = list(range(0, max(1, len(units) - OVERLAP), WINDOW - OVERLAP))
    for i in range(0, len(starts), 128):
        part = starts[i : i + 128]
        places = torch.tensor(part)[:, None] + torch.arange(WINDOW)
        mask = (places < len(units)).to(DEVICE)
        batch = data[places.clamp(max=len(units) - 1)].long().to(DEVICE)
        total = torch.zeros(*mask.shape, sum(WIDTHS), device=DEVICE)
        for model in models:
            with torch.no_grad(), torch.autocast(DEVICE.type, torch.bfloat16):
                layers = model(batch, mask).float().split(WIDTHS, dim=-1)
            total += torch.cat([layer.softmax(-1) for layer in layers], -1)
        found = (total / len(models)).half().cpu()
        for start, row in zip(part, found, strict=True):
            a = 0 if start == 0 else OVERLAP // 2
            b = min(WINDOW, len(units) - start)
            result[start + a : start + b] = row[a:b]
    return result


def evaluate(models: Sequence[Head], articles: Sequence[Article], ids: dict[str, int]) -> Evaluation:
    """How several models' mean does on annotated articles; marked stretches alone count."""
    gold, predictions = [], {}
    for model in models:
        model.eval()
    for article in articles:
        units = rows(list(map(word_form, article.units)), article.features, ids)
        logs = np.log(probabilities(models, units).float().numpy() + 1e-9)
        spans = spans_of(article, tuple(np.split(logs, [WIDTHS[0]], axis=1)))
        gold.append(GoldArticle(article.name, article.text, tuple(article.spans)))
        predictions[article.name] = {"entities": marked(article, spans)}
    return compare(gold, predictions)


def restored(path: Path) -> Head:
    """A saved tagger."""
    saved = torch.load(path, weights_only=True)
    model = Head(Teacher.load(path, dropout=0.0), sum(WIDTHS))
    model.out.load_state_dict({name: value.float() for name, value in saved["out"].items()})
    return model.to(DEVICE).eval()


def train(arguments: argparse.Namespace) -> None:
    """Train one tagger."""
    torch.manual_seed(arguments.seed)
    torch.set_float32_matmul_precision("high")
    ids = vocabulary_ids(arguments.folder)
    features_of = featuriser(arguments.vocabulary)
    articles, kept = annotated(arguments, features_of)
    material, dev = Material.of(articles, ids), read(arguments.dev, features_of)
    teacher = Teacher.load(awaited(arguments.teacher), dropout=arguments.dropout)
    model = Head(teacher, sum(WIDTHS)).to(DEVICE)
    learn(model, material, arguments)
    out = {name: value.half() for name, value in model.out.state_dict().items()}
    written(model.teacher.saved() | {"out": out}, arguments.output)
    print(f"{arguments.output.name} on dev\n{table(evaluate([model], dev, ids))}")
    if kept:
        print(f"{arguments.output.name} on {len(kept)} kept sentences\n{table(evaluate([model], kept, ids))}")


def label(arguments: argparse.Namespace) -> None:
    """Label all units of the folder."""
    units = np.load(arguments.folder / "units.npy")
    models = [restored(awaited(path)) for path in arguments.taggers]
    begun = time.time()
    found = probabilities(models, units)
    part = arguments.output.with_suffix(".part.npy")
    np.save(part, found.numpy())
    part.replace(arguments.output)
    print(f"{len(found)} units labelled {time.time() - begun:.0f}s")
    if arguments.dev:
        articles = read(arguments.dev, featuriser(arguments.vocabulary))
        print(f"ensemble on dev\n{table(evaluate(models, articles, vocabulary_ids(arguments.folder)))}")


def main() -> None:
    """Two commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    first = commands.add_parser("train")
    first.add_argument("folder", type=Path)
    first.add_argument("teacher", type=Path)
    first.add_argument("output", type=Path)
    first.add_argument("--vocabulary", type=Path, required=True)
    first.add_argument("--gold", type=Path, required=True)
    first.add_argument("--dev", type=Path, required=True)
    first.add_argument("--sentences", type=Path, nargs="+", required=True)
    first.add_argument("--corpus", type=Path, required=True)
    first.add_argument("--names", type=Path, required=True)
    first.add_argument("--copies", type=int, default=2)
    first.add_argument("--sentence-copies", type=int, default=1)
    first.add_argument("--keep", type=int, default=0, help="sentences to measure on instead of learning from them")
    first.add_argument("--epochs", type=int, default=9)
    first.add_argument("--rate", type=float, default=2e-4)
    first.add_argument("--batch", type=int, default=48)
    first.add_argument("--hide", type=float, default=0.06)
    first.add_argument("--dropout", type=float, default=0.1)
    first.add_argument("--seed", type=int, default=1)
    first.set_defaults(run=train)
    second = commands.add_parser("label")
    second.add_argument("folder", type=Path)
    second.add_argument("output", type=Path)
    second.add_argument("taggers", type=Path, nargs="+")
    second.add_argument("--vocabulary", type=Path)
    second.add_argument("--dev", type=Path)
    second.set_defaults(run=label)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
