"""People: whom a name stands for, and who held an office that the article leaves unnamed."""

from __future__ import annotations

import re
from dataclasses import replace

from vnpolitext.doc import Entity, Official, Position
from vnpolitext.linking.article import ENOUGH, NOTHING, Article, Link, decide
from vnpolitext.linking.names import key
from vnpolitext.linking.offices import body_of_place, post_of
from vnpolitext.linking.periods import Holds, days
from vnpolitext.linking.records import Membership, Person

# How well what the article says of someone fits an office that the registry gives to a person of that name.
_SAME_POST, _SAME_BODY, _SAME_TITLE, _EARLIER = 1.0, 0.85, 0.8, 0.9
# A name alone is evidence when it stood beside its bearer's office in nearly all of enough articles; one that others
# bear too ("Nguyễn Hòa Bình") only when the article speaks of the bearer as one speaks of officials.
_ALONE, _ADDRESSED, _ARTICLES = 0.95, 0.8, 8
_ADDRESS = re.compile(r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Tt]ướng|[Đđ]ô đốc)\s+$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE, _AFTER = re.compile(r"[.!?]\s|\n"), re.compile(r"[.!?](?:\s|$)|\n")
_REACH = 600  # a sentence is searched for this far on either side
_PASSIVE = re.compile(r"\bđược\s+$")  # "được Thủ tướng phê duyệt": of a time that the sentence leaves open
_MARKS = " \t-–+•*;.,:()0123456789abcdđe"
_OF_DOCUMENT = re.compile(r"[^.\n]{0,60}\bcủa\s+$")


def fill_positions(article: Article) -> None:
    """Give each office that the officials hold its body and its post."""
    article.draft.officials = [
        _with_positions(official, tuple([_filled(article, position, official.name) for position in official.positions]))
        if official.positions
        else official
        for official in article.draft.officials
    ]


def _with_positions(official: Official, positions: tuple[Position, ...]) -> Official:
    return Official(official.name, official.mentions, positions, official.id, official.inferred)


def _of_another(article: Article, position: Position, post: str, holder: str | None) -> bool:
    """A bare office ("Tổng Bí thư") of someone else than its holder then: a foreign leader's, most likely."""
    known = article.registry.posts.get(post)
    if holder is None or known is None or not known.single or position.body_text or position.former:
        return False
    people = [article.registry.people[member.person].name for member in article.registry.members_of[post]]
    then = [member for member, held in article.registry.holders(post, article.when) if held is Holds.YES]
    return bool(then) and all(not _same_name(holder, name) for name in people)


def _same_name(short: str, full: str) -> bool:
    return key(full).endswith(key(short))


def _filled(article: Article, position: Position, holder: str | None = None) -> Position:
    body, body_text, place, foreign = position.body, position.body_text, None, False
    for index, entity in article.inside((position.start, position.end)):
        if entity.label == "BODY" and (body_text is None or entity.text == body_text):
            body, body_text = article.decided(index) or body, entity.text
        elif entity.label == "PLACE" and place is None:
            place = (index, entity)
        foreign = foreign or entity.label == "ORG"
    if place is not None and body is None:
        unit = article.registry.places.get(article.decided(place[0]) or "")
        body = body_of_place(position.text[: place[1].start - position.start], unit) if unit else None
        foreign = foreign or unit is None
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
    )
    post = None if foreign and body is None else post_of(article.registry, read, article.when)
    if post is None or _of_another(article, read, post, holder):
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


def unnamed_officials(article: Article) -> list[Official]:
    """Officials whom the article does not name, and the date and the registry give for certain."""
    held = {(p.start, p.end): p for official in article.draft.officials for p in official.positions}
    found: dict[str, list[Position]] = {}
    for index, entity in article.labelled("POSITION"):
        position = held.get((entity.start, entity.end)) or _bare_office(article, entity)
        if position.post is not None:
            article.links[index] = decide([(position.post, 1.0, "yes")])
        if (entity.start, entity.end) in held or _listed(article, entity):
            continue
        holder = _holder(article, position) if position.post else None
        if holder is not None:
            found.setdefault(holder, []).append(position)
    people = article.registry.people
    return [
        Official(people[name].name, (), tuple(positions), id=name, inferred=True) for name, positions in found.items()
    ]


def _bare_office(article: Article, entity: Entity) -> Position:
    body = next((inner for _, inner in article.inside((entity.start, entity.end)) if inner.label == "BODY"), None)
    title = entity.text if body is None else entity.text[: body.start - entity.start].strip()
    acting = entity.text.lower().startswith("quyền ")
    return _filled(article, Position(entity.start, entity.end, entity.text, title, acting=acting))


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
        other.text.startswith(title) and inner.label in {"ORG", "PLACE"}
        for _, other in article.labelled("POSITION")
        for _, inner in article.inside((other.start, other.end))
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
    return bool(years) or not (cited or _PASSIVE.search(before))


def _listed(article: Article, entity: Entity) -> bool:
    """An office that is a line of its own, as in a rule's list of offices: it means the office, not its holder."""
    text = article.draft.text
    start = text.rfind("\n", 0, entity.start) + 1
    end = text.find("\n", entity.end)
    line = text[start : entity.start] + text[entity.end : end if end >= 0 else len(text)]
    return not line.strip(_MARKS)
