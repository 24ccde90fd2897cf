"""The grammar of document numbers: Party (35-CT/TW), state (30/2020/NĐ-CP), letters (4836/SNV-TCBC), local, slips.

A number is a serial, perhaps a year, and one to a few codes, joined by hyphens and slashes; the press sets blanks
around these, swaps them, and loses them. What the codes mean is the tables' to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnpolitext.entities.documents.tables import issuers, type_codes

_SERIAL = r"(?P<serial>[0-9]{1,5}(?:\.[0-9]{1,2})?[a-zđ]?)"
_YEAR = r"(?P<year>(?:1[89]|20)[0-9]{2})"
# Hyphens, dashes, the slash; "QĐ.CCTHADS" and "TT.HĐND" have a point.
_JOIN = r"[ ]?[/–—-][ \n]?"
_TIGHT = r"[/–—._-]"
_UPPER = "A-ZĐƯƠÂÊÔĂ"
_CODE = rf"[{_UPPER}][{_UPPER}A-Za-zđư]{{0,24}}(?:&[{_UPPER}]{{1,8}})?(?:[0-9]{{1,2}})?(?![^\W_])"
_T_U = r"T\.[ƯU](?![^\W_])"
_ANY_CODE = rf"(?:{_T_U}|{_CODE})"

# "35-CT/TW", "11 – NQ/TW", "66.7/2025/NQ-CP", "19-2017/NQ-CP", "403/2017/NQLT-UBTVQH14-CP", "7760/VPCP-V.I".
SYMBOL = re.compile(
    rf"{_SERIAL}(?:{_JOIN}{_YEAR})?(?P<codes>{_JOIN}{_ANY_CODE}(?:(?:{_JOIN}|\.){_ANY_CODE}(?:{_TIGHT}{_ANY_CODE}){{0,6}})?)"
)
# "205 KL TW": the joints lost altogether.
_LOST_JOINTS = re.compile(rf"{_SERIAL}(?P<year>(?!))?(?P<codes>[ ][{_UPPER}]{{2,4}}[ ]TW)(?![^\W_])")
# "1211/2016", "214/2020": the symbol cut after the year; "68", "30a": cut after the serial.
SHORT = re.compile(rf"{_SERIAL}(?:/{_YEAR})?(?![\w%]|[.,/–-][0-9]|[ ]?%)")
_SPLIT_CODES = re.compile(rf"(?P<join>[ ]?[/–—._-][ \n]?)(?P<code>{_ANY_CODE})")
# A number seen from its first joint backwards; blanks and digits are frequent, a joint before a capital is not.
_JOINT = re.compile(rf"[/–—-][ \n]?(?=[{_UPPER}])")
_BEFORE_JOINT = re.compile(rf"(?<![\w.,/–-]){_SERIAL}(?:{_JOIN}{_YEAR})?[ ]?$")
_ASSEMBLY = re.compile(r"(?:UBTV)?QH[0-9]{1,2}$")
_LOCAL = re.compile(r"^(?:[TH]U|ThU|TXU|QU|ĐU|UBND|HĐND|UB|S[A-ZĐ]{1,6}|.*(?:TU|HU|ĐU|UBND))$")
_CENTRAL_SLIP = re.compile(r"T\.?(?:Ư|(?<=\.)U)\.?$")
# Codes that several bodies sign: every issuer counts.
_JOINT_TYPES = frozenset({"TTLT", "NQLT", "CTPH", "QCPH"})
_PARTY_CODES = frozenset({"TW", "BCSĐ", "BCSĐCP", "ĐĐQH", "ĐUQH", "ĐUCA", "ĐUK", "CB"})
# Codes that nothing but a document carries, so that the issuer behind them need not be known.
_CERTAIN = frozenset({"NĐ", "NQ", "QĐ", "TTLT", "CTr", "TTr", "QĐNS", "KL", "VBHN"})


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """What a document number says.

    Args:
        end: offset after the last character of the number in the text.
        cited: the number as it would be cited, blanks and slips removed ("35-CT/TW").
        serial: the running number without leading zeros ("35", "66.7", "30a").
        year: the year in it, if any.
        type_code: the type's code ("CT"), None where the number has none (letters, laws).
        issuer_code: the issuer's code ("TW"); several joined by hyphens where several signed.
        form: "party", "state", "law", "letter", "local" or "short".
    """

    end: int
    cited: str
    serial: str
    year: int | None = None
    type_code: str | None = None
    issuer_code: str | None = None
    form: str = "short"

    @property
    def has_symbol(self) -> bool:
        """The number has letters, so that it identifies the document by itself."""
        return self.form != "short"


def match_number(text: str, start: int, *, lenient: bool = True) -> DocumentNumber | None:
    """The document number that begins at ``start``.

    Args:
        text: the normalised text.
        start: offset of the serial's first digit.
        lenient: a document type stands before, so that unknown codes are believed.

    Examples:
        >>> number = match_number("Nghị quyết số 66.7/2025/NQ-CP", 14)
        >>> number.cited, number.serial, number.year, number.type_code, number.issuer_code
        ('66.7/2025/NQ-CP', '66.7', 2025, 'NQ', 'CP')
    """
    match = SYMBOL.match(text, start) or (_LOST_JOINTS.match(text, start) if lenient else None)
    return _number(match, lenient=lenient) if match else None


def match_short(text: str, start: int) -> DocumentNumber | None:
    """A number without its symbol that begins at ``start``: "35", "30a", "1211/2016"."""
    match = SHORT.match(text, start)
    if match is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return DocumentNumber(match.end(), match.group(), plain_serial(match["serial"]), year)


def symbols(text: str) -> list[tuple[int, DocumentNumber]]:
    """Numbers that stand in the text with or without a type word before, each with the offset where it begins.

    Only known codes count here: "26-HD/BTCTW", not a bus line or a licence plate.
    """
    found: list[tuple[int, DocumentNumber]] = []
    last = -1
    for joint in _JOINT.finditer(text):
        before = _BEFORE_JOINT.search(text, max(last, joint.start() - 18, 0), joint.start())
        if before is None:
            continue
        number = match_number(text, before.start(), lenient=False)
        if number is not None:
            found.append((before.start(), number))
            last = number.end
    return found


def plain_serial(serial: str) -> str:
    """A serial without leading zeros: "05" and "5" are one number."""
    return serial.lstrip("0") or "0"


def clean_code(code: str) -> str:
    """A code without the press's slips: T.Ư and TƯ for TW, ƯBND for UBND, DD for Đ, TTG for TTg.

    Examples:
        >>> [clean_code(code) for code in ("T.Ư", "BTCTƯ", "QDD", "BCDDTKNQ18")]
        ['TW', 'BTCTW', 'QĐ', 'BCĐTKNQ18']
    """
    clean = _CENTRAL_SLIP.sub("TW", code).replace("ƯBND", "UBND").replace("DD", "Đ")
    return "TTg" if clean == "TTG" else clean


@dataclass(frozen=True, slots=True)
class _Part:
    join: str
    code: str
    end: int


def _number(match: re.Match[str], *, lenient: bool) -> DocumentNumber | None:
    printed = _parts(match)
    parts = _ordered(printed)
    if not parts:
        return None
    type_code = type_codes().get(parts[0].code)
    if not lenient and not _believable(type_code, parts):
        return None
    joins = [_plain_join(part.join) for part in parts]
    codes = [part.code for part in parts] if type_code is None else [type_code, *(part.code for part in parts[1:])]
    # "84-TP/NĐ" is cited as it was signed; where a hyphen was lost the parts are cited apart.
    shown = (
        list(zip(joins, codes, strict=True)) if len(parts) != len(printed) or parts == printed else _as_printed(printed)
    )
    year = f"{_plain_join(match[0][len(match['serial']) :][:3])}{match['year']}" if match["year"] else ""
    return DocumentNumber(
        end=max(part.end for part in parts),
        cited=match["serial"] + year + "".join(join + code for join, code in shown),
        serial=plain_serial(match["serial"]),
        year=int(match["year"]) if match["year"] else None,
        type_code=type_code,
        issuer_code=_issuer(type_code, codes, joins),
        form=_form(type_code, codes, joins),
    )


def _as_printed(parts: list[_Part]) -> list[tuple[str, str]]:
    return [(_plain_join(part.join), part.code) for part in parts]


def _parts(match: re.Match[str]) -> list[_Part]:
    """Codes with the joints before them, up to the first that the press's sentence may have lent."""
    if match["codes"].startswith(" ") and match["codes"][1] not in "/–—-":
        first, second = match["codes"].split()
        known = first in type_codes()
        return [_Part("-", first, match.end()), _Part("/", clean_code(second), match.end())] if known else []
    parts: list[_Part] = []
    for found in _SPLIT_CODES.finditer(match.string, match.start("codes"), match.end("codes")):
        code = clean_code(found["code"])
        if not _fits(found["join"], code, first=not parts):
            break
        parts.append(_Part(found["join"], code, found.end()))
    return parts


