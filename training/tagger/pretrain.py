"""Teach the encoder Vietnamese news: guess hidden units from their neighbours."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.model import Encoder
from training.tagger.vocabulary import read_texts
from vnpolitext.entities.features import Featuriser
from vnpolitext.entities.gazetteer import Gazetteer
from vnpolitext.text.normalise import normalise
from vnpolitext.tokens.syllables import syllables

LENGTH = 192
DILATIONS = (1, 2, 4, 1, 2, 4)
NEGATIVES = 1024
MASK = 2


def featurise(corpus: Path, vocabulary: Path) -> np.ndarray:
    """Features of all articles in one array (units, 5), two rows of padding between articles; cached on disk."""
    cache = vocabulary / "features.npy"
    if not cache.exists():
        words = json.loads((vocabulary / "words.json").read_text(encoding="utf-8"))
        featuriser = Featuriser(words, np.load(vocabulary / "pairs.npy"), Gazetteer({"country": ["Việt Nam"]}))
        gap = np.zeros((2, 5), dtype=np.uint16)
        parts = []
        for text in read_texts(corpus):
            clean = normalise(text).text
            parts += [featuriser(clean, *syllables(clean))[:, :5].astype(np.uint16), gap]
        np.save(cache, np.concatenate(parts))
    return np.load(cache, mmap_mode="r")


def hide(features: Tensor, share: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Features with a share of units hidden, and the positions to guess."""
    real = features[..., 0] > 1
    chosen = (torch.rand(real.shape, generator=generator) < share) & real
    masked = chosen & (torch.rand(real.shape, generator=generator) < 0.9)
    hidden = features.clone()
    hidden[..., 0][masked] = MASK
    hidden[..., 2:4][masked] = 0
    blind = masked & (torch.rand(real.shape, generator=generator) < 0.5)
    hidden[..., 1][blind] = 8
    pair = masked.clone()
    pair[:, 1:] |= masked[:, :-1]
    hidden[..., 4][pair] = 0
    return hidden, chosen


def sampled_loss(vectors: Tensor, right: Tensor, table: Tensor, bias: Tensor, counts: Tensor) -> Tensor:
    """Cross entropy over the right words of the batch and a sample of others, corrected for the sampling."""
    wrong = torch.multinomial(counts, NEGATIVES, replacement=False)
    candidates, places = torch.unique(torch.cat([right, wrong]), return_inverse=True)
    expected = (counts[candidates] / counts.sum() * NEGATIVES).clamp(1e-9, 1.0).log()
    logits = vectors @ table[candidates].T + bias[candidates] - expected
    return nn.functional.cross_entropy(logits, places[: len(right)])


def main() -> None:
    """Pretrain and save the weights after every tenth of the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    generator = torch.Generator().manual_seed(arguments.seed)
    data = featurise(arguments.corpus, arguments.vocabulary)
    words = len(json.loads((arguments.vocabulary / "words.json").read_text(encoding="utf-8")))
    model = Encoder(words, len(np.load(arguments.vocabulary / "pairs.npy")), arguments.width, DILATIONS)
    bias = nn.Parameter(torch.zeros(words))
    counts = torch.bincount(torch.from_numpy(data[:, 0].astype(np.int64)), minlength=words).float().pow(0.75)
    optimiser = torch.optim.AdamW(
        [*model.parameters(), bias], lr=2e-3, weight_decay=0.01, betas=(0.9, 0.98), fused=True
    )
    steps = arguments.steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / 150) * max(0.02, 1 - s / steps)
    )
    rng = np.random.default_rng(arguments.seed)
    order = rng.permutation((len(data) - LENGTH) // LENGTH)
    begun, losses = time.time(), []
    for step in range(steps):
        rows = [
            order[(step * arguments.batch + i) % len(order)] * LENGTH + int(rng.integers(0, 32))
            for i in range(arguments.batch)
        ]
        batch = torch.from_numpy(np.stack([data[r : r + LENGTH] for r in rows]).astype(np.int64))
        hidden, chosen = hide(batch, 0.2, generator)
        loss = sampled_loss(model(hidden)[chosen], batch[..., 0][chosen], model.embed.tables[0].weight, bias, counts)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 20 == 19:
            print(f"step {step + 1} loss {np.mean(losses[-20:]):.3f} {time.time() - begun:.0f}s", flush=True)
        if (step + 1) % max(1, steps // 10) == 0:
            torch.save(model.state_dict(), arguments.output)


if __name__ == "__main__":
    main()
