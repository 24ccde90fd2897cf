"""The words of a body's name: a central body, or a kind of local organ with its level and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from vnpolitext.linking.identifiers import slug
from vnpolitext.linking.names import spoken, words
from vnpolitext.linking.places import find_places, split_unit
from vnpolitext.linking.records import Body, Organ
from vnpolitext.linking.registry import Registry

# What may follow a central body's name without changing it ("Quốc hội Việt Nam").
_TAILS = (
    ("nước", "cộng", "hòa", "xã", "hội", "chủ", "nghĩa", "việt", "nam"),
    ("quân", "đội", "nhân", "dân", "việt", "nam"),
    ("đảng", "cộng", "sản", "việt", "nam"),
    ("việt", "nam"),
    ("đảng",),
    ("bộ", "chính", "trị"),
    ("quốc", "hội"),
    ("qh",),
    ("vn",),
)
_LONGEST = 12  # words of an organ's name
_LONGEST_NAME = 40  # words; what is longer is no name, and the work grows with its square
_BRACKETS = re.compile(r"\s*\([^()]*\)")  # "Ủy ban nhân dân (UBND) tỉnh Lâm Đồng"
# First words of the names of organs, for those that the registry does not know.
_HEADS = frozenset({"ban", "cục", "hạt", "hội", "phòng", "sở", "tổ", "trạm", "viện", "vụ", "đoàn", "đội"})
_LONG_HEADS = frozenset(
    tuple(head.split())
    for head in (
        *("bộ phận", "bộ chỉ", "bộ tư", "chi bộ", "chi cục", "chi hội", "công an", "công đoàn", "cơ quan", "cảnh sát"),
        *("kho bạc", "liên hiệp", "liên minh", "liên đoàn", "thanh tra", "tiểu ban", "trung tâm", "trung ương"),
        *("tổng cục", "văn phòng", "đảng bộ", "đảng ủy", "ủy ban"),
    )
)
_NO_HEADS = frozenset({("đoàn", "đại"), ("hội", "nghị"), ("hội", "chợ"), ("viện", "trợ")})
_NOT_IN_NAMES = frozenset({"ở", "tại", "trong", "với", "do", "là"})
_SHORTEST_HEAD = 2  # words
_CENTRE = ("trung", "ương")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a BODY mention say, whatever the date.

    Args:
        prefix: slug of the parts named before the body proper ("ban-thuong-vu").
        central: central bodies of that name.
        organ: kind of local organ.
        place: words of its place, with the type word; () when none is named.
        types: types of unit that the organ or the type word allows; () for any.
        within: words of the larger unit in which the place lies; () when none is named.
        leads: only a leading organ ("Đảng đoàn"), of a body that is named elsewhere.
        composed: the prefix is an organ that the registry does not know, as the text names it.
    """

    prefix: str = ""
    central: tuple[Body, ...] = ()
    organ: Organ | None = None
    place: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    leads: bool = False
    composed: bool = False

    @property
    def slug(self) -> str:
        """The organ with the parts before it ("ban-thuong-vu-tinh-uy")."""
        own = self.organ.id if self.organ else ""
        return f"{self.prefix}-{own}" if self.prefix and own else self.prefix or own


