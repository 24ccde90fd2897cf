"""Files of users' own, of which no more is read than one of their kind may hold."""

from __future__ import annotations

from pathlib import Path

_PIECE = 2**20


def read_up_to(path: Path, most: int) -> bytes | None:
    """The content of a file or pipe; None where it has more than ``most`` bytes, of which few more are read.

    Raises:
        OSError: the file cannot be read.
    """
    content = bytearray()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            content += piece
            if len(content) > most:
                return None
    return bytes(content)
