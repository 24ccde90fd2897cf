"""Derive the tables under ``data/registry`` from researched fact tables.

    python -m training.registry --facts FOLDER [--corpus ARTICLES.jsonl.gz]

``FOLDER`` holds central_bodies.csv, officials.csv, provinces.csv, special_zones.csv, events.csv, symbol_issuers.csv,
document_types.csv, titles.csv and local_body_templates.csv, each with a ``source`` a row. registry_bodies.csv adds
bodies that they lack, registry_aliases.csv names that the press uses for theirs; registry_officials.csv adds terms of
office, and takes the place of those of the same person and start; registry_departures.csv says who died or left early.
With a corpus, people.csv also gets how often a name stands beside one of that person's offices, which decides whether
a name alone is evidence; without one the counts of the present table stay.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from training.registry_departures import ended, known_departures
from training.registry_names import (
    Membership,
    central_index,
    issuer_name,
    post_of,
    shortened,
    split_membership,
    title_variants,
)
from training.registry_shares import name_shares
from vnpolitext.linking.identifiers import identify, slug
from vnpolitext.linking.periods import days
from vnpolitext.linking.schema import SCHEMA

DATA = Path(__file__).parent.parent / "src" / "vnpolitext" / "data" / "registry"
HERE = Path(__file__).parent
Row = dict[str, str]
_NOTE = re.compile(r"\s*\([^)]*\)")
_SEEN = {"in 11/2025 press": "2025-11", "press confirms": "2025-12", "as of 2026-09-18": "2026-09-18"}
# Whether the office was held on into the newest term of the National Assembly was not verified.
_LEFT_OPEN = re.compile(r"end not verified|re-elected \S+ \(not verified\)")
ROMAN = {"I": 1, "V": 5, "X": 10}


def read(path: Path) -> list[Row]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(name: str, rows: Iterable[Row], columns: Sequence[str], order: Sequence[str]) -> None:
    """Write a sorted table."""
    chosen = sorted(rows, key=lambda row: [row[column] for column in order])
    with (DATA / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(chosen)
    print(f"{name}: {len(chosen)} rows")


def provinces(facts: Path) -> list[Row]:
    """Provinces of all eras; a second extent under the same name has the year of its start in its identifier."""
    rows = read(facts / "provinces.csv")
    old = {row["name_short"] for row in rows if row["era"] != "34"}
    by_full: dict[str, str] = {}
    out = []
    for row in rows:
        again = row["era"] == "34" and row["name_short"] in old
        place = identify("place", row["name_short"], suffix=row["valid_from"][:4] if again else "")
        by_full[f"{row['era']}|{row['name_full']}"] = place
        level = "thành phố" if row["type"].startswith("thành phố") else "tỉnh"
        out.append(
            row
            | {"id": place, "name": row["name_short"], "full_name": row["name_full"], "type": level, "facts": row["id"]}
        )
    for row in out:
        row["verified"] = "no" if row["source"] == "known" else "yes"
        successor = row["successor"]
        row["successors"] = by_full.get(f"34|{successor}") or by_full.get(f"63|{successor}") or "" if successor else ""
    for row in out:
        row["predecessors"] = "|".join(sorted(other["id"] for other in out if other["successors"] == row["id"]))
    return out


def bodies(facts: Path) -> tuple[list[Row], dict[str, list[Row]]]:
    """Central bodies, with parents and successors as identifiers."""
    rows = read(facts / "central_bodies.csv") + read(HERE / "registry_bodies.csv")
    informal = {row["name"]: row["aliases"] for row in read(HERE / "registry_aliases.csv")}
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        again = seen[row["name_vi"]]
        seen[row["name_vi"]] += 1
        row["id"] = identify("body", row["name_vi"], suffix=row["valid_from"][:4] if again else "")
        row["name"] = row["name_vi"]
        row["aliases"] = "|".join(
            alias
            for alias in (
                _NOTE.sub("", alias) for alias in f"{row['aliases']}|{informal.get(row['name_vi'], '')}".split("|")
            )
            if alias and not alias.startswith("BTV ")
        )
    index = central_index(rows)
    for row in rows:
        if _NOTE.sub("", row["successors"]) == row["name"]:  # only its rank changed: the body goes on
            row |= {"successors": "", "valid_to": ""}
        row["parent"] = _body_id(index, row["parent"], row["valid_from"])
        after = (_NOTE.sub("", name) for name in row["successors"].split("; ") if name)
        row["successors"] = "|".join(
            dict.fromkeys(found for name in after if (found := _body_id(index, name, row["valid_to"])))
        )
    return rows, index


def _body_id(index: dict[str, list[Row]], name: str, at: str) -> str:
    """The body of that name, the life that was going on at ``at`` or began last."""
    if not name:
        return ""
    lives = index.get(name.casefold(), [])
    if not lives:
        print(f"  no row for body {name!r}")
        return ""
    open_then = [row for row in lives if not at or not row["valid_to"] or row["valid_to"] > at]
    return (open_then or lives)[0]["id"]


def memberships(facts: Path, index: dict[str, list[Row]], places: list[Row]) -> list[Membership]:
    """Who held which office when; an office of a province is split where the province changed."""
    out: list[Membership] = []
    terms = [row["start"] for row in read(facts / "events.csv") if row["category"] == "national_assembly_term"]
    sure = (days(max(terms))[0] - timedelta(days=1)).isoformat()
    for row in officials(facts):
        title, home, names = post_of(row, index)
        known = next((day for mark, day in _SEEN.items() if mark in row["note"]), "") if not row["start"] else ""
        member = Membership(
            person=identify("person", row["name"]),
            name=row["name"],
            title=title,
            body=home,
            names=names,
            acting=row["position"].startswith("Quyền"),
            start=row["start"],
            end=row["end"],
            known_from=known,
            known_until="" if row["end"] or not _LEFT_OPEN.search(row["note"]) else sure,
            verified=row["verified"],
            note=row["note"],
            source=row["source"],
        )
        if "HOMONYM" in row["note"]:
            member = replace(member, person=f"{member.person}-{slug(home.split(' ', 3)[-1])}")
        out.extend(split_membership(member, places))
    over = {row["id"]: row["valid_to"] for rows in index.values() for row in rows if row["valid_to"]}
    return [_within(member, over.get(member.body, "")) for member in ended(out)]


def _within(member: Membership, over: str) -> Membership:
    """A membership no longer than its body."""
    if not over or (member.end and days(member.end)[0] <= days(over)[1]):
        return member
    return replace(member, end=over, note="; ".join(filter(None, (member.note, "ended with the body"))))


def officials(facts: Path) -> list[Row]:
    """Terms of office: those of the fact table, and our own over them."""
    tables = (facts / "officials.csv", HERE / "registry_officials.csv")
    return list({(row["name"], row["position"], row["start"]): row for table in tables for row in read(table)}.values())


def people(members: list[Membership], shares: dict[str, tuple[int, int]]) -> list[Row]:
    """One row a person, with the best verification of the offices."""
    levels = ("yes", "partial", "no")
    died = {name: left.day for name, left in known_departures().items() if left.how == "died"}
    out: dict[str, Row] = {}
    for member in members:
        row = out.setdefault(
            member.person,
            {"id": member.person, "name": member.name, "aliases": "", "verified": "no", "source": member.source},
        )
        row["died"] = died.get(member.name, "")
        if levels.index(member.verified) < levels.index(row["verified"]):
            row |= {"verified": member.verified, "source": member.source}
    for row in out.values():
        articles, beside = shares.get(row["name"], (0, 0))
        row |= {"articles": str(articles), "beside_office": str(beside)}
    return list(out.values())


def present_shares() -> dict[str, tuple[int, int]]:
    """The counts that people.csv has now."""
    return {row["name"]: (int(row["articles"]), int(row["beside_office"])) for row in read(DATA / "people.csv")}


def posts(members: list[Membership], facts: Path) -> list[Row]:
    """One row an office: title at body, the names the sources use, whether one person holds it at a time."""
    out: dict[str, Row] = {}
    variants = title_variants(read(facts / "titles.csv"))
    short = {row["name"]: row for row in read(HERE / "registry_post_names.csv")}
    names: dict[str, set[str]] = defaultdict(set)
    official: dict[str, set[str]] = defaultdict(set)
    for member in members:
        official[member.post].update(member.names)
        for name in member.names:
            names[member.post].update({name, *variants.get(name, ()), *shortened(name)})
        many = member.title.startswith(("Phó", "Ủy viên")) and "Thường trực" not in member.title
        out.setdefault(
            member.post,
            {
                "id": member.post,
                "title": member.title,
                "body": member.body,
                "single": "no" if many else "yes",
                "source": member.source,
            },
        )
    for identifier, row in out.items():
        known = sorted(names[identifier], key=lambda name: (name not in official[identifier], name))
        own = [short[name] for name in known if name in short]
        row["names"] = "|".join([*known, *(one["also"] for one in own)])
        row["source"] = "; ".join([row["source"], *(f"{one['also']}: {one['source']}" for one in own)])
    return list(out.values())


def events(facts: Path) -> list[Row]:
    """Congresses, plenums, assembly terms, elections and reorganisations."""
    return [row | {"id": f"event:{_event_slug(row)}"} for row in read(facts / "events.csv")]


def _event_slug(row: Row) -> str:
    short = row["aliases"].split("|")[0]
    if row["category"] in {"party_congress", "national_assembly_term"}:
        return slug(short if row["category"] == "party_congress" else row["name"])
    if row["category"] == "central_committee_plenum":
        return f"hoi-nghi-trung-uong-bat-thuong-{row['start']}" if "bất thường" in row["name"] else slug(short)
    if row["category"] == "election":
        return slug(f"bầu cử quốc hội {row['start'][:4]}")
    return slug(f"{row['name'].split('(')[0][:40].rsplit(' ', 1)[0]} {row['start']}")


def organs(facts: Path) -> list[Row]:
    """Kinds of local organ: registry_organs.csv with source and validity of the fact tables.

    A kind has a row for each level at which its time differs. "undated" rows share only the template's system: its
    dates are those of another level, or of another organ.
    """
    templates = {row["key"]: row for row in read(facts / "local_body_templates.csv")}
    unknown = {"valid_from": "", "valid_to": "", "verified": "no", "note": "", "source": "known"}
    out = []
    for row in read(HERE / "registry_organs.csv"):
        fact = templates[row["key"]] | (unknown if row["undated"] else {})
        symbol = fact["aliases"].split("|")[0] if row["key"].startswith("so_") and row["name"].startswith("Sở") else ""
        successors = "|".join(slug(name) for name in row["successors"].split("|") if name)
        out.append(
            fact
            | {"id": slug(row["name"]), "symbol": symbol, "successors": successors}
            | {k: row[k] for k in ("name", "aliases", "role", "levels", "head")}
        )
    return out


def issuers(facts: Path, index: dict[str, list[Row]]) -> list[Row]:
    """Codes in document numbers, those of central bodies with the body's identifier."""
    rows = read(facts / "symbol_issuers.csv")
    for row in rows:
        row["issuing_body"] = issuer_name(row["issuing_body"])
        found = index.get(row["issuing_body"].casefold(), []) if row["level"] == "central" else []
        row["body"] = found[0]["id"] if found else ""
    return rows


