"""``vnpolitext report``: from a tagged corpus to one page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vnpolitext.commands.errors import reason
from vnpolitext.corpus.article import InputError
from vnpolitext.corpus.write import write_atomically
from vnpolitext.show.language import LANGUAGES

EXAMPLES = """\
examples:
  vnpolitext tag articles.jsonl --with-text -o tags.jsonl     first: the texts give the report its snippets
  vnpolitext report tags.jsonl -o report.html
  vnpolitext report tags.jsonl -o bao-cao.html --language vi --title "Tin chính trị 2024"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``vnpolitext report`` takes."""
    parser.description = "One self-contained HTML page over a tagged corpus: pictures, searchable tables, snippets."
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "tagged", metavar="OUT", help="what `vnpolitext tag` wrote as .jsonl (or .jsonl.gz); - for standard input"
    )
    parser.add_argument(
        "-o", "--output", metavar="PAGE", type=Path, default=Path("report.html"), help="the page (default: report.html)"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the page's own words (default: en)")
    parser.add_argument("--title", metavar="WORDS", help="what stands on top (default: the input's name)")


def run(arguments: argparse.Namespace) -> int:
    """Write the page; 0 when it is written, 2 when the input cannot be read or the page not be written."""
    from vnpolitext.corpus.sources import is_same  # noqa: PLC0415 - only here
    from vnpolitext.show.report import page  # noqa: PLC0415 - pandas is heavy, and --help does not need it
    from vnpolitext.show.tagged import read_tagged  # noqa: PLC0415

    try:
        if is_same(arguments.output, arguments.tagged):
            raise InputError(f"{arguments.tagged!r} is also the page and would be replaced; name the page with -o")
        corpus = read_tagged(arguments.tagged)
        html = page(corpus, title=arguments.title or Path(arguments.tagged).name, language=arguments.language)
        data = html.encode("utf-8", "replace")  # a file's name may be no Unicode
        _write(arguments.output, data)
    except (InputError, OSError) as error:
        sys.stderr.write(f"vnpolitext report: {reason(error)}\n")
        return 2
    size = f"{len(data) / 1e6:.1f} MB"
    sys.stderr.write(f"{len(corpus.articles):,} articles → {arguments.output} ({size}); open it in a browser\n")
    if not corpus.texts:
        sys.stderr.write("no snippets: tag with --with-text to have them\n")
    return 0


def _write(path: Path, page: bytes) -> None:
    """Write the page whole or not at all, so that one of before is not lost to a full disk; or to a device."""
    if path.exists() and not path.is_file():
        path.write_bytes(page)
    else:
        write_atomically(path.resolve(), page)
