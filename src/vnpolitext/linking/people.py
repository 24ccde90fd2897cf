"""People: whom a name stands for, by the offices that the article gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vnpolitext.doc import Official, Position
from vnpolitext.linking import identifiers
from vnpolitext.linking.article import ENOUGH, NOTHING, Article, Link, decide
from vnpolitext.linking.claims import Abroad, Claim, claim, first_word, is_bare, is_foreign_name
from vnpolitext.linking.names import key
from vnpolitext.linking.offices import body_of_place, post_of, whole_title
from vnpolitext.linking.periods import Holds
from vnpolitext.linking.records import Membership, Person

# How well what the article says of someone fits an office that the registry gives to a person of that name.
_SAME_POST, _SAME_BODY, _SAME_TITLE, _EARLIER = 1.0, 0.85, 0.8, 0.9
# A name alone is evidence when it stood beside its bearer's office in nearly all of enough articles; one that others
# bear too ("Nguyễn Hòa Bình") only when the article speaks of the bearer as one speaks of officials.
_ALONE, _ADDRESSED, _ARTICLES = 0.95, 0.8, 8
_ADDRESS = re.compile(r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Tt]ướng|[Đđ]ô đốc)\s+$")


def fill_positions(article: Article) -> None:
    """Give each office that the officials hold its body and its post, where the registry does not speak against it."""
    abroad = Abroad(article)
    article.draft.officials = [
        _with_positions(official, tuple(_judged(article, official, abroad.titles(official))))
        if official.positions
        else official
        for official in article.draft.officials
    ]


def _judged(article: Article, official: Official, abroad: frozenset[str]) -> Iterator[Position]:
    for position in official.positions:
        read = filled(article, position)
        if is_bare(position, abroad):
            article.abroad.add(first_word(position.text))
            yield replace(position, post=None)
            continue
        said = Claim.HELD if read.post is None else claim(article, official, read, read.post)
        if said is Claim.ANOTHER or (said is Claim.LOOSE and abroad):
            yield _anothers(article, official, position, read)
        elif said is not Claim.LOOSE:
            yield replace(read, former=True) if said is Claim.FORMER else read


def _anothers(article: Article, official: Official, position: Position, read: Position) -> Position:
    """An office whose post is somebody else's; the post stays as a candidate."""
    if read.post is not None and read.post in article.registry.posts:
        article.doubted[position.start, position.end] = read.post
    foreign = is_foreign_name(official.name)
    if foreign:
        article.abroad.add(first_word(position.text))
    return replace(read, post=None, body=None if foreign or position.body_text is None else read.body)


def _with_positions(official: Official, positions: tuple[Position, ...]) -> Official:
    return Official(official.name, official.mentions, positions, official.id, official.inferred)


def filled(article: Article, position: Position) -> Position:
    """The office with its body and post."""
    body, body_text, place, foreign = position.body, position.body_text, None, False
    for index, entity in article.inside((position.start, position.end)):
        if entity.label == "BODY" and (body_text is None or entity.text == body_text):
            body, body_text = article.decided(index) or body, entity.text
        elif entity.label == "PLACE" and place is None:
            place = (index, entity)
        foreign = foreign or entity.label == "ORG"
    if place is not None and body is None:
        home = article.decided(place[0]) or ""
        unit = None if home in article.registry.countries else article.registry.places.get(home)
        title = position.text[: place[1].start - position.start].strip()
        body = body_of_place(title, unit) if unit else None
        foreign = foreign or unit is None
        if body is not None:  # "Bí thư Hà Nội" is the secretary of its committee, of the extent that the place then had
            return replace(position, body=body, post=identifiers.post(whole_title(title, None), body))
    read = Position(
        position.start,
        position.end,
        position.text,
        position.title,
        body,
        body_text,
        None,
        position.former,
        position.acting,
        position.left,
        position.proposed,
        position.since,
        position.until,
    )
    post = None if foreign and body is None else post_of(article.registry, read, article.when)
    if post is None:
        return read
    return replace(read, body=body or _own_body(article, post), post=post)


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
    weights = [(person, _fit(article, person, official)) for person in found]
    best = max(weight for _, weight in weights)
    # Homonyms: what fits one of them much better decides; a candidate that nothing supports stays visible.
    return decide((person.id, weight if weight == best else weight / 2, person.verified) for person, weight in weights)


def _fit(article: Article, person: Person, official: Official) -> float:
    offices = article.registry.offices_of.get(person.id, ())
    positions = official.positions
    stated = max((_office_fit(article, member, position) for member in offices for position in positions), default=0.0)
    if stated == _SAME_POST:
        return stated
    share = (person.beside_office + 1) / (person.articles + 2)
    known = person.articles >= _ARTICLES and (
        share >= _ALONE or (share >= _ADDRESSED and not positions and _addressed(article, official))
    )
    return max(stated, share if known else share * ENOUGH / 2)


def _addressed(article: Article, official: Official) -> bool:
    text = article.draft.text
    return any(_ADDRESS.search(text, max(0, start - 12), start) for start, _ in official.mentions)


def _office_fit(article: Article, member: Membership, position: Position) -> float:
    post = article.registry.posts[member.post]
    held = member.period.holds(article.when)
    to_come = held is Holds.NO and not member.period.ended_by(article.when)
    if position.post == member.post:
        return 0.0 if to_come else _SAME_POST if held else _EARLIER
    if position.body is not None and position.body == post.body:
        return _SAME_BODY  # also before: deputies of a body become its heads
    if to_come:
        return 0.0
    if position.body is None and key(position.title) == key(post.title):
        return _SAME_TITLE
    return 0.0
