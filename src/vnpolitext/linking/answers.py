"""From what a query found to matches with dates, successors and holders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from vnpolitext.linking.directives import own_identifier
from vnpolitext.linking.identifiers import parts, slug
from vnpolitext.linking.local import body_named
from vnpolitext.linking.lookup import Holder, Match, Named
from vnpolitext.linking.numbers import Symbol
from vnpolitext.linking.periods import EVER, Days, Holds, Period
from vnpolitext.linking.queries import Perhaps
from vnpolitext.linking.records import Body, Event, KnownDirective, Membership, Person, Place, Post
from vnpolitext.linking.registry import AS_OF, Registry

# What an answer says of what the registry lacks.
_NO_HOLDER = "no holder in the registry for this date"
_NO_OFFICE = "no office in the registry for this date"
_NO_SUCCESSOR = "ended by this date; the registry has no successor"
_SOME_HOLDERS = "several hold this office at a time; the registry may not list all"
_ONLY_NUMBER = "not in the registry: only what the number itself says"
_REPEATED = "a candidate: numbers without a year begin again every year, and the registry does not list all documents"
_SHORT = (
    "a candidate: numbers without year or issuer repeat every year and with every issuer, and the registry does not "
    "list all documents"
)


class Answers:
    """Makes matches of registry records for one time."""

    def __init__(self, registry: Registry, when: Days) -> None:
        self._registry = registry
        self.when = when
        self._posts: dict[str, Post] = {}  # of local bodies, made on the way: no table has them all

    def matches(self, found: Iterable[Any]) -> tuple[Match, ...]:
        """A match for each record, and for one that was not there at the time what came in its place."""
        asked = [self._match(record) for record in found]
        live = [match for match in asked if match.valid and not self._not_yet(match)]
        if live:
            return tuple({match.id: match for match in live}.values())
        return self._instead(asked)

    def _instead(self, asked: list[Match]) -> tuple[Match, ...]:
        """What was asked for and was not there, and what was in its place: the next that was, or all up to it."""
        out: dict[str, Match] = {}
        for match in sorted(asked, key=self._not_yet):  # what had ended, before what was still to come
            out.setdefault(match.id, match)
            for other in match.predecessors if self._not_yet(match) else match.successors:
                self._add(out, other.id)
        return tuple(out.values())

    def _add(self, out: dict[str, Match], identifier: str) -> None:
        record = self._record(identifier)
        if record is None or identifier in out:
            return
        match = self._match(record)
        if self._not_yet(match):
            return
        out[identifier] = match
        for other in () if match.valid else match.successors:
            self._add(out, other.id)

    def _record(self, identifier: str) -> Any:
        tables: dict[str, Any] = {
            "body": self._registry.bodies,
            "place": self._registry.places,
            "post": self._registry.posts,
        }
        known = tables.get(parts(identifier)[0], {}).get(identifier)
        return known or self._posts.get(identifier) or body_named(self._registry, identifier, self.when)

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
            Perhaps: self._perhaps,
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
        valid, after = self._valid(body.period), self._named(body.successors)
        heads = [post for post in self._registry.posts.values() if post.body == body.id and post.single]
        holders = tuple(holder for post in heads for holder in self._heads(post))
        return Match(
            "body",
            body.id,
            body.name,
            body.aliases,
            body.period.start or None,
            body.period.end or None,
            valid,
            after,
            self._named(before),
            body.parent or None,
            holders,
            body.verified,
            body.source,
            notes=self._lacks(_NO_HOLDER, valid=valid, found=holders or not heads, after=after, period=body.period),
        )

    def _lacks(self, lacking: str, *, valid: bool, found: Any, after: Any, period: Period) -> tuple[str, ...]:
        """Notes on an answer that the registry leaves empty for the date asked for."""
        if self.when == EVER:
            return ()
        if valid:
            return () if found else (lacking,)
        return () if after or not period.ended_by(self.when) else (_NO_SUCCESSOR,)

    def _heads(self, post: Post) -> Iterator[Holder]:
        return (replace(holder, office=post.title) for holder in self._holders(post))

    def _holders(self, post: Post) -> Iterator[Holder]:
        for member, _ in self._registry.holders(post.id, self.when):
            person = self._registry.people[member.person]
            yield self._holder(person.id, person.name, member)

    def _holder(self, identifier: str, name: str, member: Membership) -> Holder:
        period = member.period
        after_all = not period.end and self.when != EVER and self.when[0].isoformat() > AS_OF
        return Holder(
            identifier,
            name,
            period.start or None,
            period.end or None,
            member.verified,
            acting=member.acting,
            known_from=None if period.start else period.known_from or None,
            known_until=None if period.end else period.known_until or None,
            certain=self.when == EVER or (period.surely_meets(self.when) and not after_all),
            note=member.note if member.acting else "",
        )

    def _post(self, post: Post) -> Match:
        body = self._registry.bodies.get(post.body) or body_named(self._registry, post.body, self.when)
        period = body.period if body else Period()
        after = tuple(self._posts_after(post, body)) if body else ()
        valid, holders = self._valid(period), tuple(self._holders(post))
        return Match(
            "post",
            post.id,
            post.names[0] if post.names else post.title,
            post.names[1:],
            period.start or None,
            period.end or None,
            valid,
            after,
            (),
            post.body,
            holders,
            "yes",
            post.source,
            notes=self._lacks(_NO_HOLDER, valid=valid, found=holders, after=after, period=period)
            or (() if post.single or not holders else (_SOME_HOLDERS,)),
        )

    def _posts_after(self, post: Post, body: Body) -> Iterator[Named]:
        for successor in body.successors:
            identifier, heir = f"post:{slug(post.title)}@{successor}", self._record(successor)
            known = self._registry.posts.get(identifier)
            if known is None and "@" in successor and heir is not None:
                name = f"{post.title} {heir.name}"
                known = self._posts[identifier] = Post(identifier, post.title, successor, (name,), source=heir.source)
            if known is not None:
                yield Named(known.id, known.names[0])
            elif heir is not None:
                yield Named(successor, heir.name)

    def _person(self, person: Person) -> Match:
        offices = []
        for member in sorted(self._registry.offices_of.get(person.id, ()), key=lambda m: m.period.start, reverse=True):
            post = self._registry.posts[member.post]
            if self._valid(member.period):
                offices.append(self._holder(post.id, post.names[0] if post.names else post.title, member))
        return Match(
            "person",
            person.id,
            person.name,
            person.aliases,
            holders=tuple(offices),
            verified=person.verified,
            source=person.source,
            details={"died": person.died} if person.died else {},
            notes=self._lacks(_NO_OFFICE, valid=True, found=offices, after=(), period=Period()),
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

    def _perhaps(self, found: Perhaps) -> Match:
        return replace(self._directive(found.known), certain=False, notes=(_REPEATED if found.yearly else _SHORT,))

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
            certain=own_identifier(symbol.number, None) is not None,
            notes=(_ONLY_NUMBER,),
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
