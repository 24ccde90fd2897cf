"""Components in order over articles: one call, or a stream."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date  # noqa: N812
from itertools import islice, repeat
from typing import Any, Protocol, TypeVar

from vnpolitext.doc import Doc
from vnpolitext.draft import Draft
from vnpolitext.text.doubts import doubts
from vnpolitext.text.normalise import normalise

Context = TypeVar("Context")
Dated = str | Date | None
_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?")


class Component(Protocol):
    """One room of the pipeline: reads drafts and writes what it finds into them.

    It gets a batch, so that it can sum arrays over all of it; what it finds in a draft must not depend on the others.
    """

    name: str

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Add this component's findings to each draft."""


def parse_date(value: Dated) -> Date | None:
    """A date from ISO text, a ``datetime.date`` or None.

    Raises:
        ValueError: the text is not an ISO date.
        TypeError: the value is of another type.
    """
    if value is None:
        return None
    if isinstance(value, Date):
        return Date(value.year, value.month, value.day)
    if not isinstance(value, str):
        raise TypeError(f"date is {type(value).__name__}; give a str such as '2019-10-28', a datetime.date or None")
    try:
        return Date.fromisoformat(value[:10])
    except ValueError as error:
        raise ValueError(f"date is {value!r}; give it as YYYY-MM-DD") from error


def parse_period(value: Dated) -> tuple[Date, Date] | None:
    """First and last day of a year ("2019") or month ("2019-10") given in place of a day; None for anything else.

    Examples:
        >>> parse_period("2019-02")
        (datetime.date(2019, 2, 1), datetime.date(2019, 2, 28))
    """
    match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"] or 0)
    return Date(year, month or 1, 1), Date(year, month or 12, monthrange(year, month or 12)[1])


class Pipeline:
    """Reads articles. Made by ``vnpolitext.load``; safe to share between threads.

    Args:
        components: what runs, in order.
        config: the arguments ``load`` was called with; a worker process builds its own pipeline from them.
    """

    def __init__(self, components: Sequence[Component], *, config: dict[str, Any] | None = None) -> None:
        self._components = tuple(components)
        self._config = dict(config or {})

    @property
    def component_names(self) -> tuple[str, ...]:
        """Names of the components, in the order they run."""
        return tuple(component.name for component in self._components)

    def __call__(self, text: str, *, date: Dated = None) -> Doc:
        """Read one article.

        Args:
            text: the article, in any Unicode form. Offsets in the result are into this very text.
            date: day of publication (ISO text or ``datetime.date``); linking depends on it. The year or the month alone
                ("2019", "2019-10") decides what held all through it; the document's ``date`` is None then.

        Raises:
            TypeError: ``text`` is not a string, or ``date`` neither text nor date.
            ValueError: ``date`` is not an ISO date.
        """
        return self.batch([text], dates=[date])[0]

    def batch(self, texts: Sequence[str], *, dates: Sequence[Dated] | None = None) -> list[Doc]:
        """Read several articles at once; the same results as one by one, faster."""
        days = repeat(None) if dates is None else dates
        drafts = [self._draft(text, date) for text, date in zip(texts, days, strict=dates is not None)]
        for component in self._components:
            component(drafts)
        return [draft.finish() for draft in drafts]

    @staticmethod
    def _draft(text: str, date: Dated) -> Draft:
        if not isinstance(text, str):
            raise TypeError(f"text is {type(text).__name__}, not str; decode or convert it first")
        period = parse_period(date)
        view = normalise(text)
        return Draft(view, None if period else parse_date(date), period=period, warnings=doubts(view.text))

    def pipe(
        self,
        texts: Iterable[Any],
        *,
        dates: Iterable[Dated] | None = None,
        as_tuples: bool = False,
        workers: int = 1,
        batch_size: int = 64,
    ) -> Iterator[Any]:
        """Read a stream of articles lazily, in order.

        An article that fails gives a ``Doc`` with its ``error``; the others go on.

        Args:
            texts: articles, or pairs (article, context) with ``as_tuples``.
            dates: days of publication, one an article.
            as_tuples: yield pairs (``Doc``, context).
            workers: processes; each builds its own pipeline once.
            batch_size: articles read at once by one process.

        Yields:
            ``Doc``, or (``Doc``, context), in the order of ``texts``; the same for any ``workers`` and ``batch_size``.

        Raises:
            ValueError: ``workers`` or ``batch_size`` is less than 1, ``dates`` is shorter or longer than ``texts``, or
                ``workers`` is more than 1 for a pipeline that ``load`` did not build.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give 1 or more")
        pairs = texts if as_tuples else ((text, None) for text in texts)
        dated = zip(pairs, dates if dates is not None else repeat(None), strict=dates is not None)
        batches = iter(lambda: list(islice(dated, batch_size)), [])
        for batch, docs in self._batches(batches, workers):
            for ((_, context), _), doc in zip(batch, docs, strict=True):
                yield (doc, context) if as_tuples else doc

    def _batches(self, batches: Iterator[list[Any]], workers: int) -> Iterator[tuple[list[Any], list[Doc]]]:
        from vnpolitext.corpus.job import Job  # noqa: PLC0415 - one article alone does not need it
        from vnpolitext.corpus.stream import run_batches  # noqa: PLC0415

        if workers > 1 and not self._config:
            raise ValueError(
                "workers > 1 needs a pipeline from vnpolitext.load, whose arguments each process builds from"
            )
        sent = ((batch, [(text, date, None) for (text, _), date in batch]) for batch in batches)
        for batch, parts in run_batches(sent, job=Job(self._config), workers=workers, reader=self):
            yield batch, [doc for part in parts for doc in part]

    def add_terms(self, terms: Iterable[Any]) -> None:
        """Find names of your own from now on, as whole words and before anything else.

        Args:
            terms: names (taken as bodies) or mappings with ``name``, ``label`` and, where wanted, ``aliases``, ``id``
                and ``ignore_case``.

        Raises:
            ValueError: a term cannot be used, or the pipeline was loaded without "entities".

        Examples:
            >>> from vnpolitext import load
            >>> nlp = load(components=["entities"])
            >>> nlp.add_terms([{"name": "Ban Quản lý Vịnh", "label": "BODY", "id": "body:bql-vinh"}])
            >>> [(e.text, e.rule) for e in nlp("Theo Ban Quản lý Vịnh, việc này đã xong.").bodies]
            [('Ban Quản lý Vịnh', 'terms')]
        """
        from vnpolitext.entities.component import EntityRecogniser  # noqa: PLC0415 - only where terms are added

        if "entities" not in self.component_names:
            raise ValueError('terms need the component "entities"; load the pipeline with it')
        added = tuple(terms)
        components = [c.with_terms(added) if isinstance(c, EntityRecogniser) else c for c in self._components]
        self._components = tuple(components)
        self._config["terms"] = (*self._config.get("terms", ()), *added)

    def __reduce__(self) -> tuple[Any, ...]:
        from vnpolitext.loading import load  # noqa: PLC0415 - loading imports this module

        return _rebuild, (load, self._config)


def _rebuild(load: Any, config: dict[str, Any]) -> Pipeline:
    pipeline: Pipeline = load(**config)
    return pipeline
