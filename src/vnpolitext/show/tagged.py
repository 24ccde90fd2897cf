"""A tagged corpus in memory, as the tables that pictures and reports are made of."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from vnpolitext.corpus.article import Article, InputError
from vnpolitext.corpus.dates import is_period, read_date
from vnpolitext.corpus.records import record
from vnpolitext.doc import Doc
from vnpolitext.linking.identifiers import OPEN
from vnpolitext.show.escape import visible
from vnpolitext.show.naming import distinct, is_open
from vnpolitext.show.sightings import KINDS, Sighting, sightings

if TYPE_CHECKING:
    import pandas as pd

WANTED = "give a file that `vnpolitext tag ARTICLES -o FILE.jsonl` wrote"


@dataclass(slots=True)
class Tagged:
    """What was read from a tagged corpus. Rows join on ``row``, the article's place in the input, from 0.

    Args:
        articles: row, id, date (ISO text or None), heading, entities, error, period (a year or month, where there is
            no date).
        seen: row and ``Sighting``.
        topics: row, code, score; every topic of an article.
        texts: the texts by row, where the corpus has them; ``keep_texts`` decides.
        unreadable: lines that are no tagged article.
    """

    articles: list[dict[str, Any]] = field(default_factory=list)
    seen: list[tuple[int, Sighting]] = field(default_factory=list)
    topics: list[tuple[int, str, float]] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    unreadable: int = 0
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in one tagged article.

        Raises:
            KeyError, TypeError, ValueError, OverflowError: it does not have the form that ``vnpolitext tag`` writes.
        """
        row = len(self.articles)
        found = [(row, one) for one in sightings(record)]
        topics = [(row, visible(str(topic["code"])), _share(topic["score"])) for topic in record["topics"]]
        text = str(record.get("text") or "")
        said = {name: visible(str(record[name] or "")) or None for name in ("id", "date", "error")}
        self._frames.clear()
        period = str(record.get("period") or "")
        said["period"] = period if is_period(period) else None
        self.articles.append({"row": row, **said, "heading": heading(text), "entities": len(record["entities"])})
        self.seen += found
        self.topics += topics
        if text:
            self.texts[row] = text

    @property
    def articles_frame(self) -> pd.DataFrame:
        """One row an article: row, id, date (datetime64), heading, entities, error, period (text)."""
        import pandas as pd  # noqa: PLC0415 - heavy

        if "articles" not in self._frames:
            frame = pd.DataFrame(self.articles, columns=["row", "id", "date", "heading", "entities", "error", "period"])
            self._frames["articles"] = frame.assign(date=pd.to_datetime(frame["date"].map(_day), errors="coerce"))
        return self._frames["articles"]

    def frame(self, kind: str) -> pd.DataFrame:
        """One row a subject and article: row, date, key, name, mentions, details.

        ``name`` is the commonest of the names under which the corpus has the subject, a local body's with its place;
        "(?)" follows where the name is a kind of organ and no link says which one.

        Args:
            kind: "officials", "bodies", "directives" or "provinces".

        Raises:
            ValueError: there is no such kind.
        """
        import pandas as pd  # noqa: PLC0415 - heavy

        if kind not in KINDS:
            raise ValueError(f"kind is {kind!r}; known are {', '.join(KINDS)}")
        if kind not in self._frames:
            rows = [
                (row, one.key, one.name, len(one.extents), one.details) for row, one in self.seen if one.kind == kind
            ]
            frame = pd.DataFrame(rows, columns=["row", "key", "name", "mentions", "details"]).astype({"row": int})
            counts = frame.groupby(["key", "name"], as_index=False).agg(mentions=("mentions", "sum"))
            counts = counts.sort_values(["mentions", "name"], ascending=[False, True]).drop_duplicates("key")
            names = distinct(
                {key: _named(kind, key, name) for key, name in zip(counts["key"], counts["name"], strict=True)}
            )
            dates = frame["row"].map(self.articles_frame["date"])
            self._frames[kind] = frame.assign(name=frame["key"].map(names), date=pd.to_datetime(dates))
        return self._frames[kind]

    @property
    def topics_frame(self) -> pd.DataFrame:
        """One row an article with topics, its first topic only: row, date, code, score."""
        import pandas as pd  # noqa: PLC0415 - heavy

        frame = pd.DataFrame(self.topics, columns=["row", "code", "score"]).astype({"row": int}).drop_duplicates("row")
        return frame.assign(date=pd.to_datetime(frame["row"].map(self.articles_frame["date"])))


