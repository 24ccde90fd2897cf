"""A whole corpus through the pipeline: in shards that are finished one by one: nothing is lost, or done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from vnpolitext.corpus.article import Article, InputError, OutputError
from vnpolitext.corpus.encode import Tally
from vnpolitext.corpus.job import Item, Job
from vnpolitext.corpus.manifest import InputDigest, Manifest, Shard
from vnpolitext.corpus.marks import Marks
from vnpolitext.corpus.stream import run_batches
from vnpolitext.corpus.write import Writer

_SHOWN = 3  # ids named to the user
_BATCH_CHARACTERS = 500_000  # a batch of long articles is closed early: what is in flight stays small


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run; none of it changes what is written, except ``shard_size`` for Parquet parts and compressed files."""

    workers: int = 1
    batch_size: int = 64
    shard_size: int = 1000

    def __post_init__(self) -> None:
        for name in ("workers", "batch_size", "shard_size"):
            if (value := getattr(self, name)) < 1:
                raise ValueError(f"{name} is {value}; give 1 or more")


@dataclass(slots=True)
class Progress:
    """What is known of a run while it goes on.

    Args:
        tally: of everything written, with the shards of an interrupted run.
        resumed: articles of those shards.
        duplicates: articles whose id had been seen before.
        repeated: the first few of those ids.
    """

    tally: Tally = field(default_factory=Tally)
    resumed: int = 0
    duplicates: int = 0
    repeated: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    articles: list[Article]
    shard: str | None = None  # digest of the shard's input, when the batch is its last


def tag_corpus(
    articles: Iterable[Article],
    writer: Writer,
    *,
    job: Job,
    options: RunOptions | None = None,
    manifest: Manifest | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Progress:
    """Tag articles and write them, shard by shard.

    Args:
        articles: in order; those of the shards that ``manifest`` holds must come again and are only checked.
        writer: where they go.
        job: how they are tagged and encoded (``encode.encode``).
        options: how many at a time.
        manifest: what an earlier run finished; takes each shard that this one does. None for a stream.
        watch: is told of the progress after each batch.

    Raises:
        InputError: the input is not what the interrupted run read.
        OutputError: something could not be written; the shards finished before are safe.
    """
    options = options or RunOptions()
    progress = Progress()
    try:
        shards = _take_up(writer, manifest, progress)
        source = _watched(articles, progress)
        _check_finished(source, shards)
        unfinished = Tally()
        sent = ((batch, list(map(_item, batch.articles))) for batch in _batches(source, options))
        for batch, chunks in run_batches(sent, job=job, workers=options.workers):
            with _writing():
                for chunk in chunks:
                    writer.append(chunk)
                    unfinished.add(chunk.tally)
                    progress.tally.add(chunk.tally)
                if batch.shard is not None:
                    _finish_shard(writer, manifest, batch.shard, unfinished)
                    unfinished = Tally()
            if watch:
                watch(progress)
        if manifest and not manifest.shards:  # an empty input has an empty output, with its header
            with _writing():
                _finish_shard(writer, manifest, "", Tally())
    finally:
        writer.close()
    return progress


def _take_up(writer: Writer, manifest: Manifest | None, progress: Progress) -> list[Shard]:
    """Go on after the shards that are whole; counts what is in them."""
    with _writing():
        done = writer.resume(manifest.shards if manifest else [])
        if manifest is None:
            return []
        manifest.keep(done)
    for shard in manifest.shards:
        progress.tally.add(Tally.from_dict(shard.tally))
    progress.resumed = progress.tally.articles
    return list(manifest.shards)


def _finish_shard(writer: Writer, manifest: Manifest | None, digest: str, tally: Tally) -> None:
    files = writer.commit()
    if manifest:
        manifest.add(Shard(tally.articles, digest, files, tally.to_dict()))


def _item(article: Article) -> Item:
    return ("" if article.error else article.text, article.when, article)


@contextmanager
def _writing() -> Iterator[None]:
    """Say of an operating system's error that it is the output's; a closed pipe is the reader's own affair."""
    try:
        yield
    except (OutputError, BrokenPipeError):
        raise
    except OSError as error:
        raise OutputError(f"cannot write: {error.strerror or error}") from error


def _check_finished(source: Iterator[Article], shards: Iterable[Shard]) -> None:
    """Pass over the articles of the finished shards; they must be the same as then."""
    for number, shard in enumerate(shards, 1):
        digest = InputDigest()
        count = sum(digest.add(article) for article in islice(source, shard.articles))
        if count != shard.articles or (digest.take() if count else "") != shard.input:
            raise InputError(
                f"the input is not what the interrupted run read (shard {number}, of {shard.articles:,} articles): "
                "give the same input, or start again with --overwrite"
            )


def _batches(source: Iterator[Article], options: RunOptions) -> Iterator[_Batch]:
    """Batches that end where shards end. The last of a shard is known only when the next article is, or none comes."""
    digest = InputDigest()
    batch, held, size = _Batch([]), 0, 0
    for article in source:
        if held == options.shard_size or len(batch.articles) == options.batch_size or size >= _BATCH_CHARACTERS:
            if held == options.shard_size:
                batch.shard, held = digest.take(), 0
            yield batch
            batch, size = _Batch([]), 0
        held += digest.add(article)
        size += len(article.text)
        batch.articles.append(article)
    if batch.articles:
        batch.shard = digest.take()
        yield batch


def _watched(articles: Iterable[Article], progress: Progress) -> Iterator[Article]:
    """The articles, with a count of ids seen before."""
    marks = Marks()
    for article in articles:
        if marks.seen(article.id):
            progress.duplicates += 1
            if len(progress.repeated) < _SHOWN and article.id not in progress.repeated:
                progress.repeated.append(article.id)
        yield article
