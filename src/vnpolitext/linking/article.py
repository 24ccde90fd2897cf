"""One article on its way through the linkers: what each mention may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vnpolitext.doc import Candidate, Entity
from vnpolitext.draft import Draft
from vnpolitext.linking.periods import EVER, Days
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
    """

    draft: Draft
    registry: Registry
    when: Days = EVER
    links: dict[int, Link] = field(default_factory=dict)
    province: str | None = None
    district: str | None = None

    @classmethod
    def of(cls, draft: Draft, registry: Registry) -> Article:
        """The article of a draft; without a date it may be of any day."""
        return cls(draft, registry, EVER if draft.date is None else (draft.date, draft.date))

    def labelled(self, label: str) -> list[tuple[int, Entity]]:
        """Mentions of one label with their places in the list."""
        return [(place, entity) for place, entity in enumerate(self.draft.entities) if entity.label == label]

    def decided(self, place: int) -> str | None:
        """Identifier that a mention is linked to."""
        return self.links.get(place, NOTHING).id