def main() -> None:
    """Write every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    facts: Path = arguments.facts
    DATA.mkdir(parents=True, exist_ok=True)
    places = provinces(facts)
    central, index = bodies(facts)
    members = memberships(facts, index, places)
    shares = name_shares(arguments.corpus, members) if arguments.corpus else present_shares()
    write("provinces.csv", places, SCHEMA["provinces"].columns, ["id"])
    write("bodies.csv", central, SCHEMA["bodies"].columns, ["id"])
    write("people.csv", people(members, shares), SCHEMA["people"].columns, ["id"])
    write("posts.csv", posts(members, facts), SCHEMA["posts"].columns, ["id"])
    held = [member.row() for member in members]
    write("memberships.csv", held, SCHEMA["memberships"].columns, ["post", "start", "person"])
    write("events.csv", events(facts), SCHEMA["events"].columns, ["id"])
    dated = ["valid_from", "valid_to", "verified", "note", "source"]
    named = ["id", "name", "aliases", "role", "levels", "symbol", "system", "head"]
    write("organs.csv", organs(facts), [*named, "successors", *dated], ["id", "levels", "valid_from"])
    of_symbol = ["code", "alt_codes", "issuing_body", "body", "system", "level"]
    write("issuers.csv", issuers(facts, index), [*of_symbol, *dated], ["code"])
    of_type = ["code", "name_vi", "name_en", "system", "alt_codes", "legal_basis", "normative"]
    types = [
        row | {"verified": "no" if row["source"] == "known" else "yes"} for row in read(facts / "document_types.csv")
    ]
    write("document_types.csv", types, [*of_type, "verified", "note", "source"], ["code", "system", "name_vi"])


if __name__ == "__main__":
    main()
