"""The teacher's network: a transformer over a text's units, with rotary positions."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from vnpolitext.entities.features import AFFIX_BUCKETS, SHAPES
from vnpolitext.entities.gazetteer import VALUES

# What the teacher sees of a unit, by the columns of ``teacher.units``.
SHAPE_VALUES = 2 * len(SHAPES)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a teacher is."""

    words: int
    width: int = 512
    layers: int = 8
    heads: int = 8
    inner: int = 1536
    dropout: float = 0.1


class Block(nn.Module):
    """Attention and a gated feed-forward layer, each after a normalisation."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.first = nn.RMSNorm(size.width)
        self.attention = nn.Linear(size.width, 3 * size.width, bias=False)
        self.out = nn.Linear(size.width, size.width, bias=False)
        self.second = nn.RMSNorm(size.width)
        self.up = nn.Linear(size.width, 2 * size.inner, bias=False)
        self.down = nn.Linear(size.inner, size.width, bias=False)
        self.drop = nn.Dropout(size.dropout)
        for linear in (self.out, self.down):
            nn.init.normal_(linear.weight, std=0.02 / (2 * size.layers) ** 0.5)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
        """Vectors (batch, length, width) of such."""
        batch, length, width = x.shape
        parts = self.attention(self.first(x)).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        query, key = turned(query, turns), turned(key, turns)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = x + self.drop(self.out(seen.transpose(1, 2).reshape(batch, length, width)))
        gate, up = self.up(self.second(x)).chunk(2, dim=-1)
        return x + self.drop(self.down(functional.silu(gate) * up))


def turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Queries or keys turned by their positions."""
    cosine, sine = turns
    left, right = x.chunk(2, dim=-1)
    return torch.cat([left * cosine - right * sine, left * sine + right * cosine], dim=-1).to(x.dtype)


class Teacher(nn.Module):
    """Vectors of units in their context; guesses hidden units' forms and shapes."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        rows = (size.words, SHAPE_VALUES, AFFIX_BUCKETS, AFFIX_BUCKETS, VALUES)
        self.tables = nn.ModuleList(nn.Embedding(count, size.width) for count in rows)
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.02)
        nn.init.zeros_(self.tables[4].weight)  # known names come in with the annotated articles
        self.start = nn.RMSNorm(size.width)
        self.drop = nn.Dropout(size.dropout)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.end = nn.RMSNorm(size.width)
        self.form = nn.Linear(size.width, size.words)
        self.shape = nn.Linear(size.width, SHAPE_VALUES)
        self.form.weight = self.tables[0].weight
        half = size.width // size.heads // 2
        self.register_buffer("pace", 10_000.0 ** (-torch.arange(half) / half), persistent=False)

    def forward(self, units: Tensor, mask: Tensor | None = None) -> Tensor:
        """Vectors (batch, length, width) of units (batch, length, 5); ``mask`` (batch, length) is true where one is."""
        x = self.drop(self.start(sum(table(units[..., i]) for i, table in enumerate(self.tables))))
        angles = torch.arange(units.shape[1], device=units.device)[:, None] * self.pace
        turns = (angles.cos(), angles.sin())
        reach = None if mask is None else mask[:, None, None, :]
        for block in self.blocks:
            x = block(x, turns, reach)
        return self.end(x)

    def saved(self) -> dict[str, Any]:
        """Size and weights, half precision, as ``load`` reads them."""
        return {"size": asdict(self.size), "weights": {name: w.half() for name, w in self.state_dict().items()}}

    @classmethod
    def load(cls, path: Path, **other: Any) -> Teacher:
        """A saved teacher, with other values of some sizes (dropout)."""
        saved = torch.load(path, weights_only=True)
        teacher = cls(Size(**(saved["size"] | other)))
        teacher.load_state_dict({name: value.float() for name, value in saved["weights"].items()})
        return teacher


def written(values: dict[str, Any], path: Path) -> None:
    """Save at once: whoever waits for the file finds it whole."""
    part = path.with_suffix(".part")
    torch.save(values, part)
    part.replace(path)


def awaited(path: Path, seconds: float = 900) -> Path:
    """The path of a file that another program may still be making."""
    begun = time.time()
    while not path.exists():
        if time.time() - begun > seconds:
            raise TimeoutError(f"{path} is not there after {seconds} seconds")
        time.sleep(0.2)
    return path


class Head(nn.Module):
    """A teacher with one linear layer on each unit, or on the mean of a text's units."""

    def __init__(self, teacher: Teacher, outputs: int, *, pooled: bool = False) -> None:
        super().__init__()
        self.teacher = teacher
        self.drop = nn.Dropout(teacher.size.dropout)
        self.out = nn.Linear(teacher.size.width * (2 if pooled else 1), outputs)
        nn.init.normal_(self.out.weight, std=0.01)
        self.pooled = pooled

    def forward(self, units: Tensor, mask: Tensor) -> Tensor:
        """Scores (batch, length, outputs), or (batch, outputs) when pooled."""
        x = self.teacher(units, mask)
        if self.pooled:
            weights = mask[..., None].to(x.dtype)
            mean = (x * weights).sum(1) / weights.sum(1)
            top = (x + (weights - 1) * 1e4).amax(1)
            x = torch.cat([mean, top], dim=-1)
        scores: Tensor = self.out(self.drop(x))
        return scores
