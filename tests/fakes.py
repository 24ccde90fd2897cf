"""A pipeline made for tests: finds capitals' names, and fails, hangs or dies where a text tells it to."""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import time
from collections.abc import Sequence
from typing import Any

from vnpolitext.doc import Directive, Entity, Official, Position, Relation, Topic
from vnpolitext.draft import Draft
from vnpolitext.pipeline import Pipeline

CAPITAL = re.compile(r"Hà Nội|Huế")
OFFICE = re.compile(r"(Bí thư) (Thành ủy) (An Bình Minh)")
NUMBER = re.compile(r"Chỉ thị (9-CT/TW)")


class FakeTagger:
    """Does what the text says: RAISE, HANG, SLEEP, DIE (of SIGKILL or the signal after it), SAY or SLOW (10 ms)."""

    name = "fake"

    def __init__(self, **config: Any) -> None:
        self.config = config

    def __call__(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            self._misbehave(draft.text)
            self._find(draft)

    def _misbehave(self, text: str) -> None:
        if "RAISE" in text:
            raise RuntimeError("the text said so")
        if "HANG" in text:
            sum(range(10**13))  # one call that never comes back to the interpreter, where signals are seen
        if "SLEEP" in text:
            time.sleep(30)
        if "DIE" in text:
            number = int(text.partition("DIE ")[2] or signal.SIGKILL)
            if number == signal.SIGSEGV and faulthandler.is_enabled():
                faulthandler.disable()  # it would say so on the tests' screen
            os.kill(os.getpid(), number)
        if "SAY" in text:
            print("a library says something")
        if "SLOW" in text:
            time.sleep(self.config.get("slow", 0.01))

    @staticmethod
    def _find(draft: Draft) -> None:
        for match in CAPITAL.finditer(draft.text):
            draft.entities.append(
                Entity(*match.span(), match.group(), "PLACE", "fake", 0.91239, canonical_id="place:x")
            )
        for match in OFFICE.finditer(draft.text):
            end = match.end(2)
            draft.entities.append(Entity(match.start(), end, draft.text[match.start() : end], "POSITION", "fake", 0.8))
            position = Position(
                match.start(), end, draft.text[match.start() : end], "Bí thư", "body:thanh-uy", "Thành ủy"
            )
            draft.officials.append(Official(match.group(3), (match.span(3),), (position,), "person:an-binh-minh"))
            draft.relations.append(
                Relation("person:an-binh-minh", "holds", "body:thanh-uy", match.start(), match.end())
            )
        for match in NUMBER.finditer(draft.text):
            draft.entities.append(Entity(*match.span(), match.group(), "DIRECTIVE", "fake", 1.0, number=match.group(1)))
            draft.directives.append(
                Directive(match.group(1), (match.span(),), type="Chỉ thị", provisions=("khoản 1", "khoản 2"))
            )
        draft.topics.append(Topic("party_building", 0.75))
        draft.topics.append(Topic("economy", 0.125))


def load(**config: Any) -> Pipeline:
    """The loader that a ``Job`` names."""
    if config.get("fail"):
        raise ValueError("no such table")
    return Pipeline([FakeTagger(**config)], config=config or {"components": []})


def dead(**_config: Any) -> Pipeline:
    """A loader that the system does not let live."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
