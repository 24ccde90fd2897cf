"""Derive ``data/registry/countries.csv``: countries by the Vietnamese names of Unicode CLDR, and those of the press.

    python -m training.registry_countries

registry_countries.csv gives, by ISO 3166 code, the name that the press prefers and its other forms; it also holds
countries that are no more. Every other name is CLDR's (Unicode licence), read through Babel.
"""

from __future__ import annotations

import csv
from importlib.metadata import version
from pathlib import Path

from babel import Locale

from vnpolitext.linking.identifiers import identify
from vnpolitext.linking.names import key
from vnpolitext.linking.tables import listed

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "vnpolitext" / "data" / "registry" / "countries.csv"
COLUMNS = ["id", "code", "name", "aliases", "valid_from", "valid_to", "verified", "source"]
# Two-letter codes of CLDR that are no country: islands without people, unions, codes for tests.
_NO_COUNTRY = frozenset(
    {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "GS", "HM"}
    | {"IC", "IO", "QO", "TA", "TF", "UM", "UN", "XA", "XB", "ZZ"}
)


def main() -> None:
    """Write the table."""
    with (HERE / "registry_countries.csv").open(encoding="utf-8", newline="") as lines:
        press = {row["code"]: row for row in csv.DictReader(lines)}
    cldr = {code: name for code, name in Locale("vi").territories.items() if len(code) == 2 and code.isalpha()}
    rows = []
    for code in sorted({*cldr, *press} - _NO_COUNTRY):
        own = press.get(code, {})
        name = own.get("name") or cldr[code]
        aliases = dict.fromkeys(
            alias
            for alias in (*listed(own.get("aliases", "")), cldr.get(code, ""))
            if alias and key(alias) != key(name)
        )
        known = own.get("source") == "known"
        row = {"code": code, "name": name, "aliases": "|".join(aliases), "id": identify("place", name)}
        dated = {"valid_from": own.get("valid_from", ""), "valid_to": own.get("valid_to", "")}
        source = "known" if known else f"Unicode CLDR (Babel {version('babel')})" + ("; press" if own else "")
        rows.append(row | dated | {"verified": "partial" if known else "yes", "source": source})
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["id"]))
    print(f"countries.csv: {len(rows)} rows")


if __name__ == "__main__":
    main()