def _tails(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What follows a name without changing it, of those that this one ends with."""
    return (tail for tail in _TAILS if len(name) > len(tail) and name[-len(tail) :] == tail)


def _ends_with_unit(name: tuple[str, ...]) -> bool:
    return any(split_unit(name[-length:])[0] and not split_unit(name[-length:])[1] for length in (1, 2))


class BodyReader:
    """Reads BODY mentions by the names in a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._organs: dict[tuple[str, ...], list[Organ]] = {}
        for organ in registry.organs:
            for name in (organ.name, *organ.aliases):
                self._organs.setdefault(words(name), []).append(organ)
        self.read = lru_cache(maxsize=16384)(self._read)

    def _read(self, name: str) -> Reading | None:
        said = words(name)
        if len(said) > _LONGEST_NAME:
            return None
        found = self._parse(said)
        if found is None and _BRACKETS.search(name):
            return self._read(_BRACKETS.sub("", name))
        return found or self._composed(said, spoken(name))

    def _composed(self, name: tuple[str, ...], said: tuple[str, ...]) -> Reading | None:
        """An organ that the registry does not know, of a body or place that it knows: "Vụ Pháp chế Bộ Y tế"."""
        if not (name[:1] and (name[0] in _HEADS or name[:2] in _LONG_HEADS)) or name[:2] in _NO_HEADS:
            return None
        for length in range(_SHORTEST_HEAD, len(name)):
            tail = name[length:]
            if name[length - 1] in _NOT_IN_NAMES:
                return None
            if _ends_with_unit(name[:length]):  # "HĐND tỉnh | Cần Thơ": no organ without its unit
                continue
            head = slug(" ".join(said[:length]))
            inner = self._parse(tail) if len(tail) > 1 and tail != _CENTRE else None
            if inner is not None and (inner.organ or self._owns(tail, inner)):
                own = self._owned(name[:length], inner)
                if own:
                    return Reading(central=own)
                return replace(inner, prefix="-".join(filter(None, (head, inner.prefix))), composed=True)
            types, rest = split_unit(tail)
            if rest and (types or len(tail) > 1) and self._place(tail, types):
                return Reading(head, place=tail, types=types, composed=True)
        return None

    @staticmethod
    def _owns(tail: tuple[str, ...], inner: Reading) -> bool:
        """A ministry, or a body by its full name: short forms ("Mặt trận") are parts of other names too."""
        return tail[0] == "bộ" or any(words(body.name) == tail for body in inner.central)

    def _place(self, tail: tuple[str, ...], types: tuple[str, ...]) -> bool:
        found = find_places(self._registry, tail)
        return bool(found) if types else any(place.level == "province" for place in found)

    def _parse(self, name: tuple[str, ...]) -> Reading | None:
        central = self._central(name)
        if central:
            # "Cục Thuế" is central from 2025-03, and was each province's before: the date decides.
            local = next(iter(self._organs.get(name, ())), None)
            return Reading(
                central=central, organ=local, types=local.levels if local and local.levels != ("any",) else ()
            )
        shorter = (self._central(name[: -len(tail)]) for tail in _tails(name))
        central = next(filter(None, shorter), ())
        if central:
            return Reading(central=central)
        for length in range(min(len(name), _LONGEST), 0, -1):
            for organ in self._organs.get(name[:length], ()):
                reading = self._with_organ(organ, name[length:])
                if reading is not None:
                    return reading
        return next(filter(None, (self._parse(name[: -len(tail)]) for tail in _tails(name))), None)

    def _central(self, name: tuple[str, ...]) -> tuple[Body, ...]:
        return self._registry.bodies_by_name.get("".join(name), ())

    def _with_organ(self, organ: Organ, rest: tuple[str, ...]) -> Reading | None:
        found = self._part(organ, rest) if "part" in organ.roles else None
        return self._of_place(organ, rest) if found is None and "base" in organ.roles else found

    def _part(self, organ: Organ, rest: tuple[str, ...]) -> Reading | None:
        """An organ of the body whose name follows; alone it is one of a body named elsewhere."""
        if not rest:
            return None if "base" in organ.roles else Reading(organ.id, leads="lead" in organ.roles)
        inner = self._parse(rest)
        if inner is None or not (inner.central or inner.organ):
            return None
        own = self._owned(words(organ.name), inner) if inner.central and not inner.prefix else ()
        if own:
            return Reading(central=own)
        return replace(inner, prefix=f"{organ.id}-{inner.prefix}" if inner.prefix else organ.id)

    def _owned(self, name: tuple[str, ...], owner: Reading) -> tuple[Body, ...]:
        """Bodies of that name that belong to the owner, or to what it became or was: "Cục Thuế Bộ Tài chính"."""
        lines = {body.id for body in owner.central} | {other for body in owner.central for other in body.successors}
        known = self._registry.bodies
        return tuple(
            body
            for body in self._central(name)
            if body.parent in lines or (body.parent in known and lines & set(known[body.parent].successors))
        )

    def _of_place(self, organ: Organ, rest: tuple[str, ...]) -> Reading | None:
        """An organ of the place whose name follows, of a kind of place, or of one to be found elsewhere."""
        own = () if organ.levels == ("any",) else organ.levels
        types, name = split_unit(rest)
        if not name:
            return Reading(organ=organ, types=types or own)
        if find_places(self._registry, rest):
            return Reading(organ=organ, place=rest, types=types or own)
        for length in range(2, len(rest) - 1):  # "Công an xã Tân Mỹ, huyện Trà Ôn"
            inner, outer = rest[:length], rest[length:]
            if split_unit(outer)[0] and find_places(self._registry, outer):
                known = find_places(self._registry, inner)
                return Reading(organ=organ, place=inner, types=types or own, within=outer) if known else None
        return None
