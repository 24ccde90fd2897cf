"""Derive ``data/places/districts.csv`` and ``communes.csv`` from the data of vietnamadminunits (MIT).

    python -m training.registry_places --database vietnamadminunits/data/dataset.db

Legacy units are those of 63 provinces (to 2025-06-30), the others those of 34 provinces (from 2025-07-01). The source
is named once for each row, in short, to keep the tables small: ``vau`` is vietnamadminunits 1.0.4 on PyPI.
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from vnpolitext.linking.identifiers import slug
from vnpolitext.linking.names import key
from vnpolitext.linking.tables import read_table

OUT = Path(__file__).parent.parent / "src" / "vnpolitext" / "data" / "places"
LAST_OF_63, FIRST_OF_34, SOURCE = "2025-06-30", "2025-07-01", "vau"
DISTRICTS = "SELECT DISTINCT provinceShort, districtType, districtShort FROM admin_units_legacy"
OLD = "SELECT DISTINCT provinceShort, wardType, wardShort, districtType, districtShort FROM admin_units_legacy"
NEW = "SELECT DISTINCT provinceShort, wardType, wardShort FROM admin_units"
Unit = list[str]


def write(name: str, columns: Unit, rows: Iterable[Unit]) -> None:
    """Write a sorted table without repeats."""
    chosen = sorted({tuple(row) for row in rows})
    OUT.mkdir(parents=True, exist_ok=True)
    with (OUT / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([tuple(columns), *chosen])
    print(f"{name}: {len(chosen)} rows")


def province_ids(era: str) -> dict[str, str]:
    """Slug of each province of an era by the key of its name."""
    return {
        key(row["name"]): row["id"].removeprefix("place:")
        for row in read_table("registry/provinces.csv")
        if row["valid_from"] <= (LAST_OF_63 if era == "63" else FIRST_OF_34)
        and (row["valid_to"] or "9") >= (LAST_OF_63 if era == "63" else FIRST_OF_34)
    }


def read_ended() -> list[Unit]:
    """Districts that ended before the data of vietnamadminunits, by hand, each with its source."""
    with (Path(__file__).parent / "registry_ended_districts.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    database = sqlite3.connect(parser.parse_args().database)
    old, new = province_ids("63"), province_ids("34")
    ended = read_ended()
    write(
        "districts.csv",
        ["province", "type", "name", "valid_from", "valid_to", "source"],
        [
            *ended,
            *(
                [old[key(province)], kind.lower(), name, "", LAST_OF_63, SOURCE]
                for province, kind, name in database.execute(DISTRICTS)
                if name
            ),
        ],
    )
    before = (
        [
            old[key(province)],
            slug(f"{kind2} {district}" if not district.startswith(kind2) else district),
            kind.lower(),
            name,
            "",
            LAST_OF_63,
            SOURCE,
        ]
        for province, kind, name, kind2, district in database.execute(OLD)
        if name
    )
    after = (
        [new[key(province)], "", kind.lower(), name, FIRST_OF_34, "", SOURCE]
        for province, kind, name in database.execute(NEW)
        if name
    )
    write(
        "communes.csv", ["province", "district", "type", "name", "valid_from", "valid_to", "source"], [*before, *after]
    )


if __name__ == "__main__":
    main()
