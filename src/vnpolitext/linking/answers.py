"""From what a query found to matches with dates, successors and holders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vnpolitext.linking.identifiers import parts, slug
from vnpolitext.linking.lookup import Holder, Match, Named
from vnpolitext.linking.numbers import Symbol
from vnpolitext.linking.periods import EVER, Days, Holds, Period
from vnpolitext.linking.records import Body, Event, KnownDirective, Membership, Person, Place, Post
from vnpolitext.linking.registry import Registry


class Answers:
    """Makes matches of registry records for one time."""

    def __init__(self, registry: Registry, when: Days) -> None:
        self._registry = registry
        self.when = when

    def matches(self, found: Iterable[Any]) -> tuple[Match, ...]:
        """A match for each record, and for one that was not there at the time what came in its place."""
        asked = [self._match(record) for record in found]
        live = [match for match in asked if match.valid and not self._not_yet(match)]
        if live:
            return tuple({match.id: match for match in live}.values())
        return self._instead(asked)

    def _instead(self, asked: list[Match]) -> tuple[Match, ...]:
        """What was asked for and was not there, and what was in its place."""
        out: dict[str, Match] = {}
        for match in sorted(asked, key=self._not_yet):  # what had ended, before what was still to come
            out.setdefault(match.id, match)
            for other in match.predecessors if self._not_yet(match) else match.successors:
                self._add(out, other.id)
        return tuple(out.values())

    def _add(self, out: dict[str, Match], identifier: str) -> None:
        record = self._record(identifier)
        if record is not None and identifier not in out:
            match = self._match(record)
            if not self._not_yet(match):
                out[identifier] = match

    def _record(self, identifier: str) -> Any:
        tables = {
            "body": self._registry.bodies,
            "place": self._registry.places,
            "post": self._registry.posts,
        }
        return tables.get(parts(identifier)[0], {}).get(identifier)

    def _not_yet(self, match: Match) -> bool:
        return (
            match.kind not in {"event", "directive", "person"} and bool(match.valid_from) and self._starts_later(match)
        )

    def _starts_later(self, match: Match) -> bool:
        return self.when != EVER and Period(match.valid_from or "").holds(self.when) is Holds.NO

    def _match(self, record: Any) -> Match:
        makers: dict[type, Any] = {
            Body: self._body,
            Post: self._post,
            Person: self._person,
            Place: self._place,
            KnownDirective: self._directive,
            Symbol: self._symbol,
            Event: self._event,
        }
        match: Match = makers[type(record)](record)
        return match

    def _valid(self, period: Period) -> bool:
        return self.when == EVER or period.holds(self.when) is not Holds.NO

    def _named(self, identifiers: Iterable[str]) -> tuple[Named, ...]:
        records = (self._record(identifier) for identifier in identifiers)
        return tuple(Named(record.id, getattr(record, "full_name", "") or record.name) for record in records if record)

    def _body(self, body: Body) -> Match:
        before = (other.id for other in self._registry.bodies.values() if body.id in other.successors)
        return Match(
            "body",
            body.id,
            body.name,
            body.aliases,
            body.period.start or None,
            body.period.end or None,
            self._valid(body.period),
            self._named(body.successors),
            self._named(before),
            body.parent or None,
            tuple(self._heads(body.id)),
            body.verified,
            body.source,
        )

    def _heads(self, body: str) -> Iterator[Holder]:
        for post in self._registry.posts.values():
            if post.body == body and post.single:
                for holder in self._holders(post):
                    yield Holder(
                        holder.id, holder.name, holder.start, holder.end, holder.verified, post.title, holder.acting
                    )

    def _holders(self, post: Post) -> Iterator[Holder]:
        for member, _ in self._registry.holders(post.id, self.when):
            person = self._registry.people[member.person]
            yield _holder(person.id, person.name, member)

    def _post(self, post: Post) -> Match:
        body = self._registry.bodies.get(post.body)
        period = body.period if body else self._home(post.body)
        after = tuple(self._posts_after(post, body)) if body else ()
        return Match(
            "post",
            post.id,
            post.names[0] if post.names else post.title,
            post.names[1:],
            period.start or None,
            period.end or None,
            self._valid(period),
            after,
            (),
            post.body,
            tuple(self._holders(post)),
            "yes",
            post.source,
        )

    def _home(self, body: str) -> Period:
        place = self._registry.places.get(parts(body)[2])
        return place.period if place else Period()

    def _posts_after(self, post: Post, body: Body) -> Iterator[Named]:
        for successor in body.successors:
            known = self._registry.posts.get(f"post:{slug(post.title)}@{successor}")
            yield Named(known.id, known.names[0]) if known else Named(successor, self._registry.bodies[successor].name)

    def _person(self, person: Person) -> Match:
        offices = []
        for member in sorted(self._registry.offices_of.get(person.id, ()), key=lambda m: m.period.start, reverse=True):
            post = self._registry.posts[member.post]
            if self._valid(member.period):
                offices.append(_holder(post.id, post.names[0] if post.names else post.title, member))
        return Match(
            "person",
            person.id,
            person.name,
            person.aliases,
            holders=tuple(offices),
            verified=person.verified,
            source=person.source,
        )

    def _place(self, place: Place) -> Match:
        return Match(
            "place",
            place.id,
            place.full_name or f"{place.type} {place.name}",
            (place.name, *place.aliases),
            place.period.start or None,
            place.period.end or None,
            self._valid(place.period),
            self._named(place.successors),
            self._named(place.predecessors),
            place.parent or None,
            (),
            place.verified,
            place.source,
        )

    def _directive(self, known: KnownDirective) -> Match:
        details = {
            "type": known.type,
            "number": known.number or None,
            "year": int(known.date[:4]) if known.date else None,
            "issuer": known.issuer or None,
            "date": known.date or None,
            "subject": known.subject or None,
        }
        named = known.names[0] if known.names else known.type
        name = f"{named} {known.number}".strip()
        return Match(
            "directive",
            known.id,
            name,
            known.names,
            known.period.start or known.date or None,
            known.period.end or None,
            True,
            parent=known.issuer_body or None,
            verified=known.verified,
            source=known.source,
            details=details,
        )

    @staticmethod
    def _symbol(symbol: Symbol) -> Match:
        details = {
            "type": symbol.type or None,
            "number": symbol.number,
            "year": symbol.year,
            "issuer": symbol.issuer or None,
            "date": None,
            "subject": None,
        }
        name = f"{symbol.type.split(' / ')[0]} {symbol.number}".strip()
        return Match(
            "directive",
            f"directive:{symbol.number}",
            name,
            parent=symbol.issuer_body or None,
            verified="no",
            details=details,
        )

    def _event(self, event: Event) -> Match:
        return Match(
            "event",
            event.id,
            event.name,
            event.aliases,
            event.period.start or None,
            event.period.end or None,
            self._valid(event.period),
            verified=event.verified,
            source=event.source,
        )


def _holder(identifier: str, name: str, member: Membership) -> Holder:
    period = member.period
    return Holder(identifier, name, period.start or None, period.end or None, member.verified, acting=member.acting)
