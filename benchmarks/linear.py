"""Whether the time of every part grows in step with the text, on texts made to be slow.

    python -m benchmarks.linear [--from 1000] [--to 10000000] [--longest 2] [--part NAME ...] [--text NAME ...]

Each part reads each text at doubling lengths, from 1 kB to 10 MB of characters or until one reading takes more than
``--longest`` seconds. Where doubling the text multiplies the time by more than 2.3, both lengths are measured again,
in turns, up to five times, and the median counts: a busy machine is slow once, a square always. A pair fails when three
doublings in a row multiply the time by more than 2.3 each on average (12 for eight times the text), and the part reads
fewer than ten million characters a second: one or two may be the step at which a text no longer fits the processor's
cache, or at which a model begins to see names in it. Times below 30 ms are noise and not compared. Exit status 1 when
a pair fails.
"""

from __future__ import annotations

import argparse
import codecs
import gc
import io
import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Any

from benchmarks.hostile import HOSTILE, HOSTILE_PAGES
from vnpolitext.corpus.tabular import read_records
from vnpolitext.draft import Draft
from vnpolitext.entities.component import EntityRecogniser
from vnpolitext.entities.dates import find_dates
from vnpolitext.entities.directives import find_directives
from vnpolitext.entities.events import find_events
from vnpolitext.entities.people import find_initials
from vnpolitext.entities.tagger import tagger
from vnpolitext.export.brat import to_brat
from vnpolitext.export.conll import to_conll
from vnpolitext.export.gold import to_gold
from vnpolitext.export.label_studio import to_label_studio
from vnpolitext.linking.component import Linker
from vnpolitext.show.html import render
from vnpolitext.text.clean import clean_html
from vnpolitext.text.encodings import UnknownEncodingError, decode
from vnpolitext.text.normalise import normalise
from vnpolitext.text.sentences import SentenceSplitter
from vnpolitext.tokens.syllables import syllables
from vnpolitext.tokens.words import WordSegmenter
from vnpolitext.topics.component import TopicTagger

DOUBLED = 2.3  # at most so many times as long for twice the text
NOISE = 0.03  # seconds, below which a time says nothing
AGAIN = 5
FAST = 1e-7  # seconds a character, below which memory is what is measured
DAY = date(2019, 10, 28)

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the package: makes of a text what is to be timed; what it needs from others is not timed.

    Parts that work on finished documents are measured text by text, so that each document is made once.
    """

    prepare: Callable[[str], Run]
    texts: Mapping[str, Callable[[int], str]] = field(default_factory=lambda: HOSTILE)
    of_doc: bool = False


@cache
def _room(kind: Callable[[], Any]) -> Any:
    return kind()


def _draft(text: str, *before: Callable[[], Any]) -> Draft:
    draft = Draft(normalise(text), DAY)
    for kind in before:
        _room(kind)([draft])
    return draft


def _component(kind: Callable[[], Any], *before: Callable[[], Any]) -> Part:
    """A component of the pipeline; each timed run works on the findings of those before it, unchanged by the last."""

    def prepare(text: str) -> Run:
        room, made = _room(kind), _draft(text, *before)
        names = [name for name in Draft.__slots__ if name != "view"]

        def run() -> object:
            copy = Draft(made.view)
            for name in names:
                value = getattr(made, name)
                setattr(copy, name, list(value) if isinstance(value, list) else value)
            room([copy])
            return copy

        return run

    return Part(prepare)


def _on_normal(function: Callable[[str], object]) -> Part:
    def prepare(text: str) -> Run:
        normal = normalise(text).text
        return lambda: function(normal)

    return Part(prepare)


@lru_cache(maxsize=16)
def _doc(text: str) -> Any:
    return _draft(text, SentenceSplitter, EntityRecogniser, WordSegmenter, Linker).finish()


def _on_doc(function: Callable[[Any], object]) -> Part:
    def prepare(text: str) -> Run:
        doc = _doc(text)
        return lambda: function(doc)

    return Part(prepare, of_doc=True)


def _on_bytes(form: Callable[[str], bytes], function: Callable[[bytes], object]) -> Part:
    def prepare(text: str) -> Run:
        data = form(text)
        return lambda: function(data)

    return Part(prepare)


def _records(format: str) -> Callable[[bytes], object]:  # noqa: A002 - the reader's word
    return lambda data: list(read_records(io.BytesIO(data), format))


def _decoded_or_refused(data: bytes) -> object:
    """Old encodings of some hostile texts are no text; that is found out by reading them."""
    try:
        return decode(data)
    except UnknownEncodingError:
        return None


def _json_lines(text: str) -> bytes:
    return (json.dumps({"id": "1", "text": text}) + "\n").encode()


def _csv(text: str) -> bytes:
    return ('id,text\n1,"' + text.replace('"', '""') + '"\n').encode("utf-8", "replace")


PARTS: MappingProxyType[str, Part] = MappingProxyType(
    {
        "normalise": Part(lambda text: lambda: normalise(text)),
        "sentences": _component(SentenceSplitter),
        "syllables": _on_normal(syllables),
        "words": _component(WordSegmenter, EntityRecogniser),
        "directives": _on_normal(find_directives),
        "dates": _on_normal(find_dates),
        "events": _on_normal(find_events),
        "initials": _on_normal(find_initials),
        "tagger": Part(lambda text: partial(tagger(), normalise(text).text)),
        "entities": _component(EntityRecogniser),
        "links": _component(Linker, EntityRecogniser),
        "topics": _component(TopicTagger),
        "document to JSON": _on_doc(lambda doc: json.dumps(doc.to_dict())),
        "HTML of a document": _on_doc(render),
        "CoNLL": _on_doc(to_conll),
        "brat": _on_doc(to_brat),
        "Label Studio": _on_doc(to_label_studio),
        "inline tags": _on_doc(to_gold),
        "reading a page": Part(lambda text: lambda: clean_html(text), {**HOSTILE, **HOSTILE_PAGES}),
        "reading JSONL": _on_bytes(_json_lines, _records("jsonl")),
        "reading JSON": _on_bytes(_json_lines, _records("json")),
        "reading CSV": _on_bytes(_csv, _records("csv")),
        "reading old encodings": _on_bytes(lambda text: text.encode("cp1258", "replace"), _decoded_or_refused),
        "reading bytes": _on_bytes(lambda text: codecs.BOM_UTF8 + text.encode("utf-8", "replace"), decode),
    }
)


def seconds(run: Run) -> float:
    """Processor seconds of one run, without the collector's."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        run()
        return time.process_time() - start
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Growth:
    """What a part did with a text: the longest that it read, its time, the worst mean of three doublings in a row."""

    part: str
    text: str
    size: int
    time: float
    worst: float
    at: int

    @property
    def linear(self) -> bool:
        """Whether no three doublings in a row took more than ``DOUBLED`` times as long each."""
        return self.worst <= DOUBLED


