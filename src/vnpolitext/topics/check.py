"""Whether the header and arrays of a topic model's file fit together: what is read from them must not fail later."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from vnpolitext.brief import brief
from vnpolitext.topics.stored import Arrays, damaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

# No product of two such numbers and an article's counts is infinite.
LARGEST = 1e12
_FIELDS = 3


def check_header(header: Mapping[str, Any]) -> None:
    """See that a header has the codes of the topics, the weights of the fields, the sharpness and the card.

    Raises:
        ModelError: naming the value.
    """
    codes, fields, facts = header.get("codes"), header.get("fields"), header.get("facts")
    if not (isinstance(codes, list) and codes and all(isinstance(code, str) and code for code in codes)):
        raise damaged(f"the codes of its topics are {brief(codes)}")
    if len(set(codes)) < len(codes):
        raise damaged("it has a topic twice")
    if not (isinstance(fields, list) and len(fields) == _FIELDS and all(type(one) is int for one in fields)):
        raise damaged(f"the weights of its fields are {brief(fields)}")
    if not _is_number(header.get("sharpness")):
        raise damaged(f"its sharpness is {brief(header.get('sharpness'))}")
    if not isinstance(facts, dict):
        raise damaged(f"its card is {brief(facts)}")
    usual = facts.get("familiar")
    if usual and not (isinstance(usual, dict) and all(_is_number(usual.get(key)) for key in ("confidence", "known"))):
        raise damaged(f"the profile of its training articles is {brief(usual)}")


def _is_number(value: Any) -> bool:
    return type(value) in {int, float} and isfinite(value) and abs(value) <= LARGEST


def check_arrays(arrays: Arrays, *, topics: int, syllables: tuple[str, ...]) -> None:
    """See that arrays have the lengths that topics, syllables and features ask for, and only numbers that can be used.

    Args:
        arrays: of the file.
        topics: how many there are.
        syllables: of the vocabulary.

    Raises:
        ModelError: naming the array.
    """
    if "" in syllables or len(set(syllables)) < len(syllables):
        raise damaged("'syllables' has one that is empty, or one twice")
    features = len(arrays["singles"]) + len(arrays["pairs"])
    _check_shape(arrays, "rarity", features)
    _check_shape(arrays, "weights", topics, features)
    _check_shape(arrays, "steps", topics)
    _check_shape(arrays, "bias", topics)
    _check_shape(arrays, "shift", topics if arrays["shift"].size else 0)
    for name in ("steps", "bias", "shift"):
        if not (np.abs(arrays[name]) <= LARGEST).all():  # neither is what is no number
            raise damaged(f"{name!r} holds a number that cannot be used")
    _check_ascending(arrays["singles"], "singles", len(syllables))
    _check_ascending(arrays["pairs"], "pairs", len(syllables) ** 2)


def _check_shape(arrays: Arrays, name: str, *shape: int) -> None:
    if arrays[name].shape != shape:
        raise damaged(f"{name!r} has shape {arrays[name].shape}, where its topics and features ask for {shape}")


def _check_ascending(steps: NDArray[Any], name: str, end: int) -> None:
    """Numbers are kept as their differences, of which only the first may be 0."""
    if not steps[1:].all() or int(steps.sum(dtype=np.uint64)) >= max(end, 1):
        raise damaged(f"{name!r} holds the same number twice, or one that no syllable has")
