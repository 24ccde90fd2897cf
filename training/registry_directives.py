"""Derive ``data/registry/directives.csv``: documents whose date, issuer and subject public sources confirm.

    python -m training.registry_directives --facts FOLDER --corpus ARTICLES.jsonl.gz

registry_directive_titles.csv proposes number, date, issuer, subject and names. A row enters only when sources confirm
it: an article (or a citation of the fact tables) that gives this date right after the number, and an article that gives
the subject, or the name, beside the number; for a law whose name is confirmed the day may be general knowledge.
``verified`` is "yes" when two outlets give the date and two the subject, else "partial". The source column counts the
articles and outlets and names the first. A row that brings its own source is kept even where the news lacks it, as
partly verified: such a source is a text of an index or a page that a search named, and this program does not read it.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from training.registry_evidence import MIN_OUTLETS, Article, Sightings, articles
from vnpolitext.linking.directives import citation
from vnpolitext.linking.identifiers import directive as identifier
from vnpolitext.linking.identifiers import slug
from vnpolitext.linking.names import key, words
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
# A subject of so many words is found when so much of it stands there in order, soon after the number.
_SHORTEST, _ALIKE, _LEAD = 5, 0.85, 16
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
Titles = dict[str, list[dict[str, str]]]


@dataclass(slots=True)
class Proof:
    """What gives a document's date, and what its subject; the citations of the fact tables count as one outlet."""

    date: Sightings = field(default_factory=Sightings)
    subject: Sightings = field(default_factory=Sightings)
    cited: list[str] = field(default_factory=list)

    @property
    def dated(self) -> int:
        """Outlets that give the date."""
        return len(self.date) + bool(self.cited)


def iso(day: str) -> str | None:
    """A written day as ISO text, None when there is no such day."""
    date, month, year = map(int, _DIGITS.findall(day))
    return f"{year:04}-{month:02}-{date:02}" if 1 <= month <= 12 and 1 <= date <= 31 else None


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


def _confirm(proof: Proof, row: dict[str, str], article: Article, text: str, match: re.Match[str]) -> None:
    before, after = text[max(0, match.start() - 160) : match.start()], text[match.end() : match.end() + _REACH]
    dated = _AFTER.match(after) or _BEFORE.search(before)
    if dated and iso(dated["day"]) == row["date"]:
        proof.date.add(article)
    name = row["names"].split("|")[0]
    # The subject of a law ("đấu thầu") stands beside many numbers: its name must stand right before.
    if key(name) in key(before[-100:]) if name.startswith(_LAWS) else says(row["subject"], after):
        proof.subject.add(article)


def says(subject: str, text: str) -> bool:
    """Whether a text begins with a subject, word for word or with the small changes that writers make.

    Examples:
        >>> says("phát triển nhà ở xã hội", "ngày 25/1/2017 về đẩy mạnh phát triển nhà ở xã hội.")
        True
    """
    asked, said = words(subject), words(text)
    if "".join(asked) in "".join(said):
        return True
    near = said[: len(asked) * 2 + _LEAD]
    common = SequenceMatcher(None, asked, near, autojunk=False).get_matching_blocks()
    return len(asked) >= _SHORTEST and sum(block.size for block in common) >= _ALIKE * len(asked)


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
    law = row["names"].startswith(_LAWS) and bool(proof.subject)
    if not row["source"] and not law and not (proof.dated and proof.subject):
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
    sure = proof.dated >= MIN_OUTLETS and proof.subject.sure
    said = [row["source"], proof.date.spoken("date"), *proof.cited[:1], proof.subject.spoken("subject")]
    return row | {
        "type": "Bộ luật" if row["names"].startswith("Bộ luật") else kind,
        "issuer": row["issuer"] or symbol.issuer,
        "issuer_body": known,
        # When a law is in force is general knowledge: those rows are partly verified at best.
        "verified": "yes" if sure and not row["valid_from"] else "no" if row["source"] == "known" else "partial",
        "source": "; ".join(dict.fromkeys(filter(None, said)))
        + ("" if proof.dated or row["source"] else "; known (day)"),
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
        found[name].cited.append(source)
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
