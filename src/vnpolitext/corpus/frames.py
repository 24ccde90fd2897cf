"""pandas in, tidy frames out: one row an entity, an office, a document, a fact."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.dates import read_when
from vnpolitext.corpus.job import resolve
from vnpolitext.corpus.records import record
from vnpolitext.corpus.schema import DIRECTIVE, ENTITY, POSITION, RELATION
from vnpolitext.corpus.tables import ROWS, Row
from vnpolitext.doc import LABELS, Doc
from vnpolitext.extras import load_extra
from vnpolitext.pipeline import Pipeline

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger("vnpolitext")
Tagged = Doc | Mapping[str, Any]


def tag_frame(
    frame: pd.DataFrame | pd.Series,
    *,
    text: str = "text",
    id: str | None = None,  # noqa: A002
    date: str | None = None,
    pipeline: Pipeline | None = None,
    workers: int = 1,
    batch_size: int = 64,
) -> pd.DataFrame:
    """Find the entities of a frame of articles.

    Args:
        frame: one row an article, or a Series of texts. Texts that are missing (None, NaN, pd.NA) have no entities;
            index and ids may repeat.
        text: column of the text.
        id: column of the id; the index when None.
        date: column of the day of publication: dates, timestamps, or text in a form that ``corpus.dates`` reads.
        pipeline: what to tag with; all components when None.
        workers: processes.
        batch_size: articles at once in a process.

    Returns:
        One row a mention, in the order of the articles and of the text, with the index of its article, and columns
        id (as given), start and end (int64, half-open, code points of the text), text, label (categorical), rule,
        score (float64), number, canonical_id (text or missing) and inferred (bool). ``attrs["errors"]`` has, by row
        of ``frame``, the articles that could not be read.

    Raises:
        ValueError: a column is missing.

    Examples:
        >>> import pandas as pd, vnpolitext as vp
        >>> articles = pd.DataFrame({"text": ["Hà Nội", None]}, index=["a", "b"])
        >>> tag_frame(articles, pipeline=vp.load(components=["sentences"])).columns.tolist()[:4]
        ['id', 'start', 'end', 'text']
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    table = frame.to_frame(text) if isinstance(frame, pd.Series) else frame
    for column in (text, id, date):
        if column is not None and column not in table.columns:
            raise ValueError(f"no column {column!r}; there are {', '.join(map(repr, table.columns))}")
    texts = [None if missing else value for value, missing in zip(table[text], table[text].isna(), strict=True)]
    dates = [None] * len(table) if date is None else [read_when(value) for value in table[date]]
    chosen = pipeline or pipeline_of("{}")
    found = _read(texts, dates, chosen, workers=workers, batch_size=batch_size)
    places: list[int] = []
    rows: list[Row] = []
    errors: dict[str, str] = {}
    for place, doc in found:
        if doc.error is not None:
            errors[str(place)] = doc.error
        for row in ROWS["entities"](_record(doc)):
            places.append(place)
            rows.append(row)
    tagged = _beside(table, places, _frame(rows, ENTITY), id)
    if errors:
        tagged.attrs["errors"] = errors
        logger.warning("%d articles could not be read; .attrs['errors'] has them by row", len(errors))
    return tagged


