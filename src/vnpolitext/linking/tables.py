"""The package's own tables: CSV files under ``data/``, read once each."""

from __future__ import annotations

import csv
import io

from vnpolitext.models import read_text

Row = dict[str, str]
SEPARATOR = "|"  # between several values in one cell


def read_table(name: str) -> list[Row]:
    """Rows of a table under ``data/`` ("registry/bodies.csv"), in file order; an empty cell is ""."""
    return list(csv.DictReader(io.StringIO(read_text(name), newline="")))


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(value for value in cell.split(SEPARATOR) if value)