def _fits(join: str, code: str, *, first: bool) -> bool:
    known = code in type_codes() or code in issuers() or _ASSEMBLY.match(code) is not None
    if join == ".":
        return known or re.fullmatch(r"[IVX]+", code) is not None
    if join.strip() != join:
        return known
    return known or sum(map(str.isupper, code)) >= 2 or (not first and (len(code) <= 2 or code[-1].isdigit()))


def _ordered(parts: list[_Part]) -> list[_Part]:
    """Type before issuer: undoes "QĐUBND" (the hyphen lost) and "84-TP/NĐ" (issuer first, until the 1950s)."""
    kinds, bodies = type_codes(), issuers()
    if not parts or parts[0].code in kinds:
        return parts
    if (
        len(parts) == 2
        and parts[1].code in kinds
        and parts[1].join.strip() == "/"
        and parts[0].join.strip() in set("-–—")
    ):
        return [parts[1], parts[0]]
    code = parts[0].code
    for cut in (2, 3, 4):
        if code not in bodies and code[:cut] in kinds and code[cut:] in bodies:
            end = parts[0].end
            return [_Part(parts[0].join, code[:cut], end), _Part("-", code[cut:], end), *parts[1:]]
    return parts


def _plain_join(join: str) -> str:
    mark = join.strip()[:1]
    return "-" if mark in "–—" else mark


