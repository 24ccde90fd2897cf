"""The folder of what is unfinished, and the place of the output: a run touches only what runs write."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
import tag_fake

from vnpolitext.corpus import unfinished
from vnpolitext.corpus.article import OutputError
from vnpolitext.corpus.manifest import MANIFEST
from vnpolitext.corpus.output import choose_output
from vnpolitext.corpus.unfinished import TakenError, begin, claimed

TEXT = "Bí thư Thành ủy An Bình Minh ở Hà Nội"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = ({"id": f"bài-{number}", "text": TEXT} for number in range(3))
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def tree(folder: Path) -> dict[str, Any]:
    """Everything in a folder: bytes of files, targets of links."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else None
        for path in sorted(folder.rglob("*"))
    }


def tag(*arguments: str) -> int:
    return tag_fake.main(list(arguments))


def interrupted(name: str, *options: str) -> Path:
    """A run that stopped with two finished shards, at an article that its input did not have any more."""
    output = choose_output(name, "csv" if "--format" in options else None)
    whole = Path("in.jsonl").read_text(encoding="utf-8")
    rows = whole.splitlines(keepends=True)
    Path("in.jsonl").write_text("".join([*rows[:2], json.dumps({"id": "x", "text": "SAY"}) + "\n"]), encoding="utf-8")

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fakes.FakeTagger._misbehave", lambda _, text: stop() if text == "SAY" else None)
        assert tag("in.jsonl", "-o", name, "--shard-size", "1", "--batch-size", "1", "-q", *options) == 130
    Path("in.jsonl").write_text(whole, encoding="utf-8")
    assert (output.partial / MANIFEST).read_bytes().count(b"\n") == 3
    return output.partial


def test_a_command_that_fails_leaves_the_folder_of_a_run_that_goes_on(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("fcntl", reason="no file locks here")
    output = choose_output("o.jsonl", None)
    with claimed(output):
        begin(output, {}, resume=False, overwrite=False)
        before = tree(here)
        assert tag("typo.jsonl", "-o", "o.jsonl") == 2
        assert tag("in.jsonl", "-o", "o.jsonl", "--workers", "-1") == 2
        assert tag("in.jsonl", "-o", "o.jsonl", "--overwrite") == 2
        assert tree(here) == before
    assert "another run is writing 'o.jsonl'" in capsys.readouterr().err


def test_a_command_that_fails_leaves_an_interrupted_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interrupted("o.jsonl")
    assert "stopped; what is finished is safe in 'o.jsonl.partial'" in capsys.readouterr().err
    before = tree(here)
    for options in ([], ["--resume", "--max-chars", "7"], ["--resume", "--text", "body"]):
        assert tag("in.jsonl", "-o", "o.jsonl", "--shard-size", "1", *options) == 2
        assert tree(here) == before
    assert tag("in.jsonl", "-o", "o.jsonl", "--shard-size", "1", "--resume") == 0
    assert sorted(tree(here)) == ["in.jsonl", "o.jsonl"]


def test_a_run_that_fails_before_its_first_shard_takes_its_folder_away(here: Path) -> None:
    assert tag("in.jsonl", "-o", "o.jsonl", "--text", "body") == 2
    assert sorted(tree(here)) == ["in.jsonl"]


FOLDERS = {
    "a file of the user's": {"thesis.txt": "x"},
    "a file of the output's name alone": {"o.jsonl": "x"},
    "a manifest of something else": {"manifest.jsonl": "{}\n"},
    "a lock of something else": {"lock": "", "thesis.txt": "x"},
    "a folder": {"entities/notes.txt": "x", "lock": "", "manifest.jsonl": ""},
}


@pytest.mark.parametrize("files", FOLDERS.values(), ids=FOLDERS)
@pytest.mark.parametrize("options", [[], ["--overwrite"], ["--resume"]], ids=["", "overwrite", "resume"])
def test_a_folder_that_no_run_made_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], options: list[str]
) -> None:
    for name, content in files.items():
        path = here / "o.jsonl.partial" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    before = tree(here)
    assert tag("in.jsonl", "-o", "o.jsonl", "-q", *options) == 2
    assert tree(here) == before
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "'o.jsonl.partial' holds " in said
    assert said.endswith("or write elsewhere\n")


