"""pandas in, tidy frames out: one row an entity, an office, a document, a fact."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolitext.corpus.article import Article
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
WANTED = "give what `vnpolitext tag` wrote"
_ABSENT: Any = object()


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
        date: column of the day of publication, in any form that ``nlp`` takes; the articles of dates that are not
            understood are read without one.
        pipeline: what to tag with; all components when None.
        workers: processes.
        batch_size: articles at once in a process.

    Returns:
        One row a mention, in the order of the articles and of the text, with the index of its article, and columns
        id (as given), start and end (int64, half-open, code points of the text), text, label (categorical), rule,
        score (float64), number, canonical_id (text or missing) and inferred (bool). ``attrs["errors"]`` has, by row
        of ``frame``, the articles that could not be read, and ``attrs["warnings"]`` what a user should know of others
        (a date that is not understood, HTML in a text).

    Raises:
        ValueError: a column is missing, or there twice.
        TypeError: ``frame`` is neither DataFrame nor Series.

    Examples:
        >>> import pandas as pd, vnpolitext as vp
        >>> articles = pd.DataFrame({"text": ["Hà Nội", None]}, index=["a", "b"])
        >>> tag_frame(articles, pipeline=vp.load(components=["sentences"])).columns.tolist()[:4]
        ['id', 'start', 'end', 'text']
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    if not isinstance(frame, pd.DataFrame | pd.Series):
        raise TypeError(f"frame is {type(frame).__name__}; give a pandas DataFrame, or a Series of texts")
    table = frame.to_frame(text) if isinstance(frame, pd.Series) else frame
    articles, _ = _column(table, text), id is None or _column(table, id)
    texts = [None if missing else value for value, missing in zip(articles, articles.isna(), strict=True)]
    dates = [None] * len(table) if date is None else list(_column(table, date))
    chosen = pipeline or pipeline_of("{}")
    found = _read(texts, dates, chosen, workers=workers, batch_size=batch_size)
    places: list[int] = []
    rows: list[Row] = []
    errors: dict[str, str] = {}
    warnings: dict[str, str] = {}
    for place, doc in found:
        if doc.error is not None:
            errors[str(place)] = doc.error
        if doc.warnings:
            warnings[str(place)] = "; ".join(doc.warnings)
        for row in ROWS["entities"](_record(doc)):
            places.append(place)
            rows.append(row)
    tagged = _beside(table, places, _frame(rows, ENTITY), id)
    for name, what, by_row in (("errors", "could not be read", errors), ("warnings", "have warnings", warnings)):
        if by_row:
            tagged.attrs[name] = by_row
            logger.warning("%d articles %s; .attrs[%r] has them by row", len(by_row), what, name)
    return tagged


def _column(table: pd.DataFrame, name: Any) -> pd.Series[Any]:
    """One column of a frame.

    Raises:
        ValueError: there is none of this name, or more than one.
    """
    import pandas as pd  # noqa: PLC0415

    if name not in table.columns:
        raise ValueError(f"no column {name!r}; there are {', '.join(map(repr, table.columns))}")
    column: pd.Series[Any] | pd.DataFrame = table[name]
    if isinstance(column, pd.DataFrame):
        levels = "; of columns of several levels give all of them, as a tuple" if table.columns.nlevels > 1 else ""
        raise ValueError(f"column {name!r} is there {column.shape[1]} times; keep one{levels}")
    return column


def empty_frame(frame: pd.DataFrame, *, id: str | None = None) -> pd.DataFrame:  # noqa: A002
    """What ``tag_frame`` returns for a frame without rows: the types, for engines that ask beforehand."""
    return _beside(frame.iloc[:0], [], _frame([], ENTITY), id)


def _beside(frame: pd.DataFrame, places: list[int], tagged: pd.DataFrame, id: str | None) -> pd.DataFrame:  # noqa: A002
    """Give each row the id and the index of its article."""
    ids = frame.index.to_flat_index() if id is None else _column(frame, id)
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
        ids: ids of the documents; their place from 0 (or the id in a tagged article) when None. Tables have their own.

    Returns:
        Columns id, official (place of the person in the article, from 1), name, person (canonical id), start and end
        (Int64, of the POSITION mention, half-open, code points), text, title, body, body_text, post, former, acting,
        left, proposed, since, until (days of office as the text gives them), inferred, mentions (how often the person
        is named).

    Raises:
        ValueError: there are fewer or more ids than documents, or the source is not what ``vnpolitext tag`` wrote.

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
        by "; "), canonical_id (an entry of the registry, or made from a full number), key (to count by: canonical_id,
        else type, number and issuer with "(?)", which may stand for several documents), in_registry (whether the
        package's own registry has canonical_id), start and end (Int64, of the first mention), mentions.

    Raises:
        ValueError: as for ``officials_frame``.

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
        Columns id, subject, predicate, object, start and end (Int64), inferred, acting.

    Raises:
        ValueError: as for ``officials_frame``.

    Examples:
        >>> relations_frame([]).empty
        True
    """
    return _table(source, "relations", RELATION, ids)