def _believable(type_code: str | None, parts: list[_Part]) -> bool:
    first = parts[0].code
    if type_code is None:
        return _ASSEMBLY.match(first) is not None or (len(parts) > 1 and len(first) > 2 and first in issuers())
    return len(parts) > 1 and (type_code in _CERTAIN or parts[1].code in issuers() or parts[1].code.isupper())


def _form(type_code: str | None, codes: list[str], joins: list[str]) -> str:
    if type_code is None and codes[1:2] != ["TW"]:
        return "law" if _ASSEMBLY.match(codes[0]) else "letter"
    issuer = codes[1] if len(codes) > 1 else ""
    if _LOCAL.search(issuer):
        return "local"
    party = issuer.endswith("TW") or issuer in _PARTY_CODES or (joins[0] == "-" and joins[1:2] == ["/"])
    return "party" if party else "state"


def _issuer(type_code: str | None, codes: list[str], joins: list[str]) -> str | None:
    skipped = 1 if type_code is not None or codes[1:2] == ["TW"] else 0  # "28-CQ/TW": a slip in the type
    rest = codes[skipped:]
    if not rest:
        return None
    if type_code in _JOINT_TYPES or "." in joins[skipped + 1 : skipped + 2]:  # "TT.HĐND-UBND"
        return rest[0] + "".join(map("".join, zip(joins[skipped + 1 :], rest[1:], strict=True)))
    known = issuers().get(rest[0])
    return rest[0] if known is None else known.code
