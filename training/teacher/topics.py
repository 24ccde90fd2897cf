"""Teach a pretrained transformer topics, fold by fold, and let it judge the unlabelled articles.

    python -m training.teacher.topics prepare FOLDER SHARED VOCABULARY OUTPUT
    python -m training.teacher.topics judge TEACHER PREPARED OUTPUT --fold 0
    python -m training.teacher.topics pack PREPARED FOLD0 FOLD1 ... ALL

``prepare`` reads what ``training.topics`` is made from. ``judge`` learns all labelled articles but those of a fold
(``--fold 5``: all) and writes its shares of topics for every article. ``pack`` makes of these what ``training.topics``
learns from.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.teacher.network import Head, Teacher
from training.teacher.pretrain import MASK
from training.teacher.units import read, rows, vocabulary_ids
from training.topics import CODES, JUDGED, folds, goals, material
from vnpolitext.text.normalise import normalise

LENGTH = 256
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def prepare(arguments: argparse.Namespace) -> None:
    """Write units, goals and folds."""
    found = material(arguments.shared)
    texts = {article.id: article.text for article in [*found.everything, *found.dev]}
    texts |= {name: found.corpus[name] for name in found.unlabelled}
    ids = vocabulary_ids(arguments.folder)
    units = np.zeros((len(texts), LENGTH, 5), np.uint16)
    beginnings = [normalise(text).text[: 8 * LENGTH] for text in texts.values()]
    for row, (forms, features) in enumerate(read(beginnings, arguments.vocabulary)):
        part = rows(forms[:LENGTH], features[:LENGTH], ids)
        units[row, : len(part)] = part
    parts = [test for _, test in folds(found.main, 0)]
    fold = np.full(len(found.everything), -1)
    for number, test in enumerate(parts):
        fold[test] = number
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    np.savez(arguments.output, units=units, goals=goals(found.everything), fold=fold, main=len(found.main))
    arguments.output.with_suffix(".json").write_text(json.dumps(list(texts)), encoding="utf-8")
    print(f"{len(fold)} labelled of {len(texts)} articles")


def judge(arguments: argparse.Namespace) -> None:
    """Learn and judge."""
    torch.manual_seed(arguments.fold)
    torch.set_float32_matmul_precision("high")
    data = np.load(arguments.prepared)
    units = torch.from_numpy(data["units"].astype(np.int32)).to(DEVICE)
    targets = torch.from_numpy(data["goals"]).float().to(DEVICE)
    targets /= targets.sum(-1, keepdim=True)
    learnt = np.flatnonzero(data["fold"] != arguments.fold)
    model = Head(Teacher.load(arguments.teacher, dropout=arguments.dropout), len(CODES), pooled=True).to(DEVICE)
    optimiser = torch.optim.AdamW(
        [{"params": model.teacher.parameters()}, {"params": model.out.parameters(), "lr": 10 * arguments.rate}],
        lr=arguments.rate,
        weight_decay=0.05,
        fused=DEVICE.type == "cuda",
    )
    rng = np.random.default_rng(arguments.fold)
    begun, step, part, epoch = time.time(), 0, 0.0, 0
    steps = arguments.epochs * (len(learnt) // arguments.batch)
    model.train()
    while part < 1:
        order, losses = rng.permutation(learnt), []
        for i in range(0, len(order) - arguments.batch + 1, arguments.batch):
            part = max((time.time() - begun) / arguments.seconds, step / steps)
            for group, times in zip(optimiser.param_groups, (1, 10), strict=True):
                group["lr"] = times * arguments.rate * min(1.0, (step + 1) / 60) * max(0.01, 1 - part)
            step += 1
            chosen = torch.from_numpy(order[i : i + arguments.batch]).to(DEVICE)
            batch = units[chosen].long()
            mask = batch[..., 1] > 0
            hidden = (torch.rand(mask.shape, device=DEVICE) < arguments.hide) & mask
            batch[..., 0][hidden] = MASK
            with torch.autocast(DEVICE.type, torch.bfloat16):
                scores = model(batch, mask)
            loss = functional.cross_entropy(scores.float(), targets[chosen], label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.detach())
            if part >= 1:
                break
        epoch += 1
        mean = torch.stack(losses).mean().item()
        print(f"fold {arguments.fold} epoch {epoch} loss {mean:.4f} {time.time() - begun:.0f}s", flush=True)
    model.eval()
    shares = []
    with torch.no_grad(), torch.autocast(DEVICE.type, torch.bfloat16):
        for i in range(0, len(units), 256):
            batch = units[i : i + 256].long()
            shares.append(model(batch, batch[..., 1] > 0).float().softmax(-1).half().cpu().numpy())
    found = np.concatenate(shares)
    np.save(arguments.output, found)
    test = np.flatnonzero(data["fold"] == arguments.fold)
    if len(test):
        right = found[test].argmax(-1) == data["goals"][test].argmax(-1)
        print(f"fold {arguments.fold}: {right.mean():.4f} of {len(test)} primaries, {time.time() - begun:.0f}s")


def pack(arguments: argparse.Namespace) -> None:
    """Write ids and shares, in 63rds, where ``training.topics`` reads them."""
    names = json.loads(arguments.prepared.with_suffix(".json").read_text(encoding="utf-8"))
    shares = np.stack([np.load(path).astype(np.float32) for path in arguments.judged])
    ids = np.array([name.encode() for name in names])
    np.savez_compressed(JUDGED, ids=ids, shares=np.rint(shares * 63).astype(np.uint8))


def main() -> None:
    """Three commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    first = commands.add_parser("prepare")
    first.add_argument("folder", type=Path)
    first.add_argument("shared", type=Path)
    first.add_argument("vocabulary", type=Path)
    first.add_argument("output", type=Path)
    first.set_defaults(run=prepare)
    second = commands.add_parser("judge")
    second.add_argument("teacher", type=Path)
    second.add_argument("prepared", type=Path)
    second.add_argument("output", type=Path)
    second.add_argument("--fold", type=int, default=0)
    second.add_argument("--epochs", type=int, default=5)
    second.add_argument("--seconds", type=float, default=600)
    second.add_argument("--batch", type=int, default=32)
    second.add_argument("--rate", type=float, default=1e-4)
    second.add_argument("--hide", type=float, default=0.1)
    second.add_argument("--dropout", type=float, default=0.1)
    second.set_defaults(run=judge)
    third = commands.add_parser("pack")
    third.add_argument("prepared", type=Path)
    third.add_argument("judged", type=Path, nargs="+")
    third.set_defaults(run=pack)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
