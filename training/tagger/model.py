"""The network: embeddings of a unit's features, residual dilated convolutions, one linear layer a tag layer.

No normalisation layers and no attention, so that the shipped form is a few integer matrix products.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from vnpolitext.entities.features import AFFIX_BUCKETS, SHAPES
from vnpolitext.entities.gazetteer import VALUES
from vnpolitext.entities.tags import WIDTHS


class Embedding(nn.Module):
    """Sum of the embeddings of a unit's features (columns of ``features.COLUMNS``)."""

    def __init__(self, words: int, pairs: int, width: int) -> None:
        super().__init__()
        sizes = (words, 2 * len(SHAPES), AFFIX_BUCKETS, AFFIX_BUCKETS, pairs + 1, VALUES)
        self.tables = nn.ModuleList(nn.Embedding(size, width) for size in sizes)
        for table, std in zip(self.tables, (0.3, 0.3, 0.1, 0.1, 0.05, 0.0), strict=True):
            nn.init.normal_(table.weight, std=std)

    def forward(self, features: Tensor) -> Tensor:
        """Vectors (…, width) of features (…, columns)."""
        total: Tensor = sum(table(features[..., i]) for i, table in enumerate(self.tables))
        return total


class Encoder(nn.Module):
    """Vectors of units in their context."""

    def __init__(self, words: int, pairs: int, width: int, dilations: tuple[int, ...], dropout: float = 0.0) -> None:
        super().__init__()
        self.embed = Embedding(words, pairs, width)
        self.convolutions = nn.ModuleList(nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in dilations)
        for convolution in self.convolutions:
            nn.init.normal_(convolution.weight, std=0.7 / (3 * width) ** 0.5)
            nn.init.zeros_(convolution.bias)
        self.drop = nn.Dropout(dropout)
        self.width = width

    def forward(self, features: Tensor) -> Tensor:
        """Vectors (batch, length, width) of features (batch, length, 5); shape id 0 is padding."""
        keep = (features[..., 1] > 0).unsqueeze(1).float()
        x = self.drop(self.embed(features)).transpose(1, 2) * keep
        for convolution in self.convolutions:
            x = x + self.drop(torch.relu(convolution(x))) * keep
        return x.transpose(1, 2)


class Tagger(nn.Module):
    """An encoder with the two layers of tags on top."""

    def __init__(self, encoder: Encoder, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(dropout)
        self.heads = nn.Linear(encoder.width, sum(WIDTHS))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (batch, length, tags) of each layer of tags."""
        flat, nesting = self.heads(self.drop(self.encoder(features))).split(WIDTHS, dim=-1)
        return flat, nesting


def untrained(vocabulary: Path, width: int, dilations: tuple[int, ...], dropout: float = 0.0) -> Tagger:
    """A tagger for a vocabulary folder, with weights by chance."""
    words = len(json.loads((vocabulary / "words.json").read_text(encoding="utf-8")))
    return Tagger(Encoder(words, len(np.load(vocabulary / "pairs.npy")), width, dilations, dropout), dropout)
