"""Events: Party congresses, plenums, assembly terms and sessions by a grammar of names and numerals."""

from __future__ import annotations

import re
from functools import lru_cache

from vnpolitext.linking.antecedents import Antecedents
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.names import words
from vnpolitext.linking.periods import EVER, Days, Holds, days
from vnpolitext.linking.places import at_time, find_places
from vnpolitext.linking.registry import Registry

_WORDS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NUMERAL = rf"(?P<{{}}>[ivx]{{{{1,6}}}}|\d{{{{1,2}}}}|{'|'.join(_WORDS)})"
_N, _TERM = _NUMERAL.format("n"), _NUMERAL.format("term")
_NATION = r"(?: nước cộng hòa xã hội chủ nghĩa)?(?: việt nam)?"
# On the words of the name, joined by spaces; "của" and "và" are dropped there.
_CONGRESS = re.compile(
    r"đại hội (?:đại biểu )?(?:toàn quốc )?(?P<own>đảng (?:cộng sản việt nam )?)?(?:toàn quốc )?"
    rf"(?:lần thứ |lần |khóa |thứ )?{_N}(?P<party> đảng(?: cộng sản việt nam)?)?(?: toàn quốc)?"
)
_PLENUM = re.compile(
    r"(?:hội nghị )?(?:(?:lần )?thứ (?P<m>[ivx]{1,6}|\d{1,2}|"
    + "|".join(_WORDS)
    + rf") )?(?:ban chấp hành )?trung ương(?: đảng)?(?: lần thứ| lần| thứ)?(?: {_N})?"
    rf"(?: ban chấp hành)?(?: trung ương)?(?: đảng)?(?: khóa {_TERM})?"
)
_SESSION = re.compile(
    r"kì họp (?P<before>quốc hội )?(?P<odd>bất thường )?(?:lần )?(?:thứ )?"
    + _N
    + rf"(?: quốc hội{_NATION})?(?: khóa {_TERM})?"
)
_SITTING = re.compile(rf"phiên họp (?:lần )?(?:thứ )?{_N} ủy ban thường vụ quốc hội(?: khóa {_TERM})?")
_ELECTION = re.compile(rf"(?:cuộc )?bầu (?:cử )?(?:đại biểu )?quốc hội khóa {_TERM}(?: .*)?")
_LOCAL = re.compile(rf"đại hội (?:đại biểu )?đảng bộ (?P<place>.+?) (?:lần thứ |khóa )?{_N}(?: nhiệm kì.*)?")
_COUNCIL = re.compile(
    rf"kì họp (?:lần )?(?:thứ )?{_N} hội đồng nhân dân (?P<place>.+?)(?: khóa {_TERM})?(?: nhiệm kì.*)?"
)
_OF_BODY = re.compile(
    rf"đại hội (?:đại biểu )?(?:toàn quốc )?(?P<body>.+?)(?: toàn quốc)? (?:lần thứ |lần |khóa ){_N}(?: nhiệm kì.*)?"
)
_YOUTH, _UNION = "đoàn", "đoànthanhniêncộngsảnhồchíminh"  # its short name where a congress is named
_ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
# A bare "Đại hội XIII" is the Party's when the article is of its years: other organisations count theirs apart.
_YEARS_BEFORE, _YEARS_AFTER = 3, 6


def number(numeral: str) -> int:
    """The value of an Arabic or Roman numeral, or of an ordinal word.

    Examples:
        >>> number("XIV"), number("9"), number("ba")
        (14, 9, 3)
    """
    rest, value = numeral.lower(), 0
    if rest.isdigit():
        return int(rest)
    if rest in _WORDS:
        return _WORDS[rest]
    for sign, worth in _ROMAN:
        while rest.startswith(sign):
            rest, value = rest[len(sign) :], value + worth
    return value


def roman(value: int) -> str:
    """A number in small Roman numerals.

    Examples:
        >>> roman(14)
        'xiv'
    """
    out = ""
    for sign, worth in _ROMAN:
        while value >= worth:
            out, value = out + sign, value - worth
    return out


def link_events(article: Article) -> None:
    """Link EVENT mentions."""
    mentions = article.labelled("EVENT")
    named = Antecedents()
    for index, entity in mentions:
        link = event_link(article.registry, entity.text, article.when)
        if link is not NOTHING:
            article.links[index] = link
        if link.id is not None:
            named.add(entity.text, link.id, entity.start)
    for index, entity in mentions:  # "Kỳ họp thứ 3", where the article says of which assembly
        longer = named.only(entity.text) if index not in article.links else None
        if longer is not None:
            article.links[index] = decide([(longer, 1.0, "partial")], inferred=True)


@lru_cache(maxsize=4096)
def _joined(name: str) -> str:
    return " ".join(words(name))


