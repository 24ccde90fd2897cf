"""Checks of registry tables: what contradicts itself, leads nowhere or cannot be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from vnpolitext.linking.names import key
from vnpolitext.linking.notes import departures
from vnpolitext.linking.periods import Period, days
from vnpolitext.linking.records import Membership
from vnpolitext.linking.registry import Registry
from vnpolitext.linking.schema import KIND_OF, SCHEMA, Table
from vnpolitext.linking.tables import Row

# Errors make a table wrong; warnings are what a reader of its links should know.
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found: how grave, which check, and what."""

    level: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.check}: {self.message}"


def check_rows(name: str, rows: Iterable[Row]) -> Iterator[Finding]:
    """Cells that do not fit the schema of a table: empty ones, dates, choices; identifiers used twice.

    Args:
        name: the table ("bodies").
        rows: its rows.
    """
    table, seen, kind = SCHEMA[name], set[str](), KIND_OF.get(name, "")
    for number, row in enumerate(rows, start=2):
        for problem in _cells(table, row):
            yield Finding(ERROR, "cell", f"{name}, line {number}: {problem}")
        identifier = row.get("id", "")
        if identifier and not identifier.startswith(f"{kind}:"):
            yield Finding(ERROR, "id", f"{name}, line {number}: id is {identifier!r}; it begins with {kind}:")
        if identifier and identifier in seen:
            yield Finding(ERROR, "twice", f"{name}, line {number}: {identifier} stands there before")
        seen.add(identifier)


def _cells(table: Table, row: Row) -> Iterator[str]:
    yield from (f"{column} is empty" for column in table.required if not row.get(column))
    for column in table.dates:
        if row.get(column) and not _is_date(row[column]):
            yield f"{column} is {row[column]!r}, not YYYY, YYYY-MM or YYYY-MM-DD"
    for column, allowed in table.choices.items():
        if row.get(column, "") not in {*allowed, ""}:
            yield f"{column} is {row[column]!r}, not one of {', '.join(filter(None, allowed))}"


def _is_date(value: str) -> bool:
    try:
        days(value)
    except ValueError:
        return False
    return True


def check_registry(registry: Registry) -> tuple[Finding, ...]:
    """Contradictions between the records of a registry.

    Args:
        registry: the package's, or one with your own tables over it.

    Examples:
        >>> from vnpolitext.linking.layers import load_registry
        >>> [found for found in check_registry(load_registry()) if found.level == "error"]
        []
    """
    checks = (_periods, _overlaps, _departures, _outlived, _orphans, _cycles, _collisions)
    found = [finding for check in checks for finding in check(registry)]
    return (*found, *(Finding(WARNING, "conflict", text) for text in registry.conflicts))


def _periods(registry: Registry) -> Iterator[Finding]:
    records: list[Any] = [
        *registry.bodies.values(),
        *registry.provinces.values(),
        *registry.countries.values(),
        *registry.events.values(),
    ]
    dated: list[tuple[str, Period]] = [(record.id, record.period) for record in records]
    dated += [(f"{member.person} as {member.post}", member.period) for member in registry.memberships]
    for name, period in dated:
        if period.start and period.end and days(period.end)[1] < days(period.start)[0]:
            yield Finding(ERROR, "period", f"{name} ends ({period.end}) before it begins ({period.start})")


def _overlaps(registry: Registry) -> Iterator[Finding]:
    """Two people in one single-holder post for longer than the day on which they change, neither acting."""
    for post, members in registry.members_of.items():
        known = registry.posts.get(post)
        if known is None or not known.single:
            continue
        for first, second in combinations(members, 2):
            acting = first.acting or second.acting
            if first.person != second.person and not acting and _overlap(first.period, second.period):
                spans = f"{first.person} {_span(first.period)} and {second.person} {_span(second.period)}"
                yield Finding(
                    WARNING if "no" in {first.verified, second.verified} else ERROR, "overlap", f"{post}: {spans}"
                )


def _overlap(first: Period, second: Period) -> bool:
    """Certain overlap: even with every doubtful day left out, they share more than one."""
    if not (first.start and second.start):
        return False
    begin = max(days(first.start)[1], days(second.start)[1])
    ends = [days(period.end)[0] for period in (first, second) if period.end]
    return not ends or (min(ends) - begin).days > 0


