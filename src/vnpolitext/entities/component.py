"""The entity component: rules and tagger side by side, what stays of their findings, and who holds which office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vnpolitext.doc import Entity
from vnpolitext.draft import Draft
from vnpolitext.entities.boundaries import repair
from vnpolitext.entities.consistency import spread
from vnpolitext.entities.dates import find_dates
from vnpolitext.entities.directives import describe, find_directives, resolve_directives
from vnpolitext.entities.events import find_events
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.officials import officials_of
from vnpolitext.entities.overlap import Ranked, place
from vnpolitext.entities.people import find_initials
from vnpolitext.entities.rules import read_rules
from vnpolitext.entities.tagger import tagger
from vnpolitext.entities.terms import TermHit, TermMatcher, mention_of, term_of

# Priorities: the user's terms; documents by a rule this precise (measured on annotated articles); the tagger and
# the other precise rules, of which the longer stays (a date or an event may be part of a name); other rules.
_SURE = 0.95
_TERMS, _DOCUMENT, _TAGGER, _BELOW = 4, 3, 2, 1
# The longest mention in annotated articles has 153 characters. One without end is no mention, and everything that is
# done with one may take time that grows with the square of its length.
_LONGEST = 500


class EntityRecogniser:
    """Finds mentions of the eight labels and binds offices to people.

    Args:
        rules: path of a YAML file with the user's own terms.
        matcher: terms already read; with it ``rules`` is not looked at.
    """

    name = "entities"

    def __init__(self, *, rules: str | None = None, matcher: TermMatcher | None = None) -> None:
        if matcher is None and rules is not None:
            terms, types = read_rules(rules)
            matcher = TermMatcher(terms, types=types)
        self._terms = matcher or TermMatcher()
        self._tagger = tagger()

    def with_terms(self, terms: Iterable[Any]) -> EntityRecogniser:
        """A recogniser that also finds these terms.

        Raises:
            TermError: a term cannot be used.
        """
        added = [term_of(term) for term in terms]
        return EntityRecogniser(matcher=TermMatcher([*added, *self._terms.terms], types=self._terms.types))

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Write entities, officials and directives into each draft."""
        read = [(draft.text, self._read(draft)) for draft in drafts]
        days = [draft.period[1] if draft.period else draft.date for draft in drafts]
        for draft, found in zip(drafts, officials_of(read, days=days), strict=True):
            draft.officials = found

    def _read(self, draft: Draft) -> list[Mention]:
        text = draft.text
        terms = self._terms.hits(text)
        mentions = place(self._findings(text, terms))
        directives = [m if m.document else describe(text, m.start, m.end) for m in mentions if m.label == "DIRECTIVE"]
        resolved, draft.directives = resolve_directives(text, directives, draft.date)
        numbers = {m.extent: m.document.number for m in resolved if m.document}
        ids = {(hit.start, hit.end): hit.term.id for hit in terms if hit.term.id}
        draft.entities = [
            Entity(
                m.start,
                m.end,
                text[m.start : m.end],
                m.label,
                m.rule,
                m.score,
                numbers.get(m.extent),
                ids.get(m.extent),
            )
            for m in mentions
        ]
        return mentions

    def _findings(self, text: str, terms: Sequence[TermHit]) -> list[Ranked]:
        own = [(_TERMS, mention_of(hit)) for hit in terms]
        documents = find_directives(text, types=self._terms.types)
        by_rule = [*documents, *find_dates(text), *find_events(text), *find_initials(text)]
        learnt = spread(text, repair(text, self._tagger(text)))
        found = [*own, *((_priority(m), m) for m in by_rule), *((_TAGGER, m) for m in learnt)]
        return [(rank, mention) for rank, mention in found if mention.end - mention.start <= _LONGEST]


def _priority(mention: Mention) -> int:
    if mention.score < _SURE:
        return _BELOW
    return _DOCUMENT if mention.label == "DIRECTIVE" else _TAGGER