@pytest.mark.parametrize("link", ["o.jsonl.partial", *(f"o.jsonl.partial/{n}" for n in ("lock", MANIFEST, "o.jsonl"))])
def test_links_are_not_followed(here: Path, capsys: pytest.CaptureFixture[str], link: str) -> None:
    (here / "mine").mkdir()
    for name in ("lock", MANIFEST, "o.jsonl"):
        (here / "mine" / name).write_text("precious", encoding="utf-8")
    if "/" in link:
        (here / "o.jsonl.partial").mkdir()
        for name in ("lock", MANIFEST):
            (here / "o.jsonl.partial" / name).touch()
        (here / link).unlink(missing_ok=True)
        (here / link).symlink_to(here / "mine" / Path(link).name)
    else:
        (here / link).symlink_to("mine", target_is_directory=True)
    before = tree(here)
    for options in ([], ["--overwrite"], ["--resume"]):
        assert tag("in.jsonl", "-o", "o.jsonl", "-q", *options) == 2
    assert tree(here) == before
    assert ("is a link" if "/" not in link else "which no run wrote") in capsys.readouterr().err


def test_a_link_in_the_place_of_a_tables_folder_is_not_followed(here: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    partial = interrupted("o.jsonl").rename(here / "o.parquet.partial")
    (partial / "o.jsonl").unlink()
    (here / "mine").mkdir()
    (here / "mine" / "part-00000.parquet").write_text("precious", encoding="utf-8")
    (partial / "entities").symlink_to(here / "mine")
    before = tree(here)
    for option in ("--overwrite", "--resume"):
        assert tag("in.jsonl", "-o", "o.parquet", "-q", option) == 2
    assert tree(here) == before


def test_what_file_managers_leave_is_no_hindrance_and_stays(here: Path) -> None:
    (here / "o.jsonl.partial").mkdir()
    (here / "o.jsonl.partial" / ".DS_Store").touch()
    assert tag("in.jsonl", "-o", "o.jsonl", "-q") == 0
    assert sorted(tree(here)) == ["in.jsonl", "o.jsonl", "o.jsonl.partial", "o.jsonl.partial/.DS_Store"]


def test_another_format_may_start_again_over_an_interrupted_run(here: Path) -> None:
    interrupted("out", "--format", "csv")
    assert tag("in.jsonl", "-o", "out", "--format", "csv", "--overwrite", "-q") == 0
    interrupted("o.jsonl").rename(here / "o.csv.partial")
    (here / "o.csv.partial" / "o.jsonl").rename(here / "o.csv.partial" / "o.csv")
    assert tag("in.jsonl", "-o", "o.csv", "-q", "--overwrite") == 0
    assert not list(here.glob("*.partial"))


@pytest.mark.parametrize("options", [["-o", "tables", "--format", "csv"]])
def test_nothing_beside_the_output_is_touched(here: Path, options: list[str]) -> None:
    for name in ("tables.old", "tables.new"):
        (here / name).mkdir()
        (here / name / "_vnpolitext.json").write_text("an older output that was kept", encoding="utf-8")
    before = tree(here)
    for _ in range(2):
        assert tag("in.jsonl", "-q", *options) == 0
    assert tag("in.jsonl", "-q", "--resume", *options) == 0
    after = tree(here)
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in after} == {"in.jsonl", "tables", "tables.old", "tables.new"}


