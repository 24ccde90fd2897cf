"""Running over a corpus: shards, interruption, resuming, and what goes wrong on the way."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tag_fake

from vnpolitext.corpus.article import Article, InputError, OutputError
from vnpolitext.corpus.encode import Chunk, Tally
from vnpolitext.corpus.job import Job
from vnpolitext.corpus.manifest import MANIFEST, Manifest, Shard
from vnpolitext.corpus.output import Output, choose_output
from vnpolitext.corpus.run import Progress, RunOptions, tag_corpus
from vnpolitext.corpus.unfinished import REPLACED, begin, claimed, finish

PROGRAM = str(Path(tag_fake.__file__))
BODY = "Bí thư Thành ủy An Bình Minh ở Hà Nội và Huế nói về Chỉ thị 9-CT/TW"


def corpus(path: Path, count: int, **more: Any) -> Path:
    rows = (
        {"id": f"bài-{number}", "text": f"{BODY} {number} SLOW", "date": "28/10/2019", **more}
        for number in range(count)
    )
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def everything(path: Path) -> dict[str, bytes]:
    """Files of an output with their bytes."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return {one.relative_to(path.parent).as_posix().replace(path.name, "OUT"): one.read_bytes() for one in files}


def tag(*arguments: str | Path) -> int:
    return tag_fake.main([str(argument) for argument in arguments])


OUTPUTS = ["o.jsonl", "o.csv", "o.jsonl.gz", "o.jsonl.zst", "o.parquet", "tables"]


def options_of(name: str) -> list[str]:
    if name.endswith("zst"):
        pytest.importorskip("zstandard", reason="zstandard is not installed")
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    return ["--format", "csv"] if name == "tables" else []


@pytest.mark.parametrize("name", OUTPUTS)
def test_workers_and_batches_leave_the_output_as_it_is(tmp_path: Path, name: str) -> None:
    articles = corpus(tmp_path / "in.jsonl", 25)
    outputs = []
    for place, (workers, batch) in enumerate([("1", "64"), ("2", "3")]):
        out = tmp_path / str(place) / name
        out.parent.mkdir()
        arguments: list[str | Path] = [
            "-o",
            out,
            "--workers",
            workers,
            "--batch-size",
            batch,
            "--shard-size",
            "10",
            "-q",
        ]
        assert tag(articles, *arguments, *options_of(name)) == 0
        assert not out.with_name(name + ".partial").exists()
        outputs.append(everything(out))
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("name", ["o.jsonl", "o.jsonl.gz", "o.parquet"])
def test_three_kills_and_resuming_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    options = options_of(name)
    articles = corpus(tmp_path / "in.jsonl", 150)
    whole, broken = tmp_path / "whole" / name, tmp_path / "broken" / name
    whole.parent.mkdir()
    broken.parent.mkdir()
    assert tag(articles, "-o", whole, "--shard-size", "5", "-q", *options) == 0
    command = [sys.executable, PROGRAM, str(articles), "-o", str(broken), "--shard-size", "5", "--workers", "2"]
    chance = random.Random(name)
    for kills in range(3):
        with subprocess.Popen([*command, "--resume", "-q", *options]) as process:
            wait_for_shards(broken, 2 + 3 * kills)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
    assert not broken.exists()
    assert subprocess.run([*command, "--resume", "-q", *options], check=False).returncode == 0
    assert everything(broken) == everything(whole)


