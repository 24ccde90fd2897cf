"""Components in order over articles: one call, or a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812
from itertools import islice, zip_longest
from typing import Any, Protocol, TypeVar

from vnpolitext.corpus.dates import is_missing, not_understood, parse_when, plain_when, read_when
from vnpolitext.doc import Doc
from vnpolitext.draft import Draft
from vnpolitext.text.doubts import doubts
from vnpolitext.text.normalise import halves, normalise

Context = TypeVar("Context")
Dated = str | int | Date | None
_ABSENT: Any = object()


class Component(Protocol):
    """One room of the pipeline: reads drafts and writes what it finds into them.

    It gets a batch, so that it can sum arrays over all of it; what it finds in a draft must not depend on the others.
    """

    name: str

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Add this component's findings to each draft."""


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
            date: day of publication: a date or datetime, or any form that ``corpus.dates.read_when`` reads
                ("2019-10-28", "28/10/2019"); linking depends on it. The year or the month alone (2019, "2019-10")
                decides what held all through it; the document has it as ``period``, and its ``date`` is None then.

        Raises:
            TypeError: ``text`` is not a string, or ``date`` is of a kind that names no day.
            ValueError: ``date`` is not understood, or the text holds the two halves of one character side by side.
        """
        day, period = parse_when(date)
        return self._finished([self._draft(text, day or period)])[0]

    def batch(self, texts: Sequence[str], *, dates: Iterable[Dated] | None = None) -> list[Doc]:
        """Read several articles at once; the same results as one by one, faster.

        Args:
            texts: articles.
            dates: days of publication, one an article. One that is not understood becomes a warning of its document.

        Raises:
            TypeError: one of ``texts`` is not a string.
            ValueError: ``dates`` is shorter or longer than ``texts``, or a text is refused (see ``__call__``).
        """
        return self._finished([self._draft(text, date) for text, date in _paired(texts, dates)])

    def _finished(self, drafts: list[Draft]) -> list[Doc]:
        for component in self._components:
            component(drafts)
        return [draft.finish() for draft in drafts]

    @staticmethod
    def _draft(text: str, date: Dated) -> Draft:
        if not isinstance(text, str):
            raise TypeError(f"text is {type(text).__name__}, not str; decode or convert it first")
        view = normalise(text)
        if "\ufffd" in view.text and (at := halves(text)) is not None:
            raise ValueError(
                f"text holds the two halves of one character side by side at {at}, which JSON would join;"
                " join them first: text.encode('utf-16', 'surrogatepass').decode('utf-16', 'surrogatepass')"
            )
        draft = Draft(view, warnings=doubts(view.text))
        if date is not None:
            _set_date(draft, date)
        return draft

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
            texts: articles, or pairs (article, context) with ``as_tuples``. What is no string (None, NaN) gives an
                empty ``Doc`` with its ``error``.
            dates: days of publication, one an article, as for ``nlp(text, date=...)``; None, NaN and NaT are none. One
                that is not understood becomes a warning of its document, and the article is read without a date.
            as_tuples: yield pairs (``Doc``, context).
            workers: processes; each builds its own pipeline once.
            batch_size: articles read at once by one process.

        Yields:
            ``Doc``, or (``Doc``, context), in the order of ``texts``; the same for any ``workers`` and ``batch_size``.

        Raises:
            TypeError: ``texts`` is one string, a mapping or a DataFrame, or ``dates`` one string.
            ValueError: ``workers`` or ``batch_size`` is less than 1, ``dates`` is shorter or longer than ``texts``,
                ``texts`` are no pairs with ``as_tuples``, or ``workers`` is more than 1 for a pipeline that ``load``
                did not build.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give 1 or more")
        dated = _paired(texts, dates)
        contexts = _with_context if as_tuples else _without_context
        dated = ((contexts(text), date) for text, date in dated)
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
        sent = ((batch, [(text, plain_when(date), None) for (text, _), date in batch]) for batch in batches)
        for batch, parts in run_batches(sent, job=Job(self._config), workers=workers, reader=self):
            yield batch, [doc for part in parts for doc in part]

    def add_terms(self, terms: Iterable[Any]) -> None:
        """Find names of your own from now on, as whole words and before anything else.

        Args:
            terms: names (taken as bodies) or mappings with ``name``, ``label`` and, where wanted, ``aliases``, ``id``
                and ``ignore_case``.

        Raises:
            TypeError: ``terms`` is one name or one mapping, not several in a list.
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
        if isinstance(terms, str | Mapping):
            raise TypeError(f"terms is one {type(terms).__name__}; give a list, also for one: [{terms!r}]")
        added = tuple(terms)
        components = [c.with_terms(added) if isinstance(c, EntityRecogniser) else c for c in self._components]
        self._components = tuple(components)
        self._config["terms"] = (*self._config.get("terms", ()), *added)

    def __reduce__(self) -> tuple[Any, ...]:
        from vnpolitext.loading import load  # noqa: PLC0415 - loading imports this module

        return _rebuild, (load, self._config)


def _without_context(text: Any) -> tuple[Any, Any]:
    return text, None


def _with_context(pair: Any) -> tuple[Any, Any]:
    if isinstance(pair, str | bytes) or not hasattr(pair, "__len__") or len(pair) != 2:
        raise ValueError(f"as_tuples needs pairs (article, context); one is {str(pair)[:40]!r}")
    text, context = pair
    return text, context


def _paired(texts: Iterable[Any], dates: Iterable[Dated] | None) -> Iterator[tuple[Any, Dated]]:
    for name, values in (("texts", texts), ("dates", dates)):
        kind = type(values).__name__
        if isinstance(values, str | bytes):
            raise TypeError(f"{name} is one {kind}; give a list of them, or call the pipeline with one article")
        if isinstance(values, Mapping) or kind == "DataFrame":  # which would give the names of their columns
            raise TypeError(f"{name} is {kind}; give one of its columns, or use vnpolitext.tag_frame for a frame")
    if dates is None:
        yield from ((text, None) for text in texts)
        return
    for text, date in zip_longest(texts, dates, fillvalue=_ABSENT):
        if text is _ABSENT or date is _ABSENT:
            raise ValueError(f"there are {'fewer' if date is _ABSENT else 'more'} dates than texts; give one for each")
        yield text, date


def _set_date(draft: Draft, value: Dated) -> None:
    """Give the article its day, or the days of its year or month; say where the value is neither."""
    found = read_when(value)
    if isinstance(found, Date):
        draft.date = found
    elif found is not None:
        from vnpolitext.linking.periods import days  # noqa: PLC0415 - few articles lack the day

        draft.period = days(found)
    elif not is_missing(value):
        draft.warnings.insert(0, not_understood(value))


def _rebuild(load: Any, config: dict[str, Any]) -> Pipeline:
    pipeline: Pipeline = load(**config)
    return pipeline
