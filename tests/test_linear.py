"""Work grows in step with the text, on texts made to be slow. ``python -m benchmarks.linear`` measures it in seconds.

Seconds lie on a busy machine, so here the lines of Python that run are counted, file by file: for twice the text a file
may run 2.3 times as many. What a model sees in one length of a text and not in another may switch work on, which is no
growth: a file that runs few lines a character is let pass.

Lines do not show what runs in C: a regular expression, a slice, ``in``, a join. So the worst of the texts are read once
more in processor time, at a length and at four times that, long enough to be told from noise. What takes more than
6.5 times as long is measured again, and fails when it does so five times out of five: a busy machine is slow once, a
square (up to 16 times) always.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

import vnpolitext
from benchmarks.hostile import HOSTILE, HOSTILE_PAGES
from benchmarks.linear import PARTS, seconds
from vnpolitext.pipeline import Pipeline
from vnpolitext.show.html import render
from vnpolitext.text.clean import clean_html

PACKAGE = Path(vnpolitext.__file__).parent
SIZE = 3000
DOUBLED = 2.3
FEW = 40  # lines a character
SHORT, LONGEST = 16_000, 256_000  # characters that are compared with four times as many
FOURFOLD = 6.5  # at most so many times as long
CLEAR = 0.05  # seconds that tell a square from noise
TIMED = (
    "an article, one line",
    "slashes",
    "brackets",
    "open quotes",
    "spaces",
    "one letter's marks",
    "invisible",
    "one word",
    "commas",
    "a body without end",
    "a symbol without end",
    "a title without end",
    "names in capitals",
    "offices, then names",
    "numbers",
    "addresses",
)


@cache
def nlp() -> Pipeline:
    return vnpolitext.load()


def lines_run(work: Callable[[], object]) -> Counter[str]:
    """Lines of the package that run, by file."""
    work()  # caches of names and patterns fill first
    count: Counter[str] = Counter()
    before = sys.gettrace()
    prefix = str(PACKAGE)

    def tracer(frame: Any, _event: str, _value: object) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(prefix):
            return None
        count[name] += 1
        return tracer

    sys.settrace(tracer)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grown(make: Callable[[int], str], work: Callable[[str], object]) -> dict[str, str]:
    """Files whose work grew faster than the text."""
    small, large = (lines_run(partial(work, make(size))) for size in (SIZE, 2 * SIZE))
    return {
        Path(name).relative_to(PACKAGE).as_posix(): f"{small[name]:,} lines, then {lines:,}"
        for name, lines in large.items()
        if lines > DOUBLED * small[name] and lines > FEW * 2 * SIZE
    }


def read_and_show(text: str) -> object:
    doc = nlp()(text, date="2019-10-28")
    return json.dumps(doc.to_dict()), render(doc)


@pytest.mark.parametrize("name", HOSTILE)
def test_work_on_a_text_grows_with_its_length(name: str) -> None:
    assert grown(HOSTILE[name], read_and_show) == {}


@pytest.mark.parametrize("labels", [("BODY",), ("POSITION", "BODY")])
@pytest.mark.parametrize("piece", ["a ", "a a a b ", "Chủ tịch a a, "])
def test_work_with_terms_that_begin_alike_grows_with_the_text(piece: str, labels: tuple[str, ...]) -> None:
    terms = [{"name": " ".join("a" * words), "label": labels[words % len(labels)]} for words in range(1, 101)]
    own = vnpolitext.load(components=["entities"], terms=[*terms, {"name": "Chủ tịch", "label": "POSITION"}])
    assert grown(lambda size: (piece * size)[:size], own) == {}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_work_on_a_page_grows_with_its_length(name: str) -> None:
    assert grown(HOSTILE_PAGES[name], clean_html) == {}


@pytest.mark.parametrize("part", ["CoNLL", "brat", "Label Studio", "inline tags", "reading CSV", "reading JSONL"])
@pytest.mark.parametrize("name", ["an article, decomposed", "offices and names"])
def test_work_of_files_grows_with_the_text(part: str, name: str) -> None:
    prepared = PARTS[part].prepare
    small, large = (lines_run(prepared(HOSTILE[name](size))).total() for size in (SIZE, 2 * SIZE))
    assert large <= DOUBLED * small + 100


def test_the_count_itself_finds_a_square() -> None:
    def square(times: int) -> None:
        for _ in range(times**2):
            clean_html("a")

    one, two = (lines_run(partial(square, times)).total() for times in (10, 20))
    assert two > DOUBLED * one


def fourfold(make: Callable[[int], str], work: Callable[[str], object]) -> float:
    """How many times as long four times the text takes, at the best of five tries; 0 where even the longest is fast."""
    size = SHORT
    while (large := seconds(partial(work, make(4 * size)))) < CLEAR:
        if size >= LONGEST:
            return 0.0
        size *= 4
    ratio = large / max(seconds(partial(work, make(size))), 1e-6)
    for _ in range(4):
        if ratio <= FOURFOLD:
            break
        ratio = min(ratio, seconds(partial(work, make(4 * size))) / max(seconds(partial(work, make(size))), 1e-6))
    return ratio


@pytest.mark.parametrize("name", TIMED)
def test_time_of_a_text_grows_with_its_length(name: str) -> None:
    nlp()("Hà Nội")  # what is read when it is first used
    assert fourfold(HOSTILE[name], read_and_show) <= FOURFOLD


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_time_of_a_page_grows_with_its_length(name: str) -> None:
    assert fourfold(HOSTILE_PAGES[name], clean_html) <= FOURFOLD


@pytest.mark.parametrize(
    "square",
    [
        partial(re.compile(r"\[[^\]]*\]").sub, ""),
        lambda text: [text.find("]", place) for place in range(0, len(text), 100)],
        lambda text: [text[place:] for place in range(0, len(text), 20)][-1],
    ],
    ids=["a regular expression", "a search from every place", "a slice from every place"],
)
def test_the_clock_itself_finds_a_square(square: Callable[[str], object]) -> None:
    assert fourfold(lambda size: "[aaaaaaaaaaaaaaaaaaa" * (size // 20), square) > FOURFOLD
