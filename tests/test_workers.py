"""Worker processes: order, equality, and what a death costs."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import fakes
import pytest
import tag_fake

from vnpolitext.corpus.attempt import LONGEST_LIMIT, read_batch
from vnpolitext.corpus.job import Item, Job, WorkerError
from vnpolitext.corpus.stream import run_batches
from vnpolitext.corpus.workers import Workers
from vnpolitext.doc import Doc
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline

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


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1, 1e20, -0.5])
def test_a_time_limit_that_no_timer_takes_is_refused_before_any_article(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"seconds is .*; give seconds from 0 \(for any time\) to 1,000,000"):
        Job({}, loader="fakes:load", seconds=seconds)
    with pytest.raises(ValueError, match="seconds is"):
        read_batch(FAKE.build(), ["Huế"], [None], seconds=seconds)


@pytest.mark.parametrize("watchdog", [False, True])
def test_the_longest_time_limit_is_one_that_a_timer_takes(watchdog: bool) -> None:
    docs = read_batch(FAKE.build(), ["Huế"], [None], seconds=LONGEST_LIMIT, watchdog=watchdog)
    assert docs[0].error is None


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
        os.kill(pool._workers[0].process.pid or 0, signal.SIGKILL)
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


def test_pipe_gives_documents_in_order_with_their_contexts_from_any_number_of_processes() -> None:
    pipeline = load(components=["sentences"])
    pairs = [(f"Bài {number}. Hết.", {"number": number}) for number in range(30)]
    expected = [(pipeline(text), context) for text, context in pairs]
    for workers, size in ((1, 7), (2, 4)):
        assert list(pipeline.pipe(pairs, as_tuples=True, workers=workers, batch_size=size)) == expected


def test_pipe_takes_dates_one_an_article() -> None:
    docs = list(fakes.load().pipe(["a", "b"], dates=["2019-10-28", None]))
    assert [doc.date for doc in docs] == [date(2019, 10, 28), None]
    with pytest.raises(ValueError, match="fewer dates than texts"):
        list(fakes.load().pipe(["a", "b"], dates=["2019-10-28"]))


def test_pipe_is_lazy_and_gives_error_documents() -> None:
    def texts() -> Iterator[Any]:
        yield from ["Huế", None, "RAISE", "Huế"]
        raise AssertionError("read too far")

    docs = list(islice(fakes.load().pipe(texts(), batch_size=2), 4))
    assert [doc.error is None for doc in docs] == [True, False, False, True]


@pytest.mark.parametrize("options", [{"workers": 0}, {"batch_size": 0}])
def test_pipe_checks_its_numbers(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give 1 or more"):
        list(fakes.load().pipe(["a"], **options))


def test_pipeline_built_by_hand_cannot_be_built_again_elsewhere() -> None:
    with pytest.raises(ValueError, match=r"workers > 1 needs a pipeline from vnpolitext\.load"):
        list(Pipeline([]).pipe(["a"], workers=2))


SCRIPT = """
import vnpolitext as vp
{guard}
    nlp = vp.load(components=["sentences"])
    print([doc.text for doc in nlp.pipe(["Huế.", "Hà Nội."], workers=2, batch_size=1)])
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_script_works_under_its_guard_and_is_told_of_it_otherwise(tmp_path: Path, *, guarded: bool) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(guard='if __name__ == "__main__":' if guarded else "if True:"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, encoding="utf-8", timeout=120
    )
    if guarded:
        assert (done.stdout, done.returncode) == ("['Huế.', 'Hà Nội.']\n", 0)
    else:
        assert done.returncode == 1
        assert 'under `if __name__ == "__main__":`' in done.stderr.splitlines()[-1]


def test_what_a_component_prints_in_a_worker_stays_out_of_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert docs_of(["SAY Huế"] * 4, workers=2, size=1)[0].error is None
    assert capfd.readouterr().out == ""


ANY_START = """
import multiprocessing, sys
import vnpolitext as vp

TEXTS = ["Ông Trần Văn Mẫu họp ở Hà Nội.", "Chỉ thị 35-CT/TW.", "Huế."] * 4

def read(nlp, texts, out):
    out.put([nlp(text, date="2019-10-28").to_dict() for text in texts])

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    nlp = vp.load()
    alone = [nlp(text, date="2019-10-28").to_dict() for text in TEXTS]
    out = context.Queue()
    processes = [context.Process(target=read, args=(nlp, TEXTS, out)) for _ in range(2)]
    for process in processes:
        process.start()
    found = [out.get(timeout=100) for _ in processes]
    for process in processes:
        process.join()
    print(found == [alone, alone])
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_users_own_processes_read_as_one_does_however_they_start(tmp_path: Path, method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"{method} is not of this system")
    script = tmp_path / "script.py"
    script.write_text(ANY_START, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), method],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_worker_that_the_system_ends_is_reported_with_its_article_and_the_run_goes_on(
    tmp_path: Path, number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = {f"a{place}": f"DIE {number.value}" if place == 7 else "Huế" for place in range(20)}
    source.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()), "utf-8")
    done = tag_fake.main([str(source), "-o", str(out), "--workers", "2", "--batch-size", "3"])
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == list(texts)
    assert {line["id"]: line["error"] for line in lines if line["error"]} == {"a7": f"worker ended: {number.name}"}
    assert all(line["entities"] for line in lines if line["id"] != "a7")
    assert done == 0
    assert "20 articles, 1 error (worker ended" in capsys.readouterr().err
