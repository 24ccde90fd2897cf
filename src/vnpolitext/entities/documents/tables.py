"""Tables of document types, issuers' codes, laws and titles, read once from the package's data."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from vnpolitext.entities.documents.cues import folded
from vnpolitext.models import read_text


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one table under ``data/documents``."""
    return list(csv.DictReader(io.StringIO(read_text(f"documents/{name}"), newline="")))


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A document type.

    Args:
        name: as the press writes it ("Chỉ thị").
        codes: its codes in symbols, the usual one first.
        short: when a bare number after it is a citation: "strong" always ("nghị quyết 68"), "capital" when the word is
            capitalised or "số" stands between ("Kết luận 126"), "number" only after "số", "symbol" never.
        sole_issuer: the only body that issues it today ("CP" for a decree), else empty.
        slip_of: the type that is meant, when the name is a slip of the press ("Nghị đinh"), else empty.
    """

    name: str
    codes: tuple[str, ...]
    short: str
    sole_issuer: str
    slip_of: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuing body, its code in symbols and the names by which texts call it."""

    code: str
    body: str
    names: tuple[str, ...]


@cache
def document_types() -> Mapping[str, DocumentType]:
    """Document types by name."""
    return {
        row["name"]: DocumentType(
            row["name"], tuple(row["codes"].split()), row["short"], row["sole_issuer"], row["slip_of"]
        )
        for row in rows("types.csv")
    }


@cache
def type_codes() -> Mapping[str, str]:
    """Each code of a type, with the press's slips, and the code as it should be ("ND": "NĐ")."""
    codes = {code: code for row in rows("types.csv") for code in row["codes"].split()}
    slips = {slip: row["codes"].split()[0] for row in rows("types.csv") for slip in row["alt_codes"].split()}
    upper = {code.upper(): code for code in codes}
    return {**upper, **slips, **codes}


@cache
def type_of_code() -> Mapping[str, str]:
    """The document type that a code means; where several share one (QĐ), none."""
    meanings: dict[str, set[str]] = {}
    for row in rows("types.csv"):
        for code in row["codes"].split()[:1]:
            meanings.setdefault(code, set()).add(row["slip_of"] or row["name"])
    return {code: min(sorted(names), key=len) for code, names in meanings.items() if code not in {"QĐ", "TT"}}


@cache
def issuers() -> Mapping[str, Issuer]:
    """Issuers by code; the press's variants of a code lead to the same issuer."""
    table = {
        row["code"]: Issuer(row["code"], row["body"], tuple(filter(None, row["names"].split("|"))))
        for row in rows("issuers.csv")
    }
    variants = {
        alt: table[row["code"]] for row in rows("issuers.csv") for alt in row["alt_codes"].split() if alt not in table
    }
    return {**variants, **table}


def joint_issuers(code: str | None) -> str | None:
    """The bodies that signed together, by their codes joined with hyphens; None where one of them is not known.

    Examples:
        >>> joint_issuers("BTP-BCA")
        'Bộ Tư pháp, Bộ Công an'
    """
    known = [issuers().get(part) for part in (code or "").split("-")]
    bodies = [issuer.body for issuer in known if issuer and issuer.body]
    return ", ".join(bodies) if len(bodies) == len(known) > 1 else None


@cache
def issuer_names() -> Mapping[str, str]:
    """Codes of issuers by the folded names that texts use ("bộ chính trị": "TW")."""
    return {folded(name): issuer.code for issuer in issuers().values() for name in issuer.names}


@dataclass(frozen=True, slots=True)
class Named:
    """A document cited by its name.

    Args:
        name: the name as the table spells it.
        kind: "law", "code", "ordinance", "constitution", "party", "treaty" or "convention".
        numbers: the numbers of the laws that had this name, oldest first.
    """

    name: str
    kind: str
    numbers: tuple[str, ...] = ()


_LAW_KINDS = {"Luật": "law", "Bộ luật": "code", "Pháp lệnh": "ordinance"}


@cache
def named_documents() -> Mapping[str, Named]:
    """Documents cited by name, by folded name; laws also by the short names of the table."""
    table: dict[str, Named] = {}
    for row in rows("laws.csv"):
        head = next((head for head in ("Bộ luật", "Pháp lệnh", "Luật") if row["name"].startswith(head)), "Luật")
        named = Named(row["name"], _LAW_KINDS[head], tuple(row["numbers"].split()))
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            table[folded(name)] = named
    for row in rows("titles.csv"):
        named = Named(row["name"], row["kind"])
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            table[folded(name)] = named
    return table


@cache
def words(role: str) -> tuple[str, ...]:
    """Words of one role of ``words.csv``, longest first, as an alternation wants them."""
    return tuple(sorted((row["word"] for row in rows("words.csv") if row["role"] == role), key=lambda w: (-len(w), w)))


def one_of(role: str) -> str:
    """A pattern that matches one whole word of the role."""
    return "(?:" + "|".join(words(role)) + r")(?!\w)"


@cache
def _precisions() -> Mapping[str, float]:
    # One span is added to what was counted, right by nine tenths, so that a rule with few counts is not sure of itself.
    return {row["rule"]: (int(row["right"]) + 0.9) / (int(row["found"]) + 1) for row in rows("precision.csv")}


def precision(rule: str) -> float:
    """How often the rule's spans were right where they were counted (``precision.csv``), at most 0.99.

    Examples:
        >>> precision("directive.party_number")
        0.99
    """
    return min(0.99, round(_precisions()[rule], 3))
