"""Document numbers: what type, issuer and year a symbol tells.

Party documents are numbered ``35-CT/TW``, state documents ``30/2020/NĐ-CP`` or ``1886/QĐ-TTg``, letters
``4836/SNV-TCBC`` (Nghị định 30/2020/NĐ-CP; Hướng dẫn 36-HD/VPTW). The press mixes the separators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from vnpolitext.linking.tables import Row, listed, read_table

_SYMBOL = re.compile(
    r"""
    (?P<number> \d{1,6} (?:\.\d{1,3})? [a-z]{0,2} )         # 30, 66.7, 30a
    (?P<after> \s?[-–/.]\s? )
    (?: (?P<year> (?:19|20)\d\d ) (?: \s?[-–/]\s? | $ ) )?  # 2020
    (?P<codes> [A-ZĐƯ&][\wĐƯ&]* (?: (?:\s?[-–/.,]\s?|\s)[A-ZĐƯ&n][\w&]* )* )?   # NĐ-CP, QH15, TTLT-BCA-BQP
    """,
    re.VERBOSE,
)
_PART = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*")
_ASSEMBLY = re.compile(r"(UBTV)?QH(\d{1,2})")
_TW = re.compile(r"T\.?Ư|T\.W")


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a document's number says.

    Args:
        number: the number with its separators, spaces removed.
        type: the document type ("Quyết định"); two with " / " where the code means both.
        type_code: its code ("QĐ"), "" when there is none.
        issuer: the issuing body or bodies ("Thủ tướng Chính phủ").
        issuer_code: the code or codes of the issuer.
        issuer_body: identifier of the issuing body, when it is one central body.
        year: the year in the number, or None.
        system: "party", "state", "assembly" and the like.
        local: the issuer is a local organ, and the number does not say of which place.
    """

    number: str
    type: str = ""
    type_code: str = ""
    issuer: str = ""
    issuer_code: str = ""
    issuer_body: str = ""
    year: int | None = None
    system: str = ""
    local: bool = False


@lru_cache(maxsize=8192)
def number_key(number: str) -> str:
    """One string for every way to write the same number.

    Examples:
        >>> number_key("05 - CT/TƯ") == number_key("5/CT-TW")
        True
    """
    parts = _PART.findall(_TW.sub("TW", number))
    if parts:
        parts[0] = parts[0].lstrip("0") or "0"
    return "/".join(parts).lower()


@cache
def _issuers() -> dict[str, list[Row]]:
    index: dict[str, list[Row]] = {}
    for row in read_table("registry/issuers.csv"):
        for code in {row["code"], *row["code"].split(", "), *listed(row["alt_codes"])}:
            index.setdefault(code.split(" (")[0].upper(), []).append(row)
    for row in read_table("registry/organs.csv"):
        if row["symbol"]:
            local = {"issuing_body": row["name"], "body": "", "system": "state", "level": "province", "verified": "yes"}
            index.setdefault(row["symbol"].upper(), []).append(row | local)
    for row in read_table("registry/bodies.csv"):
        for alias in listed(row["aliases"]):
            if alias.isupper() and alias.upper() not in index:
                central = {"issuing_body": row["name"], "body": row["id"], "level": "central"}
                index[alias.upper()] = [row | central]
    return index


@cache
def _types() -> dict[str, list[Row]]:
    index: dict[str, list[Row]] = {}
    for row in read_table("registry/document_types.csv"):
        for code in filter(
            None, {row["code"], *(part.split(" ")[0] for part in re.split(r"[;|,]\s*", row["alt_codes"]))}
        ):
            index.setdefault(code.upper(), []).append(row)
    return index


@lru_cache(maxsize=4096)
def explain(number: str) -> Symbol | None:
    """What a well-formed document number says, or None when it is not one.

    Args:
        number: the number alone ("1886/QĐ-TTg"), without the type word.

    Examples:
        >>> symbol = explain("1886/QĐ-TTg")
        >>> symbol.type, symbol.issuer
        ('Quyết định', 'Thủ tướng Chính phủ')
        >>> explain("bộ nội vụ") is None
        True
    """
    match = _SYMBOL.fullmatch(_TW.sub("TW", number.strip()))
    if match is None or not match["codes"]:
        return None
    year = int(match["year"]) if match["year"] else None
    codes = _PART.findall(match["codes"])
    written = re.sub(r"\s", "", number.strip()).replace("–", "-")
    assembly = _ASSEMBLY.fullmatch(codes[-1].upper())
    if assembly:
        return _of_assembly(written, year, codes, assembly)
    party = match["after"].strip() in {"-", "–"} and len(codes) > 1
    return _of_organ(written, year, codes, party=party)


def _of_assembly(number: str, year: int | None, codes: list[str], assembly: re.Match[str]) -> Symbol:
    standing = bool(assembly[1])
    body = (
        ("Ủy ban Thường vụ Quốc hội", "body:uy-ban-thuong-vu-quoc-hoi") if standing else ("Quốc hội", "body:quoc-hoi")
    )
    kind = "Nghị quyết" if len(codes) > 1 else ("Pháp lệnh / Nghị quyết" if standing else "Luật / Nghị quyết")
    return Symbol(number, kind, codes[0] if len(codes) > 1 else "", body[0], codes[-1], body[1], year, "assembly")


def _of_organ(number: str, year: int | None, codes: list[str], *, party: bool) -> Symbol | None:
    first = codes[0].upper()
    if first in _types() and len(codes) > 1:
        issuers = [found for code in codes[1:] if (found := _issuer(code, party=party))]
        if not issuers:
            return Symbol(
                number, _type(first, "party" if party else "state"), codes[0], "", "-".join(codes[1:]), "", year
            )
        if first not in {"TTLT", "NQLT"}:
            issuers = issuers[:1]
        system = issuers[0]["system"] if issuers[0]["system"] != "military" else "party"
        base = Symbol(number, _type(first, system), codes[0], issuer_code="-".join(codes[1:]), year=year)
        return _symbol(base, issuers)
    issuer = _issuer(codes[0], party=party)
    if issuer is None:
        return Symbol(number, _type(first, "state"), codes[0], year=year) if first in _types() else None
    # "60/CP" and "41/TTg" leave the type out; "4836/SNV-TCBC" is a letter.
    kind = "Công văn" if len(codes) > 1 else ""
    return _symbol(Symbol(number, kind, issuer_code=codes[0], year=year), [issuer])


def _symbol(base: Symbol, issuers: list[Row]) -> Symbol:
    """The symbol with its issuers: one central body is named by its identifier too."""
    central = issuers[0]["body"] if len(issuers) == 1 else ""
    return replace(
        base,
        issuer=", ".join(row["issuing_body"] for row in issuers),
        issuer_body=central,
        system=issuers[0]["system"],
        local=issuers[0]["level"] != "central",
    )


def _issuer(code: str, *, party: bool) -> Row | None:
    """The issuer of a code; a party form ("15-NQ/BCT") prefers a Party body where the code means two."""
    found = _issuers().get(code.upper(), [])
    own = [row for row in found if (row["system"] in {"party", "military", "mass", "front"}) == party]
    return next(iter(own or found), None)


def _type(code: str, system: str) -> str:
    rows = _types().get(code, [])
    own = [row for row in rows if row["system"] == system] or [row for row in rows if row["system"] == "state"] or rows
    names = dict.fromkeys(re.sub(r"( của .*| \(.*)", "", row["name_vi"]) for row in own)
    return " / ".join(names)
