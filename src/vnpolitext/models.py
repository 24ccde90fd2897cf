"""Arrays and tables that ship in ``data/``; each is checked against its digest when it is read."""

from __future__ import annotations

import hashlib
import io
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DamagedDataError(ValueError):
    """A file of the package is not the one that was released."""


@cache
def _digests() -> dict[str, str]:
    text = files("vnpolitext").joinpath("data/DIGESTS.json").read_text(encoding="utf-8")
    digests: dict[str, str] = json.loads(text)
    return digests


def read_bytes(name: str) -> bytes:
    """A file below ``data/``.

    Raises:
        DamagedDataError: it is missing from the list of digests, or its digest differs.
    """
    data = files("vnpolitext").joinpath("data", *name.split("/")).read_bytes()
    if hashlib.sha256(data).hexdigest() != _digests().get(name):
        raise DamagedDataError(
            f"data/{name} is damaged or was changed; reinstall vnpolitext (or run training/digests.py)"
        )
    return data


def load_json(name: str) -> Any:
    """A JSON file below ``data/``."""
    return json.loads(read_bytes(name))


def load_arrays(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file below ``data/``; never unpickles."""
    with np.load(io.BytesIO(read_bytes(name)), allow_pickle=False) as archive:
        return {key: archive[key] for key in archive.files}
