"""Turns underthesea's word segmenter into the arrays that ``vnpolitext.tokens.tagger`` sums.

Run once a release of underthesea, with underthesea installed::

    python training/words.py --out src/vnpolitext/data/words

Nothing is learnt here: the weights are underthesea's own (model ws_crf_vlsp2013_20230727, Apache-2.0), as
whole numbers, so that their sums are exact whatever their order. Three things make it small and fast:

* there are two labels, so only the difference of their weights counts: one number an attribute;
* a weight belongs to a syllable, to two or to three neighbours; each kind is one table, keyed by numbers;
* what the dictionary says about one, two or three syllables is a weight like any other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = "ws_crf_vlsp2013_20230727"
SCALE = 100_000_000
INSIDE, BEGIN = "I-W", "B-W"
# Where an n-gram that starts at token t is read: T[k, k+n-1] of the token at t-k.
FIRSTS = {1: (-2, -1, 0, 1, 2), 2: (-2, -1, 0, 1), 3: (-2, -1, 0)}
SYLLABLES_HEAD = (
    "# Vietnamese syllables, lower case: parts of the words in the dictionary of underthesea 9.5 (Apache-2.0)."
    " Made by training/words.py."
)
Gram = tuple[str, ...]
Ints = NDArray[np.int32]


@dataclass(slots=True)
class Model:
    """The segmenter as it was trained: weights by template and value, transitions, dictionary, spellings."""

    weights: dict[str, dict[str, int]]
    transitions: dict[tuple[str, str], int]
    dictionary: set[str]
    spellings: dict[str, str]
    digests: dict[str, str]


@dataclass(slots=True)
class Grams:
    """Weights of n-grams by their length: for each n-gram one number a place it can be read from."""

    rows: dict[int, dict[Gram, list[int]]] = field(default_factory=lambda: {size: {} for size in FIRSTS})

    def add(self, gram: Gram, first: int, weight: int) -> None:
        """Add a weight to one n-gram read from one place."""
        firsts = FIRSTS[len(gram)]
        self.rows[len(gram)].setdefault(gram, [0] * len(firsts))[firsts.index(first)] += weight

    def vocabulary(self) -> set[str]:
        """Every syllable of every n-gram."""
        return {token for rows in self.rows.values() for gram in rows for token in gram}


def read_model() -> Model:
    """The model that the installed underthesea ships."""
    import joblib  # type: ignore[import-untyped] # noqa: PLC0415
    from underthesea.pipeline.text_normalize.text_normalizer import token_map  # noqa: PLC0415

    folder = Path(str(files("underthesea"))) / "pipeline" / "word_tokenize" / "models" / MODEL
    states, transitions = read_crfsuite((folder / "models.bin").read_bytes())
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    for attribute, by_label in states.items():
        name, value = attribute.split("=", 1)
        weights[name][value] = round((by_label.get(INSIDE, 0) - by_label.get(BEGIN, 0)) * SCALE)
    return Model(
        weights=dict(weights),
        transitions={key: round(weight * SCALE) for key, weight in transitions.items()},
        dictionary=joblib.load(folder / "dictionary.bin"),
        spellings=dict(token_map),
        digests={p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())},
    )


def read_crfsuite(data: bytes) -> tuple[dict[str, dict[str, float]], dict[tuple[str, str], float]]:
    """Weights of attributes by label, and of label after label, from a model file of CRFsuite (format lCRF).

    CRFsuite's own listing rounds to six digits, which is too coarse for near ties; the file has doubles.
    """
    magic, *header = struct.unpack_from("<4sI4s9I", data)
    if magic != b"lCRF":
        raise ValueError(f"not a model of CRFsuite: it starts with {magic!r}")
    off_features, off_labels, off_attributes = header[6:9]
    labels, attributes = _names(data, off_labels), _names(data, off_attributes)
    states: dict[str, dict[str, float]] = defaultdict(dict)
    transitions: dict[tuple[str, str], float] = {}
    (count,) = struct.unpack_from("<I", data, off_features + 8)
    for kind, source, target, weight in struct.iter_unpack("<3Id", data[off_features + 12 :][: 20 * count]):
        if kind == 0:
            states[attributes[source]][labels[target]] = weight
        else:
            transitions[labels[source], labels[target]] = weight
    return states, transitions


def _names(data: bytes, start: int) -> list[str]:
    """Strings of one of the file's constant databases (CQDB), by their numbers."""
    magic, _, _, _, count, links = struct.unpack_from("<4s5I", data, start)
    if magic != b"CQDB":
        raise ValueError(f"no database of names at {start}")
    names = []
    for at in struct.unpack_from(f"<{count}I", data, start + links):
        _, size = struct.unpack_from("<2I", data, start + at)
        names.append(data[start + at + 8 : start + at + 8 + size - 1].decode("utf-8"))
    return names


