"""Documents cited by name: laws of several years, resolutions of congresses and plenums, established titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from vnpolitext.linking import identifiers
from vnpolitext.linking.events import event_link
from vnpolitext.linking.names import key
from vnpolitext.linking.numbers import number_key
from vnpolitext.linking.periods import EVER, Days, Holds, Period, days
from vnpolitext.linking.records import KnownDirective
from vnpolitext.linking.registry import Registry
from vnpolitext.linking.tables import listed, read_table

_YEAR = re.compile(r",?\s*(?:năm\s+)?(?P<year>(?:19|20)\d\d)$")
_OF_EVENT = re.compile(
    r"(?P<type>Nghị quyết|Kết luận|Văn kiện)\s+(?:của\s+)?(?P<event>\S.*)", re.IGNORECASE | re.DOTALL
)
_NUMBER_YEAR = re.compile(r"/(?P<year>(?:19|20)\d\d)/")
_FORCE = (
    2  # a law is in force by the second New Year after the year of its number; the labour code of 2019 took so long
)
_ASSEMBLY = ("Quốc hội", "body:quoc-hoi")
_ISSUERS = {
    "party_congress": ("Đại hội đại biểu toàn quốc", "body:dai-hoi-dai-bieu-toan-quoc"),
    "central_committee_plenum": ("Ban Chấp hành Trung ương Đảng", "body:ban-chap-hanh-trung-uong-dang"),
}


@dataclass(frozen=True, slots=True)
class Title:
    """A name under which documents are cited; ``numbers`` are those of the laws that had it, each with its level."""

    name: str
    numbers: tuple[tuple[str, str], ...] = ()


@cache
def titles() -> Mapping[str, Title]:
    """Names of laws, conventions and Party documents by their keys, also the short ones."""
    table: dict[str, Title] = {}
    for row in (*read_table("documents/laws.csv"), *read_table("documents/titles.csv")):
        numbers = zip(row.get("numbers", "").split(), row.get("verified", "").split(), strict=True)
        title = Title(row["name"], tuple(numbers))
        for name in (row["name"], *listed(row["aliases"])):
            table.setdefault(key(name), title)
    return table


def documents_named(registry: Registry, name: str, when: Days, *, year: int | None = None) -> list[KnownDirective]:
    """The documents that a name may mean at a time; several where the time does not tell them apart.

    Args:
        registry: what is known.
        name: "Luật Đất đai", "Luật Đất đai 2013", "Nghị quyết Đại hội XIII của Đảng".
        when: first and last day on which it may have been written.
        year: the year of the document, when the text gives it elsewhere.
    """
    issued = [known for known in registry.directives_by_name.get(key(name), ()) if _issued_by(known, when)]
    said = _YEAR.search(name)
    plain, year = (name[: said.start()], int(said["year"])) if said else (name, year)
    title = titles().get(key(plain))
    if title is not None and title.numbers:
        laws = list(_laws(registry, title))
        return _of_year(title, laws, year) if year else _in_force(laws, when)
    if issued:
        return _living(issued, when)
    of_event = _OF_EVENT.fullmatch(name.strip())
    if of_event is not None:
        return list(_of_event(registry, of_event["type"].capitalize(), of_event["event"], when))
    return [_by_title(title, year)] if title is not None else []


def _issued_by(known: KnownDirective, when: Days) -> bool:
    """Issued by the article's date: nobody cites what is still to come."""
    return not known.date or days(known.date)[0] <= when[1]


def _living(issued: list[KnownDirective], when: Days) -> list[KnownDirective]:
    return [known for known in issued if known.period.holds(when) is not Holds.NO] or issued[-1:]


def _laws(registry: Registry, title: Title) -> Iterator[KnownDirective]:
    for number, level in title.numbers:
        known = registry.directives_by_number.get(number_key(number), ())
        if known:
            yield known[-1]
            continue
        year = _year_of(number)
        kind = "Bộ luật" if title.name.startswith("Bộ luật") else title.name.split(" ", 1)[0]
        kind = "Pháp lệnh" if title.name.startswith("Pháp lệnh") else kind
        period = Period(str(year))
        issuer = ("Ủy ban Thường vụ Quốc hội", "body:uy-ban-thuong-vu-quoc-hoi") if "UBTV" in number else _ASSEMBLY
        names = (title.name, f"{title.name} {year}")
        yield KnownDirective(
            identifiers.directive(number), number, kind, str(year), *issuer, "", names, period, level, "laws.csv"
        )


def _year_of(number: str) -> int:
    match = _NUMBER_YEAR.search(number)
    return int(match["year"]) if match else 0


def _of_year(title: Title, laws: list[KnownDirective], year: int) -> list[KnownDirective]:
    """The law of that year; one that the tables lack is told from the others by name and year."""
    found = [law for law in laws if _year_of(law.number) == year]
    return found or [_by_title(title, year)]


def _in_force(laws: list[KnownDirective], when: Days) -> list[KnownDirective]:
    """The latest law surely in force, and those that may have replaced it already; without a time all of them."""
    if when == EVER:
        return laws
    passed = [law for law in laws if _year_of(law.number) <= when[1].year]
    sure = [law for law in passed if _surely_from(law) <= when[0].isoformat()]
    latest = max((_year_of(law.number) for law in sure), default=0)
    return [law for law in passed if _year_of(law.number) >= latest and _perhaps_from(law) <= when[1].isoformat()]


def _surely_from(law: KnownDirective) -> str:
    exact = law.period.start
    return exact if len(exact) > len("2025") else f"{_year_of(law.number) + _FORCE}-01-01"


def _perhaps_from(law: KnownDirective) -> str:
    return law.period.start or f"{_year_of(law.number)}-01-01"


def _by_title(title: Title, year: int | None) -> KnownDirective:
    """A document that has a name and no number here."""
    name = f"{title.name} {year}" if year else title.name
    return KnownDirective(
        f"directive:{identifiers.slug(name)}", "", title.name.split(" ")[0], str(year or ""), "", verified="partial"
    )


def _of_event(registry: Registry, kind: str, said: str, when: Days) -> Iterator[KnownDirective]:
    """The resolution of a congress or plenum: the one document known to be it, or else what its name says."""
    link = event_link(registry, said, when)
    if len(link.candidates) != 1:
        return
    # "Nghị quyết Đại hội XIII" without a time is most likely the Party's: said, and marked.
    event_id, level = link.candidates[0].id, link.candidates[0].verified if link.id else "no"
    event = registry.events.get(event_id)
    names = [f"{kind} {name}" for name in (event.name, *event.aliases)] if event else []
    found = {
        known.id: known
        for name in names
        for known in registry.directives_by_name.get(key(name.replace("Hội nghị ", "")), ())
    }
    if found:
        yield from found.values()
        return
    own = identifiers.parts(event_id)
    where = f"@{own[2]}" if own[2] else ""
    issuer = _ISSUERS.get(event.category, ("", "")) if event else ("", "")
    date = (event.period.end or event.period.start) if event else ""
    yield KnownDirective(
        f"directive:{identifiers.slug(kind)}-{own[1]}{where}",
        "",
        kind,
        date,
        *issuer,
        names=(f"{kind} {event.aliases[0] if event and event.aliases else said}",),
        verified=level,
        source=event.source if event else "",
    )
