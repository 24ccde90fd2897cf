"""Places: which province, district or commune, and in which extent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from vnpolitext.doc import Entity
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.names import words
from vnpolitext.linking.periods import Days, Holds
from vnpolitext.linking.records import Place
from vnpolitext.linking.registry import Registry

# Type words in the form that ``words`` gives, and the types of unit each may name.
UNITS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("tỉnh",): ("tỉnh",),
    ("thành", "phố"): ("thành phố",),
    ("thủ", "đô"): ("thành phố",),
    ("huyện",): ("huyện",),
    ("h",): ("huyện",),
    ("quận",): ("quận",),
    ("thị", "xã"): ("thị xã",),
    ("xã",): ("xã",),
    ("phường",): ("phường",),
    ("thị", "trấn"): ("thị trấn",),
    ("tt",): ("thị trấn",),
    ("đặc", "khu"): ("đặc khu",),
    ("huyện", "đảo"): ("huyện",),
}
_HOME = "place:viet-nam"
_DISTRICTS = frozenset({"huyện", "quận", "thị xã", "thành phố"})
_COMMUNE_SLUGS = {"xa-": "xã", "phuong-": "phường", "thi-tran-": "thị trấn", "dac-khu-": "đặc khu"}
COMMUNES = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
# What may stand before a country's name: "CHDCND Lào", "Liên bang Nga", "Vương quốc Bỉ".
_STATES = (
    ("nước",),
    ("liên", "bang"),
    ("vương", "quốc"),
    ("cộng", "hòa"),
    ("cộng", "hòa", "liên", "bang"),
    ("cộng", "hòa", "hồi", "giáo"),
    ("cộng", "hòa", "nhân", "dân"),
    ("cộng", "hòa", "dân", "chủ", "nhân", "dân"),
    ("cộng", "hòa", "xã", "hội", "chủ", "nghĩa"),
    ("ch",),
    ("lb",),
    ("chlb",),
    ("chdcnd",),
    ("chxhcn",),
)
# "tỉnh Kiên Giang (cũ)": the unit that is no more.
_FORMER = re.compile(r"\s?\(?\s?(?:cũ|trước đây)\b")
_SIGNED = re.compile(r"\s?,\s*ngày\b")  # "Hà Nội, ngày 5 tháng 3": where a document was signed, not what it is about
# An article is about one province when so much of what it names lies there.
_SHARE, _LEAD = 0.6, 2.0
_ENOUGH = 2  # one local body, a place at the beginning, or two places further on


def split_unit(name: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
    """Types of unit that the first words name, and the rest.

    Examples:
        >>> split_unit(("thị", "xã", "tân", "châu"))
        (('thị xã',), ('tân', 'châu'))
    """
    for length in (2, 1):
        types = UNITS.get(tuple(name[:length]))
        if types:
            return types, name[length:]
    return (), name


def find_places(registry: Registry, name: Sequence[str]) -> tuple[Place, ...]:
    """Units that the words may name, of all eras: by type word and name, or by a name or alias alone."""
    whole = "".join(name)
    types, rest = split_unit(name)
    if not rest:
        return ()
    if types and types[0] in COMMUNES:
        return tuple(p for p in (*registry.communes("".join(rest)), *registry.communes(whole)) if p.type in types)
    exact = registry.places_by_name.get(whole, ())
    if not types:
        return exact
    named = registry.places_by_name.get("".join(rest), ())
    typed = [p for p in named if p.type in types and p not in exact]
    found = (*(p for p in exact if p.type in types or p.level == "province"), *typed)
    # "huyện Phổ Yên" of 2014 is the town and the city of later years: the registry has a district once.
    return found or tuple(p for p in named if p.level == "district" and not _DISTRICTS.isdisjoint(types))


def find_countries(registry: Registry, name: Sequence[str]) -> tuple[Place, ...]:
    """Countries that the words name, with what they call their state or without."""
    whole = registry.countries_by_name.get("".join(name), ())
    if whole:
        return whole
    for state in _STATES:
        if len(name) > len(state) and tuple(name[: len(state)]) == state:
            found = registry.countries_by_name.get("".join(name[len(state) :]), ())
            if found:
                return found
    return ()


def at_time(found: Sequence[Place], when: Days, *, former: bool = False) -> list[tuple[Place, float]]:
    """The units that were there at the time, with weights; those that had ended when there is no other."""
    weights = {Holds.YES: 1.0, Holds.MAYBE: 1.0, Holds.NO: 0.0}
    live = [(place, weights[place.period.holds(when)]) for place in found]
    gone = [(place, 1.0) for place in found if place.period.ended_by(when)]
    if former and gone:
        return gone
    return [pair for pair in live if pair[1]] or gone or [(place, 1.0) for place in found]


def link_places(article: Article) -> None:
    """Link PLACE mentions: provinces first, then what lies in them."""
    later: list[tuple[int, Entity, tuple[Place, ...]]] = []
    seen: dict[str, tuple[Place, ...]] = {}
    for place, entity in article.labelled("PLACE"):
        found = seen.get(entity.text)
        if found is None:
            found = seen[entity.text] = find_places(article.registry, words(entity.text))
        # "Huế" of 2019 is the city of Thừa Thiên Huế, not the city of 2025 under the centre.
        found = tuple(unit for unit in found if not unit.period.begins_after(article.when)) or found
        if not found:
            countries = find_countries(article.registry, words(entity.text))
            if countries:
                article.links[place] = _link([(country, 1.0) for country in countries])
            continue
        provinces = [unit for unit in found if unit.level == "province"]
        if provinces and not _is_small_city(entity.text, provinces, article.when):
            former = _FORMER.match(article.draft.text, entity.end) is not None
            article.links[place] = _link(at_time(provinces, article.when, former=former))
        else:
            smaller = tuple(unit for unit in found if unit.level != "province") or found
            later.append((place, entity, smaller))
    locate(article)
    for place, _, found in later:
        article.links[place] = _link(within(article, at_time(found, article.when)))


def _is_small_city(text: str, provinces: Sequence[Place], when: Days) -> bool:
    """Whether "TP Vĩnh Long" is the city in the province: unless the province was a city itself at the time."""
    types, _ = split_unit(words(text))
    live = [place for place, _ in at_time(provinces, when)]
    return "thành phố" in types and all(place.type != "thành phố" for place in live)


def within(article: Article, found: list[tuple[Place, float]]) -> list[tuple[Place, float]]:
    """Of several units of one name, those in the article's district or province."""
    for home in (article.district, article.province):
        inside = [(place, weight) for place, weight in found if home and place.id.startswith(f"{home}/")]
        if inside:
            return inside
    return found


