"""Organs of places: how long each was there, and what took over where its kind or its place ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vnpolitext.linking.identifiers import local_body, parts
from vnpolitext.linking.periods import EVER, Days, Holds, days
from vnpolitext.linking.records import Body, Organ, Place
from vnpolitext.linking.registry import Registry
from vnpolitext.linking.schema import VERIFIED


def body_at(registry: Registry, own: str, place: Place, when: Days = EVER, *, name: str = "") -> Body:
    """The organ of a place: there as long as its kind was at that level, and the place itself.

    Args:
        registry: what is known.
        own: identifier of the kind, with what leads it ("uy-ban-nhan-dan", "ban-to-chuc-tinh-uy").
        place: the unit, in one extent.
        when: chooses among the lives of a kind that was there twice.
        name: as it shall be called; made of the names of organ and place when left out.
    """
    leading, organ = _kinds(registry, own)
    kinds = (kind for kind in (leading, organ) if kind in registry.organs_by_id)
    lives = [life for kind in kinds if (life := _life(registry, kind, place, when))]
    body = Body(
        local_body(own, place.id),
        name or _name(registry, leading, organ, place) or own,
        period=place.period,
        parent=place.id,
        verified=place.verified,
        source=place.source,
    )
    for life in lives:
        period = body.period.within(life.period)
        if period != body.period:
            level = max(body.verified, life.verified, key=VERIFIED.index)
            body = replace(body, period=period, verified=level, source=f"{body.source}; {life.source}")
    return replace(body, successors=tuple(_successors(registry, own, place, body, lives)))


def body_named(registry: Registry, identifier: str, when: Days = EVER) -> Body | None:
    """The organ of a province or district with that identifier, or a kind of organ without a place; None for others."""
    kind, own, home = parts(identifier)
    if kind != "body":
        return None
    if not home:
        return kind_of_body(registry, own, when)
    place = registry.places.get(home)
    return body_at(registry, own, place, when) if place is not None else None


def kind_of_body(registry: Registry, own: str, when: Days = EVER) -> Body | None:
    """A kind of local organ, whatever its place ("Sở Kế hoạch và Đầu tư")."""
    rows = registry.organs_by_id.get(own, ())
    life = _of_time([organ for organ in rows if organ.levels == ("any",)] or rows, when)
    if life is None:
        return None
    after = tuple(f"body:{name}" for name in life.successors)
    return Body(
        f"body:{own}",
        life.name,
        life.aliases,
        period=life.period,
        successors=after,
        verified=life.verified,
        source=life.source,
    )


def _kinds(registry: Registry, own: str) -> tuple[str, str]:
    """What leads an organ ("ban-to-chuc", or an organ that only a text names), and the organ that is known, or ""."""
    known = registry.organs_by_id
    if own in known:
        return "", own
    for gap in (place for place, letter in enumerate(own) if letter == "-"):  # the longest organ comes first
        if own[gap + 1 :] in known:
            return own[:gap], own[gap + 1 :]
    return own, ""


def _life(registry: Registry, kind: str, place: Place, when: Days) -> Organ | None:
    """The row of a kind for places of that level: the one of the time, else the last that had ended."""
    rows = [organ for organ in registry.organs_by_id[kind] if organ.is_of(place)]
    return _of_time([organ for organ in rows if organ.levels != ("any",)] or rows, when)


def _of_time(rows: Sequence[Organ], when: Days) -> Organ | None:
    live = [organ for organ in rows if organ.period.holds(when) is not Holds.NO]
    ended = [organ for organ in rows if organ.period.ended_by(when)]
    return next(iter(live), None) or max(ended, key=lambda organ: organ.period.end, default=next(iter(rows), None))


def _successors(registry: Registry, own: str, place: Place, body: Body, lives: list[Organ]) -> Iterator[str]:
    """What took over at the place where a kind ended before it did, else the same organ of the place's successors."""
    leading, organ = _kinds(registry, own)
    if not body.period.end or not organ or (leading and leading not in registry.organs_by_id):
        return
    if not place.period.end or days(body.period.end)[1] < days(place.period.end)[0]:
        for life in lives:
            if life.period.end == body.period.end:
                yield from (local_body(own.replace(life.id, after, 1), place.id) for after in life.successors)
        return
    for identifier in place.successors:
        heir = registry.places.get(identifier)
        if heir is not None:
            yield local_body(_kin(registry, own, heir), heir.id)


def _kin(registry: Registry, own: str, heir: Place) -> str:
    """The same organ as places of another type call it: a province has a "Tỉnh ủy", a city a "Thành ủy"."""
    _, kind = _kinds(registry, own)
    rows = registry.organs_by_id.get(kind, ())
    if not rows or any(organ.is_of(heir) for organ in rows):
        return own
    first = rows[0]
    same = (o for o in registry.organs if o.levels == (heir.type,) and (o.system, o.head) == (first.system, first.head))
    other = next(same, None)
    return own.removesuffix(kind) + other.id if other is not None else own


def _name(registry: Registry, leading: str, organ: str, place: Place) -> str:
    """A full name: "Ủy ban nhân dân tỉnh An Giang", "Tỉnh ủy An Giang"; "" for kinds that are not known."""
    known = registry.organs_by_id
    if not organ or (leading and leading not in known):
        return ""
    full = place.full_name or f"{place.type} {place.name}"
    kind = known[organ][0]
    told = len(kind.levels) == 1 and kind.levels != ("any",)
    name = f"{kind.name} {place.name if told else full[0].lower() + full[1:]}"
    return f"{known[leading][0].name} {name}" if leading else name