def event_link(registry: Registry, text: str, when: Days) -> Link:
    """What the name of an event stands for, at a time."""
    name = _joined(text)
    exact = registry.events_by_name.get(name.replace(" ", ""), ())
    if len(exact) == 1 and "đảng" in name:
        return _known(registry, exact[0].id)
    for pattern, read in ((_CONGRESS, _congress), (_PLENUM, _plenum), (_SESSION, _session), *_OTHERS):
        match = pattern.fullmatch(name)
        if match is not None:
            return read(registry, match, when)
    return _known(registry, exact[0].id) if len(exact) == 1 else NOTHING


def _known(registry: Registry, identifier: str) -> Link:
    event = registry.events.get(identifier)
    return decide([(identifier, 1.0, event.verified if event else "partial")])


def _congress(registry: Registry, match: re.Match[str], when: Days) -> Link:
    identifier = f"event:dai-hoi-{roman(number(match['n']))}"
    event = registry.events.get(identifier)
    if event is None:
        return NOTHING
    named = match["own"] or match["party"]
    if not named and not _of_its_years(when, event.period.start):
        return decide([(identifier, 0.5, event.verified)])
    return _known(registry, identifier)


def _of_its_years(when: Days, start: str) -> bool:
    if when == EVER:
        return False
    year = days(start)[0].year
    return year - _YEARS_BEFORE <= when[0].year and when[1].year <= year + _YEARS_AFTER


def _plenum(registry: Registry, match: re.Match[str], when: Days) -> Link:
    which = match["n"] or match["m"]
    term = match["term"]
    if which is None:
        return NOTHING
    if term is not None:
        return _known(registry, f"event:hoi-nghi-trung-uong-{number(which)}-khoa-{roman(number(term))}")
    if when == EVER:
        return NOTHING
    same = f"event:hoi-nghi-trung-uong-{number(which)}-khoa-"
    past = [
        event
        for event in registry.events.values()
        if event.id.startswith(same) and days(event.period.start)[0] <= when[1]
    ]
    latest = max(past, key=lambda event: event.period.start, default=None)
    return _known(registry, latest.id) if latest else NOTHING


def _session(registry: Registry, match: re.Match[str], when: Days) -> Link:
    term = _assembly_term(registry, match["term"], when) if match["before"] or "quốc hội" in match.group() else None
    if term is None:
        return NOTHING
    odd = "bat-thuong-" if match["odd"] else ""
    return _known(registry, f"event:ky-hop-{odd}{number(match['n'])}-quoc-hoi-khoa-{term}")


def _sitting(registry: Registry, match: re.Match[str], when: Days) -> Link:
    term = _assembly_term(registry, match["term"], when)
    return _known(registry, f"event:phien-hop-{number(match['n'])}-ubtvqh-khoa-{term}") if term else NOTHING


def _assembly_term(registry: Registry, said: str | None, when: Days) -> str | None:
    """The term of the assembly that the name says, or the one that went on at the time."""
    if said is not None:
        return roman(number(said))
    going = [
        event.id.rpartition("-")[2]
        for event in registry.events.values()
        if event.category == "national_assembly_term" and event.period.holds(when) is Holds.YES
    ]
    return going[0] if len(going) == 1 else None


def _election(registry: Registry, match: re.Match[str], _when: Days) -> Link:
    term = registry.events.get(f"event:quoc-hoi-khoa-{roman(number(match['term']))}")
    if term is None:
        return NOTHING
    year = days(term.period.start)[0].year
    return _known(registry, f"event:bau-cu-quoc-hoi-{year}")


def _local(registry: Registry, match: re.Match[str], when: Days) -> Link:
    return _at_place(registry, f"event:dai-hoi-dang-bo-{roman(number(match['n']))}", match["place"], when)


def _council(registry: Registry, match: re.Match[str], when: Days) -> Link:
    term = f"-khoa-{roman(number(match['term']))}" if match["term"] else ""
    return _at_place(registry, f"event:ky-hop-{number(match['n'])}-hdnd{term}", match["place"], when)


def _at_place(registry: Registry, event: str, name: str, when: Days) -> Link:
    found = find_places(registry, tuple(name.split()))
    place = [unit for unit in found if unit.level == "province"] or list(found)
    return (
        decide((f"{event}@{unit.id}", weight, unit.verified) for unit, weight in at_time(place, when))
        if place
        else NOTHING
    )


def _of_body(registry: Registry, match: re.Match[str], when: Days) -> Link:
    """A congress of the Front or of a mass organisation, each counted apart."""
    name = _UNION if match["body"] == _YOUTH else match["body"].replace(" ", "")
    bodies = [body for body in registry.bodies_by_name.get(name, ()) if body.period.holds(when) is not Holds.NO]
    if len(bodies) != 1 or bodies[0].system not in {"mass", "front"}:
        return NOTHING
    return decide([(f"event:dai-hoi-{roman(number(match['n']))}@{bodies[0].id}", 1.0, "partial")])


_OTHERS = ((_SITTING, _sitting), (_ELECTION, _election), (_LOCAL, _local), (_COUNCIL, _council), (_OF_BODY, _of_body))
