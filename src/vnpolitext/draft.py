"""The article on its way through the components: what each finds, in the normalised text's offsets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812

from vnpolitext.doc import Directive, Doc, Entity, Extent, Official, Relation, Topic
from vnpolitext.text.normalise import Normalised


@dataclass(slots=True)
class Draft:
    """Working values of one article. Components fill it in order; ``finish`` makes the ``Doc``.

    All offsets are into ``view.text``, the normalised text. ``period`` is the first and the last day on which
    the article may have appeared, where only the year or the month is known.
    """

    view: Normalised
    date: Date | None = None
    sentences: list[Extent] = field(default_factory=list)
    tokens: list[Extent] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    period: tuple[Date, Date] | None = None

    @property
    def text(self) -> str:
        """The normalised text, which every component reads."""
        return self.view.text

    def finish(self) -> Doc:
        """The document, with every offset carried back to the caller's text."""
        moved = self if self.view.starts is None and self.view.text == self.view.original else self._relocated()
        return Doc(
            text=self.view.original,
            date=self.date,
            sentence_extents=tuple(moved.sentences),
            token_extents=tuple(moved.tokens),
            entities=tuple(moved.entities),
            officials=tuple(moved.officials),
            directives=tuple(moved.directives),
            topics=tuple(moved.topics),
            relations=tuple(moved.relations),
            warnings=tuple(moved.warnings),
            period=self._written_period(),
        )

    def _written_period(self) -> str | None:
        if self.period is None:
            return None
        first, last = self.period
        return f"{first:%Y}" if first.month != last.month else f"{first:%Y-%m}"

    def _relocated(self) -> Draft:
        original, extent = self.view.original, self.view.extent

        def place(start: int, end: int) -> dict[str, int | str]:
            start, end = extent(start, end)
            return {"start": start, "end": end, "text": original[start:end]}

        def extents(items: tuple[Extent, ...] | list[Extent]) -> tuple[Extent, ...]:
            return tuple(extent(*item) for item in items)

        return replace(
            self,
            sentences=list(extents(self.sentences)),
            tokens=list(extents(self.tokens)),
            entities=[replace(e, **place(e.start, e.end)) for e in self.entities],  # type: ignore[arg-type]
            officials=[
                replace(
                    o,
                    mentions=extents(o.mentions),
                    positions=tuple(replace(p, **place(p.start, p.end)) for p in o.positions),  # type: ignore[arg-type]
                )
                for o in self.officials
            ],
            directives=[replace(d, mentions=extents(d.mentions)) for d in self.directives],
            relations=[
                replace(r, start=start, end=end) for r in self.relations for start, end in [extent(r.start, r.end)]
            ],
        )
