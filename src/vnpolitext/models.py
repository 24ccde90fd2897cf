"""Arrays and tables that ship in ``data/``; each is checked against its digest when it is read.

In a development tree the tables may be edited: there only the models are checked, and a test says that the digests are
to be written anew.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


_REINSTALL = "data/{} is damaged or was changed; reinstall vnpolitext (or run training/digests.py)"


class DamagedDataError(ValueError):
    """A file of the package is not the one that was released."""


@cache
def _digests() -> dict[str, str]:
    content = _stored("DIGESTS.json")
    try:
        digests = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DamagedDataError(_REINSTALL.format("DIGESTS.json")) from error
    if not isinstance(digests, dict):
        raise DamagedDataError(_REINSTALL.format("DIGESTS.json"))
    return digests


def _stored(name: str) -> bytes:
    try:
        return files("vnpolitext").joinpath("data", *name.split("/")).read_bytes()
    except OSError as error:
        raise DamagedDataError(f"data/{name} cannot be read ({error.strerror}); reinstall vnpolitext") from error


@cache
def _in_development() -> bool:
    return Path(__file__).parents[2].joinpath("training", "digests.py").exists()


def read_bytes(name: str) -> bytes:
    """A file below ``data/``.

    Raises:
        DamagedDataError: it cannot be read, is missing from the list of digests, or its digest differs; or that list is
            damaged itself.
    """
    data = _stored(name)
    if _in_development() and not name.startswith(("holders/", "tagger/", "topics/model", "words/segmenter")):
        return data
    if hashlib.sha256(data).hexdigest() != _digests().get(name):
        raise DamagedDataError(_REINSTALL.format(name))
    return data


def read_text(name: str) -> str:
    """A text below ``data/``, in UTF-8."""
    return read_bytes(name).decode("utf-8")


def load_json(name: str) -> Any:
    """A JSON file below ``data/``."""
    return json.loads(read_bytes(name))


def load_arrays(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file below ``data/``; never unpickles."""
    import numpy as np  # noqa: PLC0415 - tables are read without it

    with np.load(io.BytesIO(read_bytes(name)), allow_pickle=False) as archive:
        return {key: archive[key] for key in archive.files}