def _day(written: str | None) -> Date | None:
    """The day, as it is written: with a time zone too it is the one that readers saw."""
    return None if written is None else read_date(written)


def _share(value: Any) -> float:
    score = float(value)
    if not 0 <= score <= 1:
        raise ValueError(f"score is {score}; a probability is from 0 to 1")
    return score


def _named(kind: str, key: str, name: str) -> str:
    return name + OPEN if kind == "bodies" and ":" not in key and is_open(name) else name


def heading(text: str, *, width: int = 80) -> str:
    r"""The first line of an article that says something, cut to a width.

    Examples:
        >>> heading("  Hội nghị  toàn quốc  \nNgày 1/2")
        'Hội nghị toàn quốc'
    """
    first = visible(" ".join(text.lstrip()[: 4 * width].partition("\n")[0].split()))
    return first if len(first) <= width else first[: width - 1].rsplit(" ", 1)[0] + "…"


def read_tagged(path: str | Path) -> Tagged:
    """Read what ``vnpolitext tag`` wrote: JSON lines, also compressed with gzip; "-" is standard input.

    A line that is no tagged article is counted and passed over.

    Raises:
        InputError: there is no such file, it breaks off, or it holds no tagged article.
    """
    corpus = Tagged()
    try:
        with _opened(Path(path)) as lines:
            for line in lines:
                if line.strip():
                    _take(corpus, line)
    except (EOFError, zlib.error) as error:
        raise InputError(f"{str(path)!r}: file broken: {error}") from error
    if not corpus.articles:
        raise InputError(f"{str(path)!r}: no tagged article in it; {WANTED}")
    return corpus


def from_records(records: Iterable[Mapping[str, Any]]) -> Tagged:
    """The same from tagged articles in memory, each a mapping of the form that ``vnpolitext tag`` writes."""
    corpus = Tagged()
    for one in records:
        corpus.add(one)
    return corpus


def from_docs(docs: Iterable[Doc], *, ids: Iterable[object] | None = None) -> Tagged:
    """The same from documents in memory.

    Args:
        docs: as ``nlp`` or ``nlp.pipe`` gives them.
        ids: an id for each; their places, from 1, when None.

    Raises:
        ValueError: there are fewer or more ids than documents.

    Examples:
        >>> from_docs([Doc("Hà Nội"), Doc("Huế")], ids=["a", "b"]).articles_frame["heading"].tolist()
        ['Hà Nội', 'Huế']
    """
    some = list(docs)
    names = [str(row) for row in range(1, len(some) + 1)] if ids is None else list(map(str, ids))
    if len(names) != len(some):
        raise ValueError(f"{len(names)} ids for {len(some)} documents; give one for each")
    return from_records(
        record(Article(row, name, doc.text), doc, with_text=True)
        for row, (name, doc) in enumerate(zip(names, some, strict=True), 1)
    )


def _take(corpus: Tagged, line: str) -> None:
    try:
        corpus.add(json.loads(line))
    except (ValueError, OverflowError, KeyError, TypeError, AttributeError, RecursionError):
        corpus.unreadable += 1


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if str(path) == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        yield sys.stdin
        return
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a folder; {WANTED}")
    try:
        stream = gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputError(f"{str(path)!r}: {error.strerror or error}; {WANTED}") from error
    with stream, io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace") as lines:
        yield lines
