"""The command line: what it prints, where, and how it exits."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tag_fake

from vnpolitext import __version__
from vnpolitext.cli import COMMANDS, main
from vnpolitext.commands.progress import summary
from vnpolitext.corpus.encode import Tally
from vnpolitext.corpus.run import Progress

BODY = "Bí thư Thành ủy An Bình Minh ở Hà Nội nói về Chỉ thị 9-CT/TW"


def jsonl(path: Path, *rows: Any) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_arguments_say_what_to_do_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "vnpolitext tag article.txt" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"vnpolitext {__version__}\n"


def test_help_lists_every_command_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said, examples = capsys.readouterr().out.split("examples:")
    assert all(name in said for name in COMMANDS)
    assert all(command.example in examples for command in COMMANDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_lacks_something_shows_an_example_of_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([name])
    said = capsys.readouterr().err
    assert said.startswith(f"vnpolitext {name}: the following arguments are required")
    assert COMMANDS[name].example in said
    assert f"vnpolitext {name} --help explains it" in said


@pytest.mark.parametrize(
    ("given", "hint"), [("tga", "did you mean 'tag'?"), ("repor", "did you mean 'report'?"), ("xyz", "there are tag,")]
)
def test_a_command_that_there_is_not_names_the_nearest(
    given: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([given, "x"]) == 2
    assert f"no command {given!r}; {hint}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["tag", "no-such.jsonl"],
        ["evaluate", "no-such"],
        ["train-topics", "no-such.csv", "-o", "x.npz"],
        ["report", "no-such.jsonl"],
        ["registry", "check", "no-such"],
        ["lookup", "x", "--registry", "no-such"],
    ],
)
def test_a_file_that_is_not_there_is_named_with_what_to_do(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "'no-such" in said
    assert re.search(r"; (give|check) ", said)
    assert "Errno" not in said


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if importlib.util.find_spec(COMMANDS[name].module) is None:
        pytest.skip(f"the command {name} is not in this installation")
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    assert f"vnpolitext {name}" in capsys.readouterr().out.split("example", 1)[1]


@pytest.mark.parametrize("arguments", [["tag"], ["tag", "x", "--workers", "many"], ["tag", "--nothing", "x"]])
def test_arguments_that_make_no_sense_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


def test_one_article_goes_to_standard_output_and_the_rest_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bai.txt").write_text(BODY, encoding="utf-8")
    assert tag_fake.main([str(tmp_path / "bai.txt")]) == 0
    out, said = capsys.readouterr()
    tagged = json.loads(out)
    assert tagged["id"] == "bai"
    assert [BODY[e["start"] : e["end"]] for e in tagged["entities"]] == [e["text"] for e in tagged["entities"]]
    assert "1 article, 0 errors; 3 entities" in said


def test_guesses_are_said_and_quiet_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = jsonl(tmp_path / "a.jsonl", {"noi_dung": BODY, "url": "u"})
    assert tag_fake.main([source]) == 0
    assert "text from 'noi_dung', id from 'url'" in capsys.readouterr().err
    assert tag_fake.main([source, "-q"]) == 0
    assert capsys.readouterr().err == ""


def test_articles_that_fail_are_rows_counted_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.jsonl"
    jsonl(source, {"id": "x", "text": BODY}, {"id": "y", "text": "RAISE"}, {"id": "z", "text": "Huế " * 10})
    source.write_text(source.read_text(encoding="utf-8") + '{"id": "w", "text": "cắt', encoding="utf-8")
    arguments = [str(source), "-o", str(tmp_path / "o.jsonl"), "--max-chars", "30", "--max-chars", "70"]
    assert tag_fake.main(arguments) == 0
    tagged = lines(tmp_path / "o.jsonl")
    assert [(one["id"], (one["error"] or "").split(":")[0]) for one in tagged] == [
        ("x", ""),
        ("y", "RuntimeError"),
        ("z", ""),
        ("4", "not JSON"),
    ]
    assert "4 articles, 2 errors (RuntimeError 1, not JSON 1)" in capsys.readouterr().err
    assert tag_fake.main([*arguments, "--strict"]) == 1


def test_duplicated_ids_and_notes_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "x", "text": BODY, "date": "hôm nay"}
    assert tag_fake.main([jsonl(tmp_path / "a.jsonl", row, row), "-o", str(tmp_path / "o.jsonl")]) == 0
    said = capsys.readouterr().err
    assert "1 article with an id seen before ('x'); each is kept" in said
    assert "2 articles: date not understood" in said


UNUSABLE = [
    (["nothing.jsonl"], "no file or folder"),
    (["a.docx"], "unknown format"),
    (["a.jsonl", "--text", "body"], "no column 'body'; there are 'text'"),
    (["a.jsonl", "-o", "o.xlsx"], "unknown format of"),
    (["a.jsonl", "-o", "no/such/o.jsonl"], "No such file or directory"),
    (["a.jsonl", "--format", "parquet"], "name it with -o"),
    (["a.jsonl", "--components", "entities,verbs"], "unknown component 'verbs'; known are"),
    (["a.jsonl", "--rules", "no.yaml"], "no.yaml"),
    (["a.jsonl", "--workers", "-1"], "--workers is -1"),
    (["a.jsonl", "--batch-size", "0"], "--batch-size is 0"),
    (["a.jsonl", "--shard-size", "0"], "--shard-size is 0"),
    (["a.jsonl", "--resume", "--overwrite"], "give one of them"),
    (["a.jsonl", "--resume", "-o", "-"], "--resume needs an output with a name"),
    (["a.jsonl", "--encoding", "viscii8"], "unknown encoding 'viscii8'"),
    (["a.jsonl", "--encoding", "base64"], "unknown encoding 'base64'"),
    (["a.jsonl", "--encoding", "undefined"], "unknown encoding 'undefined'"),
    (["a.jsonl", "--time-limit", "nan"], "--time-limit is nan; give seconds from 0 (for any time) to 1,000,000"),
    (["a.jsonl", "--time-limit", "inf"], "--time-limit is inf"),
    (["a.jsonl", "--time-limit", "1e20"], "--time-limit is 1e+20"),
    (["a.jsonl", "--time-limit", "-1"], "--time-limit is -1"),
    (["a.jsonl", "--max-chars", "-5"], "--max-chars is -5; give 0 or more"),
    (["."], "'broken.jsonl': No such file"),
    (["empty"], "no articles in"),
    (["-", "--input-format", "parquet"], "cannot be read from standard input"),
]


@pytest.mark.parametrize(("arguments", "message"), UNUSABLE, ids=[" ".join(one[0]) for one in UNUSABLE])
def test_input_or_output_that_cannot_be_used_gives_one_line_and_exit_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    jsonl(tmp_path / "a.jsonl", {"text": "Huế"})
    (tmp_path / "a.docx").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    if arguments == ["."]:
        (tmp_path / "broken.jsonl").symlink_to("nowhere")
    before = sorted(tmp_path.rglob("*"))
    assert (
        tag_fake.main(
            [*arguments, "-o", "o.jsonl"] if "-o" not in arguments and "--format" not in arguments else arguments
        )
        == 2
    )
    out, said = capsys.readouterr()
    assert out == ""
    assert message in said
    assert [line for line in said.splitlines() if "text from" not in line] == said.splitlines()[-1:]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_folder_without_permission_gives_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = jsonl(tmp_path / "a.jsonl", {"text": "Huế"})
    (tmp_path / "closed").mkdir(mode=0o500)
    assert tag_fake.main([source, "-o", str(tmp_path / "closed" / "o.jsonl")]) == 2
    assert "Permission denied" in capsys.readouterr().err


def test_a_part_of_a_folder_that_cannot_be_looked_into_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "in" / "closed"
    closed.mkdir(parents=True)
    jsonl(tmp_path / "in" / "a.jsonl", {"text": "Huế"})
    true_scandir = os.scandir

    def scandir(path: Any = ".") -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return true_scandir(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert tag_fake.main([str(tmp_path / "in"), "-o", str(tmp_path / "o.jsonl")]) == 2
    assert capsys.readouterr().err == f"vnpolitext: cannot read {str(closed)!r}: Permission denied\n"


@pytest.mark.parametrize("source", ["in.jsonl", ".", "-"])
def test_what_is_written_through_the_shell_is_not_read_again(tmp_path: Path, source: str) -> None:
    jsonl(tmp_path / "in.jsonl", {"text": BODY})
    before = (tmp_path / "in.jsonl").read_bytes()
    with (tmp_path / "in.jsonl").open("r+b") as both:
        both.seek(0, io.SEEK_SET if source == "-" else io.SEEK_END)
        out = ["-o", "in.jsonl"] if source == "-" else []
        streams = {"stdin": both, "stdout": subprocess.PIPE} if source == "-" else {"stdout": both}
        command = [sys.executable, "-m", "vnpolitext", "tag", source, "--components", "sentences", *out]
        done = subprocess.run(command, cwd=tmp_path, check=False, stderr=subprocess.PIPE, text=True, **streams)
    assert done.returncode == 2
    assert "is also the output" in done.stderr
    assert (tmp_path / "in.jsonl").read_bytes() == before


class Broken(io.StringIO):
    """Standard error whose reader is gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_run_goes_on_when_nobody_reads_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = jsonl(tmp_path / "a.jsonl", {"noi_dung": BODY})
    monkeypatch.setattr(sys, "stderr", Broken())
    assert tag_fake.main([source, "-o", str(tmp_path / "o.jsonl")]) == 0
    assert len(lines(tmp_path / "o.jsonl")) == 1


