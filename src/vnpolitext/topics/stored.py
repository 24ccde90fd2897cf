"""The file of a topic model: arrays in a zip, one of them a JSON header with the digests of the others.

A file may come from anyone: what it says of itself is checked before anything is unpacked, so that a small file takes
no large memory, and no byte of it is executed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnpolitext.bounded import read_up_to
from vnpolitext.brief import brief

Arrays = dict[str, NDArray[Any]]
FORMAT = 1
# The arrays, and of each its type and how many dimensions it has.
ARRAYS = {
    "syllables": ("u1", 1),
    "singles": ("u2", 1),
    "pairs": ("u4", 1),
    "rarity": ("u2", 1),
    "weights": ("i2", 2),
    "steps": ("f8", 1),
    "bias": ("f8", 1),
    "shift": ("f8", 1),
    "header": ("u1", 1),
}
# Bytes of a file and of all its arrays (forty times the package's model), and of those that hold text.
LARGEST, LARGEST_TEXT = 100_000_000, 4_000_000
# With this begins what a zip says of each file in it; a compressed array holds it by chance once in four billion bytes.
_ENTRY, _MOST_ENTRIES = b"PK\x01\x02", 32


class ModelError(ValueError):
    """A file that is not a topic model, or not whole; the message names it and what is wrong."""


def no_model(reason: object) -> ModelError:
    """An error on a file that is something else."""
    return ModelError(f"is not a topic model: {reason}")


def damaged(reason: str) -> ModelError:
    """An error on a model that is not whole."""
    return ModelError(f"is damaged: {reason}; get or make it again")


def packed(header: Mapping[str, Any], arrays: Arrays) -> bytes:
    """A file of a header and arrays; the same bytes for the same values.

    Raises:
        ModelError: the arrays are larger than a file may be.
    """
    size = sum(array.nbytes for array in arrays.values())
    if size > LARGEST - LARGEST_TEXT:
        raise ModelError(f"the model has {size} bytes, {LARGEST - LARGEST_TEXT} may be saved; learn fewer features")
    whole = {"format": FORMAT, **header, "digests": {name: _digest(array) for name, array in arrays.items()}}
    plain = json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in {**arrays, "header": np.frombuffer(plain, dtype=np.uint8)}.items():
            entry = BytesIO()
            np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)
            # A fixed date, so that the same model is the same file.
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, entry.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def file_content(path: Path) -> bytes:
    """The bytes of a file, no more than a model has.

    Raises:
        ModelError: it is larger.
        FileNotFoundError: no such file.
    """
    if not path.exists():
        raise FileNotFoundError(f"no topic model at {path}; make one with 'vnpolitext train-topics'")
    content = read_up_to(path, LARGEST)
    if content is None:
        raise ModelError(f"{path} is not a topic model: larger than {LARGEST} bytes")
    return content


def unpacked(content: bytes) -> tuple[dict[str, Any], Arrays]:
    """Header and arrays of a file, each what its digest says.

    Raises:
        ModelError: not a topic model, of another format, or changed; the message begins with what is wrong.
    """
    if content.count(_ENTRY) > _MOST_ENTRIES:
        raise no_model("it holds too many files")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            arrays = {name: _array(archive, info, name) for name, info in _entries(archive).items()}
        header = json.loads(arrays.pop("header").tobytes())
    except ModelError:
        raise
    except Exception as error:  # on damaged bytes zipfile and NumPy raise their own errors and Python's, of many kinds
        raise no_model(" ".join(str(error).split())[:200] or type(error).__name__) from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelError(f"is not a topic model of format {FORMAT}; make it again with this release")
    digests = header.get("digests")
    for name, array in arrays.items():
        if not isinstance(digests, dict) or digests.get(name) != _digest(array):
            raise damaged(f"{name!r} is not what the model's digest says")
    return header, arrays


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What a file says that it holds: each array once, and not too much."""
    found = [info.filename for info in archive.infolist()]
    wanted = {f"{name}.npy": name for name in ARRAYS}
    for stray in sorted(set(found) - set(wanted)):
        raise no_model(f"{brief(stray)} is no part of one")
    for entry, name in wanted.items():
        if found.count(entry) != 1:
            raise no_model(f"{name!r} {'is missing' if entry not in found else 'is there twice'}")
    entries = {wanted[info.filename]: info for info in archive.infolist()}
    if (size := sum(info.file_size for info in entries.values())) > LARGEST:
        raise no_model(f"it would unpack to {size} bytes, {LARGEST} are allowed")
    for name in ("header", "syllables"):
        if (size := entries[name].file_size) > LARGEST_TEXT:
            raise no_model(f"{name!r} would unpack to {size} bytes, {LARGEST_TEXT} are allowed")
    return entries


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> NDArray[Any]:
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise no_model(f"{name!r} is packed in another way")
    with archive.open(info) as stream:
        # No more than was said: without a number all that the bytes unpack to is made first.
        content = stream.read(info.file_size)
    entry = BytesIO(content)
    if np.lib.format.read_magic(entry) != (1, 0):
        raise no_model(f"{name!r} is an array of another format")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(entry)
    kind, dimensions = ARRAYS[name]
    # By itself, for NumPy takes the shape as told and makes room for it.
    if by_columns or dtype.newbyteorder("=") != np.dtype(kind) or len(shape) != dimensions or min(shape) < 0:
        raise no_model(f"{name!r} has type {brief(dtype.str)} and shape {brief(shape)}")
    if prod(shape) * dtype.itemsize != len(content) - entry.tell():
        raise no_model(f"{name!r} says that its shape is {brief(shape)}, which its bytes are not")
    return np.frombuffer(content, dtype, offset=entry.tell()).reshape(shape)


def _digest(array: NDArray[Any]) -> str:
    return hashlib.sha256(
        f"{array.dtype.str}{array.shape}".encode() + np.ascontiguousarray(array).tobytes()
    ).hexdigest()
