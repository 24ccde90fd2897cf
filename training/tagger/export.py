"""From a trained PyTorch tagger to the whole-number arrays that ship.

python -m training.tagger.export WEIGHTS VOCABULARY GOLD
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training import digests
from training.tagger.gold import Article, read
from training.tagger.model import Tagger, untrained
from training.tagger.reading import featuriser

OUTPUT = Path(__file__).parents[2] / "src" / "vnpolitext" / "data" / "tagger"
TOP = 127


def whole(weights: np.ndarray, axis: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Weights as int8 and their scale along an axis (one scale for all when None)."""
    other = None if axis is None else tuple(i for i in range(weights.ndim) if i != axis)
    scale = np.maximum(np.abs(weights).max(axis=other, keepdims=True), 1e-8) / TOP
    return np.rint(weights / scale).astype(np.int8), scale.reshape(-1).astype(np.float32)


def steps(model: Tagger, articles: Sequence[Article]) -> list[float]:
    """Step of the whole-number input of each product: the largest 99.99th percentile seen, over 127."""
    encoder = model.encoder.eval()
    seen: list[list[float]] = [[] for _ in range(len(encoder.convolutions) + 1)]
    with torch.no_grad():
        for article in articles:
            x = encoder.embed(torch.from_numpy(article.features)[None]).transpose(1, 2)
            for i, convolution in enumerate(encoder.convolutions):
                seen[i].append(float(np.quantile(x.abs().numpy(), 0.9999)))
                x = x + torch.relu(convolution(x))
            seen[-1].append(float(np.quantile(x.abs().numpy(), 0.9999)))
    return [float(np.quantile(values, 0.9)) / TOP for values in seen]


def arrays(model: Tagger, articles: Sequence[Article]) -> dict[str, np.ndarray]:
    """All arrays of ``vnpolitext.entities.network.build``."""
    encoder = model.encoder
    found: dict[str, np.ndarray] = {}
    for i, table in enumerate(encoder.embed.tables):
        found[f"table{i}"], scale = whole(table.weight.detach().numpy(), 0)
        found[f"table{i}_scale"] = scale[:, None].astype(np.float16)
    step = steps(model, articles)
    products = [
        (f"conv{i}", c.weight.permute(2, 1, 0), c.bias, c.dilation[0]) for i, c in enumerate(encoder.convolutions)
    ]
    products.append(("heads", model.heads.weight.T[None], model.heads.bias, 0))
    for (name, weights, bias, dilation), unit in zip(products, step, strict=True):
        found[f"{name}_weights"], scale = whole(weights.detach().numpy(), 2)
        found[f"{name}_scale"] = (scale * np.float32(unit)).astype(np.float32)
        found[f"{name}_bias"] = bias.detach().numpy().astype(np.float32)
        found[f"{name}_step"] = np.array(unit, dtype=np.float32)
        found[f"{name}_dilation"] = np.array(dilation, dtype=np.int64)
    return found


def save(model: Tagger, articles: Sequence[Article], vocabulary: Path, output: Path = OUTPUT) -> None:
    """Write the network, the words and the pairs."""
    output.mkdir(parents=True, exist_ok=True)
    pairs = np.load(vocabulary / "pairs.npy").astype(np.int32)
    np.savez_compressed(output / "network.npz", pairs=pairs, **arrays(model, articles))
    words = json.loads((vocabulary / "words.json").read_text(encoding="utf-8"))
    (output / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    digests.main()


def main() -> None:
    """Export weights that ``training.tagger.distil`` wrote."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("gold", type=Path, help="annotated articles that set the steps of the inputs")
    parser.add_argument("--dilations", type=int, nargs="+", default=[1, 2, 4, 1])
    arguments = parser.parse_args()
    weights = {name: value.float() for name, value in torch.load(arguments.weights, weights_only=True).items()}
    width = weights["encoder.embed.tables.0.weight"].shape[1]
    model = untrained(arguments.vocabulary, width, tuple(arguments.dilations))
    model.load_state_dict(weights)
    save(model, read(arguments.gold, featuriser(arguments.vocabulary)), arguments.vocabulary)


if __name__ == "__main__":
    main()
