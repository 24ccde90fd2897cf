"""Worker processes: order, equality, and what a death costs."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator

import pytest

from vnpolitext.corpus.attempt import read_batch
from vnpolitext.corpus.job import Item, Job, WorkerError
from vnpolitext.corpus.stream import run_batches
from vnpolitext.corpus.workers import Workers
from vnpolitext.doc import Doc

FAKE = Job({}, loader="fakes:load")
TEXTS = [f"Bài {number}: Hà Nội và Huế" for number in range(50)]


def docs_of(texts: list[str], *, workers: int, size: int, job: Job = FAKE) -> list[Doc]:
    items: list[Item] = [(text, None, None) for text in texts]
    batches = [(place, items[place : place + size]) for place in range(0, len(items), size)]
    out: list[Doc] = []
    for place, parts in run_batches(batches, job=job, workers=workers):
        assert place == len(out)
        out.extend(doc for part in parts for doc in part)
    return out


@pytest.mark.parametrize(("workers", "size"), [(1, 7), (2, 1), (2, 7), (3, 64)])
def test_workers_and_batch_size_do_not_change_the_result(workers: int, size: int) -> None:
    alone = FAKE.build()
    assert docs_of(TEXTS, workers=workers, size=size) == [alone.batch([text])[0] for text in TEXTS]


@pytest.mark.parametrize("workers", [1, 2])
def test_article_that_raises_becomes_an_error_and_spares_its_batch(workers: int) -> None:
    docs = docs_of([*TEXTS[:3], "RAISE", *TEXTS[3:5]], workers=workers, size=6)
    assert [doc.error for doc in docs] == [None, None, None, "RuntimeError: the text said so", None, None]
    assert docs[4].entities


def test_value_that_is_no_text_becomes_an_error() -> None:
    docs = read_batch(FAKE.build(), ["Huế", None, 3.5], [None, None, "12/2019"])
    assert [doc.error is None for doc in docs] == [True, False, False]
    assert docs[1].text == ""


def test_article_that_kills_its_worker_becomes_an_error_and_the_run_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "vnpolitext"):
        docs = docs_of([*TEXTS[:9], "DIE", *TEXTS[9:30]], workers=2, size=4)
    assert [place for place, doc in enumerate(docs) if doc.error] == [9]
    assert docs[9].error == "worker ended: SIGKILL"
    assert [doc.text for doc in docs] == [*TEXTS[:9], "DIE", *TEXTS[9:30]]
    assert "SIGKILL" in caplog.text


def test_worker_killed_from_outside_costs_no_article() -> None:
    job = Job({"slow": 0.02}, loader="fakes:load")
    items: list[Item] = [(f"SLOW Huế {number}", None, None) for number in range(40)]
    with Workers(job, 2) as pool:
        answers = pool.map([items[place : place + 5] for place in range(0, 40, 5)])
        docs = list(next(answers)[0])
        os.kill(pool._workers[0].process.pid, signal.SIGKILL)
        docs += [doc for parts in answers for part in parts for doc in part]
    assert [doc.error for doc in docs] == [None] * 40
    assert [doc.text for doc in docs] == [item[0] for item in items]


def test_sleeping_article_is_ended_by_the_time_limit_in_one_process() -> None:
    docs = docs_of(["Huế", "SLEEP", "Hà Nội"], workers=1, size=3, job=Job({}, loader="fakes:load", seconds=0.3))
    assert [doc.error for doc in docs] == [None, "time limit: more than 0.3 s", None]


def test_article_that_never_comes_back_is_ended_with_its_worker() -> None:
    docs = docs_of(["Huế", "HANG", "Hà Nội"], workers=2, size=3, job=Job({}, loader="fakes:load", seconds=0.5))
    assert [doc.error for doc in docs] == [None, "time limit: more than 0.5 s", None]


def test_pipeline_that_cannot_be_built_is_said_once() -> None:
    with pytest.raises(WorkerError, match="ValueError: no such table"):
        docs_of(TEXTS, workers=2, size=4, job=Job({"fail": True}, loader="fakes:load"))


def test_workers_that_cannot_start_end_the_run() -> None:
    with pytest.raises(WorkerError, match="before they are ready"):
        docs_of(TEXTS, workers=2, size=4, job=Job({}, loader="fakes:dead"))


def test_input_is_read_only_a_little_ahead_of_what_is_taken() -> None:
    read = 0

    def endless() -> Iterator[tuple[None, list[Item]]]:
        nonlocal read
        while True:
            read += 1
            yield None, [("Huế", None, None)]

    results = run_batches(endless(), job=FAKE, workers=2)
    for _ in range(20):
        next(results)
    assert read <= 20 + 9
    results.close()  # type: ignore[attr-defined]


def test_number_of_workers_is_checked() -> None:
    with pytest.raises(ValueError, match="workers is 0"):
        next(run_batches([], job=FAKE, workers=0))