@pytest.mark.parametrize("other", ["notes.txt", "entities/notes.txt"])
def test_a_finished_folder_with_other_files_is_not_replaced(
    here: Path, capsys: pytest.CaptureFixture[str], other: str
) -> None:
    assert tag("in.jsonl", "-o", "tables", "--format", "csv", "-q") == 0
    (here / "tables" / other).parent.mkdir(exist_ok=True)
    (here / "tables" / other).write_text("x", encoding="utf-8")
    before = tree(here)
    assert tag("in.jsonl", "-o", "tables", "--format", "csv", "-q") == 2
    assert tree(here) == before
    assert f"'tables' holds {other!r} beside its tables" in capsys.readouterr().err


def test_a_kill_between_the_two_last_steps_loses_neither_output(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["-o", "tables", "--format", "csv", "-q"]
    assert tag("in.jsonl", *options) == 0
    before = {name: value for name, value in tree(here).items() if name.startswith("tables")}

    def killed(_self: Path, target: Path) -> None:
        raise SystemExit(9)

    true_replace = Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda one, to: (killed if one.suffix == ".partial" else true_replace)(one, to))
        for name in ("_abandon", "_restore"):  # what a killed process does not do any more
            patch.setattr(unfinished, name, lambda _output: None)
        with pytest.raises(SystemExit):
            tag("in.jsonl", *options)
    assert not (here / "tables").exists()
    assert tag("in.jsonl", *options) == 2  # an interrupted run lies there
    assert tree(here / "tables") == {
        name.removeprefix("tables/"): value for name, value in before.items() if "/" in name
    }
    assert tag("in.jsonl", *options, "--resume") == 0
    assert {name: value for name, value in tree(here).items() if name.startswith("tables")} == before


STOPS = [
    (OSError(errno.EBUSY, "Device or resource busy"), "cannot write 'tables': Device or resource busy"),
    (KeyboardInterrupt(), "stopped"),
]


