"""What a reader sees: highlighted text, pictures, a report."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnpolitext.doc import Doc
    from vnpolitext.show.html import Shown


class _Room(ModuleType):
    """A package and a function of one name.

    ``import vnpolitext.show.analysis`` makes ``vnpolitext.show`` this package; ``vnpolitext.show(docs)`` must work on.
    """

    def __call__(self, docs: Doc | Iterable[Doc], *, limit: int = 20) -> Shown:
        from vnpolitext.show.html import show  # noqa: PLC0415 - importing the room stays light

        return show(docs, limit=limit)


sys.modules[__name__].__class__ = _Room
