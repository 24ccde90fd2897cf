"""Articles from files of any known format, one after the other, never a whole table in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812
from itertools import chain, islice
from typing import Any, BinaryIO

from vnpolitext.corpus.article import Article, InputError
from vnpolitext.corpus.columns import Columns, choose_columns
from vnpolitext.corpus.dates import is_missing, not_understood, read_when
from vnpolitext.corpus.lines import buffered_reader, decode_legacy, from_font, utf16
from vnpolitext.corpus.sources import Meter, Source, open_source
from vnpolitext.corpus.tabular import Record, open_parquet, parquet_records, read_records

MAX_CHARACTERS = 2_000_000
HTML = ("builtin", "trafilatura", "raw")
_LOOK_AHEAD = 50  # records looked at for the names of columns
_TOO_LARGE = 2**29  # bytes of one file that is one article


def _silent(_message: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read: columns (None is a guess, said aloud), encoding (None looks), HTML, the longest article.

    Args:
        text: column of the article.
        id: column of its id.
        date: column of its day of publication.
        encoding: decode everything so.
        html: "builtin" keeps the text of an HTML page, "trafilatura" the article it finds, "raw" the page itself.
        max_characters: a longer article becomes an error row; 0 for no limit.

    Raises:
        ValueError: ``max_characters`` is negative.
    """

    text: str | None = None
    id: str | None = None
    date: str | None = None
    encoding: str | None = None
    html: str = HTML[0]
    max_characters: int = MAX_CHARACTERS

    def __post_init__(self) -> None:
        if self.max_characters < 0:
            raise ValueError(f"max_characters is {self.max_characters}; give 0 (for any length) or more")


@dataclass(slots=True)
class ArticleReader:
    """Reads sources in order. ``say`` is told what was guessed, once for each choice.

    Args:
        sources: what to read, from ``find_sources``.
        options: how.
        say: is given one line for a user to read.
        meter: is told how far reading has come.
    """

    sources: Iterable[Source]
    options: ReadOptions = field(default_factory=ReadOptions)
    say: Callable[[str], None] = _silent
    meter: Meter = field(default_factory=Meter)
    _row: int = 0
    _said: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Article]:
        """The articles; one that cannot be read is given with its ``error``.

        Raises:
            InputError: a source cannot be opened, has no text column, or is not of its format.
        """
        for source in self.sources:
            for article in self._source(source):
                self._row += 1
                yield self._numbered(article)

    def _numbered(self, article: Article) -> Article:
        limit = self.options.max_characters
        numbered = replace(article, row=self._row, id=article.id or str(self._row))
        if not article.error and limit and len(article.text) > limit:
            return replace(
                numbered, text="", error=f"too long: {len(article.text):,} characters, the limit is {limit:,}"
            )
        return numbered

    def _source(self, source: Source) -> Iterator[Article]:
        if source.format in {"txt", "html"} and source.path is not None:
            yield self._whole(source)
            return
        with open_source(source, self.meter) as opened:
            stream: BinaryIO = buffered_reader(opened) if source.format == "guess" else opened
            known = _guess_format(stream) if source.format == "guess" else source.format
            if known in {"txt", "html"}:
                yield self._page(stream.read(), known, "")
            else:
                yield from self._table(stream, replace(source, format=known))

    def _whole(self, source: Source) -> Article:
        """A file that is one article; where it cannot be read, only this one is lost."""
        try:
            with open_source(source, self.meter) as stream:
                data = stream.read(_TOO_LARGE)
        except (InputError, OSError, EOFError) as error:
            return Article(0, source.stem, error=f"file broken: {error}")
        if len(data) == _TOO_LARGE:
            return Article(0, source.stem, error=f"too long: more than {_TOO_LARGE:,} bytes")
        return self._page(data, source.format, source.stem)

    def _page(self, data: bytes, format: str, id: str) -> Article:  # noqa: A002
        try:
            text, notes = _decode(data, self.options.encoding)
            if format == "html" and self.options.html != "raw":
                text, notes = self._cleaned(text), (*notes, "text taken from HTML: offsets are into that text")
        except (UnicodeError, LookupError) as error:
            return Article(0, id, error=f"unreadable: {error}")
        return Article(0, id, text, notes=notes)

    def _cleaned(self, page: str) -> str:
        from vnpolitext.text.clean import clean_html  # noqa: PLC0415 - only HTML needs it

        try:
            return clean_html(page, engine=self.options.html)
        except ImportError as error:
            raise InputError(str(error)) from error

    def _table(self, stream: BinaryIO, source: Source) -> Iterator[Article]:
        try:
            records, columns = (
                self._parquet(stream, source) if source.format == "parquet" else self._lines(stream, source)
            )
            for record in records:
                yield _article_or_error(record, columns)
        except InputError as error:
            raise InputError(f"{source.name}: {error}") from error

    def _parquet(self, stream: BinaryIO, source: Source) -> tuple[Iterator[Record], Columns | None]:
        file = open_parquet(stream)
        columns = self._columns(file.schema_arrow.names, source)
        names = [] if columns is None else list(filter(None, (columns.text, columns.id, columns.date)))
        return parquet_records(file, names), columns

    def _lines(self, stream: BinaryIO, source: Source) -> tuple[Iterator[Record], Columns | None]:
        records = read_records(stream, source.format, encoding=self.options.encoding)
        first = list(islice(records, _LOOK_AHEAD))
        names = list(dict.fromkeys(name for record in first for name in record.values))
        return chain(first, records), self._columns(names, source)

    def _columns(self, names: list[str], source: Source) -> Columns | None:
        if not names:
            return None
        columns = choose_columns(names, text=self.options.text, id=self.options.id, date=self.options.date)
        spoken = columns.spoken()
        if spoken not in self._said:
            self._said.add(spoken)
            self.say(f"{source.name}: {spoken}")
        return columns


