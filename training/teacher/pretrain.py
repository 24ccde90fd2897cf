"""Teach a transformer to guess hidden units of unlabelled articles, for as long as it may.

    python -m training.teacher.pretrain FOLDER OUTPUT --seconds 300

``FOLDER`` is what ``training.teacher.units`` wrote. Needs a graphics processor to be of use.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.teacher.network import Size, Teacher, written
from vnpolitext.entities.features import UNKNOWN

MASK = 2
HIDDEN = 0.25
RUN = 4


def hide(units: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Units with runs of one to ``RUN`` of them hidden, and where."""
    start = torch.rand(units.shape[:2], device=units.device) < share / ((RUN + 1) / 2)
    length = torch.randint(1, RUN + 1, units.shape[:2], device=units.device)
    hidden = start.clone()
    for step in range(1, RUN):
        hidden[:, step:] |= start[:, :-step] & (length[:, :-step] > step)
    seen = units.clone()
    seen[hidden] = 0
    seen[..., 0][hidden] = MASK
    return seen, hidden


def guess(teacher: Teacher, encode: Callable[[Tensor], Tensor], units: Tensor) -> Tensor:
    """The loss of guessing forms and shapes of hidden units."""
    seen, hidden = hide(units, HIDDEN)
    with torch.autocast(units.device.type, torch.bfloat16):
        vectors = encode(seen)[hidden]
        forms, shapes = units[..., 0][hidden], units[..., 1][hidden]
        forms = forms.masked_fill(forms == UNKNOWN, -100)
        loss = functional.cross_entropy(teacher.form(vectors).float(), forms)
        return loss + functional.cross_entropy(teacher.shape(vectors).float(), shapes)


def optimiser_of(teacher: Teacher, rate: float) -> torch.optim.Optimizer:
    """AdamW; matrices decay, scales and biases do not."""
    decay = [weights for weights in teacher.parameters() if weights.ndim > 1]
    rest = [weights for weights in teacher.parameters() if weights.ndim < 2]
    groups = [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=decay[0].is_cuda)


def learn(teacher: Teacher, data: Tensor, arguments: argparse.Namespace) -> None:
    """Guess hidden units of random stretches until the time is over."""
    encode = torch.compile(teacher) if arguments.compile else teacher
    optimiser = optimiser_of(teacher, arguments.rate)
    offsets = torch.arange(arguments.length, device=data.device)
    begun, step, losses, last, part = time.time(), 0, [], 0.0, 0.0
    while part < 1:
        part = (time.time() - begun) / arguments.seconds
        for group in optimiser.param_groups:
            group["lr"] = arguments.rate * min(1.0, (step + 1) / 400) * max(0.02, 1 - part)
        starts = torch.randint(0, len(data) - arguments.length, (arguments.batch,), device=data.device)
        loss = guess(teacher, encode, data[starts[:, None] + offsets].long())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.detach())
        step += 1
        if step == 2:  # what was compiled does not count
            losses[-1].item()
            begun = time.time()
        if step % 50 == 0:
            mean, now = torch.stack(losses[-50:]).mean().item(), time.time() - begun
            if now - last > 15:
                last = now
                passes = step * arguments.batch * arguments.length / len(data)
                print(f"step {step} loss {mean:.3f} {passes:.2f} passes {now:.0f}s", flush=True)


def main() -> None:
    """Pretrain and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--seconds", type=float, default=210)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--inner", type=int, default=1536)
    parser.add_argument("--length", type=int, default=256)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    words = len(json.loads((arguments.folder / "words.json").read_text(encoding="utf-8")))
    data = torch.from_numpy(np.load(arguments.folder / "units.npy").astype(np.int32)).to(device)
    data[:, 4] = 0  # names come in with the annotated articles
    size = Size(words, arguments.width, arguments.layers, arguments.width // 64, arguments.inner, dropout=0.0)
    teacher = Teacher(size).to(device)
    learn(teacher, data, arguments)
    written(teacher.saved(), arguments.output)
    print(f"{sum(weights.numel() for weights in teacher.parameters()) / 1e6:.1f} million weights")


if __name__ == "__main__":
    main()
