"""``vnpolitext lookup``: what a number, body, office, person, place or event means, on a date."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from vnpolitext.commands.errors import reason
from vnpolitext.linking.identifiers import KINDS
from vnpolitext.linking.lookup import Holder, Lookup, Match, lookup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "query", metavar="QUERY", help='what to look up: "35-CT/TW", "Bộ KH&ĐT", "Thủ tướng Chính phủ", "An Giang"'
    )
    parser.add_argument("--date", help="answer for this day, month or year (YYYY-MM-DD, YYYY-MM, YYYY)")
    parser.add_argument("--kind", choices=KINDS, help="only matches of this kind")
    parser.add_argument("--registry", metavar="FILE", help="your own registry over the package's (CSV, JSON or folder)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")


def run(arguments: argparse.Namespace) -> int:
    """Look up and print; 0 when done, also without a match, 2 when a date or file cannot be read."""
    try:
        found = lookup(arguments.query, date=arguments.date, kind=arguments.kind, registry=arguments.registry)
    except (ValueError, OSError) as error:
        print(f"vnpolitext lookup: {reason(error)}", file=sys.stderr)  # noqa: T201 - the command's output
        return 2
    lines = [json.dumps(found.to_dict(), ensure_ascii=False)] if arguments.json else list(readable(found))
    print("\n".join(lines))  # noqa: T201
    return 0


def readable(found: Lookup) -> Iterator[str]:
    """Lines to read."""
    if not found.matches:
        nearest = f" Nearest: {', '.join(found.nearest)}" if found.nearest else ""
        yield f"Nothing known as {found.query!r}.{nearest}"
    for match in found.matches:
        yield from _match(match)


def _match(match: Match) -> Iterator[str]:
    yield f"{match.name}  [{match.id}]"
    span = f"{match.valid_from or '…'} – {match.valid_to or '…'}"
    if match.kind == "directive":
        date, issuer, subject = (match.details.get(name) for name in ("date", "issuer", "subject"))
        yield f"  {match.details.get('type') or 'document'}, {issuer or 'issuer not known'}, {date or 'date not known'}"
        if subject:
            yield f"  about: {subject}"
    elif match.valid_from or match.valid_to:
        yield f"  {span}"
    if match.successors:
        yield f"  became: {', '.join(one.name for one in match.successors)}"
    if match.predecessors:
        yield f"  made of: {', '.join(one.name for one in match.predecessors)}"
    for holder in match.holders:
        office = f"{holder.office}: " if holder.office else ""
        yield f"  {office}{holder.name}  {holder.start or '…'} – {holder.end or '…'}{_remarks(holder)}"
    if match.details.get("died"):
        yield f"  died {match.details['died']}"
    yield from (f"  note: {note}" for note in match.notes)


def _remarks(holder: Holder) -> str:
    """What a reader should know of a holder, in brackets."""
    remarks = [
        "acting" if holder.acting else "",
        f"known from {holder.known_from}" if holder.known_from else "",
        f"known until {holder.known_until}" if holder.known_until else "",
        "" if holder.certain else "not certain for this date",
        "" if holder.verified == "yes" else f"verified: {holder.verified}",
        holder.note,
    ]
    told = "; ".join(filter(None, remarks))
    return f"  ({told})" if told else ""