def _departures(registry: Registry) -> Iterator[Finding]:
    """Offices that go on after their holder had died, or had left by what a note says."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for person in registry.people.values():
        by_name[person.name].append(person.id)
    left = [(person.id, "all", "", person.died) for person in registry.people.values() if person.died]
    for member in registry.memberships:
        for departure in departures(member.note):
            people = by_name[departure.name] if departure.name else [member.person]
            left += [(one, departure.ends, member.post, departure.day) for one in people]
    for who, ends, post, day in left:
        for member in registry.offices_of.get(who, ()):
            if _ended_with(registry, member, ends, post) and _goes_on_after(member.period, day, ends):
                yield Finding(ERROR, "departure", f"{who} as {member.post}, {_span(member.period)}: left or died {day}")


def _outlived(registry: Registry) -> Iterator[Finding]:
    """Offices of a central body that go on after it had ended."""
    for member in registry.memberships:
        post = registry.posts.get(member.post)
        body = registry.bodies.get(post.body) if post else None
        if body is not None and body.period.end and _goes_on_after(member.period, body.period.end, "post"):
            spans = f"{_span(member.period)}, and the body to {body.period.end}"
            yield Finding(ERROR, "outlived", f"{member.person} as {member.post}: {spans}")


def _ended_with(registry: Registry, member: Membership, ends: str, post: str) -> bool:
    """Whether a departure ends an office: a death all, others that of the row or those of the Party."""
    home = registry.posts.get(member.post)
    body = registry.bodies.get(home.body) if home else None
    if ends == "party":
        return body is not None and body.system == "party"
    return ends == "all" or member.post == post


def _goes_on_after(period: Period, day: str, ends: str) -> bool:
    """Whether a period that had begun by the day goes on after it; after a death none begins either."""
    last = days(day)[1]
    begun = ends == "all" or not period.start or days(period.start)[0] <= last
    return begun and (not period.end or days(period.end)[0] > last)


def _span(period: Period) -> str:
    return f"{period.start or '…'} – {period.end or '…'}"


def _orphans(registry: Registry) -> Iterator[Finding]:
    """Identifiers that lead to no row."""
    known: Mapping[str, Mapping[str, Any]] = {
        "bodies": registry.bodies,
        "people": registry.people,
        "posts": registry.posts,
        "provinces": registry.provinces,
    }
    for owner, column, table, target in _references(registry):
        if "@" not in target and target not in known[table]:
            yield Finding(ERROR, "orphan", f"{owner}: {column} {target} is in no table")
        elif "@" in target and table == "bodies" and target.split("@")[1] not in registry.provinces:
            yield Finding(ERROR, "orphan", f"{owner}: {column} {target} is at no known place")
        elif table == "posts" and target not in known[table]:
            yield Finding(ERROR, "orphan", f"{owner}: {column} {target} is in no table")


def _references(registry: Registry) -> Iterator[tuple[str, str, str, str]]:
    for body in registry.bodies.values():
        yield from ((body.id, "parent", "bodies", body.parent) for _ in [0] if body.parent)
        yield from ((body.id, "successor", "bodies", other) for other in body.successors)
    for place in registry.provinces.values():
        yield from ((place.id, "successor", "provinces", other) for other in (*place.successors, *place.predecessors))
    for post in registry.posts.values():
        yield post.id, "body", "bodies", post.body
    for member in registry.memberships:
        yield f"membership of {member.person}", "person", "people", member.person
        yield f"membership of {member.person}", "post", "posts", member.post
    for item in registry.directives.values():
        if item.issuer_body:
            yield item.id, "issuer", "bodies", item.issuer_body


def _cycles(registry: Registry) -> Iterator[Finding]:
    """Bodies or places that succeed themselves, and parents that go round."""
    parents = {body.id: (body.parent,) if body.parent else () for body in registry.bodies.values()}
    bodies = {body.id: body.successors for body in registry.bodies.values()}
    places = {place.id: place.successors for place in registry.provinces.values()}
    for check, graph in (("parents", parents), ("successors", bodies), ("successors", places)):
        yield from (Finding(ERROR, "cycle", f"{check}: {' -> '.join(loop)}") for loop in loops(graph))


def loops(graph: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Closed ways in a graph, each found once, from where the search meets it.

    Examples:
        >>> list(loops({"a": ("b",), "b": ("a",), "c": ("a",)}))
        [['a', 'b', 'a']]
    """
    done: set[str] = set()
    for start in graph:
        way: list[str] = []
        stack = [(start, iter(graph.get(start, ())))]
        if start not in done:
            way.append(start)
        else:
            continue
        while stack:
            after = next(stack[-1][1], None)
            if after is None:
                done.add(stack.pop()[0])
                way.pop()
            elif after in way:
                yield [*way[way.index(after) :], after]
            elif after not in done:
                way.append(after)
                stack.append((after, iter(graph.get(after, ()))))


def _collisions(registry: Registry) -> Iterator[Finding]:
    """One spelling for several bodies that existed at one time: links by it are left open."""
    for name, bodies in registry.bodies_by_name.items():
        together = [(one, two) for one, two in combinations(bodies, 2) if _meet(one.period, two.period)]
        if together:
            yield Finding(WARNING, "alias", f"{name!r} may be {', '.join(body.id for body in bodies)}")
    full: dict[str, set[str]] = defaultdict(set)
    for place in registry.provinces.values():
        full[key(place.full_name)].add(place.id)
    for name, ids in full.items():
        periods = sorted((registry.provinces[one].period for one in ids), key=lambda period: period.start)
        if any(_meet(one, two) for one, two in pairwise(periods)):
            yield Finding(ERROR, "alias", f"{name!r} is {', '.join(sorted(ids))} at one time")


def _meet(first: Period, second: Period) -> bool:
    def before(one: Period, two: Period) -> bool:
        return bool(one.end and two.start) and days(one.end)[0] <= days(two.start)[1]

    return not before(first, second) and not before(second, first)