def test_empty_input_gives_an_empty_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert tag_fake.main([str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "o.jsonl")]) == 0
    assert (tmp_path / "o.jsonl").read_bytes() == b""
    assert "0 articles" in capsys.readouterr().err
    assert tag_fake.main([str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "o.csv")]) == 0
    assert (tmp_path / "o.csv").read_text(encoding="utf-8").startswith("id,start,end,text,label")


def test_output_inside_the_input_folder_is_not_read(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", {"text": "Huế"})
    for _ in range(2):
        assert tag_fake.main([str(tmp_path), "-o", str(tmp_path / "o.jsonl"), "-q"]) == 0
        assert len(lines(tmp_path / "o.jsonl")) == 1


def test_resuming_what_is_complete_does_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [jsonl(tmp_path / "a.jsonl", {"text": "Huế"}), "-o", str(tmp_path / "o.jsonl"), "--resume"]
    assert tag_fake.main(arguments) == 0
    written = (tmp_path / "o.jsonl").stat().st_mtime_ns
    assert tag_fake.main(arguments) == 0
    assert "is complete; nothing to resume" in capsys.readouterr().err
    assert (tmp_path / "o.jsonl").stat().st_mtime_ns == written


def test_with_text_repeats_the_text_that_offsets_are_into(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", {"text": BODY})
    assert tag_fake.main([source, "-o", str(tmp_path / "o.jsonl"), "--with-text", "-q"]) == 0
    (tagged,) = lines(tmp_path / "o.jsonl")
    assert all(tagged["text"][e["start"] : e["end"]] == e["text"] for e in tagged["entities"])


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


def test_terminal_shows_rate_errors_and_time_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vnpolitext.commands.progress._EVERY", 0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    source = jsonl(tmp_path / "a.jsonl", {"text": "RAISE"}, *[{"text": BODY}] * 5000)
    assert tag_fake.main([source, "-o", str(tmp_path / "o.jsonl")]) == 0
    said = terminal.getvalue()
    assert re.search(r"\r\x1b\[K[\d,]+ articles, [\d,]+/s, 1 error, 0:\d\d:\d\d left", said)
    assert said.rsplit("\r\x1b[K", 1)[1].startswith("vnpolitext: 5,001 articles")


def test_no_terminal_no_moving_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tag_fake.main([jsonl(tmp_path / "a.jsonl", {"text": BODY}), "-o", str(tmp_path / "o.jsonl")]) == 0
    assert "\r" not in capsys.readouterr().err


def test_summary_tells_what_an_interrupted_run_had_done() -> None:
    progress = Progress(Tally(10, 1000), resumed=4, duplicates=1, repeated=["a"])
    said = summary(progress, 2.0)
    assert "10 articles (4 of them before the interruption), 0 errors; 0 entities" in said
    assert "1 article with an id seen before ('a')" in said


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "vnpolitext", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", **options)


def test_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", *[{"text": BODY}] * 3000)
    command = [sys.executable, "-m", "vnpolitext", "tag", source, "--components", "sentences"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize("arguments", [[], ["lookup", "35-CT/TW"], ["tag", "-", "--components", "sentences"]])
def test_output_that_takes_no_more_is_one_line_and_exit_2(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "vnpolitext", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, input="Huế.")
    assert done.returncode == 2
    assert re.fullmatch(r"(?:.*text from.*\n)?vnpolitext: cannot write.*: No space left on device\n", done.stderr)


def test_a_console_without_the_letters_gets_their_numbers() -> None:
    done = run("lookup", "Huế", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hu\\u1ebf" in done.stdout


def test_standard_input_is_tagged_with_the_true_pipeline() -> None:
    done = run("tag", "-", "--components", "sentences", input='{"id": "x", "text": "Huế."}\n')
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "x"


def test_light_commands_load_nothing_heavy(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", {"text": "Huế."})
    code = (
        "import sys; from vnpolitext.cli import main; "
        f"code = main(['tag', {source!r}, '--components', 'sentences', '-q', '-o', {str(tmp_path / 'o.csv')!r}]); "
        "print(code, sorted({'pandas', 'pyarrow', 'sklearn', 'scipy', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"


def test_time_to_the_first_help_is_short() -> None:
    # What the processor worked for it: the clock also counts what else the machine does.
    def worked() -> float:
        return os.times().children_user + os.times().children_system

    def seconds() -> float:
        start = worked()
        assert run("tag", "--help").returncode == 0
        return worked() - start

    assert min(seconds() for _ in range(3)) < 1.0
