"""Bodies whose own words leave something open: by the list they stand in, their owner, a longer name, the locality."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from vnpolitext.doc import Entity
from vnpolitext.linking.antecedents import Antecedents
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.bodies_named import by_name, local_link
from vnpolitext.linking.identifiers import local_body, parts, slug
from vnpolitext.linking.names import spoken, words
from vnpolitext.linking.places import clear, place_of, split_unit
from vnpolitext.linking.reading import BodyReader, Reading
from vnpolitext.linking.records import Place

_NEAR = 400  # characters
_DISTRICT = frozenset({"huyện", "quận", "thị xã"})
# Between members of a list that share what follows the last: "HĐND, UBND tỉnh", "các bộ: Nội vụ, Tài chính".
_LIST_GAP = re.compile(r"\s*(?:,|;|-|–|/|và|\+|kiêm)\s*(?:các )?")
_LIST_HEAD = re.compile(r"\b(?P<kind>[Bb]ộ|[Ss]ở|[Bb]an)\s?:?\s$")
_LONGEST_LIST = 6
_OPENING = re.compile(r"\s*\(\s*")
# Between a department and the body it belongs to: "Vụ Pháp chế (Bộ Tư pháp)", "Vụ Pháp chế, Bộ Tư pháp".
_OWNED = re.compile(r"\s*(?P<comma>,)\s*|\s*\(\s*|\s+[-–]\s+|\s+(?:(?:trực )?thuộc |của )?")
_DEPARTMENTS = frozenset({"vụ", "cục", "phòng", "chi", "đội", "bộ", "khoa", "ban"})
# "Đảng bộ, chính quyền và nhân dân tỉnh An Giang"
_PEOPLE = re.compile(
    r"(?:\s*,?\s*(?:và|cùng|các|chính quyền|quân và dân|nhân dân|dân tộc|lực lượng vũ trang|đồng bào|cán bộ"
    r"|đảng viên)\b){1,9}\s+"
)
_PEOPLE_REACH = 90
_PLURAL = re.compile(r"\b(?:[Cc]ác|[Nn]hững|[Mm]ỗi|[Tt]ừng|[Mm]ột số|[Nn]hiều)\s+$")
_PLURAL_REACH = 12
_OF_ALL = re.compile(r"\s+(?:ở |tại |của )?(?:các|mỗi|từng|cấp)\b")
_CERTAIN = 4
_FITTING = 0.3  # of all places named, what the one must have that the organ can be of: "UBND tỉnh" is not of a city


def by_context(article: Article, reader: BodyReader, index: int, entity: Entity, named: Antecedents) -> Link:
    """A body that its own words do not fix."""
    reading = reader.read(entity.text)
    near = (
        _from_list(article, reader, index, entity, reading),
        _from_brackets(article, index, entity),
        _from_owner(article, reader, index, entity, reading),
        _from_people(article, entity, reading),
    )
    for link in near:
        if link.candidates:
            return link
    if _is_generic(article, index, entity):
        return NOTHING
    # A kind of organ that many bodies have ("Đảng ủy") is taken up only from near by.
    organ = reading is not None and reading.organ is not None
    longer = _taken_up(entity.text, named, entity.start - _NEAR if organ else 0)
    if longer is not None:
        return decide([(longer, 1.0, "yes")], inferred=True)
    # In small letters ("bí thư tỉnh ủy") it often is any: the article must be about the province for certain.
    return NOTHING if reading is None else _from_locality(article, reading, certain=entity.text[0].islower())


def _is_generic(article: Article, index: int, entity: Entity) -> bool:
    """Organs of a kind, not one of them: "các Tỉnh ủy, Thành ủy", "Sở GTVT các địa phương"."""
    text = article.draft.text
    if _OF_ALL.match(text, entity.end):
        return True
    for _ in range(_LONGEST_LIST):
        if _PLURAL.search(text, max(0, entity.start - _PLURAL_REACH), entity.start):
            return True
        before = _neighbour(article, index, -1)
        if before is None or not _LIST_GAP.fullmatch(text, before[1].end, entity.start):
            return False
        index, entity = before
    return False


def _taken_up(text: str, named: Antecedents, since: int) -> str | None:
    """The body named before by a longer name; "Văn phòng Ban Chỉ đạo" is the office of one that was."""
    longer = named.only(text, since=since)
    if longer is not None:
        return longer
    name = words(text)
    if name[:2] == ("văn", "phòng") and len(name) > 2:
        owner = named.only(" ".join(spoken(text)[2:]), since=since)
        if owner is not None and not parts(owner)[2]:
            return f"body:van-phong-{parts(owner)[1]}"
    return None


def _neighbour(article: Article, index: int, step: int) -> tuple[int, Entity] | None:
    entities = article.draft.entities
    place = index + step
    while 0 <= place < len(entities) and entities[place].label != "BODY":
        place += step
    return (place, entities[place]) if 0 <= place < len(entities) else None


def _following(article: Article, index: int, entity: Entity) -> Iterator[tuple[int, Entity]]:
    """The members of the list that the mention begins, also those inside the next office of one person."""
    for _ in range(_LONGEST_LIST):
        after = _neighbour(article, index, 1)
        if after is None:
            return
        begins = article.office_start(after[0])
        if not any(
            entity.end <= start and _LIST_GAP.fullmatch(article.draft.text, entity.end, start)
            for start in {after[1].start, begins}
        ):
            return
        yield after
        index, entity = after


def _from_list(article: Article, reader: BodyReader, index: int, entity: Entity, reading: Reading | None) -> Link:
    """By the list it stands in: "HĐND, UBND tỉnh X" shares the place, "Bộ Nội vụ, Tài chính" the first word."""
    if reading is None:
        lent = _lent(article, index, entity)
        return by_name(article, reader.read(f"{lent} {entity.text}")) if lent else NOTHING
    if reading.place or reading.central:
        return NOTHING
    for _, other in _following(article, index, entity):
        joined = _joined(reading, reader.read(other.text))
        if joined is not None:
            return by_name(article, joined) if joined.central or joined.place else _from_locality(article, joined)
    return NOTHING


def _joined(reading: Reading, other: Reading | None) -> Reading | None:
    """The organ with the body or the place that a later member of its list names."""
    if other is None or other.composed:
        return None
    if reading.leads:  # "Bí thư Đảng đoàn, Chủ tịch Quốc hội"
        fixed = other.central or other.place or other.types
        return replace(other, prefix=reading.prefix, leads=False) if fixed else None
    if reading.organ is None or other.organ is None:
        return None
    if other.place and _allows(reading, other.types):
        return replace(reading, place=other.place, types=other.types if not reading.types else reading.types)
    return replace(reading, types=other.types) if other.types and not reading.types else None


def _allows(reading: Reading, types: tuple[str, ...]) -> bool:
    return not reading.types or bool(set(types) & set(reading.types))


def _lent(article: Article, index: int, entity: Entity) -> str | None:
    """The first word that a list gives to all its members: "các bộ: Nội vụ, Tài chính"."""
    text = article.draft.text
    announced = _LIST_HEAD.search(text, max(0, entity.start - 12), entity.start)
    if announced:
        return announced["kind"]
    before = _neighbour(article, index, -1)
    if before is None or not _LIST_GAP.fullmatch(text, before[1].end, entity.start):
        return None
    known = article.registry.bodies.get(article.decided(before[0]) or "")
    return (known.name if known else before[1].text).split(maxsplit=1)[0]


def _from_brackets(article: Article, index: int, entity: Entity) -> Link:
    """A short form in brackets after the name it stands for."""
    before = _neighbour(article, index, -1)
    if before is None or not _OPENING.fullmatch(article.draft.text, before[1].end, entity.start):
        return NOTHING
    other = words(entity.text)[:1]  # "VP Chính phủ (Cục KSTTHC)" is another organ
    if other and other[0] in _DEPARTMENTS and other != words(before[1].text)[:1]:
        return NOTHING
    return article.links.get(before[0], NOTHING)


def _from_owner(article: Article, reader: BodyReader, index: int, entity: Entity, reading: Reading | None) -> Link:
    """A department that the registry does not know, by the body it is said to belong to."""
    after = _neighbour(article, index, 1) if reading is None else None
    gap = _OWNED.fullmatch(article.draft.text, entity.end, after[1].start) if after else None
    if after is None or gap is None:
        return NOTHING
    first, owner = words(entity.text)[:1], reader.read(after[1].text)
    if owner is None or not (owner.central or owner.place) or owner.leads or owner.composed:
        return NOTHING
    if not first or first[0] not in _DEPARTMENTS:
        return NOTHING
    own = slug(" ".join(spoken(entity.text)))
    prefix = f"{own}-{owner.prefix}" if owner.prefix else own
    return by_name(article, replace(owner, prefix=prefix, composed=True), inferred=gap["comma"] is not None)


def _from_people(article: Article, entity: Entity, reading: Reading | None) -> Link:
    """A Party organisation named with the people of its place."""
    if reading is None or reading.organ is None or reading.place or reading.types:
        return NOTHING
    places = article.labelled("PLACE")
    after = bisect_left(places, entity.end, key=lambda pair: pair[1].start)
    if after == len(places) or places[after][1].start > entity.end + _PEOPLE_REACH:
        return NOTHING
    index, place = places[after]
    if article.decided(index) is None or not _PEOPLE.fullmatch(article.draft.text, entity.end, place.start):
        return NOTHING
    name = words(place.text)
    return local_link(article, replace(reading, place=name, types=split_unit(name)[0]))


def _from_locality(article: Article, reading: Reading, *, certain: bool = False) -> Link:
    """By the locality: "Tỉnh ủy" is that of the article's province, "UBND huyện" that of its district."""
    if reading.central or reading.place or (reading.organ is None and not reading.types):
        return NOTHING
    levels = reading.organ.levels if reading.organ is not None else ()
    asked = (reading.types, levels, certain)
    if asked not in article.homes:  # many mentions ask the same
        article.homes[asked] = next(_homes(article, reading, certain=certain), None)
    place = article.homes[asked]
    return decide([(local_body(reading.slug, place.id), 1.0, place.verified)], inferred=True) if place else NOTHING


def _homes(article: Article, reading: Reading, *, certain: bool) -> Iterator[Place]:
    for level, counts in article.named.items():
        # An organ that communes of several kinds have is not said to be of the commune.
        if level == "commune" and len(reading.types) != 1:
            continue
        places = {name: place_of(article.registry, name) for name in counts}
        fitting = Counter({name: counts[name] for name, place in places.items() if place and _governs(place, reading)})
        home = clear(fitting, of=counts.total(), share=_FITTING)
        place = places[home] if home and not (certain and counts[home] < _CERTAIN) else None
        if place is not None:
            yield place


def _governs(place: Place, reading: Reading) -> bool:
    """Whether an organ of that level is the place's: a district has no department of the province, nor the reverse."""
    levels = set(reading.organ.levels) if reading.organ is not None else set[str]()
    if place.level == "province" and not _DISTRICT.isdisjoint(levels):
        return False
    return place.type in reading.types and (place.level == "province" or "tỉnh" not in levels)
