"""Whether the registry's post may be given to whom the text gives the office.

Where one person holds an office of the whole country at a time, and the registry says who did on the article's date,
somebody else of that title is a foreign leader, a former holder, or a name that happens to stand near.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import Enum

from vnpolitext.doc import Official, Position
from vnpolitext.entities.signatures import is_address, symbols
from vnpolitext.linking.article import Article
from vnpolitext.linking.names import key
from vnpolitext.linking.periods import EVER, Holds
from vnpolitext.linking.records import Membership
from vnpolitext.tokens.lexicon import syllable_set

DOUBT = 0.3  # score of a post that the registry gives to somebody else
_SOON = 60  # days in which somebody who is to hold an office may have its name already
_ADDRESS = 24  # characters of a form of address between an office and a name ("đồng chí Thượng tướng")
# "được bầu giữ chức Bộ trưởng": who comes to hold an office may be newer than the registry.
_GOVERNED = re.compile(r"(?:\b(?:là|làm|chức|giữ|vụ|danh|vị|kiêm|bầu|cử|nhiệm))\s++\Z", re.IGNORECASE)
_OF = re.compile(r"\s++(?:của\s++)?(?:(?:nước|Cộng\s++hòa|Vương\s++quốc)\s++)?", re.IGNORECASE)
_HOME = "place:viet-nam"
_JOINT = 4
_APPOSED = re.compile(r"\s?[,–(-]\s?")


class Claim(Enum):
    """What the registry says to an office that the text gives somebody."""

    HELD = "held"
    FORMER = "former"
    ANOTHER = "another"
    LOOSE = "loose"


def claim(article: Article, official: Official, position: Position, post: str) -> Claim:
    """Judge an office whose words name a post.

    Returns:
        ``HELD``: nothing speaks against it. ``FORMER``: the person had it before. ``ANOTHER``: it is another's, or
        another country's. ``LOOSE``: it is another's, and nothing in the sentence ties it to this person.
    """
    known = article.registry.posts.get(post)
    body = known.body if known else position.body or ""
    if position.former or position.proposed or "@" in body:
        return Claim.HELD
    if is_foreign_name(official.name):
        return Claim.ANOTHER
    if known is None or not known.single or article.when == EVER:
        return Claim.HELD
    return _by_registry(article, official, post) or _by_text(article.draft.text, official, position)


def _by_registry(article: Article, official: Official, post: str) -> Claim | None:
    """What the registry says of a post that one person has; None where it is somebody else's."""
    sure = [m for m, held in article.registry.holders(post, article.when) if held is Holds.YES and m.verified != "no"]
    own = [m for m in article.registry.members_of.get(post, ()) if _is_of(article, official.name, m)]
    if not sure or any(member in sure or _may_have_begun(article, member) for member in own):
        return Claim.HELD
    return Claim.FORMER if any(member.period.ended_by(article.when) for member in own) else None


def _by_text(text: str, official: Official, position: Position) -> Claim:
    """Of an office that is somebody else's: a newer holder, another of that title, or a name that stands near."""
    named = any(start >= position.end and _is_name(text, position.end, start) for start, _ in official.mentions)
    if not named and _GOVERNED.search(text, max(0, position.start - 12), position.start):
        return Claim.HELD
    apposed = any(_joins(text, end, position.start) for _, end in official.mentions)
    in_row = any(_joins(text, p.end, position.start) or _joins(text, position.end, p.start) for p in official.positions)
    return Claim.ANOTHER if named or apposed or in_row else Claim.LOOSE


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a name follows an office, perhaps after a form of address."""
    return end - start <= _ADDRESS and "\n" not in text[start:end] and is_address(symbols(text[start:end]))


def _joins(text: str, start: int, end: int) -> bool:
    return 0 <= end - start <= _JOINT and _APPOSED.fullmatch(text, start, end) is not None


def _may_have_begun(article: Article, member: Membership) -> bool:
    if member.period.ended_by(article.when):
        return False
    return not member.period.begins_after(article.when) or member.period.begins_within(article.when, _SOON)


def _is_of(article: Article, name: str, member: Membership) -> bool:
    person = article.registry.people[member.person]
    return any(key(full).endswith(key(name)) for full in (person.name, *person.aliases))


def is_foreign_name(name: str) -> bool:
    """Whether no word of a name is a Vietnamese syllable, and none is of a people of the highlands ("K'Mák")."""
    return "'" not in name and "’" not in name and syllable_set().isdisjoint(word.lower() for word in name.split())


class Abroad:
    """Offices of other countries: what is said once of a person's holds for the bare title later."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._places = [(entity.start, index) for index, entity in article.labelled("PLACE")]

    def titles(self, official: Official) -> frozenset[str]:
        """Titles that a person has in another country: "thủ tướng" of "Thủ tướng Anh" or "Thủ tướng của Anh"."""
        titles = set()
        for position in official.positions:
            inner = self._article.inside((position.start, position.end))
            places = [entity for index, entity in inner if entity.label == "PLACE" and self._is_one(index)]
            if places:
                titles.add(_title(position.text[: places[0].start - position.start]))
            elif not inner and self._follows(position.end):
                titles.add(_title(position.text))
        return frozenset(titles)

    def _is_one(self, index: int) -> bool:
        home = self._article.decided(index)
        return home in self._article.registry.countries and home != _HOME

    def _follows(self, end: int) -> bool:
        """Whether a country stands behind an office: "Thủ tướng của Ấn Độ"."""
        at = bisect_left(self._places, (end, -1))
        if at == len(self._places) or self._places[at][0] - end > _ADDRESS:
            return False
        start, index = self._places[at]
        return _OF.fullmatch(self._article.draft.text, end, start) is not None and self._is_one(index)


def first_word(text: str) -> str:
    """By which an office of another country is known again, as "Thủ" is "Thủ tướng"."""
    return text.split(" ", 1)[0]


def _title(words: str) -> str:
    return " ".join(words.lower().split())


def is_bare(position: Position, titles: frozenset[str]) -> bool:
    """Whether an office is one of these titles and nothing else."""
    return position.body_text is None and _title(position.text) in titles
