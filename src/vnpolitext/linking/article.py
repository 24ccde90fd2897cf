"""One article on its way through the linkers: what each mention may stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from vnpolitext.doc import Candidate, Entity, Extent
from vnpolitext.draft import Draft
from vnpolitext.linking.dateline import narrowed
from vnpolitext.linking.periods import EVER, Days
from vnpolitext.linking.records import Place
from vnpolitext.linking.registry import Registry

# A link is made when the best candidate is this likely and so much likelier than the next: nothing is guessed.
ENOUGH, MARGIN = 0.6, 0.2
_WORTH = {"yes": 0.98, "partial": 0.93, "no": 0.7}


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention stands for: decided when ``id`` is given, else the candidates, best first."""

    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    inferred: bool = False


NOTHING = Link()


def decide(weights: Iterable[tuple[str, float, str]], *, inferred: bool = False) -> Link:
    """The link that weighted candidates support.

    Args:
        weights: identifier, weight relative to the other candidates, verification level of its row.
        inferred: the candidates come from context, not from the mention's own words.

    Examples:
        >>> decide([("place:an-giang", 1.0, "yes"), ("place:an-giang-2025", 1.0, "yes")]).id is None
        True
    """
    found = list(weights)
    if len(found) == 1 and found[0][1] == 1.0:
        return _only(found[0][0], found[0][2], inferred)
    total = sum(weight for _, weight, _ in found)
    if not total:
        return NOTHING
    ranked = sorted(
        (Candidate(name, round(_WORTH[level] * weight / max(total, 1.0), 3), level) for name, weight, level in found),
        key=lambda candidate: (-candidate.score, candidate.id),
    )
    best, second = ranked[0].score, ranked[1].score if len(ranked) > 1 else 0.0
    sure = best >= ENOUGH and best - second >= MARGIN
    return Link(ranked[0].id if sure else None, tuple(ranked), inferred and sure)


@lru_cache(maxsize=8192)
def _only(name: str, level: str, inferred: bool) -> Link:
    """The link to the one candidate; nine of ten mentions have one."""
    return Link(name, (Candidate(name, _WORTH[level], level),), inferred)


@dataclass(slots=True)
class Article:
    """Working values of one article; each linker reads the links of those before it.

    Args:
        draft: the article.
        registry: what is known.
        when: first and last day on which it may have been written.
        links: link of each entity, by its place in ``draft.entities``.
        province: identifier of the province that the article is about, when that is clear.
        district: the same for a district.
        named: how often the article names each province, district and commune, or what lies in it, by level.
        doubted: posts that offices name and the registry gives to others, by extent.
        abroad: first words of offices that are of other countries.
        homes: the place of an organ that is named without one, by kind of organ, as worked out so far.
    """

    draft: Draft
    registry: Registry
    when: Days = EVER
    links: dict[int, Link] = field(default_factory=dict)
    province: str | None = None
    district: str | None = None
    named: dict[str, Counter[str]] = field(default_factory=dict)
    doubted: dict[Extent, str] = field(default_factory=dict)
    abroad: set[str] = field(default_factory=set)
    homes: dict[Any, Place | None] = field(default_factory=dict)
    _by_label: dict[str, list[tuple[int, Entity]]] = field(default_factory=dict)
    _offices: dict[int, int] = field(default_factory=dict)
    _inside: dict[Extent, list[tuple[int, Entity]]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft, registry: Registry) -> Article:
        """The article of a draft; without a date it may be of any day, or of any in the year or month that is known."""
        article = cls(draft, registry, EVER if draft.date is None else (draft.date, draft.date))
        article._sort()
        if draft.date is None and draft.period is not None:
            article.when = narrowed(draft.period, draft.text, (entity for _, entity in article.labelled("DATE")))
        return article

    def _sort(self) -> None:
        """Mentions by label, and those inside each POSITION: one pass, for they are asked for often."""
        office: list[tuple[int, Entity]] = []
        start = end = 0
        for place, entity in enumerate(self.draft.entities):
            self._by_label.setdefault(entity.label, []).append((place, entity))
            if entity.label == "POSITION":
                office = self._inside.setdefault((entity.start, entity.end), [])
                end = entity.end
                start = entity.start
            elif entity.end <= end:
                office.append((place, entity))
                self._offices[place] = start

    def labelled(self, label: str) -> list[tuple[int, Entity]]:
        """Mentions of one label with their places in the list."""
        return self._by_label.get(label, [])

    def office_start(self, place: int) -> int:
        """Where the POSITION begins in which a mention stands; -1 outside one."""
        return self._offices.get(place, -1)

    def inside(self, extent: Extent) -> list[tuple[int, Entity]]:
        """Mentions inside the POSITION mention of that extent."""
        return self._inside.get(extent, [])

    def decided(self, place: int) -> str | None:
        """Identifier that a mention is linked to."""
        return self.links.get(place, NOTHING).id
