"""``vnpolitext tag``: articles in, tags out."""

from __future__ import annotations

import argparse
import codecs
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from vnpolitext.commands import INTERRUPTED
from vnpolitext.commands.errors import reason, with_notes
from vnpolitext.commands.progress import ProgressLine, say, summary
from vnpolitext.corpus.article import InputError
from vnpolitext.corpus.attempt import checked_seconds
from vnpolitext.corpus.encode import Tally
from vnpolitext.corpus.job import Job, WorkerError
from vnpolitext.corpus.output import FORMATS, SHARD_SIZES, Output, choose_output
from vnpolitext.corpus.read import HTML, MAX_CHARACTERS, ArticleReader, ReadOptions
from vnpolitext.corpus.run import RunOptions, tag_corpus
from vnpolitext.corpus.settings import settings_of
from vnpolitext.corpus.sources import Meter, find_sources, is_open_as
from vnpolitext.corpus.unfinished import begin, claimed, finish, kept, tidy
from vnpolitext.loading import COMPONENTS

EXAMPLES = """\
examples:
  vnpolitext tag bai.txt                                             one article, tags on the screen
  vnpolitext tag articles.csv --text noi_dung -o tags.jsonl          one JSON object an article
  vnpolitext tag articles/ -o tags.csv                               one row an entity (and one a failed article)
  vnpolitext tag 2024/*.jsonl.gz -o tables/ --format parquet --workers 4
                                                                     articles, entities, positions, ... as tables
  zcat big.jsonl.gz | vnpolitext tag - -o tags.jsonl.gz --resume     goes on where an interrupted run stopped

exit status: 0 also when some articles failed (each is a row with its error; 1 with --strict), 2 when input or output
cannot be used, 130 after Ctrl-C.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``tag``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument(
        "input",
        nargs="+",
        metavar="IN",
        help="files (.jsonl .csv .tsv .parquet .txt .html, .gz .zst), folders, globs, or '-'",
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", help="a .jsonl or .csv file, or a folder of tables (standard output)"
    )
    parser.add_argument("--format", choices=FORMATS, help="of the output (by the name of OUT)")
    parser.add_argument("--with-text", action="store_true", help="repeat each article's text in the output")
    parser.add_argument(
        "--safe-cells",
        action="store_true",
        help="in CSV, quotes around all cells and an apostrophe before what a spreadsheet would run",
    )
    _add_reading(parser.add_argument_group("reading"))
    _add_running(parser.add_argument_group("running"))


def _add_reading(group: Any) -> None:
    for name, what in (("text", "the article"), ("id", "its id"), ("date", "its day of publication")):
        group.add_argument(f"--{name}", metavar="COLUMN", help=f"column of {what} (a guess, said on stderr)")
    known = ("jsonl", "json", "csv", "parquet", "txt", "html")
    group.add_argument("--input-format", choices=known, help="of everything read (by each file's suffix)")
    group.add_argument("--encoding", help="of everything read (found out)")
    group.add_argument(
        "--html",
        choices=HTML,
        default=HTML[0],
        help="text of HTML: all of it, the article that trafilatura finds, as it is",
    )


def _add_running(group: Any) -> None:
    group.add_argument("--components", metavar="A,B", help="run only these (sentences, entities, words, links, topics)")
    group.add_argument("--rules", metavar="FILE", help="YAML with bodies, titles and documents of your own")
    group.add_argument("--topics", metavar="FILE", help="topic model that train-topics made")
    group.add_argument("--workers", type=int, default=1, metavar="N", help="processes; 0 for one a core (1)")
    group.add_argument("--batch-size", type=int, default=64, metavar="N", help="articles at once in a process (64)")
    group.add_argument("--shard-size", type=int, metavar="N", help="articles made safe at once (1000; Parquet 5000)")
    group.add_argument("--resume", action="store_true", help="go on where an interrupted run stopped")
    group.add_argument("--overwrite", action="store_true", help="start again where an interrupted run stopped")
    group.add_argument("--strict", action="store_true", help="exit 1 when an article could not be tagged")
    group.add_argument(
        "--max-chars",
        type=int,
        default=MAX_CHARACTERS,
        metavar="N",
        help=f"longest article; 0 for any ({MAX_CHARACTERS:,})",
    )
    group.add_argument(
        "--time-limit", type=float, default=120, metavar="SECONDS", help="for one article; 0 for any (120)"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="only errors on stderr")


def run(arguments: argparse.Namespace, *, loader: str = "vnpolitext.loading:load") -> int:
    """Tag; returns 0, 1 with ``--strict`` and errors, 2 when input or output cannot be used, 130 after Ctrl-C."""
    try:
        return _tag(arguments, choose_output(arguments.output, arguments.format), loader)
    except BrokenPipeError:
        raise
    except (ValueError, OSError, WorkerError) as error:
        say(reason(error))
        return 2
    except KeyboardInterrupt as stop:
        say(with_notes("stopped", stop))
        return INTERRUPTED


def _tag(arguments: argparse.Namespace, output: Output, loader: str) -> int:
    if arguments.resume and arguments.overwrite:
        raise InputError("--resume goes on with what is finished, --overwrite starts again; give one of them")
    if arguments.resume and output.path is None:
        raise InputError("--resume needs an output with a name; give it with -o")
    if arguments.resume and output.path is not None and output.path.exists() and not output.partial.exists():
        tidy(output)
        say(f"{arguments.output} is complete; nothing to resume")
        return 0
    options = RunOptions(
        workers=_positive("--workers", arguments.workers or _cores()),
        batch_size=_positive("--batch-size", arguments.batch_size),
        shard_size=_positive(
            "--shard-size", SHARD_SIZES[output.format] if arguments.shard_size is None else arguments.shard_size
        ),
    )
    reader = _reader(arguments, output)
    job = _job(arguments, output, loader)
    line = ProgressLine(reader.meter, quiet=arguments.quiet)
    with ExitStack() as stack:
        stack.callback(line.clear)
        stack.enter_context(_warnings_shown(quiet=arguments.quiet))
        if output.path is None:
            progress = tag_corpus(reader, output.writer(sys.stdout.buffer), job=job, options=options, watch=line)
        else:
            settings = settings_of(
                config=job.config,
                reading=reader.options,
                input_format=arguments.input_format,
                output=output,
                with_text=arguments.with_text,
                safe_cells=arguments.safe_cells,
                shard_size=options.shard_size,
                seconds=job.seconds,
            )
            stack.enter_context(claimed(output))
            manifest = begin(output, settings, resume=arguments.resume, overwrite=arguments.overwrite)
            stack.enter_context(kept(output))
            progress = tag_corpus(reader, output.writer(), job=job, options=options, manifest=manifest, watch=line)
            finish(output, manifest)
    if not arguments.quiet:
        say(summary(progress, line.seconds, warning=_unlike(progress.tally, arguments.topics)))
    return 1 if arguments.strict and progress.tally.errors else 0


def _unlike(tally: Tally, model: str | None) -> str:
    """A warning where topics are less sure than they were of the articles that the model was made from."""
    articles = sum(tally.topics.values())
    if not articles:
        return ""
    from vnpolitext.topics.drift import FEWEST, doubt  # noqa: PLC0415 - only where there are topics
    from vnpolitext.topics.model import package_model, read_model  # noqa: PLC0415

    if articles < FEWEST:
        return ""
    usual = (read_model(model) if model else package_model()).facts.get("familiar")
    return doubt(usual, confidence=tally.confidence / 1e4 / articles, articles=articles) if usual else ""


def _reader(arguments: argparse.Namespace, output: Output) -> ArticleReader:
    own = [output.path, output.partial] if output.path is not None else []
    sources = find_sources(arguments.input, format=arguments.input_format, leave_out=own)
    for source in sources:
        if output.path is None and source.path is not None and is_open_as(source.path, sys.stdout):
            raise InputError(f"{source.name!r} is also the output; write to a place that is not read")
    options = ReadOptions(
        text=arguments.text,
        id=arguments.id,
        date=arguments.date,
        encoding=_encoding(arguments.encoding),
        html=arguments.html,
        max_characters=_positive("--max-chars", arguments.max_chars, least=0),
    )
    meter = Meter(total=sum(source.size for source in sources))
    return ArticleReader(sources, options, say=_silent if arguments.quiet else say, meter=meter)


def _encoding(name: str | None) -> str | None:
    try:
        if name is not None:
            "".encode(name)  # there are codecs of things that are no text
        return name if name is None else codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise InputError(
            f"unknown encoding {name!r}; leave it out, or give one such as utf-8 or windows-1258"
        ) from error


def _silent(_message: str) -> None:
    return


def _job(arguments: argparse.Namespace, output: Output, loader: str) -> Job:
    components = None
    if arguments.components is not None:
        components = [name.strip() for name in arguments.components.split(",") if name.strip()]
        if unknown := [name for name in components if name not in COMPONENTS]:
            raise InputError(f"unknown component {unknown[0]!r}; known are {', '.join(COMPONENTS)}")
    config = {"components": components, "rules": arguments.rules, "topics": arguments.topics}
    encoding = {"format": output.format, "with_text": arguments.with_text, "safe_cells": arguments.safe_cells}
    seconds = checked_seconds(arguments.time_limit, name="--time-limit")
    return Job(config, loader, "vnpolitext.corpus.encode:encode", encoding, seconds)


def _positive(option: str, value: int, *, least: int = 1) -> int:
    if value < least:
        raise InputError(f"{option} is {value}; give {least} or more")
    return value


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _warnings_shown(*, quiet: bool) -> Iterator[None]:
    """The library's warnings on standard error, while the command runs."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("vnpolitext: %(message)s"))
    handler.setLevel(logging.ERROR if quiet else logging.WARNING)
    logger = logging.getLogger("vnpolitext")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