def wait_for(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def wait_for_shards(output: Path, count: int) -> None:
    """Wait until a run has finished so many shards."""
    manifest = output.with_name(output.name + ".partial") / MANIFEST
    wait_for(lambda: manifest.exists() and manifest.read_bytes().count(b"\n") > count)


def test_workers_end_with_their_killed_parent(tmp_path: Path) -> None:
    articles = corpus(tmp_path / "in.jsonl", 20_000)
    command = [sys.executable, PROGRAM, str(articles), "-o", str(tmp_path / "o.jsonl"), "--workers", "2", "-q"]
    with subprocess.Popen([*command, "--shard-size", "5"]) as process:
        wait_for_shards(tmp_path / "o.jsonl", 2)
        children = _children(process.pid)
        process.kill()
    assert children
    wait_for(lambda: not any(_alive(child) for child in children), 20)


def _children(parent: int) -> list[int]:
    listing = subprocess.run(["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    return [pid for pid, ppid in pairs if ppid == parent]


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_ctrl_c_leaves_a_state_that_resuming_takes_up(tmp_path: Path) -> None:
    articles, out = corpus(tmp_path / "in.jsonl", 150), tmp_path / "o.jsonl"
    command = [sys.executable, PROGRAM, str(articles), "-o", str(out), "--shard-size", "5"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        wait_for_shards(tmp_path / "o.jsonl", 2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "--resume goes on with it" in said
    assert "Traceback" not in said
    assert tag(articles, "-o", out, "--shard-size", "5", "--resume", "-q") == 0
    assert tag(articles, "-o", tmp_path / "again.jsonl", "-q") == 0
    assert out.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


def test_ctrl_c_while_workers_are_still_starting_is_one_line(tmp_path: Path) -> None:
    articles, out = corpus(tmp_path / "in.jsonl", 150), tmp_path / "o.jsonl"
    command = [sys.executable, PROGRAM, str(articles), "-o", str(out), "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        wait_for(lambda: len(_children(process.pid)) >= 2)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.splitlines()[-1] == "vnpolitext: stopped"
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


class FullDisk:
    """A writer whose disk is full after some commits."""

    def __init__(self, inner: Any, commits: int) -> None:
        self._inner = inner
        self._left = commits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def commit(self) -> Any:
        self._left -= 1
        if self._left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._inner.commit()


FAKE = Job({}, "fakes:load", "vnpolitext.corpus.encode:encode", {"format": "jsonl", "with_text": False})
ARTICLES = [Article(number, f"a{number}", f"Huế {number}") for number in range(1, 100)]


def run(out: Output, settings: dict[str, Any], *, resume: bool = False, commits: int | None = None) -> Progress:
    with claimed(out):
        manifest = begin(out, settings, resume=resume, overwrite=False)
        writer = out.writer() if commits is None else FullDisk(out.writer(), commits)
        progress = tag_corpus(ARTICLES, writer, job=FAKE, options=RunOptions(shard_size=10), manifest=manifest)
        finish(out, manifest)
    return progress


def test_full_disk_keeps_the_finished_shards_and_resuming_completes_them(tmp_path: Path) -> None:
    out, whole = choose_output(str(tmp_path / "o.jsonl"), None), choose_output(str(tmp_path / "w.jsonl"), None)
    run(whole, {})
    with pytest.raises(OutputError, match="No space left on device"):
        run(out, {}, commits=4)
    assert not (tmp_path / "o.jsonl").exists()
    progress = run(out, {}, resume=True)
    assert progress.resumed == 40
    assert progress.tally.articles == 99
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "w.jsonl").read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit on the size of files here")
def test_disk_that_really_takes_no_more_gives_one_line_and_exit_2(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    articles, out = corpus(tmp_path / "in.jsonl", 100), tmp_path / "o.jsonl"

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    command = [sys.executable, PROGRAM, str(articles), "-o", str(out), "--shard-size", "10"]
    done = subprocess.run(command, preexec_fn=small, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot write: File too large; what is finished is safe" in done.stderr
    assert "Traceback" not in done.stderr
    assert tag(articles, "-o", out, "--shard-size", "10", "--resume", "-q") == 0
    assert tag(articles, "-o", tmp_path / "again.jsonl", "-q") == 0
    assert out.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a file system is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["o.jsonl", "o.csv", "o.parquet"])
def test_disk_that_fills_up_loses_nothing(small_disk: Path, tmp_path: Path, name: str) -> None:
    options = ["--shard-size", "50", "--with-text", "-q", *options_of(name)]
    articles, whole, broken = corpus(tmp_path / "in.jsonl", 1500), tmp_path / name, small_disk / name
    articles.write_text(articles.read_text(encoding="utf-8").replace("SLOW", ""), encoding="utf-8")
    for _ in range(2):  # the second time there is not even room for one more shard
        assert tag(articles, "-o", broken, "--resume", *options) == 2
        assert not broken.exists()
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    assert tag(articles, "-o", broken, "--resume", *options) == 0
    assert tag(articles, "-o", whole, *options) == 0
    assert everything(broken) == everything(whole)


def test_resuming_under_other_settings_is_refused_by_name(tmp_path: Path) -> None:
    out = choose_output(str(tmp_path / "o.jsonl"), None)
    with pytest.raises(OutputError):
        run(out, {"--with-text": False}, commits=2)
    with pytest.raises(InputError, match="the interrupted run had --with-text = False, now it is True"):
        run(out, {"--with-text": True}, resume=True)
    with pytest.raises(OutputError, match="--resume goes on with it, --overwrite starts again"):
        run(out, {"--with-text": False})


def test_resuming_over_another_input_is_refused(tmp_path: Path) -> None:
    out = choose_output(str(tmp_path / "o.jsonl"), None)
    with pytest.raises(OutputError):
        run(out, {}, commits=3)
    manifest = begin(out, {}, resume=True, overwrite=False)
    changed = [*ARTICLES[:15], Article(16, "a16", "khác"), *ARTICLES[16:]]
    with pytest.raises(InputError, match="shard 2, of 10 articles"):
        tag_corpus(changed, out.writer(), job=FAKE, manifest=manifest)
    manifest = begin(out, {}, resume=True, overwrite=False)
    with pytest.raises(InputError, match="shard 3"):
        tag_corpus(ARTICLES[:25], out.writer(), job=FAKE, manifest=manifest)


def test_resuming_over_input_where_there_was_none_is_refused(tmp_path: Path) -> None:
    out = choose_output(str(tmp_path / "o.jsonl"), None)
    out.partial.mkdir()
    manifest = begin(out, {}, resume=False, overwrite=False)
    tag_corpus([], out.writer(), job=FAKE, manifest=manifest)
    again = begin(out, {}, resume=True, overwrite=False)
    assert [(shard.articles, shard.input) for shard in again.shards] == [(0, "")]
    manifest.shards[0] = replace(again.shards[0], input="x")
    manifest.keep(1)
    with pytest.raises(InputError, match="shard 1, of 0 articles"):
        tag_corpus(ARTICLES, out.writer(), job=FAKE, manifest=begin(out, {}, resume=True, overwrite=False))


@pytest.mark.parametrize("name", ["workers", "batch_size", "shard_size"])
def test_options_that_make_no_sense_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is 0; give 1 or more"):
        RunOptions(**{name: 0})


def test_damaged_manifest_is_one_line_and_what_is_finished_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles, out = corpus(tmp_path / "in.jsonl", 30), choose_output(str(tmp_path / "o.jsonl"), None)
    with pytest.raises(OutputError):
        run(out, {}, commits=3)
    first, second, *_ = (out.partial / MANIFEST).read_bytes().splitlines(keepends=True)
    (out.partial / MANIFEST).write_bytes(first + second.replace(b'"articles": 10', b'"articles": 0') + second)
    before = everything(out.partial)
    assert tag(articles, "-o", tmp_path / "o.jsonl", "--resume") == 2
    said = capsys.readouterr().err
    assert said == (
        f"vnpolitext: {str(out.partial / MANIFEST)!r}, line 2 is damaged or of another release: "
        "start again with --overwrite\n"
    )
    assert everything(out.partial) == before


def test_damaged_shard_and_all_after_it_are_written_again(tmp_path: Path) -> None:
    out, whole = choose_output(str(tmp_path / "o.jsonl"), None), choose_output(str(tmp_path / "w.jsonl"), None)
    run(whole, {})
    with pytest.raises(OutputError):
        run(out, {}, commits=5)
    data = bytearray((out.partial / "o.jsonl").read_bytes())
    data[len(data) // 2] ^= 1
    (out.partial / "o.jsonl").write_bytes(data)
    assert run(out, {}, resume=True).resumed == 20
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "w.jsonl").read_bytes()


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_manifest_cut_off_in_a_line_loses_that_line_only(tmp_path: Path, cut: int) -> None:
    manifest = Manifest(tmp_path / MANIFEST, {"a": 1})
    manifest.create()
    shards = [Shard(number, "x", {}, Tally().to_dict()) for number in range(3)]
    for shard in shards:
        manifest.add(shard)
    path = tmp_path / MANIFEST
    path.write_bytes(path.read_bytes()[:-cut])
    assert Manifest.load(path, {"a": 1}).shards == shards[:2]


@pytest.mark.parametrize("start", [b"", b'{"settings"'], ids=["empty", "cut off"])
def test_run_killed_before_its_manifest_was_written_can_just_be_started_again(tmp_path: Path, start: bytes) -> None:
    out = choose_output(str(tmp_path / "o.jsonl"), None)
    out.partial.mkdir()
    (out.partial / "lock").touch()
    (out.partial / MANIFEST).write_bytes(start)
    assert run(out, {}).tally.articles == 99


def test_run_killed_after_its_last_step_is_complete_and_resuming_tidies_up(tmp_path: Path) -> None:
    articles, out = corpus(tmp_path / "in.jsonl", 3), tmp_path / "tables"
    assert tag(articles, "-o", out, "--format", "csv", "-q") == 0
    before = everything(out)
    for left in (out / MANIFEST, out / "lock"):
        left.write_bytes(b"x")
    (out / REPLACED).mkdir()
    (out / REPLACED / "_vnpolitext.json").touch()
    assert tag(articles, "-o", out, "--format", "csv", "-q", "--resume") == 0
    assert everything(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "tables"]


def test_two_runs_of_one_output_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="no file locks here")
    articles, out = corpus(tmp_path / "in.jsonl", 20_000), tmp_path / "o.jsonl"
    command = [sys.executable, PROGRAM, str(articles), "-o", str(out), "--shard-size", "5", "-q"]
    with subprocess.Popen(command) as first:
        wait_for_shards(tmp_path / "o.jsonl", 2)
        others = [
            subprocess.run([*command, option], capture_output=True, text=True, check=False)
            for option in ("--resume", "--overwrite")
        ]
        assert first.poll() is None
        first.kill()
    for other in others:
        assert other.returncode == 2
        assert "another run is writing" in other.stderr
    assert tag(articles, "-o", out, "--shard-size", "5", "-q") == 2


def test_duplicated_ids_are_kept_and_counted(tmp_path: Path) -> None:
    out = choose_output(str(tmp_path / "o.jsonl"), None)
    out.partial.mkdir()
    manifest = begin(out, {}, resume=False, overwrite=False)
    articles = [Article(1, "a", "Huế"), Article(2, "b", "x"), Article(3, "a", "Huế"), Article(4, "a", "Huế")]
    progress = tag_corpus(articles, out.writer(), job=FAKE, manifest=manifest)
    assert (progress.duplicates, progress.repeated) == (2, ["a"])
    assert len((out.partial / "o.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_long_articles_close_a_batch_early() -> None:
    batches: list[int] = []

    class Listener:
        def resume(self, shards: Any) -> int:
            return len(shards)

        def append(self, chunk: Chunk) -> None:
            batches.append(chunk.tally.articles)

        def commit(self) -> dict[str, Any]:
            return {}

        def close(self) -> None:
            return

    articles = [Article(number, str(number), "x" * 200_000) for number in range(7)]
    tag_corpus(articles, Listener(), job=FAKE)
    assert batches == [3, 3, 1]
