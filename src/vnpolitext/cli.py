"""The command line: finds the command, and leaves the rest to its module."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from vnpolitext import __version__
from vnpolitext.commands import INTERRUPTED


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the module that has its ``add_arguments(parser)`` and ``run(arguments) -> int``."""

    module: str
    summary: str
    example: str


COMMANDS: dict[str, Command] = {
    "tag": Command(
        "vnpolitext.commands.tag",
        "find officials, bodies, directives, places, events, dates and topics in articles",
        "vnpolitext tag articles.csv --text noi_dung -o tags.jsonl --workers 2",
    ),
    "lookup": Command(
        "vnpolitext.linking.command",
        "what a document number, body, office or person means, on a date",
        'vnpolitext lookup "35-CT/TW"',
    ),
    "evaluate": Command(
        "vnpolitext.commands.evaluate",
        "precision, recall and F1 of tags against gold articles",
        "vnpolitext evaluate gold/ tags.jsonl",
    ),
    "train-topics": Command(
        "vnpolitext.topics.command",
        "a topic model from your own taxonomy and labels",
        "vnpolitext train-topics labelled.jsonl -o my-topics.npz",
    ),
    "report": Command(
        "vnpolitext.show.command",
        "one self-contained HTML page with pictures of a tagged corpus",
        "vnpolitext report tags.jsonl -o report.html",
    ),
    "registry": Command(
        "vnpolitext.linking.registry_command",
        "check tables of people, bodies and places",
        "vnpolitext registry check",
    ),
}

EXPLAINED = "vnpolitext COMMAND --help explains a command."
FIRST_STEPS = """\
vnpolitext reads Vietnamese political and government news. To begin:

  vnpolitext tag article.txt                                  one article, tags on the screen as JSON
  vnpolitext tag articles.jsonl --with-text -o tags.jsonl     many (.jsonl .csv .parquet .txt .html, a folder)
  vnpolitext report tags.jsonl -o report.html                 what they are about, as a page for the browser
  vnpolitext lookup "35-CT/TW"                                what a number, body, office or person means

vnpolitext --help lists all commands; vnpolitext COMMAND --help explains one.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every console has every letter
    try:
        status = _chosen(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # what we print to is gone (``| head``)
        sys.stderr.close()
        return 0
    except OSError as error:
        if error.filename is not None:  # not of printing
            raise
        print(f"vnpolitext: cannot write to standard output: {error.strerror or error}", file=sys.stderr)
        with suppress(OSError):  # or Python tries once more when it ends
            sys.stdout.close()
        return 2
    except KeyboardInterrupt:  # Ctrl-C before a command has begun, or in one that has nothing to say of it
        return INTERRUPTED


def _chosen(given: list[str]) -> int:
    """Run the command that is named, or say which there are."""
    if not given:
        print(FIRST_STEPS, end="")
        return 0
    name = next((argument for argument in given if not argument.startswith("-")), "")
    if name and name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(COMMANDS)}"
        print(f"vnpolitext: no command {name!r}; {hint}", file=sys.stderr)
        return 2
    return _run(name, given)


def _run(name: str, given: list[str]) -> int:
    parser = _parser()
    module: Any = None
    if name in COMMANDS:
        command = COMMANDS[name]
        module = _module(command.module)
        if module is None:
            print(f"vnpolitext: this installation has no {name!r}", file=sys.stderr)
            return 2
        subparser = parser.subparsers[name]
        module.add_arguments(subparser)
    parsed = parser.parse_args(given)
    if module is None:
        parser.print_help()
        return 0
    return int(module.run(parsed))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            return None
        raise


class _Parser(argparse.ArgumentParser):
    """argparse's parser, whose errors say what to do instead of repeating every option."""

    subparsers: dict[str, argparse.ArgumentParser]

    def error(self, message: str) -> NoReturn:
        name = self.prog.removeprefix("vnpolitext").strip()
        example = f"  for example: {COMMANDS[name].example}\n" if name in COMMANDS else ""
        self.exit(2, f"{self.prog}: {message}\n{example}  {self.prog} --help explains it\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="vnpolitext",
        description="Reads Vietnamese political and government news, offline.",
        epilog="\n".join(["examples:", *(f"  {one.example}" for one in COMMANDS.values()), "", EXPLAINED]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"vnpolitext {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    parser.subparsers = {
        name: commands.add_parser(
            name,
            help=command.summary,
            description=command.summary[0].upper() + command.summary[1:] + ".",
            epilog=f"example: {command.example}",
        )
        for name, command in COMMANDS.items()
    }
    return parser


if __name__ == "__main__":
    sys.exit(main())
