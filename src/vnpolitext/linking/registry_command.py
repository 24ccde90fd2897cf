"""``vnpolitext registry check``: tables of people, bodies and places, one's own or the package's."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vnpolitext.commands.errors import reason
from vnpolitext.linking.check import ERROR, Finding, check_registry, check_rows
from vnpolitext.linking.layers import layered, read_tables
from vnpolitext.linking.registry import READERS, base_registry
from vnpolitext.linking.tables import read_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "action", choices=("check",), metavar="check", help="print contradictions, orphans, cycles and collisions"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="your own CSV, JSON or folder (the package's tables)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 0 when there is no error, 1 when there is one, 2 when the file cannot be read."""
    try:
        found = check(arguments.file)
    except (ValueError, OSError) as error:
        print(f"vnpolitext registry: {reason(error)}", file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    errors = sum(finding.level == ERROR for finding in found)
    for finding in found:
        print(finding)  # noqa: T201
    print(f"{errors} errors, {len(found) - errors} warnings", file=sys.stderr)  # noqa: T201
    return 1 if errors else 0


def check(path: Path | None) -> tuple[Finding, ...]:
    """What is wrong with a user's tables over the package's, or with the package's own.

    Raises:
        ValueError: the file holds no known table.
        OSError: it cannot be read.
    """
    if path is None:
        tables = {name: read_table(f"registry/{name}.csv") for name in (*READERS, "memberships")}
        registry = base_registry()
    else:
        tables = dict(read_tables(path))
    cells = tuple(finding for name, rows in tables.items() for finding in check_rows(name, rows))
    if path is not None:
        if any(finding.check == "cell" for finding in cells):
            return cells
        registry = layered(base_registry(), tables)
    own = {row.get("id") or row.get("person", "") for rows in tables.values() for row in rows}
    linked = check_registry(registry)
    return (*cells, *(finding for finding in linked if path is None or any(name in finding.message for name in own)))
