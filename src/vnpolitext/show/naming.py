"""The names under which a corpus shows its subjects: local bodies with their place, namesakes told apart.

Articles say "Tỉnh ủy" and mean one of many. Over a corpus a name must say which: "Tỉnh ủy (An Giang)". A short form
that is linked to no body stays open, and says so: "Ban Thường vụ (?)".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from vnpolitext.linking.identifiers import OPEN, parts
from vnpolitext.linking.names import words
from vnpolitext.linking.periods import Period
from vnpolitext.linking.records import Place
from vnpolitext.linking.registry import base_registry

# Kinds of organs that the registry does not have, for they come and go.
PASSING = ("Ban Chỉ đạo", "Chi bộ", "Đoàn công tác", "Đoàn giám sát", "Đoàn kiểm tra", "Tổ công tác")
LEVELS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """A name for each subject that no other has, as far as the registry knows a difference.

    Args:
        names: what the articles call each subject, by its key: a registry entry, else the folded name.

    Examples:
        >>> distinct({"directive:35-CT/TW@2019-05-30": "35-CT/TW", "directive:35-CT/TW@2024-06-14": "35-CT/TW"})
        {'directive:35-CT/TW@2019-05-30': '35-CT/TW (2019)', 'directive:35-CT/TW@2024-06-14': '35-CT/TW (2024)'}
    """
    placed = {key: placed_name(key, name) for key, name in names.items()}
    shared = {name for name, count in Counter(placed.values()).items() if count > 1}
    return {key: name + _difference(key) if name in shared else name for key, name in placed.items()}


def placed_name(identifier: str, name: str) -> str:
    """The name of a local body with its place, where the name itself does not say it.

    Examples:
        >>> placed_name("body:tinh-uy@place:an-giang", "Tỉnh ủy")
        'Tỉnh ủy (An Giang)'
        >>> placed_name("body:tinh-uy@place:an-giang", "Tỉnh ủy An Giang")
        'Tỉnh ủy An Giang'
        >>> placed_name("body:huyen-uy@place:long-an/huyen-can-giuoc", "Huyện ủy")
        'Huyện ủy (Cần Giuộc, Long An)'
    """
    missing = [place.name for place in _places(identifier) if not _says(name, place)]
    return f"{name} ({', '.join(missing)})" if missing else name


def placed_office(identifier: str, office: str) -> str:
    """The same for an office of the body, in one form whether the article says the place or not.

    Examples:
        >>> placed_office("body:tinh-uy@place:an-giang", "Bí thư Tỉnh ủy An Giang")
        'Bí thư Tỉnh ủy (An Giang)'
    """
    places = [place.name for place in _places(identifier)]
    for name in reversed(places):
        office = office.removesuffix(f" {name}")
    return placed_name(identifier, office)


def is_open(name: str) -> bool:
    """Whether a name says only what kind of organ it is, and not which.

    Examples:
        >>> is_open("Ban Thường vụ Tỉnh ủy"), is_open("UBND tỉnh"), is_open("Sở Y tế An Giang")
        (True, True, False)
    """
    rest = words(name)
    while rest:
        taken = next((size for size in range(len(rest), 0, -1) if rest[:size] in _kinds()), 0)
        if not taken:
            return False
        rest = rest[taken:]
    return True


@cache
def _kinds() -> frozenset[tuple[str, ...]]:
    organs = (name for organ in base_registry().organs for name in (organ.name, *organ.aliases))
    return frozenset(map(words, (*organs, *PASSING, *LEVELS)))


def _places(identifier: str) -> Iterator[Place]:
    """The district and the province of a local body, as far as the registry has them."""
    _, _, home = parts(identifier)
    province, _, smaller = home.partition("/")
    for place in (home if smaller else "", province):
        if known := base_registry().places.get(place):
            yield known


def _says(name: str, place: Place) -> bool:
    said = f" {' '.join(words(name))} "
    return any(f" {' '.join(words(other))} " in said for other in (place.name, *place.aliases))


def _difference(identifier: str) -> str:
    """What tells a subject from its namesakes: its time; that it is no registry entry, where they are."""
    kind, _, home = parts(identifier)
    if ":" not in identifier:
        return OPEN
    if kind == "directive":
        return f" ({home[:4]})" if home else ""
    known = next(_places(identifier), None) or base_registry().bodies.get(identifier)
    return _years(known.period) if known else ""


def _years(period: Period) -> str:
    return f" ({period.start[:7]}–{period.end[:7]})" if period.start or period.end else ""