def template(first: int, size: int) -> str:
    """Name of a template as the model writes it: ``T[0]``, ``T[-1,0]``."""
    return f"T[{first}]" if size == 1 else f"T[{first},{first + size - 1}]"


def exact_grams(model: Model) -> Grams:
    """Weights that depend on the tokens as written."""
    return _collected(model, "")


def lower_grams(model: Model) -> Grams:
    """Weights that depend on the tokens in lower case, and what the dictionary adds to the common constant."""
    grams = _collected(model, ".lower")
    for word in model.dictionary:
        gram = tuple(word.split(" "))
        if len(gram) in FIRSTS and all(gram):
            for first in FIRSTS[len(gram)]:
                table = model.weights.get(template(first, len(gram)) + ".is_in_dict", {})
                grams.add(gram, first, table.get("True", 0) - table.get("False", 0))
    return grams


def _collected(model: Model, suffix: str) -> Grams:
    grams = Grams()
    for size, firsts in FIRSTS.items():
        for first in firsts:
            for value, weight in model.weights.get(template(first, size) + suffix, {}).items():
                gram = tuple(value.split(" "))
                if len(gram) == size:  # the others are the marks BOS and EOS, see ``edges``
                    grams.add(gram, first, weight)
    return grams


def edges(model: Model) -> Ints:
    """What no token decides, by the distance to the sentence's start and to its end (0, 1, 2 or more).

    A template that reaches over an edge has the value BOS or EOS; inside, the shape features are "False" unless a token
    says otherwise (the tables hold the differences).
    """
    table = np.zeros((3, 3), np.int32)
    for name, values in model.weights.items():
        first, last = _reach(name)
        default = "False" if ".is" in name else ""
        for before in range(3):
            for after in range(3):
                value = "BOS" if before + first < 0 else "EOS" if last > after else default
                table[before, after] += values.get(value, 0)
    return table


def _reach(name: str) -> tuple[int, int]:
    ends = name[2 : name.index("]")].split(",")
    return int(ends[0]), int(ends[-1])


def shape_weights(model: Model, shape: str) -> dict[str, int]:
    """For a shape feature, how much "True" weighs above "False", by template."""
    return {
        name: values.get("True", 0) - values.get("False", 0)
        for name, values in model.weights.items()
        if name.endswith(f".{shape}")
    }


def unigram_table(rows: Mapping[Gram, list[int]], ids: Mapping[str, int]) -> Ints:
    """One row a syllable of the vocabulary; row 0 is for the unknown."""
    table = np.zeros((len(ids) + 1, len(FIRSTS[1])), np.int32)
    for (token,), weights in rows.items():
        table[ids[token]] = weights
    return table


def keyed(rows: Mapping[int, list[int]], width: int) -> tuple[Ints, Ints]:
    """Sorted keys, and their weights with a row of zeros in front for what is not there."""
    keys = sorted(rows)
    table = np.zeros((len(keys) + 1, width), np.int32)
    for at, key in enumerate(keys, 1):
        table[at] = rows[key]
    return np.array(keys, np.int32), table


