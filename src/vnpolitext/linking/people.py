"""People: whom a name stands for, and who held an office that the article leaves unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vnpolitext.doc import Entity, Official, Position
from vnpolitext.linking.article import ENOUGH, NOTHING, Article, Link, decide
from vnpolitext.linking.names import key
from vnpolitext.linking.offices import body_of_place, post_of
from vnpolitext.linking.periods import Holds, days
from vnpolitext.linking.records import Membership, Person

# How well what the article says of someone fits an office that the registry gives to a person of that name.
_SAME_POST, _SAME_BODY, _SAME_TITLE, _EARLIER = 1.0, 0.85, 0.8, 0.9
# A name alone is evidence when it stood beside its bearer's office in nearly all of enough articles.
_ALONE, _ARTICLES = 0.85, 8
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE, _AFTER = re.compile(r"[.!?]\s|\n"), re.compile(r"[.!?](?:\s|$)|\n")
_REACH = 600  # a sentence is searched for this far on either side
_OF_DOCUMENT = re.compile(r"[^.\n]{0,60}\bcủa\s+$")


def fill_positions(article: Article) -> None:
    """Give each office that the officials hold its body and its post."""
    inner = _inner(article)
    article.draft.officials = [
        replace(official, positions=tuple(_filled(article, position, inner) for position in official.positions))
        for official in article.draft.officials
    ]


def _inner(article: Article) -> dict[str, list[tuple[int, Entity]]]:
    return {label: article.labelled(label) for label in ("BODY", "PLACE", "ORG")}


def _within(found: Iterable[tuple[int, Entity]], start: int, end: int) -> Iterator[tuple[int, Entity]]:
    return ((index, entity) for index, entity in found if start <= entity.start and entity.end <= end)


def _filled(article: Article, position: Position, inner: dict[str, list[tuple[int, Entity]]]) -> Position:
    body, body_text = position.body, position.body_text
    mention = next(_within(inner["BODY"], position.start, position.end), None)
    if mention is not None:
        body = article.decided(mention[0]) or body
        body_text = mention[1].text
    foreign = any(_within(inner["ORG"], position.start, position.end))
    place = next(_within(inner["PLACE"], position.start, position.end), None)
    if place is not None and body is None:
        unit = article.registry.places.get(article.decided(place[0]) or "")
        title = position.text[: place[1].start - position.start]
        body = body_of_place(title, unit) if unit else None
        foreign = foreign or unit is None
    post = None if foreign and body is None else _post(article, position, body_text, body)
    home = body or (_own_body(article, post) if post else None)
    return replace(position, body=home, body_text=body_text, post=post)


def _post(article: Article, position: Position, body_text: str | None, body: str | None) -> str | None:
    return post_of(article.registry, position.title, body_text, body, position.text, article.when)


def _own_body(article: Article, post: str) -> str | None:
    known = article.registry.posts.get(post)
    return known.body if known else None


def link_people(article: Article) -> None:
    """Link the article's officials to people of the registry, and their mentions with them."""
    by_extent = {(entity.start, entity.end): index for index, entity in article.labelled("PERSON")}
    officials = []
    for official in article.draft.officials:
        link = _person(article, official)
        officials.append(replace(official, id=link.id) if link.id else official)
        for extent in official.mentions:
            if extent in by_extent and link is not NOTHING:
                article.links[by_extent[extent]] = link
    article.draft.officials = officials


def _person(article: Article, official: Official) -> Link:
    found = article.registry.people_by_name.get(key(official.name), ())
    if not found:
        return NOTHING
    weights = [(person, _fit(article, person, official.positions)) for person in found]
    best = max(weight for _, weight in weights)
    # Homonyms: what fits one of them much better decides; a candidate that nothing supports stays visible.
    return decide((person.id, weight if weight == best else weight / 2, person.verified) for person, weight in weights)


def _fit(article: Article, person: Person, positions: tuple[Position, ...]) -> float:
    offices = article.registry.offices_of.get(person.id, ())
    fits = [_office_fit(article, member, position) for member in offices for position in positions]
    stated = max(fits, default=0.0)
    share = (person.beside_office + 1) / (person.articles + 2)
    alone = share if person.articles >= _ARTICLES and share >= _ALONE else share * ENOUGH * 0.9
    if positions and not stated and share < 0.95:
        return alone / 2
    return max(stated, alone)


