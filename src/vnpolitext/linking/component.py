"""The linking component: from mentions to what they stand for on the article's date."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from vnpolitext.doc import Entity
from vnpolitext.draft import Draft
from vnpolitext.linking.article import NOTHING, Article, Link
from vnpolitext.linking.bodies import link_bodies
from vnpolitext.linking.coreference import merge_directives, merge_officials
from vnpolitext.linking.directives import link_directives
from vnpolitext.linking.events import link_events
from vnpolitext.linking.layers import load_registry
from vnpolitext.linking.people import fill_positions, link_people
from vnpolitext.linking.places import link_places
from vnpolitext.linking.reading import BodyReader
from vnpolitext.linking.relations import relations
from vnpolitext.linking.unnamed import unnamed_officials

logger = logging.getLogger("vnpolitext")


class Linker:
    """Links mentions to the dated registry.

    Args:
        registry: path of your own registry (CSV, JSON or a folder of CSV files in the package's schema), laid over
            the package's. What it changes in known rows is logged as warnings; ``vnpolitext registry check`` prints it.
    """

    name = "links"

    def __init__(self, *, registry: str | Path | None = None) -> None:
        self._registry = load_registry(*([registry] if registry else []))
        for conflict in self._registry.conflicts:
            logger.warning("registry: %s", conflict)
        self._reader = BodyReader(self._registry)

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Write links into the entities, officials and directives of each draft, and its relations."""
        for draft in drafts:
            if draft.entities:
                self._link(draft)

    def _link(self, draft: Draft) -> None:
        article = Article.of(draft, self._registry)
        link_places(article)
        link_bodies(article, self._reader)
        link_events(article)
        link_directives(article)
        fill_positions(article)
        link_people(article)
        draft.officials = merge_officials([*draft.officials, *unnamed_officials(article)])
        draft.directives = merge_directives(draft.directives)
        links = article.links
        draft.entities = [
            _linked(entity, links[index]) if index in links else entity for index, entity in enumerate(draft.entities)
        ]
        draft.relations = relations(article)


def _linked(entity: Entity, link: Link) -> Entity:
    """The entity with its link; built outright, for ``dataclasses.replace`` takes three times as long."""
    if link is NOTHING:
        return entity
    return Entity(
        entity.start,
        entity.end,
        entity.text,
        entity.label,
        entity.rule,
        entity.score,
        entity.number,
        link.id,
        link.candidates,
        link.inferred,
    )
