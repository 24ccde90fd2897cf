"""Libraries that not everyone needs: where one is missing, the message says which extra brings it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load_extra(module: str, extra: str, *, needed_for: str) -> Any:
    """A module of an optional library.

    Args:
        module: its name.
        extra: the extra of this package that installs it.
        needed_for: what cannot be done without it, as the message begins.

    Raises:
        ImportError: it is not installed; the message says how to install it.

    Examples:
        >>> load_extra("no_such_library", "parquet", needed_for="writing Parquet")
        Traceback (most recent call last):
        ImportError: writing Parquet needs the extra "parquet": pip install 'vnpolitext[parquet]'
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(f"{needed_for} needs the extra \"{extra}\": pip install 'vnpolitext[{extra}]'") from error