def _office_fit(article: Article, member: Membership, position: Position) -> float:
    post = article.registry.posts[member.post]
    held = member.period.holds(article.when)
    if held is Holds.NO and not member.period.ended_by(article.when):
        return 0.0
    if position.post == member.post:
        return _SAME_POST if held else _EARLIER
    if position.body is not None and position.body == post.body:
        return _SAME_BODY
    if position.body is None and key(position.title) == key(post.title):
        return _SAME_TITLE
    return 0.0


def unnamed_officials(article: Article) -> list[Official]:
    """Officials whom the article does not name, and the date and the registry give for certain."""
    held = {(p.start, p.end) for official in article.draft.officials for p in official.positions}
    found: dict[str, list[Position]] = {}
    for index, entity in article.labelled("POSITION"):
        position = _bare_office(article, entity)
        if position.post is not None:
            article.links[index] = decide([(position.post, 1.0, "yes")])
        if (entity.start, entity.end) in held:
            continue
        holder = _holder(article, position) if position.post else None
        if holder is not None:
            found.setdefault(holder, []).append(position)
    people = article.registry.people
    return [
        Official(people[name].name, (), tuple(positions), id=name, inferred=True) for name, positions in found.items()
    ]


def _bare_office(article: Article, entity: Entity) -> Position:
    known = next(
        (
            position
            for official in article.draft.officials
            for position in official.positions
            if (position.start, position.end) == (entity.start, entity.end)
        ),
        None,
    )
    if known is not None:
        return known
    inner = _inner(article)
    mention = next(_within(inner["BODY"], entity.start, entity.end), None)
    title = entity.text if mention is None else entity.text[: mention[1].start - entity.start].strip()
    acting = entity.text.lower().startswith("quyền ")
    return _filled(article, Position(entity.start, entity.end, entity.text, title, acting=acting), inner)


def _holder(article: Article, position: Position) -> str | None:
    """The one person who held the post on the article's date, if nothing in the article speaks against."""
    post = article.registry.posts.get(position.post or "")
    if post is None or not post.single or article.draft.date is None:
        return None
    holders = article.registry.holders(post.id, article.when)
    if len(holders) != 1 or holders[0][1] is not Holds.YES or holders[0][0].verified == "no":
        return None
    member = holders[0][0]
    if _other_holder(article, post.id, member.person) or _foreign_namesake(article, position):
        return None
    return member.person if _sentence_agrees(article, position, member) else None


def _other_holder(article: Article, post: str, person: str) -> bool:
    """The article gives the office to another: a foreign one, a local one, or one of other times."""
    return any(
        position.post == post and official.id != person and not position.former
        for official in article.draft.officials
        for position in official.positions
    )


def _foreign_namesake(article: Article, position: Position) -> bool:
    """An office of the same title with a country or a foreign organ in it, somewhere in the article."""
    title = position.text.split(" ")[0]
    return any(
        other.text.startswith(title) and any(_within(_inner(article)[label], other.start, other.end))
        for _, other in article.labelled("POSITION")
        for label in ("ORG", "PLACE")
    )


def _sentence_agrees(article: Article, position: Position, member: Membership) -> bool:
    """The sentence speaks of no other time: every year in it is one of the holder's, and it cites no older document."""
    text = article.draft.text
    left = text[max(0, position.start - _REACH) : position.start]
    right = text[position.end : position.end + _REACH]
    before = _BEFORE.split(left)[-1]
    after = _AFTER.split(right, maxsplit=1)[0]
    years = _YEAR.findall(before) + _YEAR.findall(after)
    if any(member.period.holds(days(year)) is Holds.NO for year in years):
        return False
    cited = any(
        entity.end <= position.start and _OF_DOCUMENT.fullmatch(text, entity.end, position.start)
        for _, entity in article.labelled("DIRECTIVE")
    )
    return bool(years) or not cited