def _article_or_error(record: Record, columns: Columns | None) -> Article:
    """The article; one with values that nothing can be made of is an article with an error."""
    try:
        return _article(record, columns)
    except Exception as error:
        return Article(0, "", notes=record.notes, error=f"unreadable: {type(error).__name__}: {error}")


def _article(record: Record, columns: Columns | None) -> Article:
    if columns is None:
        return Article(0, "", notes=record.notes, error=record.error or "no text: the record is empty")
    values = record.values
    id = _id(values.get(columns.id)) if columns.id else ""  # noqa: A001 - the field's name
    date, period, date_notes = _date(values.get(columns.date)) if columns.date else (None, None, ())
    text = values.get(columns.text)
    if not isinstance(text, str):
        kind = "nothing" if text is None else type(text).__name__
        error = record.error or f"no text: {columns.text!r} holds {kind}"
        return Article(0, id, "", date, (*record.notes, *date_notes), error, period)
    text, text_notes = from_font(text)
    return Article(0, id, text, date, (*record.notes, *date_notes, *text_notes), record.error, period)


def _date(value: Any) -> tuple[Date | None, str | None, tuple[str, ...]]:
    """The day, or the year or month alone, and a note where a value names none; a missing one needs no note."""
    when = read_when(value)
    if isinstance(when, str):
        return None, when, ()
    return when, None, () if when or is_missing(value) else (not_understood(value),)


def _id(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False, default=str)  # Parquet has values that JSON does not
    return str(value)


def _decode(data: bytes, encoding: str | None) -> tuple[str, tuple[str, ...]]:
    known = encoding or utf16(data[:4096])
    if known is not None:
        return data.decode(known).removeprefix("\ufeff"), ()
    try:
        return from_font(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text, _, notes = decode_legacy(data)
        return text, notes


def _guess_format(stream: BinaryIO) -> str:
    """The format of standard input by its first bytes: objects, a page, else one article."""
    peek = getattr(stream, "peek", None)
    start = peek(512).removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower() if peek else b""
    if start.startswith(b"{"):
        return "jsonl"
    if start.startswith(b"["):
        return "json"
    return "html" if start.startswith((b"<!doctype", b"<html", b"<?xml")) else "txt"
