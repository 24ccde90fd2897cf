"""The package's own tables: CSV files under ``data/``, read once each."""

from __future__ import annotations

import csv
from importlib.resources import files

Row = dict[str, str]
SEPARATOR = "|"  # between several values in one cell


def read_table(name: str) -> list[Row]:
    """Rows of a table under ``data/`` ("registry/bodies.csv"), in file order; an empty cell is ""."""
    path = files("vnpolitext").joinpath("data", *name.split("/"))
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(value for value in cell.split(SEPARATOR) if value)