def measure(part: str, text: str, *, start: int, stop: int, longest: float) -> Growth:
    """Read a text at doubling lengths."""
    prepare, make = PARTS[part].prepare, PARTS[part].texts[text]
    before: tuple[Run, float] | None = None
    ratios: list[float] = []
    worst, at, size, took = 0.0, 0, start, 0.0
    while size <= stop:
        begun = time.process_time()
        run = prepare(make(size))
        prepared = time.process_time() - begun
        took = seconds(run)
        if took < NOISE * 8:
            took = min(took, seconds(run), seconds(run))
        if before is not None and before[1] >= NOISE:
            ratio = took / before[1]
            if ratio > DOUBLED:
                ratio, took = _settled(before[0], run)
            ratios.append(ratio)
        if (lasting := math.prod(ratios[-3:]) ** (1 / 3)) > worst and len(ratios) > 2 and took > FAST * size:
            worst, at = lasting, size
        before = run, took
        if prepared > 20 * longest:  # this part is so fast on this text that those before it take all the time
            break
        # Further where the last step was large: does it go on so?
        if (
            took > longest
            and (len(ratios) > 2 or took > 8 * longest)
            and (ratios[-1] <= DOUBLED or took > 30 * longest)
        ):
            break
        size *= 2
    return Growth(part, text, min(size, stop), took, worst, at)


def _settled(small: Run, large: Run) -> tuple[float, float]:
    """Medians decide, of runs in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    ratio = 0.0
    for _ in range(AGAIN):
        for run, found in zip((small, large), times, strict=True):
            found.append(seconds(run))
        ratio = statistics.median(times[1]) / statistics.median(times[0])
        if len(times[0]) > 1 and ratio <= DOUBLED:
            break
    return ratio, statistics.median(times[1])


def growths(options: argparse.Namespace) -> Iterator[Growth]:
    """Every part on every text, as far as asked for."""
    parts = options.part or list(PARTS)
    pairs = [(part, text) for part in parts if not PARTS[part].of_doc for text in PARTS[part].texts]
    pairs += [(part, text) for text in HOSTILE for part in parts if PARTS[part].of_doc]
    for part, text in pairs:
        if not options.text or text in options.text:
            yield measure(part, text, start=options.start, stop=options.stop, longest=options.longest)


def main() -> int:
    """Print what grows faster than its text, and the worst of each part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="start", type=int, default=1000)
    parser.add_argument("--to", dest="stop", type=int, default=10_000_000)
    parser.add_argument("--longest", type=float, default=2.0, help="seconds of one reading, after which it stops")
    parser.add_argument("--part", action="append", choices=list(PARTS))
    parser.add_argument("--text", action="append", choices=[*HOSTILE, *HOSTILE_PAGES])
    parser.add_argument("--all", action="store_true", help="print every pair")
    options = parser.parse_args()
    print("| part | text | longest read | seconds | worst doubling | at |\n| --- | --- | ---: | ---: | ---: | ---: |")
    count, failed = 0, 0
    slowest: dict[str, Growth] = {}
    for growth in growths(options):
        count += 1
        failed += not growth.linear
        slowest[growth.part] = max(growth, slowest.get(growth.part, growth), key=lambda one: one.time / one.size)
        if options.all or not growth.linear:
            print(_row(growth), flush=True)
    print("\nslowest text of each part:\n")
    print("\n".join(_row(growth) for growth in slowest.values()))
    print(f"\n{count} pairs of part and text, {failed} grow faster than the text")
    return 1 if failed else 0


def _row(growth: Growth) -> str:
    verdict = "" if growth.linear else " NOT LINEAR"
    return (
        f"| {growth.part} | {growth.text} | {growth.size:,} | {growth.time:.3f} "
        f"| {growth.worst:.2f}{verdict} | {growth.at:,} |"
    )


if __name__ == "__main__":
    sys.exit(main())
