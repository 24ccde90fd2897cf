"""A small tagger learns from what large ones said of unlabelled articles, and from the gold.

    python -m training.tagger.distil VOCABULARY FOLDER TARGETS OUTPUT --gold GOLD --dev DEV ...

``FOLDER`` is what ``training.teacher.units`` wrote with this vocabulary, ``TARGETS`` of ``training.teacher.tag``.
A graphics processor makes it fast.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.augment import by_length, other
from training.tagger.gold import UNMARKED, Article, read, sentences, tagged_article
from training.tagger.model import Tagger, untrained
from training.tagger.reading import batch_of, corrupt, evaluate, featuriser, pieces
from training.teacher.network import awaited
from vnpolitext.entities.tags import WIDTHS
from vnpolitext.evaluation import table

PIECE = 160
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Labelled:
    """Unlabelled articles, one after the other, with the probabilities that the teachers gave their units."""

    def __init__(self, folder: Path, targets: Path) -> None:
        self.features = torch.from_numpy(np.load(folder / "features.npy").astype(np.int32)).to(DEVICE)
        self.targets = torch.from_numpy(np.load(awaited(targets))).to(DEVICE)
        edges = np.load(folder / "edges.npy")
        article = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
        self.article = torch.from_numpy(article.astype(np.int32)).to(DEVICE)

    def batch(self, size: int) -> tuple[Tensor, Tensor]:
        """Features and targets of random stretches; what belongs to another article than the middle is padding."""
        starts = torch.randint(0, len(self.features) - PIECE, (size, 1), device=DEVICE)
        places = starts + torch.arange(PIECE, device=DEVICE)
        article = self.article[places]
        keep = (article == article[:, PIECE // 2 : PIECE // 2 + 1])[..., None]
        return self.features[places].long() * keep, self.targets[places].float() * keep


def soft_loss(outs: tuple[Tensor, Tensor], targets: Tensor) -> Tensor:
    """Cross entropy to the teachers' probabilities, of the units that are no padding."""
    total = torch.zeros((), device=targets.device)
    for out, target in zip(outs, targets.split(WIDTHS, dim=-1), strict=True):
        real = (target.sum(-1) > 0.5).float()
        total = total - ((target * out.log_softmax(-1)).sum(-1) * real).sum() / real.sum()
    return total


def learn(student: Tagger, data: Labelled, gold: Sequence[Article], arguments: argparse.Namespace) -> None:
    """Train the student; each step sees soft labels and gold ones."""
    rng = np.random.default_rng(arguments.seed)
    torch.manual_seed(arguments.seed)
    student.to(DEVICE)
    optimiser = torch.optim.AdamW(
        student.parameters(), lr=arguments.rate, weight_decay=0.01, fused=DEVICE.type == "cuda"
    )
    hard = nn.CrossEntropyLoss(ignore_index=UNMARKED, label_smoothing=0.02)
    queue: list[tuple[Article, int, int]] = []
    begun, losses, last, part, step = time.time(), [], 0.0, 0.0, 0
    student.train()
    while part < 1:
        part = max((time.time() - begun) / arguments.seconds, step / arguments.steps)
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * min(1.0, (step + 1) / 200) * max(0.005, 1 - part)
        if len(queue) < arguments.gold_batch:
            queue = pieces(gold, rng) + queue
        chosen, queue = queue[: arguments.gold_batch], queue[arguments.gold_batch :]
        features, targets = data.batch(arguments.batch)
        loss = soft_loss(student(corrupt(features, arguments.hide)), targets)
        if chosen:
            rows, tags = batch_of(chosen)
            outs = student(corrupt(rows.to(DEVICE), arguments.hide))
            loss = loss + arguments.gold_weight * sum(
                hard(out.flatten(0, 1), tag.to(DEVICE).flatten()) for out, tag in zip(outs, tags, strict=True)
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.detach())
        step += 1
        if step % 100 == 0 and time.time() - begun - last > 20:
            last = time.time() - begun
            mean = torch.stack(losses[-100:]).mean().item()
            print(f"{arguments.output.stem} step {step} loss {mean:.4f} {last:.0f}s", flush=True)
    print(f"{arguments.output.stem}: {step} steps, {step * arguments.batch * PIECE / len(data.features):.1f} passes")
    student.cpu()


def main() -> None:
    """Train a student, report on dev, save its weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("targets", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True, help="of training.tagger.augment")
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument(
        "--sentences", type=Path, nargs="+", required=True, help="annotated sentences (training.tagger.gold)"
    )
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus that they are from")
    parser.add_argument("--keep", type=int, default=0, help="sentences to measure on instead of learning from them")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--dilations", type=int, nargs="+", default=[1, 2, 4, 1])
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--gold-batch", type=int, default=24)
    parser.add_argument("--gold-weight", type=float, default=0.3)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--hide", type=float, default=0.03)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    features_of = featuriser(arguments.vocabulary)
    gold, dev = read(arguments.gold, features_of), read(arguments.dev, features_of)
    names = by_length(json.loads(arguments.names.read_text(encoding="utf-8")))
    rng = np.random.default_rng(arguments.seed)
    originals = list(gold)
    for copy in range(arguments.copies):
        made = [(a.name, *other(a.text, a.spans, names, rng)) for a in originals]
        gold += [tagged_article(f"{name}+{copy}", text, spans, features_of) for name, text, spans in made]
    hard = sentences(arguments.sentences, arguments.corpus, features_of)
    order = np.random.default_rng(5).permutation(len(hard))
    kept = [hard[i] for i in order[: arguments.keep]]
    gold += [hard[i] for i in order[arguments.keep :]]
    torch.manual_seed(arguments.seed)
    student = untrained(arguments.vocabulary, arguments.width, tuple(arguments.dilations), arguments.dropout)
    learn(student, Labelled(arguments.folder, arguments.targets), gold, arguments)
    torch.save({name: value.half() for name, value in student.state_dict().items()}, arguments.output)
    print(f"{arguments.output.stem} on dev\n{table(evaluate([student], dev))}")
    if kept:
        print(f"{arguments.output.stem} on {len(kept)} kept sentences\n{table(evaluate([student], kept))}")


if __name__ == "__main__":
    main()
