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
from training.tagger.gold import located
from vnpolitext.entities import binding
from vnpolitext.entities.holder_model import HolderModel, SumNetwork, vocabulary
from vnpolitext.entities.holder_slots import Batch, Vocabulary
from vnpolitext.entities.holders import Scene, scene
from vnpolitext.entities.names import group_names
from vnpolitext.entities.signatures import folded
from vnpolitext.gold import parse_tagged

OUTPUT = Path(__file__).parents[1] / "src" / "vnpolitext" / "data" / "holders"
# A code needs so many candidates to have a vector, a word or a title so many places to have a number.
MIN_COUNT, MIN_PLACES = 5, 8
HIDDEN, EPOCHS, RATE, DROP, DECAY, BATCH = 12, 10, 4e-3, 0.3, 0.05, 128
# The first look at an article that the second learns from is of a network that has not seen it.
INNER_FOLDS = 4
# It learns from each article twice, the second time with this share of its mentions missed or cut short, as in use.
NOISE = 0.06


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated article: what the model sees, which candidates are right, all right (position, name), names."""

    scene: Scene
    right: list[int]
    gold: set[tuple[int, str]]
    names: list[str]


def annotated(text: str, spans: Sequence[dict[str, Any]], *, noise: float = 0.0, seed: int = 0) -> Annotated:
    """What the model sees of an annotated article; with noise, as if a share of its mentions had been missed or cut."""
    random = np.random.default_rng(seed)
    every = [(s["start"], s["end"]) for s in spans if s["label"] == "PERSON"]
    fullest = group_names([text[a:b] for a, b in every])
    named = {extent: text[slice(*every[person])].casefold() for extent, person in zip(every, fullest, strict=True)}
    offices = [s for s in spans if s["label"] == "POSITION" and random.random() >= noise]
    positions = [_cut(text, s["start"], s["end"], random.random() < noise) for s in offices]
    people = [extent for extent in every if random.random() >= noise]
    others = [(s["start"], s["end"]) for s in spans if s["label"] != "POSITION"]
    inner = {p: [o for o in others if p[0] <= o[0] and o[1] <= p[1]] for p in positions}
    holders = [{h.strip().casefold() for h in s.get("h", "").split(";") if h.strip()} for s in offices]
    names = [named[extent] for extent in people]
    view = scene(text, positions, people, inner)
    right = [int(names[c.person] in holders[c.position]) for c in view.candidates]
    return Annotated(view, right, {(p, h) for p, held in enumerate(holders) for h in held}, names)


def _cut(text: str, start: int, end: int, shorter: bool) -> tuple[int, int]:
    """The extent, or without its last word."""
    return start, start + len(text[start:end].rsplit(" ", 1)[0]) if shorter else end


def read(folder: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    """Text and spans of all annotated articles of a folder."""
    texts = [file.read_text(encoding="utf-8").rstrip("\n") for file in sorted(folder.glob("*.xml"))]
    return [parse_tagged(text) for text in texts]


def read_located(file: Path, corpus: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    """Text and spans of annotated articles whose texts are in the corpus (``training.tagger.gold.located``)."""
    found = []
    for text, row in located(file, corpus):
        spans = [{"start": a, "end": b, "label": label} for a, b, label, *_ in row["spans"]]
        for span, (*_, holders) in zip(spans, row["spans"], strict=True):
            if span["label"] == "POSITION":
                span["h"] = "; ".join(text[spans[i]["start"] : spans[i]["end"]] for i in holders)
        found.append((text, spans))
    return found


def seen(articles: Sequence[tuple[str, list[dict[str, Any]]]], *, noise: float = 0.0) -> list[Annotated]:
    """What the model sees of each."""
    return [annotated(text, spans, noise=noise, seed=seed) for seed, (text, spans) in enumerate(articles)]


class Net(nn.Module):
    """One hidden layer over the sum of vectors, beside direct weights."""

    def __init__(self, codes: int) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(codes + 1, HIDDEN, mode="sum", padding_idx=0)
        nn.init.normal_(self.vectors.weight, std=0.05)
        self.linear = nn.EmbeddingBag(codes + 1, 1, mode="sum", padding_idx=0)
        nn.init.zeros_(self.linear.weight)
        with torch.no_grad():
            self.vectors.weight[0] = 0
        self.bias = nn.Parameter(torch.zeros(HIDDEN))
        self.output = nn.Linear(HIDDEN, 1)

    def forward(self, rows: Tensor, scale: float) -> Tensor:
        """Scores of rows of codes."""
        hidden = torch.relu(self.vectors(rows) * scale + self.bias)
        scores: Tensor = self.output(hidden) + self.linear(rows) * scale
        return scores.squeeze(-1)


def train(rows: Tensor, right: Tensor, codes: int, seed: int) -> Net:
    """One network; a share of the slots is dropped at each step."""
    torch.manual_seed(seed)
    net = Net(codes)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
    for epoch in range(EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for part in torch.randperm(len(rows)).split(BATCH):
            kept = rows[part] * (torch.rand(rows[part].shape) > DROP)
            loss = nn.functional.binary_cross_entropy_with_logits(net(kept, 1 / (1 - DROP)), right[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return net


def fit_network(codes: np.ndarray, right: np.ndarray, seeds: int) -> SumNetwork:
    """The mean of several networks, as one with their hidden units side by side."""
    values, counts = np.unique(codes, return_counts=True)
    known = values[counts >= MIN_COUNT]
    empty = np.zeros(0, dtype=np.float32)
    rows = torch.from_numpy(SumNetwork(known, empty, empty, empty, empty, 0.0).rows(codes))
    nets = [train(rows, torch.from_numpy(right), len(known), seed) for seed in range(seeds)]
    with torch.no_grad():
        return SumNetwork(
            known,
            half(torch.cat([net.vectors.weight for net in nets], 1).numpy()),
            half(torch.stack([net.linear.weight[:, 0] for net in nets]).mean(0).numpy()),
            torch.cat([net.bias for net in nets]).numpy(),
            torch.cat([net.output.weight[0] for net in nets]).numpy() / len(nets),
            float(torch.stack([net.output.bias[0] for net in nets]).mean()),
        )


def half(values: np.ndarray) -> np.ndarray:
    """As they will be after storage in half precision."""
    return values.astype(np.float16).astype(np.float32)


def words(articles: Sequence[Annotated]) -> Vocabulary:
    """Words around offices and before names, and titles, that come often enough."""
    near: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for article in articles:
        near.update(folded(gap.last[1]) for gap in article.scene.gaps.values())
        for context in article.scene.contexts.values():
            near.update(map(folded, context.words))
            titles.update({context.title, " ".join(context.title.split()[:2])})
    often = (sorted(name for name, count in found.items() if count >= MIN_PLACES) for found in (near, titles))
    return vocabulary(*often)


def fit(copies: Sequence[tuple[Annotated, ...]], seeds: int) -> HolderModel:
    """Both looks, from each article's copies; the second learns from first looks that have not seen the article."""
    places = [(i, copy) for i, article in enumerate(copies) for copy in article if copy.scene.candidates]
    articles = [copy for _, copy in places]
    known = words(articles)
    batch = Batch([a.scene for a in articles], known)
    codes = np.stack(list(batch.slots()), axis=1)
    right = np.array([value for a in articles for value in a.right], dtype=np.float32)
    chances = np.zeros(len(right))
    drawn = np.random.default_rng(1).permutation(len(copies)) % INNER_FOLDS
    fold_of = drawn[np.array([i for i, _ in places])][batch.articles]
    for fold in range(INNER_FOLDS):
        held = fold_of == fold
        network = fit_network(codes[~held], right[~held], seeds)
        chances[held] = network.chances(iter(codes[held].T), int(held.sum()))
    further = np.stack(list(batch.further_slots(chances)), axis=1)
    return HolderModel(known, fit_network(codes, right, seeds), fit_network(further, right, seeds))


