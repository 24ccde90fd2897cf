"""Unnamed offices: who held one on the article's date, when nothing in the article speaks against."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from vnpolitext.doc import Entity, Official, Position
from vnpolitext.linking.article import Article, decide
from vnpolitext.linking.claims import DOUBT, first_word
from vnpolitext.linking.people import filled
from vnpolitext.linking.periods import EVER, Holds, days
from vnpolitext.linking.records import Membership

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE, _AFTER = re.compile(r"[.!?]\s|\n"), re.compile(r"[.!?](?:\s|$)|\n")
_REACH = 600  # a sentence is searched for this far on either side
_OF_DOCUMENT = re.compile(r"[^.\n]{0,60}\bcủa\s+$")
_PASSIVE = re.compile(r"\bđược\s+$")  # "được Thủ tướng phê duyệt": of a time that the sentence leaves open
_MARKS = " \t-–+•*;.,:()0123456789abcdđe"


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the article says of offices and documents, gathered once.

    Args:
        holders: for each post, the officials (identifier or name) to whom the article gives it now.
        foreign: first words of offices that name a country or a foreign organ.
        documents: ends of the DIRECTIVE mentions, in order.
    """

    holders: dict[str, set[str]]
    foreign: set[str]
    documents: list[int]


def unnamed_officials(article: Article) -> list[Official]:
    """Officials whom the article does not name, and the date and the registry give for certain.

    Links the POSITION mentions to their posts on the way, the named ones too.
    """
    held = {(p.start, p.end): p for official in article.draft.officials for p in official.positions}
    stated = _stated(article)
    found: dict[str, list[Position]] = {}
    for index, entity in article.labelled("POSITION"):
        extent = (entity.start, entity.end)
        position = held.get(extent) or _bare_office(article, entity)
        if position.post is not None:
            article.links[index] = decide([(position.post, 1.0, "yes")])
        elif extent in article.doubted:
            article.links[index] = decide([(article.doubted[extent], DOUBT, "yes")])
        holder = None if extent in held or _listed(article, entity) else _holder(article, position, stated)
        if holder is not None:
            found.setdefault(holder, []).append(position)
    people = article.registry.people
    return [
        Official(people[name].name, (), tuple(positions), id=name, inferred=True) for name, positions in found.items()
    ]


def _stated(article: Article) -> _Stated:
    holders: dict[str, set[str]] = defaultdict(set)
    for official in article.draft.officials:
        for position in official.positions:
            if position.post is not None and not (position.former or position.proposed):
                holders[position.post].add(official.id or official.name)
    foreign = {
        first_word(office.text)
        for _, office in article.labelled("POSITION")
        if any(inner.label in {"ORG", "PLACE"} for _, inner in article.inside((office.start, office.end)))
    }
    return _Stated(holders, foreign | article.abroad, sorted(entity.end for _, entity in article.labelled("DIRECTIVE")))


def _bare_office(article: Article, entity: Entity) -> Position:
    body = next((inner for _, inner in article.inside((entity.start, entity.end)) if inner.label == "BODY"), None)
    title = entity.text if body is None else entity.text[: body.start - entity.start].strip()
    acting = entity.text.lower().startswith("quyền ")
    return filled(article, Position(entity.start, entity.end, entity.text, title, acting=acting))


def _holder(article: Article, position: Position, stated: _Stated) -> str | None:
    """The one person who held the post on the article's date, if nothing in the article speaks against."""
    post = article.registry.posts.get(position.post or "")
    if post is None or not post.single or article.when == EVER:
        return None
    holders = article.registry.holders(post.id, article.when)
    if len(holders) != 1 or holders[0][1] is not Holds.YES or holders[0][0].verified == "no":
        return None
    member = holders[0][0]
    if member.acting != position.acting:  # "Chủ tịch Quốc hội" while another stands in: the former one, or the next
        return None
    # The article gives the office to another, or speaks of a foreign one of that title.
    if stated.holders.get(post.id, set()) - {member.person} or first_word(position.text) in stated.foreign:
        return None
    return member.person if _sentence_agrees(article, position, member, stated) else None


def _sentence_agrees(article: Article, position: Position, member: Membership, stated: _Stated) -> bool:
    """The sentence speaks of no other time: every year in it is one of the holder's, and it cites no older document."""
    text = article.draft.text
    before = _BEFORE.split(text[max(0, position.start - _REACH) : position.start])[-1]
    after = _AFTER.split(text[position.end : position.end + _REACH], maxsplit=1)[0]
    years = _YEAR.findall(before) + _YEAR.findall(after)
    if any(member.period.holds(days(year)) is Holds.NO for year in years):
        return False
    place = bisect_right(stated.documents, position.start)
    cited = place > 0 and _OF_DOCUMENT.fullmatch(text, stated.documents[place - 1], position.start) is not None
    return bool(years) or not (cited or _PASSIVE.search(before))


def _listed(article: Article, entity: Entity) -> bool:
    """An office that is a line of its own, as in a rule's list of offices: it means the office, not its holder."""
    text = article.draft.text
    left = text[max(0, entity.start - _REACH) : entity.start].rpartition("\n")[2]
    right = text[entity.end : entity.end + _REACH].partition("\n")[0]
    return not (left + right).strip(_MARKS)