def empty_frame(frame: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:  # noqa: A002
    """What ``tag_frame`` returns for a frame without rows: the types, for engines that ask beforehand."""
    return _beside(frame.iloc[:0], [], _frame([], ENTITY), id)


def _beside(frame: pd.DataFrame, places: list[int], tagged: pd.DataFrame, id: str | None) -> pd.DataFrame:  # noqa: A002
    """Give each row the id and the index of its article."""
    ids = frame.index.to_flat_index() if id is None else frame[id]
    tagged.insert(0, "id", ids.take(places).array)
    tagged.index = frame.index.take(places)
    return tagged


def _read(
    texts: list[Any], dates: list[Any], pipeline: Pipeline, *, workers: int, batch_size: int
) -> Iterator[tuple[int, Doc]]:
    """Documents of the texts that are there, with their places."""
    there = [place for place, text in enumerate(texts) if text is not None]
    chosen = ((texts[place], place) for place in there)
    pairs = pipeline.pipe(
        chosen, dates=(dates[place] for place in there), as_tuples=True, workers=workers, batch_size=batch_size
    )
    return ((place, doc) for doc, place in pairs)


@cache
def pipeline_of(config: str, loader: str = "vnpolitext.loading:load") -> Pipeline:
    """The pipeline of a configuration (arguments of ``load`` as JSON), built once a process."""
    pipeline: Pipeline = resolve(loader)(**json.loads(config))
    return pipeline


def officials_frame(
    source: Tagged | Iterable[Tagged] | str | Path, *, ids: Iterable[Any] | None = None
) -> pd.DataFrame:
    """The officials of documents, one row an office; one with an empty office for a person without any.

    Args:
        source: documents, tagged articles (lines of ``vnpolitext tag``'s JSONL as dicts), one of either, or the path
            of a tagged JSONL file or of a folder of tables.
        ids: ids of the documents; their place from 0 (or the id in a tagged article) when None.

    Returns:
        Columns id, official (place of the person in the article, from 1), name, person (canonical id), start and end
        (Int64, of the POSITION mention, half-open, code points), text, title, body, body_text, post, former, acting,
        inferred, mentions (how often the person is named).

    Examples:
        >>> from vnpolitext.doc import Doc, Official, Position
        >>> holder = Official("An", ((0, 2),), (Position(4, 10, "Bí thư", "Bí thư"),))
        >>> officials_frame(Doc("An - Bí thư", officials=(holder,)))[["name", "title"]].values.tolist()
        [['An', 'Bí thư']]
    """
    return _table(source, "positions", POSITION, ids)


def directives_frame(
    source: Tagged | Iterable[Tagged] | str | Path, *, ids: Iterable[Any] | None = None
) -> pd.DataFrame:
    """The official documents that articles cite, one row a document of an article.

    Args:
        source: as for ``officials_frame``.
        ids: as for ``officials_frame``.

    Returns:
        Columns id, number, name, type, type_code, year (Int64), issuer_code, issuer, date, subject, provisions (joined
        by "; "), canonical_id, start and end (Int64, of the first mention), mentions.

    Examples:
        >>> directives_frame([]).columns.tolist()[:3]
        ['id', 'number', 'name']
    """
    return _table(source, "directives", DIRECTIVE, ids)


def relations_frame(
    source: Tagged | Iterable[Tagged] | str | Path, *, ids: Iterable[Any] | None = None
) -> pd.DataFrame:
    """The facts that articles state, one row a fact: subject, predicate, object, and where it says so.

    Args:
        source: as for ``officials_frame``.
        ids: as for ``officials_frame``.

    Returns:
        Columns id, subject, predicate, object, start and end (Int64), inferred.

    Examples:
        >>> relations_frame([]).empty
        True
    """
    return _table(source, "relations", RELATION, ids)


def _table(source: Any, table: str, columns: Mapping[str, str], ids: Iterable[Any] | None) -> pd.DataFrame:
    if isinstance(source, str | Path) and Path(source).is_dir():
        return _from_tables(Path(source), table, columns)
    found: list[Any] = []
    rows: list[Row] = []
    given = iter(ids) if ids is not None else None
    for place, tagged in enumerate(_each(source)):
        name = next(given) if given is not None else tagged.get("id", place)
        for row in ROWS[table](tagged):
            found.append(name)
            rows.append(row)
    frame = _frame(rows, columns)
    frame.insert(0, "id", found if found else frame.index.astype(object))
    return frame


def _each(source: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(source, Doc | Mapping):
        source = [source]
    if isinstance(source, str | Path):
        opener = gzip.open if Path(source).suffix == ".gz" else open
        with opener(source, "rt", encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())
        return
    for one in source:
        yield _record(one) if isinstance(one, Doc) else one


def _record(doc: Doc) -> dict[str, Any]:
    tagged = record(Article(0, ""), doc)
    del tagged["id"]
    return tagged


def _from_tables(folder: Path, table: str, columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    parts = folder / table
    if parts.is_dir():
        load_extra("pyarrow", "parquet", needed_for="reading tables of Parquet")
        whole = pd.read_parquet(parts)
    else:
        whole = pd.read_csv(folder / f"{table}.csv", dtype={"id": "string"})
    return _typed(whole[["id", *columns]], columns)


def _frame(rows: list[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return _typed(pd.DataFrame(rows, columns=list(columns)), columns)


def _typed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """The frame with the schema's types; offsets that may be missing are Int64."""
    return frame.astype({name: _dtype(name, kind, columns) for name, kind in columns.items()})


def _dtype(name: str, kind: str, columns: Mapping[str, str]) -> Any:
    import pandas as pd  # noqa: PLC0415

    if name == "label":
        return pd.CategoricalDtype(list(LABELS))
    if kind == "int64" and columns is not ENTITY:
        return "Int64"
    return kind
