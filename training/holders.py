"""Train the holder model: which person of the article holds an office."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training import digests
from vnpolitext.entities.holder_model import HolderModel, choose
from vnpolitext.entities.holders import Pair, pairs
from vnpolitext.gold import parse_tagged

OUTPUT = Path(__file__).parents[1] / "src" / "vnpolitext" / "data" / "holders"
MIN_COUNT = 3
HIDDEN, EPOCHS, RATE, DROP = 16, 20, 4e-3, 0.3


@dataclass(frozen=True, slots=True)
class Scene:
    """An annotated article: candidate pairs, whether each is right, all right (position, name), names of the people."""

    pairs: list[Pair]
    right: list[int]
    gold: set[tuple[int, str]]
    names: list[str]


def scene(text: str, spans: Sequence[dict[str, Any]]) -> Scene:
    """What the model sees of an annotated article."""
    positions = [(s["start"], s["end"]) for s in spans if s["label"] == "POSITION"]
    people = [(s["start"], s["end"]) for s in spans if s["label"] == "PERSON"]
    others = [(s["start"], s["end"]) for s in spans if s["label"] != "POSITION"]
    inner = {p: [o for o in others if p[0] <= o[0] and o[1] <= p[1]] for p in positions}
    holders = [
        {h.strip().casefold() for h in s.get("h", "").split(";") if h.strip()}
        for s in spans
        if s["label"] == "POSITION"
    ]
    names = [text[a:b].casefold() for a, b in people]
    found = pairs(text, positions, people, inner)
    right = [int(names[pair.person] in holders[pair.position]) for pair in found]
    return Scene(found, right, {(p, h) for p, held in enumerate(holders) for h in held}, names)


def read(folder: Path) -> list[Scene]:
    """All annotated articles of a folder."""
    files = sorted(folder.glob("*.xml"))
    return [scene(*parse_tagged(file.read_text(encoding="utf-8").rstrip("\n"))) for file in files]


class Net(nn.Module):
    """One hidden layer over the sum of feature vectors, beside direct weights."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(features + 1, HIDDEN, mode="sum", padding_idx=0)
        nn.init.normal_(self.vectors.weight, std=0.05)
        self.linear = nn.EmbeddingBag(features + 1, 1, mode="sum", padding_idx=0)
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(HIDDEN))
        self.output = nn.Linear(HIDDEN, 1)

    def forward(self, rows: Tensor) -> Tensor:
        """Scores of pairs of rows of features."""
        scores: Tensor = self.output(torch.relu(self.vectors(rows) + self.bias)) + self.linear(rows)
        return scores.squeeze(-1)


def train(rows: Tensor, right: Tensor, features: int, seed: int) -> Net:
    """One network; a share of the features is dropped at each step."""
    torch.manual_seed(seed)
    net = Net(features)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for part in torch.randperm(len(rows)).split(256):
            kept = rows[part] * (torch.rand(rows[part].shape) > DROP)
            loss = nn.functional.binary_cross_entropy_with_logits(net(kept), right[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return net


def fit(scenes: Sequence[Scene], seeds: int) -> HolderModel:
    """The mean of several networks, as one with their hidden units side by side."""
    counts = Counter(name for s in scenes for pair in s.pairs for name in pair.features)
    known = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    ids = {name: i + 1 for i, name in enumerate(known)}
    rows = torch.tensor([[ids.get(name, 0) for name in pair.features] for s in scenes for pair in s.pairs])
    right = torch.tensor([value for s in scenes for value in s.right], dtype=torch.float)
    nets = [train(rows, right, len(known), seed) for seed in range(seeds)]
    with torch.no_grad():
        return HolderModel(
            ids,
            torch.cat([net.vectors.weight for net in nets], 1).numpy().astype(np.float16).astype(np.float32),
            torch.stack([net.linear.weight[:, 0] for net in nets])
            .mean(0)
            .numpy()
            .astype(np.float16)
            .astype(np.float32),
            torch.cat([net.bias for net in nets]).numpy(),
            torch.cat([net.output.weight[0] for net in nets]).numpy() / len(nets),
            float(torch.stack([net.output.bias[0] for net in nets]).mean()),
        )


def evaluate(model: HolderModel, scenes: Sequence[Scene]) -> tuple[float, float, float]:
    """Precision, recall and F1 of (office, holder's name) pairs, given the right mentions."""
    right = found = gold = 0
    for s in scenes:
        chosen = choose(s.pairs, model.probabilities(s.pairs).tolist())
        got = {(position, s.names[person]) for position, people in chosen.items() for person in people}
        right, found, gold = right + len(got & s.gold), found + len(got), gold + len(s.gold)
    return right / max(found, 1), right / max(gold, 1), 2 * right / max(found + gold, 1)


def save(model: HolderModel, folder: Path) -> None:
    """Arrays in half precision and the features' names."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / "model.npz",
        vectors=model.vectors.astype(np.float16),
        linear=model.linear.astype(np.float16),
        bias=model.bias,
        output=model.output,
        constant=np.array([model.constant], dtype=np.float32),
    )
    names = sorted(model.features, key=model.features.__getitem__)
    (folder / "features.json").write_text(json.dumps(names, ensure_ascii=False, indent=0), encoding="utf-8")
    digests.main()


def main() -> None:
    """Cross-validate, train on everything, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, help="folder of annotated articles")
    parser.add_argument("--dev", type=Path, help="folder of annotated articles to report on")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folds", type=int, default=0)
    arguments = parser.parse_args()
    scenes = read(arguments.train)
    order = np.random.default_rng(0).permutation(len(scenes))
    for fold in range(arguments.folds):
        held = set(order[fold :: arguments.folds].tolist())
        model = fit([s for i, s in enumerate(scenes) if i not in held], arguments.seeds)
        print(f"fold {fold}", *(f"{v:.4f}" for v in evaluate(model, [s for i, s in enumerate(scenes) if i in held])))
    model = fit(scenes, arguments.seeds)
    if arguments.dev:
        print("dev", *(f"{value:.4f}" for value in evaluate(model, read(arguments.dev))))
    save(model, OUTPUT)


if __name__ == "__main__":
    main()