def pairs(model: HolderModel, articles: Sequence[Annotated]) -> np.ndarray:
    """How many (office, holder's name) pairs are right, found and annotated, given the right mentions."""
    counts = np.zeros(3)
    for article, chances in zip(articles, model.chances([a.scene for a in articles]), strict=True):
        chosen = binding.bound(article.scene, chances)
        got = {(position, article.names[person]) for position, people in chosen.items() for person in people}
        counts += len(got & article.gold), len(got), len(article.gold)
    return counts


def rates(counts: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 of what ``pairs`` counted."""
    right, found, gold = counts.tolist()
    return right / max(found, 1), right / max(gold, 1), 2 * right / max(found + gold, 1)


def save(model: HolderModel, folder: Path) -> None:
    """Arrays in half precision, words and titles."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for look, network in (("first", model.first), ("second", model.second)):
        arrays[f"{look}_codes"] = network.codes
        arrays[f"{look}_vectors"] = network.vectors.astype(np.float16)
        arrays[f"{look}_linear"] = network.linear.astype(np.float16)
        arrays[f"{look}_bias"] = network.bias
        arrays[f"{look}_output"] = network.output
        arrays[f"{look}_constant"] = np.array([network.constant], dtype=np.float32)
    np.savez_compressed(folder / "model.npz", **arrays)
    known = {"words": list(model.vocabulary.words), "titles": list(model.vocabulary.titles)}
    (folder / "words.json").write_text(json.dumps(known, ensure_ascii=False, indent=0), encoding="utf-8")
    digests.main()


def main() -> None:
    """Cross-validate, train on everything, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, help="folder of annotated articles")
    parser.add_argument("--dev", type=Path, help="folder of annotated articles to report on")
    parser.add_argument("--further", type=Path, help="annotated articles of the corpus, always learnt from")
    parser.add_argument("--corpus", type=Path, help="the corpus that they are from")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--dry", action="store_true", help="save nothing")
    arguments = parser.parse_args()
    gold = read(arguments.train)
    further = read_located(arguments.further, arguments.corpus) if arguments.further else []
    copies = list(zip(seen(gold + further), seen(gold + further, noise=NOISE), strict=True))
    order = np.random.default_rng(0).permutation(len(gold))
    totals = np.zeros(3)
    for fold in range(arguments.folds):
        held = set(order[fold :: arguments.folds].tolist())
        model = fit([pair for i, pair in enumerate(copies) if i not in held], arguments.seeds)
        counts = pairs(model, [copies[i][0] for i in sorted(held)])
        totals += counts
        print(f"fold {fold}", *(f"{value:.4f}" for value in rates(counts)), flush=True)
    if arguments.folds:
        print("all folds", *(f"{value:.4f}" for value in rates(totals)), flush=True)
    model = fit(copies, arguments.seeds)
    if arguments.dev:
        print("dev", *(f"{value:.4f}" for value in rates(pairs(model, seen(read(arguments.dev))))))
    if not arguments.dry:
        save(model, OUTPUT)


if __name__ == "__main__":
    main()