def _link(found: Sequence[tuple[Place, float]]) -> Link:
    return decide((place.id, weight, place.verified) for place, weight in found) if found else NOTHING


def locate(article: Article) -> None:
    """Find the province, and the district, that the article is about: from its places and bodies so far."""
    provinces: Counter[str] = Counter()
    districts: Counter[str] = Counter()
    communes: Counter[str] = Counter()
    abroad = 0
    for index, entity in enumerate(article.draft.entities):
        home = article.decided(index) if entity.label in {"PLACE", "BODY"} else None
        if home is None or "place:" not in home or _SIGNED.match(article.draft.text, entity.end):
            continue
        place = home[home.index("place:") :].split("/")
        if place[0] in article.registry.countries:
            abroad += place[0] != _HOME
            continue
        weight = 2 if entity.label == "BODY" or entity.start < 400 else 1
        provinces[place[0]] += weight
        if len(place) > 1:  # a commune lies in a district, or from 2025-07 directly in a province
            smaller = "/".join(place[:2])
            (communes if _commune_type(place[1]) else districts)[smaller] += weight
        if len(place) > 2:
            communes["/".join(place)] += weight
    # The secretaries and courts of an article about another country are that country's.
    if abroad > provinces.total():
        provinces, districts, communes = Counter(), Counter(), Counter()
    article.province = clear(provinces)
    article.district = clear(districts)
    article.named = {"province": provinces, "district": districts, "commune": communes}


def _commune_type(own: str) -> str:
    """The type that a commune's part of an identifier begins with, "" for that of a district."""
    return next((kind for start, kind in _COMMUNE_SLUGS.items() if own.startswith(start)), "")


def place_of(registry: Registry, identifier: str) -> Place | None:
    """The place with that identifier; of a commune, which no table holds by identifier, its type and level alone."""
    known = registry.places.get(identifier)
    parent, _, own = identifier.rpartition("/")
    kind = _commune_type(own) if known is None and parent else ""
    return Place(identifier, own, kind, "commune", parent=parent) if kind else known


def clear(counts: Counter[str], *, of: int | None = None, share: float = _SHARE) -> str | None:
    """The one place that is named often enough, and so much more than the next.

    Args:
        counts: how often each is named.
        of: how often all are, where ``counts`` holds only some of them.
        share: of all, what the one must have.
    """
    ranked = counts.most_common(2)
    if not ranked:
        return None
    (best, first), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    total = counts.total() if of is None else of
    return best if first >= max(_ENOUGH, share * total) and first >= _LEAD * second else None
