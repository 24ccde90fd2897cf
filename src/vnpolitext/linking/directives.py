"""Documents: the one that a number or an established name means, told apart by date, term, issuer and subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise

from vnpolitext.doc import Directive
from vnpolitext.linking import identifiers
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.names import key, words
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.linking.periods import EVER, Days, days
from vnpolitext.linking.records import KnownDirective
from vnpolitext.linking.tables import read_table
from vnpolitext.linking.titles import documents_named

_DASH = re.compile(r"\s*[-–]\s*")
_SLASH = re.compile(r"\s*/\s*")
_SINGLE = re.compile(r"\d(?!\d)")
_TW = re.compile(r"T\.?Ư\b|T\.W\b")
_YEARLY = re.compile(r"\d{1,3}/(?:19|20)\d\d")
_FULL_DATE = 10  # characters of YYYY-MM-DD
# What speaks for one of several documents with the same number.
_DATE_SAYS, _SUBJECT_SAYS, _TERM_NOW = 50.0, 8.0, 4.0
_ISSUER_FOR, _ISSUER_AGAINST, _SHORT = 2.0, 0.3, 0.12
_OVERLAP = 0.5
_YEAR_DAYS = 366
# "của Trung ương khóa XII": the Party term of a document; the assembly counts its own.
_TERM_SAID = re.compile(r"[^.;\n]{0,80}?(?<!Quốc hội )\bkh[óo][aá]\s+(?P<term>[IVX]{1,5})\b", re.IGNORECASE)
_TERM_SAYS = 50.0
# "Luật Đất đai (sửa đổi)" is a bill, or the law that the assembly has just made of it, never the law it replaces.
_REVISED = re.compile(r"\s*\(sửa đổi\)", re.IGNORECASE)
# What the article speaks of around a number tells which of two documents it is, by the word pairs of its subject alone.
_AROUND, _CONTEXT_SAYS = 300, 24.0


def link_directives(article: Article) -> None:
    """Link the article's documents, and their mentions with them."""
    by_extent = {(entity.start, entity.end): index for index, entity in article.labelled("DIRECTIVE")}
    linked = []
    for directive in article.draft.directives:
        link = _link(article, directive)
        linked.append(replace(directive, canonical_id=link.id) if link.id else directive)
        for extent in directive.mentions:
            if extent in by_extent:
                article.links[by_extent[extent]] = link
    article.draft.directives = linked


def _link(article: Article, directive: Directive) -> Link:
    if directive.number is None:
        return _by_name(article, directive)
    found = [known for known in _numbered(article, directive) if _in_time(article, known)]
    if directive.date:
        found = [known for known in found if _same_date(known.date, directive.date)]
    elif directive.year:
        found = [known for known in found if known.date.startswith(str(directive.year))]
    if found:
        told = _told_apart(article, directive, found)
        weights = ((known, _weight(article, directive, known) * told[known.id]) for known in found)
        return decide((known.id, weight, known.verified) for known, weight in weights)
    own = own_identifier(completed(directive.number, directive.type or ""), directive.date)
    return decide([(own, 1.0, "partial")]) if own else NOTHING


def completed(number: str, kind: str) -> str:
    """The number with its code where the type alone tells who issued it.

    Examples:
        >>> completed("09/2017", "Nghị định"), completed("09/2017", "Quyết định")
        ('09/2017/NĐ-CP', '09/2017')
    """
    code = _sole_codes().get(key(kind)) if _YEARLY.fullmatch(number) else None
    return f"{number}/{code}" if code else number


@cache
def _sole_codes() -> Mapping[str, str]:
    rows = read_table("documents/types.csv")
    return {
        key(row["name"]): f"{row['codes'].split('|')[0]}-{row['sole_issuer']}" for row in rows if row["sole_issuer"]
    }


def _numbered(article: Article, directive: Directive) -> Iterable[KnownDirective]:
    name = number_key(directive.number or "")
    if "/" in name:
        return article.registry.directives_by_number.get(name, ())
    short = article.registry.directives_by_lead.get(name, ())
    return [known for known in short if directive.type and key(known.type) == key(directive.type)]


def _in_time(article: Article, known: KnownDirective) -> bool:
    """Issued by the article's date: nobody cites what is still to come."""
    return days(known.date)[0] <= article.when[1]


def _same_date(known: str, said: str) -> bool:
    return known.startswith(said) or said.startswith(known)


