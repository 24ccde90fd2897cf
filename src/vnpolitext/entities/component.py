"""The entity component: rules and tagger side by side, what stays of their findings, and who holds which office."""

from __future__ import annotations

from collections.abc import Sequence

from vnpolitext.doc import Entity
from vnpolitext.draft import Draft
from vnpolitext.entities.dates import find_dates
from vnpolitext.entities.directives import describe, find_directives, resolve_directives
from vnpolitext.entities.events import find_events
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.officials import officials
from vnpolitext.entities.overlap import Ranked, place
from vnpolitext.entities.tagger import RULE, tagger

# Priorities: a rule this precise (measured on annotated articles) stands above the tagger, any other below it.
_SURE = 0.95
_ABOVE, _TAGGER, _BELOW = 3, 2, 1


class EntityRecogniser:
    """Finds mentions of the eight labels and binds offices to people.

    Args:
        rules: path of a YAML file with the user's own terms.
    """

    name = "entities"

    def __init__(self, *, rules: str | None = None) -> None:
        self._tagger = tagger()
        self._rules = rules

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Write entities, officials and directives into each draft."""
        for draft in drafts:
            self._read(draft)

    def _read(self, draft: Draft) -> None:
        text = draft.text
        mentions = place(self._findings(text))
        directives = [m if m.document else describe(text, m.start, m.end) for m in mentions if m.label == "DIRECTIVE"]
        resolved, draft.directives = resolve_directives(text, directives, draft.date)
        numbers = {m.extent: m.document.number for m in resolved if m.document}
        draft.entities = [
            Entity(m.start, m.end, text[m.start : m.end], m.label, m.rule, m.score, numbers.get(m.extent)) for m in mentions
        ]
        draft.officials = officials(text, mentions)

    def _findings(self, text: str) -> list[Ranked]:
        by_rule: list[Mention] = [*find_directives(text), *find_dates(text), *find_events(text)]
        ranked = [(_ABOVE if m.score >= _SURE else _BELOW, m) for m in by_rule]
        return ranked + [(_TAGGER, m) for m in self._tagger(text)]


__all__ = ["RULE", "EntityRecogniser"]