@pytest.mark.parametrize(("stop", "message"), STOPS, ids=["an error", "Ctrl-C"])
def test_an_output_that_cannot_be_put_in_its_place_leaves_the_one_of_before(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stop: BaseException,
    message: str,
) -> None:
    options = ["-o", "tables", "--format", "csv", "-q"]
    assert tag("in.jsonl", *options) == 0
    before = tree(here / "tables")
    true_replace = Path.replace

    def replace(one: Path, to: Path) -> Path:
        if one.suffix == ".partial":
            raise stop
        return true_replace(one, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        assert tag("in.jsonl", *options) == (2 if isinstance(stop, OSError) else 130)
    assert capsys.readouterr().err.startswith(f"vnpolitext: {message}; what is finished is safe")
    assert tree(here / "tables") == before
    assert tag("in.jsonl", *options, "--resume") == 0


def test_a_run_that_was_removed_while_another_waited_for_it_is_not_shared(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock that the second run gets may be one that the first has removed: it must make a new one."""
    pytest.importorskip("fcntl", reason="no file locks here")
    output = choose_output("o.jsonl", None)
    first = contextlib.ExitStack()
    first.enter_context(claimed(output))
    true_held = unfinished._held

    def held(file: Any) -> bool:
        monkeypatch.setattr(unfinished, "_held", true_held)
        unfinished._remove(output)
        first.close()
        return true_held(file)

    monkeypatch.setattr(unfinished, "_held", held)
    with claimed(output):
        assert (here / "o.jsonl.partial" / "lock").exists()
        with pytest.raises(TakenError), claimed(output):
            pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_written_to_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fcntl = pytest.importorskip("fcntl", reason="no file locks here")

    def flock(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert tag("in.jsonl", "-o", "o.jsonl", "-q") == 0
    assert sorted(tree(here)) == ["in.jsonl", "o.jsonl"]


@pytest.mark.parametrize("name", ["manifest.jsonl", "lock", "manifest.new"])
def test_an_output_may_have_the_name_of_a_file_of_ours(here: Path, name: str) -> None:
    assert tag("in.jsonl", "-o", "o.jsonl", "-q") == 0
    assert tag("in.jsonl", "-o", name, "--format", "jsonl", "-q") == 0
    assert (here / name).read_bytes() == (here / "o.jsonl").read_bytes()
    assert sorted(tree(here)) == sorted(["in.jsonl", "o.jsonl", name])


@pytest.mark.parametrize("name", [".", "..", "/", "in/.."])
def test_an_output_without_a_name_is_refused(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (here / "in").mkdir()
    assert tag("in.jsonl", "-o", name, "--format", "csv", "-q") == 2
    assert "give a new name" in capsys.readouterr().err
    assert sorted(tree(here)) == ["in", "in.jsonl"]


def test_a_device_is_not_replaced(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(here / "pipe")
    for name in ("pipe", os.devnull):
        assert tag("in.jsonl", "-o", name, "--format", "jsonl", "-q") == 2
        assert f"{name!r} is no file that can be replaced; leave out -o" in capsys.readouterr().err
    assert (here / "pipe").is_fifo()
    assert not Path(os.devnull).is_file()


def test_a_link_to_the_output_stays_one(here: Path) -> None:
    (here / "big").mkdir()
    (here / "o.jsonl").symlink_to("big/o.jsonl")
    for _ in range(2):
        assert tag("in.jsonl", "-o", "o.jsonl", "-q") == 0
    assert str((here / "o.jsonl").readlink()) == "big/o.jsonl"
    assert sorted(tree(here)) == ["big", "big/o.jsonl", "in.jsonl", "o.jsonl"]


def test_a_compressed_folder_is_refused() -> None:
    with pytest.raises(OutputError, match=r"leave out \.gz"):
        choose_output("tables.gz", "csv")


@pytest.mark.parametrize("step", ["lock", "manifest"])
def test_a_full_disk_at_the_very_start_is_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    true_open = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if Path(path).name == "lock":
            raise full
        return true_open(path, *arguments, **options)

    def fsync(_number: int) -> None:
        raise full

    if step == "lock":
        monkeypatch.setattr(os, "open", refuse)
    else:
        monkeypatch.setattr(os, "fsync", fsync)
    assert tag("in.jsonl", "-o", "o.jsonl", "-q") == 2
    assert "No space left on device\n" in capsys.readouterr().err
    assert sorted(tree(here)) == ["in.jsonl"]


SAME = [
    ["in.jsonl", "-o", "in.jsonl"],
    ["./in.jsonl", "-o", "in.jsonl"],
    ["in.jsonl", "-o", "link.jsonl"],
    ["link.jsonl", "-o", "in.jsonl"],
    ["tables/articles.csv", "-o", "tables", "--format", "csv"],
    ["o.csv.partial/in.jsonl", "-o", "o.csv"],
]


@pytest.mark.parametrize("arguments", SAME, ids=" ".join)
@pytest.mark.parametrize("option", ["-q", "--overwrite", "--resume"])
def test_the_input_is_never_replaced_by_the_output(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], option: str
) -> None:
    (here / "link.jsonl").symlink_to("in.jsonl")
    (here / "tables").mkdir()
    (here / "tables" / "articles.csv").write_text("id,text\n1,Huế\n", encoding="utf-8")
    (here / "o.csv.partial").mkdir()
    (here / "o.csv.partial" / "in.jsonl").write_text('{"text": "Huế"}\n', encoding="utf-8")
    before = tree(here)
    assert tag(*arguments, option) in ({0, 2} if option == "--resume" else {2})
    assert tree(here) == before
    said = capsys.readouterr().err
    assert "is also the output and would be replaced" in said or "nothing to resume" in said


def test_a_column_whose_name_is_no_unicode_is_written_down_too(here: Path) -> None:
    (here / "in.jsonl").write_text('{"c\\udcff": "Huế"}\n', encoding="utf-8")
    assert tag("in.jsonl", "--text", "c\udcff", "-o", "tables", "--format", "csv", "-q") == 0
    about = json.loads((here / "tables" / "_vnpolitext.json").read_text(encoding="utf-8"))
    assert about["settings"]["--text"] == "c\udcff"