def _table(source: Any, table: str, columns: Mapping[str, str], ids: Iterable[Any] | None) -> pd.DataFrame:
    if isinstance(source, str | Path) and Path(source).is_dir():
        if ids is not None:
            raise ValueError("the tables of a folder have their ids; leave out ids=")
        return _from_tables(Path(source), table, columns)
    found: list[Any] = []
    rows: list[Row] = []
    for name, tagged in _named(source, ids):
        for row in ROWS[table](tagged):
            found.append(name)
            rows.append(row)
    frame = _frame(rows, columns)
    frame.insert(0, "id", _ids(found) if found else frame.index.astype(object))
    return frame


def _named(source: Any, ids: Iterable[Any] | None) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Tagged articles with their ids."""
    if ids is None:
        yield from ((tagged.get("id", place), tagged) for place, tagged in enumerate(_each(source)))
        return
    for tagged, name in zip_longest(_each(source), ids, fillvalue=_ABSENT):
        if tagged is _ABSENT or name is _ABSENT:
            raise ValueError(
                f"there are {'fewer' if name is _ABSENT else 'more'} ids than documents; give one for each"
            )
        yield name, tagged


def _each(source: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(source, Doc | Mapping):
        source = [source]
    if isinstance(source, str | Path):
        yield from _lines(Path(source))
        return
    for place, one in enumerate(source):
        yield _record(one) if isinstance(one, Doc) else _checked(one, f"item {place}")


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                where = f"line {number} of {str(path)!r}"
                try:
                    tagged = json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{where} is not JSON: {error}; {WANTED}") from error
                yield _checked(tagged, where)


def _checked(tagged: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(tagged, Mapping):
        raise ValueError(f"{where} is no tagged article but {type(tagged).__name__}; {WANTED}")
    if missing := [name for name in ("entities", "officials") if name not in tagged]:
        raise ValueError(f"{where} is no tagged article: it has no {missing[0]!r}; {WANTED}")
    return tagged


def _record(doc: Doc) -> dict[str, Any]:
    tagged = record(Article(0, ""), doc)
    del tagged["id"]
    return tagged


def _from_tables(folder: Path, table: str, columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    parts, file = folder / table, folder / f"{table}.csv"
    if parts.is_dir():
        load_extra("pyarrow", "parquet", needed_for="reading tables of Parquet")
        whole = pd.read_parquet(parts)
    elif file.exists():
        kinds = {name: _dtype(name, kind, columns) for name, kind in columns.items()}
        # Only an empty cell is missing: "NA" and "None" are ids and names like others.
        whole = pd.read_csv(file, dtype={"id": "string", **kinds}, keep_default_na=False, na_values=[""])
    else:
        raise ValueError(f"no table of {table} in {str(folder)!r}; {WANTED} with --format csv or parquet")
    if missing := [name for name in ("id", *columns) if name not in whole.columns]:
        raise ValueError(f"the table of {table} in {str(folder)!r} has no column {missing[0]!r}; {WANTED}")
    return _typed(whole[["id", *columns]], columns)


def _ids(values: list[Any]) -> Any:
    """Ids in the type that pandas chooses; as objects where its own text cannot hold half a surrogate pair."""
    import pandas as pd  # noqa: PLC0415

    try:
        return pd.Series(values)
    except UnicodeEncodeError:
        return pd.Series(values, dtype="object")


def _frame(rows: list[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return _typed(pd.DataFrame(rows, columns=list(columns), dtype="object"), columns)


def _typed(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """The frame with the schema's types; offsets that may be missing are Int64."""
    import pandas as pd  # noqa: PLC0415

    kinds = {name: _dtype(name, kind, columns) for name, kind in columns.items()}
    try:
        return frame.astype(kinds)
    except UnicodeEncodeError:  # half a surrogate pair, which Arrow's text cannot hold
        own = pd.StringDtype("python")
        return frame.astype({name: own if kind == "string" else kind for name, kind in kinds.items()})


def _dtype(name: str, kind: str, columns: Mapping[str, str]) -> Any:
    import pandas as pd  # noqa: PLC0415

    if name == "label":
        return pd.CategoricalDtype(list(LABELS))
    if kind == "int64" and columns is not ENTITY:
        return "Int64"
    return kind
