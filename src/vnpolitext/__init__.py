"""vnpolitext reads Vietnamese political and government news."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vnpolitext.corpus.frames import directives_frame, officials_frame, relations_frame, tag_frame
    from vnpolitext.doc import Doc, Entity
    from vnpolitext.linking.lookup import lookup
    from vnpolitext.loading import load
    from vnpolitext.pipeline import Pipeline
    from vnpolitext.show.html import show

__version__ = "0.1.0"
__all__ = [
    "Doc",
    "Entity",
    "Pipeline",
    "directives_frame",
    "load",
    "lookup",
    "officials_frame",
    "relations_frame",
    "show",
    "tag_frame",
]

_HOMES = {
    "Doc": "doc",
    "Entity": "doc",
    "Pipeline": "pipeline",
    "directives_frame": "corpus.frames",
    "load": "loading",
    "lookup": "linking.lookup",
    "officials_frame": "corpus.frames",
    "relations_frame": "corpus.frames",
    "show": "show.html",
    "tag_frame": "corpus.frames",
}

logging.getLogger("vnpolitext").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``import vnpolitext`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'vnpolitext' has no attribute {name!r}")
    value = getattr(import_module(f"vnpolitext.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
