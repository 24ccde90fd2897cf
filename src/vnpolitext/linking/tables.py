"""The package's own tables: CSV files under ``data/``, read once each."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

Row = dict[str, str]
SEPARATOR = "|"  # between several values in one cell


def read_table(name: str) -> list[Row]:
    """Rows of a table under ``data/`` ("registry/bodies.csv"), in file order; an empty cell is ""."""
    path = files("vnpolitext").joinpath("data", *name.split("/"))
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(value for value in cell.split(SEPARATOR) if value)
