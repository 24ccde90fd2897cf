"""Derive ``data/registry/directives.csv``: documents whose date, issuer and subject public sources confirm.

    python -m training.registry_directives --facts FOLDER --corpus ARTICLES.jsonl.gz

registry_directive_titles.csv proposes number, date, issuer, subject and names. A row enters only when sources confirm
it: an article (or a citation of the fact tables) that gives this date right after the number, and an article that gives
the subject, or the name, beside the number; for a law whose name is confirmed the day may be general knowledge.
``verified`` is "yes" when two outlets give the date and two the subject, else "partial". The source column names each
article's address and date. A row that brings its own source is kept as it is: those pages were read.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vnpolitext.linking.directives import citation
from vnpolitext.linking.identifiers import directive as identifier
from vnpolitext.linking.identifiers import slug
from vnpolitext.linking.names import key
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.linking.registry import base_registry
from vnpolitext.linking.schema import SCHEMA
from vnpolitext.text.normalise import normalise

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "vnpolitext" / "data" / "registry" / "directives.csv"
_NUMBER = re.compile(
    r"\b\d{1,4}[a-z]?(?:\.\d{1,2})?(?:/(?:19|20)\d\d)?[-/][A-ZĐƯ][A-ZĐƯa-z]{0,5}[-/][A-ZĐƯT][A-ZĐƯa-z.]{0,9}\d{0,2}"
    r"|\b\d{1,4}/(?:19|20)\d\d/(?:UBTV)?QH\d{1,2}"
)
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|\d{1,2} tháng \d{1,2} năm (?:19|20)\d\d)"
_AFTER = re.compile(rf"\s?,?\s?\(?\s?(?:(?:ban hành|ký|được ban hành) )?(?:ngày )?(?P<day>{_DAY})")
_BEFORE = re.compile(rf"(?:ngày )?(?P<day>{_DAY}),?[^.\n\d]{{0,80}}(?:ban hành|ký|thông qua)[^.\n\d]{{0,30}}$")
_DIGITS = re.compile(r"\d+")
_REACH = 500  # characters after the number in which the subject is looked for, and 100 before it for a law's name
MIN_OUTLETS = 2
Titles = dict[str, list[dict[str, str]]]


@dataclass(slots=True)
class Proof:
    """Outlets that give a document's date, and those that give its subject, with the article of each."""

    date: dict[str, str] = field(default_factory=dict)
    subject: dict[str, str] = field(default_factory=dict)


def iso(day: str) -> str | None:
    """A written day as ISO text, None when there is no such day."""
    date, month, year = map(int, _DIGITS.findall(day))
    return f"{year:04}-{month:02}-{date:02}" if 1 <= month <= 12 and 1 <= date <= 31 else None


def outlet(article: dict[str, str]) -> str:
    """The outlet of an article; sister sites, and all that an aggregator copied, count as one."""
    host = article["url"].split("/")[2] if "//" in article["url"] else article["source"]
    site = ".".join(host.removeprefix("www.").split(".")[-2:])
    return "thuvienphapluat.vn" if site in {"thuviennhadat.vn", "thuvienphapluat.vn"} else site if "." in site else host


def articles(corpus: Path) -> Iterator[dict[str, str]]:
    """Articles of the corpus whose outlet can be named."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["url"] or article["source"] == "baomoi":
                yield article


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def proofs(corpus: Path, titles: Titles) -> dict[str, Proof]:
    """What the corpus confirms, by the identifier of the proposed row."""
    found: dict[str, Proof] = defaultdict(Proof)
    for article in articles(corpus):
        text = normalise(article["text"]).text.replace("–", "-")
        for match in _NUMBER.finditer(text):
            for row in titles.get(number_key(match.group()), ()):
                _confirm(found[row["id"]], row, article, text, match)
    return found


def _confirm(proof: Proof, row: dict[str, str], article: dict[str, str], text: str, match: re.Match[str]) -> None:
    site, where = outlet(article), f"{article['url'] or article['id']} ({article['date']})"
    before, after = text[max(0, match.start() - 160) : match.start()], text[match.end() : match.end() + _REACH]
    dated = _AFTER.match(after) or _BEFORE.search(before)
    if dated and iso(dated["day"]) == row["date"]:
        proof.date.setdefault(site, where)
    names = row["names"].split("|")[0]
    if key(names) in key(before[-100:]) if names else key(row["subject"]) in key(after):
        proof.subject.setdefault(site, where)


def cited(facts: Path, titles: Titles) -> Iterator[tuple[str, str]]:
    """Dates that the fact tables' citations confirm: identifier of the row, and source."""
    for row in read(facts / "citations_samples.csv"):
        match = _NUMBER.search(re.sub(r"\s*[-–]\s*", "-", row["surface"]))
        for title in titles.get(number_key(match.group()), ()) if match else ():
            if title["date"] == row["date"]:
                yield title["id"], row["source"]


def finished(row: dict[str, str], proof: Proof) -> dict[str, str] | None:
    """The row with type, issuer, level and sources; None when the sources do not confirm it."""
    # A law's number has its year, and its name an article: then the day alone is general knowledge.
    law = bool(row["names"]) and bool(proof.subject)
    if not row["source"] and not law and not (proof.date and proof.subject):
        return None
    if not row["number"]:
        return row | {"type": row["names"].split("|")[0], "issuer_body": "body:quoc-hoi", "verified": "partial"}
    symbol = explain(row["number"])
    if symbol is None or (not row["issuer"] and " / " in symbol.issuer):
        raise ValueError(f"{row['number']}: not a number whose issuer is known")
    bodies = base_registry().bodies_by_name
    known = bodies[key(row["issuer"])][0].id if row["issuer"] else symbol.issuer_body
    kinds = symbol.type.split(" / ")
    kind = next(
        (kind for kind in kinds if row["names"].startswith(kind)), kinds[-1] if "QH" in row["number"] else kinds[0]
    )
    sure = min(len(proof.date), len(proof.subject)) >= MIN_OUTLETS
    where = [*list(proof.date.values())[:2], *list(proof.subject.values())[:2]]
    return row | {
        "type": "Bộ luật" if row["names"].startswith("Bộ luật") else kind,
        "issuer": row["issuer"] or symbol.issuer,
        "issuer_body": known,
        # When a law is in force is general knowledge: those rows are partly verified at best.
        "verified": "yes" if (sure or ";" in row["source"]) and not row["valid_from"] else "partial",
        "source": row["source"] or "; ".join(dict.fromkeys(where)) + ("" if proof.date else "; known (day)"),
    }


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    arguments = parser.parse_args()
    titles: Titles = defaultdict(list)
    for row in read(HERE / "registry_directive_titles.csv"):
        row["id"] = identifier(citation(row["number"]) or slug(row["names"].split("|")[0]), row["date"])
        titles[number_key(row["number"])].append(row)
    found = proofs(arguments.corpus, titles)
    for name, source in cited(arguments.facts, titles):
        found[name].date.setdefault(source, source)
    table = [(row, finished(row, found[row["id"]])) for rows in titles.values() for row in rows]
    for row, done in table:
        if done is None:
            print(f"not confirmed: {row['number']} {row['date']} {found[row['id']]}")
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, SCHEMA["directives"].columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(sorted((done for _, done in table if done), key=lambda row: row["id"]))
    print(f"directives.csv: {sum(done is not None for _, done in table)} rows of {len(table)}")


if __name__ == "__main__":
    main()