def gram_tables(grams: Grams, ids: Mapping[str, int], name: str) -> dict[str, Ints]:
    """The arrays of one kind: syllables, pairs (key: two ids), triples (key: the pair's row and an id)."""
    size = len(ids) + 1
    pairs = {ids[a] * size + ids[b]: weights for (a, b), weights in grams.rows[2].items()}
    for a, b, _ in grams.rows[3]:
        pairs.setdefault(ids[a] * size + ids[b], [0] * len(FIRSTS[2]))
    pair_keys, pair_weights = keyed(pairs, len(FIRSTS[2]))
    row = {key: at for at, key in enumerate(pair_keys.tolist(), 1)}
    triples = {row[ids[a] * size + ids[b]] * size + ids[c]: w for (a, b, c), w in grams.rows[3].items()}
    if max(triples, default=0) >= 2**31:
        raise ValueError("a triple's key does not fit 32 bits")
    triple_keys, triple_weights = keyed(triples, len(FIRSTS[3]))
    return {
        f"{name}_singles": unigram_table(grams.rows[1], ids),
        f"{name}_pair_keys": np.diff(pair_keys, prepend=np.int32(0)),
        f"{name}_pairs": pair_weights,
        f"{name}_triple_keys": np.diff(triple_keys, prepend=np.int32(0)),
        f"{name}_triples": triple_weights,
    }


def build(model: Model) -> dict[str, Any]:
    """Every array of the segmenter."""
    exact, lower = exact_grams(model), lower_grams(model)
    vocabulary = sorted(exact.vocabulary() | lower.vocabulary())
    ids = {token: at for at, token in enumerate(vocabulary, 1)}
    title, digit = shape_weights(model, "istitle"), shape_weights(model, "isdigit")
    return {
        "vocabulary": encoded(vocabulary),
        "spellings": encoded(f"{old} {new}" for old, new in sorted(model.spellings.items())),
        **gram_tables(exact, ids, "exact"),
        **gram_tables(lower, ids, "lower"),
        "title": np.array([title.get(f"T[{k}].istitle", 0) for k in FIRSTS[1]], np.int32),
        "digit": np.array([digit.get(f"T[{k}].isdigit", 0) for k in FIRSTS[1]], np.int32),
        "title_next": np.array([title["T[0,1].istitle"], title["T[0,2].istitle"]], np.int32),
        "edges": edges(model),
        "transitions": np.array(
            [[model.transitions[a, b] for b in (BEGIN, INSIDE)] for a in (BEGIN, INSIDE)], np.int32
        ),
    }


def encoded(lines: Iterable[str]) -> NDArray[np.uint8]:
    """Lines of text as an array of bytes."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def syllables(model: Model) -> list[str]:
    """Vietnamese syllables in lower case: the parts of the dictionary's words of two and more."""
    counts: dict[str, int] = defaultdict(int)
    for word in model.dictionary:
        parts = word.split(" ")
        for part in parts if len(parts) > 1 else ():
            counts[part] += 1
    return sorted(s for s, count in counts.items() if s.isalpha() and len(s) <= 7 and (count > 1 or not s.isascii()))


def main() -> None:
    """Write the arrays and the card that says where they come from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for segmenter.npz, segmenter.json, syllables.txt"
    )
    out: Path = parser.parse_args().out
    model = read_model()
    arrays = build(model)
    np.savez_compressed(out / "segmenter.npz", **arrays)
    (out / "syllables.txt").write_text("\n".join([SYLLABLES_HEAD, *syllables(model), ""]), encoding="utf-8")
    card = {
        "source": f"underthesea {version('underthesea')}, underthesea/pipeline/word_tokenize/models/{MODEL}",
        "licence": "Apache-2.0, Copyright (c) Vu Anh and underthesea contributors; weights unchanged, only rearranged",
        "source_sha256": model.digests,
        "sha256": hashlib.sha256((out / "segmenter.npz").read_bytes()).hexdigest(),
        "unit": f"1/{SCALE} (weight of the label {INSIDE} less that of {BEGIN}; transitions as they are)",
        "shapes": {name: list(array.shape) for name, array in arrays.items()},
    }
    (out / "segmenter.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{(out / 'segmenter.npz').stat().st_size:,} bytes, {arrays['edges'].sum()} edge sum")


if __name__ == "__main__":
    main()
