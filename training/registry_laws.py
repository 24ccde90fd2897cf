"""Check the numbers in ``data/documents/laws.csv`` against the news and the fact tables' citations.

    python -m training.registry_laws --facts FOLDER --corpus ARTICLES.jsonl.gz

For each number the column ``verified`` says "yes" (two outlets write the law's name beside it, or one does and another
text), "partial" (one outlet, or other texts only) or "no" (general knowledge); ``source`` names them. Other texts are
the fact tables' citations and registry_law_citations.csv: lists of laws in public repositories, which may err together.
Numbers that stand beside the name of a law that has others are printed: they may be missing.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.registry_directives import read
from training.registry_evidence import Article, Sightings, articles, outlet
from vnpolitext.linking.names import key
from vnpolitext.linking.tables import listed
from vnpolitext.text.normalise import normalise

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "vnpolitext" / "data" / "documents" / "laws.csv"
COLUMNS = ["name", "aliases", "numbers", "verified", "source"]
_NUMBER = re.compile(r"\b(\d{1,3})/((?:19|20)\d\d)/((?:UBTV)?QH\d{1,2})\b")
_BEFORE, _AFTER = 110, 90  # characters in which the name may stand
_AMENDING = re.compile(r"sửa đổi|bổ sung")
_LINE = re.compile(r"[\n;]")
# "Luật Đất đai (Luật số 31/2024/QH15)", "Luật Đất đai năm 2024 số 31/2024/QH15"
_YEAR = re.compile(r"(?:năm)?(?:19|20)\d\d")
Law = dict[str, str]


def written(match: re.Match[str]) -> str:
    """The number with the leading zero that offices write."""
    return f"{int(match[1]):02}/{match[2]}/{match[3]}"


def surroundings(corpus: Path) -> Iterator[tuple[Article, str, str, str]]:
    """Article, number of a law, and what stands before and after it in its line."""
    for article in articles(corpus):
        if "/QH" in article["text"] or "/UBTVQH" in article["text"]:
            text = normalise(article["text"]).text
            for match in _NUMBER.finditer(text):
                before = _LINE.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
                after = _LINE.split(text[match.end() : match.end() + _AFTER])[0]
                yield article, written(match), before, after


def beside(names: list[str], before: str, after: str) -> bool:
    """Whether one of a law's names stands right before its number, or soon after it."""
    left = re.sub(r"(?:luật|pháplệnh|bộluật)?số$", "", key(before))
    left = re.sub(_YEAR.pattern + "$", "", left)
    return any(left.endswith(name) or key(after[: len(name) + 40]).startswith(name) for name in names)


def evidence(corpus: Path, laws: list[Law]) -> tuple[dict[tuple[str, str], Sightings], dict[tuple[str, str], set[str]]]:
    """Sightings of each law's numbers, and outlets of other numbers beside the names of laws."""
    keys = {law["name"]: sorted(map(key, (law["name"], *listed(law["aliases"]))), key=len) for law in laws}
    known: dict[tuple[str, str], Sightings] = defaultdict(Sightings)
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article, number, before, after in surroundings(corpus):
        if _AMENDING.search(before[-60:]):
            continue
        for law in laws:
            if beside(keys[law["name"]], before, after):
                if number in law["numbers"].split():
                    known[law["name"], number].add(article)
                else:
                    others[law["name"], number].add(outlet(article))
    return known, others


def citations(facts: Path, laws: list[Law]) -> dict[tuple[str, str], list[str]]:
    """Other texts that name a law with its number: the fact tables' citations, and registry_law_citations.csv."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    said = [(row["surface"], row["source"]) for row in read(facts / "citations_samples.csv")]
    said += [(f"{row['name']} {row['number']}", row["source"]) for row in read(HERE / "registry_law_citations.csv")]
    for law in laws:
        names = sorted(map(key, (law["name"], *listed(law["aliases"]))), key=len)
        for surface, source in said:
            for match in _NUMBER.finditer(surface):
                before = key(surface[: match.start()])
                if written(match) in law["numbers"].split() and any(before.startswith(name) for name in names):
                    found[law["name"], written(match)].append(source)
    return found


def checked(law: Law, known: dict[tuple[str, str], Sightings], cited: dict[tuple[str, str], list[str]]) -> Law:
    """The law with the level of each number, and the sources."""
    levels, sources = [], []
    for number in law["numbers"].split():
        seen = known.get((law["name"], number), Sightings())
        others = list(dict.fromkeys(cited.get((law["name"], number), ())))
        sure = seen.sure or (len(seen) and others)
        levels.append("yes" if sure else "partial" if seen or others else "no")
        said = [seen.spoken("name beside it"), *others]
        sources.append(f"{number}: {', '.join(filter(None, said))}" if seen or others else "")
    unknown = "known (number)" if "no" in levels else ""
    none = "" if levels else "named in the press; number not recorded"
    return law | {"verified": " ".join(levels), "source": "; ".join(filter(None, [*sources, unknown, none]))}


def main() -> None:
    """Write the levels and sources into the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    arguments = parser.parse_args()
    laws = read(OUT)
    known, others = evidence(arguments.corpus, laws)
    cited = citations(arguments.facts, laws)
    for (name, number), outlets in sorted(others.items()):
        print(f"also {name}: {number} in {len(outlets)} outlets")
    table = [checked(law, known, cited) for law in laws]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(table)
    levels = [level for row in table for level in row["verified"].split()]
    print({level: levels.count(level) for level in ("yes", "partial", "no")})


if __name__ == "__main__":
    main()