def _weight(article: Article, directive: Directive, known: KnownDirective) -> float:
    # "Chỉ thị 05" is open until date, subject or issuer agree: documents that the registry lacks have such numbers too.
    many = directive.year is None and is_one_of_many(known, article.when)
    short = many or (directive.number or "").isdigit()
    weight = _DATE_SAYS if directive.date else _SHORT if short else 1.0
    if directive.subject and known.subject and _overlap(directive.subject, known.subject) >= _OVERLAP:
        weight *= _SUBJECT_SAYS
    if directive.issuer:
        weight *= _ISSUER_FOR if _same_issuer(directive.issuer, known.issuer) else _ISSUER_AGAINST
    if not directive.date and _term(article, known.date) == _term(article, article.when[1].isoformat()):
        weight *= _TERM_NOW
    return weight


def is_one_of_many(known: KnownDirective, when: Days) -> bool:
    """Whether every year has a document of that number, and this one is not of the year before ``when``.

    The numbers of the state without a year in them begin again each January ("16/CT-TTg"); those of the Party run on
    through a term.
    """
    symbol = explain(known.number)
    if symbol is None or symbol.year is not None or symbol.system != "state":
        return False
    first, last = days(known.date)
    return when == EVER or not (first <= when[1] and (when[0] - last).days <= _YEAR_DAYS)


def _told_apart(article: Article, directive: Directive, found: list[KnownDirective]) -> dict[str, float]:
    """For each of several documents of one number, what the words around the citation say for it."""
    told = dict.fromkeys((known.id for known in found), 1.0)
    if len(found) < 2 or directive.date:
        return told
    text = article.draft.text
    around: set[tuple[str, str]] = set()
    for start, end in directive.mentions:
        around |= _pairs(text[max(0, start - _AROUND) : end + _AROUND])
    said = [match["term"].upper() for _, end in directive.mentions if (match := _TERM_SAID.match(text, end))]
    for known in found:
        others = set().union(*(_pairs(other.subject) for other in found if other is not known))
        own = _pairs(known.subject) - others
        if own:
            told[known.id] *= 1 + _CONTEXT_SAYS * len(own & around) / len(own)
        if _term_name(article, known.date) in said:
            told[known.id] *= _TERM_SAYS
    return told


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(words(text)))


def _term_name(article: Article, day: str) -> str:
    """The Party term of a day as texts write it ("XII"); "" before the congresses that the registry knows."""
    congresses = [e for e in article.registry.events.values() if e.category == "party_congress"]
    last = max((e for e in congresses if e.period.start <= day), key=lambda e: e.period.start, default=None)
    return last.id.rpartition("-")[2].upper() if last else ""


def _same_issuer(said: str, known: str) -> bool:
    return key(said) in key(known) or key(known) in key(said)


def _overlap(first: str, second: str) -> float:
    one, two = set(words(first)), set(words(second))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _term(article: Article, day: str) -> int:
    """The Party term of a day: numbers begin again with each."""
    starts = (e.period.start for e in article.registry.events.values() if e.category == "party_congress")
    return sum(start <= day for start in starts)


def _by_name(article: Article, directive: Directive) -> Link:
    name = directive.name or ""
    found = documents_named(article.registry, name, article.when, year=directive.year)
    if directive.year is None and _REVISED.match(article.draft.text, directive.mentions[0][1]):
        since = str(article.when[0].year - 1)
        found = [law for law in documents_named(article.registry, name, EVER) if law.date >= since]
        found = [law for law in found if _in_time(article, law)]
    return decide((known.id, 1.0, known.verified) for known in found)


def own_identifier(number: str, date: str | None) -> str | None:
    """The identifier of a document that the registry lacks, when number and date tell it from all others.

    Examples:
        >>> own_identifier("123/2021/NĐ-CP", None)
        'directive:123/2021/NĐ-CP'
        >>> own_identifier("9-HD/BTCTW", "2017-05-12")
        'directive:09-HD/BTCTW@2017-05-12'
        >>> own_identifier("12/QĐ-UBND", "2019-01-02") is None
        True
    """
    symbol = explain(number)
    if symbol is None or symbol.local or not symbol.issuer:
        return None
    written = citation(number)
    if symbol.year is not None:
        return identifiers.directive(written)
    return identifiers.directive(written, date) if date and len(date) == _FULL_DATE else None


def citation(number: str) -> str:
    """A number as offices write it: no spaces, plain hyphens, two digits at least, TW.

    Examples:
        >>> citation("5 – CT/TƯ")
        '05-CT/TW'
    """
    plain = _TW.sub("TW", _SLASH.sub("/", _DASH.sub("-", number.strip())))
    return f"0{plain}" if _SINGLE.match(plain) else plain
