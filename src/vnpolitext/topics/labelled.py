"""A user's table of articles, labelled or not, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.brief import brief, listed

if TYPE_CHECKING:
    import pandas as pd

READERS = {".csv": "read_csv", ".jsonl": "read_json", ".parquet": "read_parquet"}
# What is written is kept: "007" and "NA" are labels like others.
OPTIONS: dict[str, dict[str, Any]] = {
    ".csv": {"dtype": str, "keep_default_na": False},
    ".jsonl": {"lines": True, "dtype": False},
    ".parquet": {},
}


class InputError(ValueError):
    """Input that cannot be used; the message says what to do."""


def read_labelled(path: Path, *, text: str, label: str) -> tuple[list[str], list[str]]:
    """Texts and labels from a table, each checked.

    Args:
        path: a .csv, .jsonl (both also .gz) or .parquet file.
        text: the column of the texts.
        label: the column of the labels.

    Raises:
        InputError: an unknown format, a table that cannot be read, a missing column, or a value that is missing (naming
            row and column); each names the file.
    """
    frame = _read(path)
    texts = _column(frame, text, path)
    return texts, _column(frame, label, path, numbers=True)


def read_texts(path: Path, *, text: str) -> list[str]:
    """Texts from a table, each checked; see ``read_labelled``."""
    return _column(_read(path), text, path)


def _column(frame: pd.DataFrame, name: str, path: Path, *, numbers: bool = False) -> list[str]:
    if name not in frame.columns:
        raise InputError(f"{path} has no column {brief(name)}; it has {listed(list(frame.columns))}")
    for row, value in enumerate(frame[name]):
        number = numbers and isinstance(value, int) and not isinstance(value, bool)
        if not number and (not isinstance(value, str) or not value.strip()):
            raise InputError(
                f"{path}: row {row}, column {name!r}: no text ({brief(value)}); drop the row or fill it in"
            )
    return [str(value) for value in frame[name]]


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - only when a table is read

    suffix = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    if suffix not in READERS or (suffix == ".parquet" and path.suffix == ".gz"):
        raise InputError(f"{path}: unknown format {path.suffix!r}; give one of {', '.join(READERS)}")
    try:
        frame: pd.DataFrame = getattr(pd, READERS[suffix])(path, **OPTIONS[suffix])
    except ImportError:  # which says what to install
        raise
    except Exception as error:  # on damaged bytes pandas raises its own errors and Python's, of many kinds
        if isinstance(error, OSError) and error.filename is not None:
            raise
        words = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{path}: not readable as {suffix}: {words}") from error
    # Where rows have more cells than the header, pandas takes the first for the rows' names.
    if len(frame) and type(frame.index).__name__ != "RangeIndex" and suffix == ".csv":
        raise InputError(f"{path}: not readable as .csv: its rows have more cells than its header; quote the texts")
    return frame
