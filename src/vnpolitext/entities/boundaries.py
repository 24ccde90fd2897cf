"""Edges and labels that the words around a mention decide, whatever the tagger thought.

Each repair follows the definition of a label, not a list of names: a name after "phố" is a street's, a school keeps
the name of the person it honours, "quyền" belongs to the office, a hyphenated or digit-and-letter name stays whole.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from vnpolitext.entities.mention import Mention
from vnpolitext.entities.overlap import NESTED_IN_POSITION
from vnpolitext.models import load_json, read_text
from vnpolitext.tokens.letters import LOWER, UPPER
from vnpolitext.tokens.lexicon import syllable_set

_LOOK = 24
_GLUED_AFTER = {
    # "Kim Jae-ho", "H'Lim", "K'Brêu"; "Quốc lộ 14C".
    "PERSON": re.compile(rf"(?:-[{LOWER}]+|['’](?!s\b)[{UPPER}{LOWER}]+(?:[ ][{UPPER}][{LOWER}]+)*)"),
    "PLACE": re.compile(rf"(?<=[0-9])[{UPPER}](?![{UPPER}{LOWER}])"),
}
# "thành phố", "nông thôn"; "chính quyền", "thẩm quyền", "ủy quyền"; "nổi tiếng"; "già làng", "trưởng bản" are people.
_NO_SECOND_SYLLABLE = "".join(
    f"(?<!{syllable} )"
    for syllable in ("[Tt]hành", "[Nn]ông", "[Cc]hính", "[Tt]hẩm", "(?:[Ủủ]y|[Uu]ỷ)", "[Nn]ổi", "[Gg]ià", "[Tt]rưởng")
)
_LAST_WORD = re.compile(r"\S*\Z")
_GLUED_BEFORE = re.compile(rf"(?<![{UPPER}{LOWER}])[{UPPER}][{LOWER}]*['’]\Z")


@cache
def _words(use: str) -> tuple[str, ...]:
    rows = csv.DictReader(read_text("people/contexts.csv").splitlines())
    found = [row["words"] for row in rows if row["use"] == use]
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def _before(use: str) -> re.Pattern[str]:
    """One of the words of a use right before a mention, not as the second syllable of another word."""
    return re.compile(rf"(?<![\w]){_NO_SECOND_SYLLABLE}(?:{'|'.join(map(re.escape, _words(use)))})[ ]\Z")


@cache
def _religious_names() -> tuple[str, ...]:
    rows = csv.DictReader(read_text("people/religious_names.csv").splitlines())
    return tuple(sorted(row["name"] for row in rows))


@cache
def _religious() -> re.Pattern[str]:
    """Religious names right before a person's name."""
    return re.compile(rf"(?<![\w])(?:(?:{'|'.join(map(re.escape, _religious_names()))})[ ]){{1,3}}\Z")


_MAY_DANGLE = frozenset({"PERSON", "POSITION", "BODY", "PLACE"})
# A mention never ends in a word that needs another after it.
_DANGLING = re.compile(r"[ ,;:–-](?:[ ,;:–-]|(?<=[ ,])(?:của|và|với|tại|cho))*\Z")
# A date is its calendar word and numbers ("EURO 2024" is a year); "1-0" is a score.
_DATE = re.compile(
    r"(?:ngày|tháng|năm|quý|nhiệm\s+kỳ|giai\s+đoạn|mùng|rằm)\s|(?<!\w)[0-9]"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
# An organ less sure than this may itself be too long.
_SURE_ORGAN = 0.5
# "Chính ủy Bộ CHQS tỉnh" is an office of the command, and no part of its name.
_COMMISSAR = re.compile(r"(?:(?:[Pp]hó )?[Cc]hính |(?<=[Cc]hính ))(?:ủy|uỷ) (?=[A-ZĐ])")
_SCORE = re.compile(r"0-[0-9]|[0-9]-0")


def repair(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The tagger's mentions with edges and labels that their neighbours decide.

    Args:
        text: the normalised text.
        mentions: the tagger's mentions, in order; the result may overlap where an edge moved.
    """
    repaired: list[Mention] = []
    for mention in mentions:
        taken = max((earlier.end for earlier in repaired[-3:]), default=0)
        trimmed = _trimmed(text, mention)
        fixed = _repaired(text, trimmed, taken) if trimmed else None
        if fixed is None:
            continue
        if fixed.label == "PERSON" and (school := _school_before(text, repaired, fixed)) is not None:
            repaired[school] = replace(repaired[school], end=fixed.end)
            _grow_position(repaired, school)
            continue
        if fixed.label == "PERSON" and (country := _country_before(text, repaired, fixed)):
            repaired += [country]
            repaired[-2] = replace(repaired[-2], end=country.end)
            fixed = replace(fixed, start=country.end + 1)
        repaired.append(fixed)
    return _settled_offices(text, repaired)


def _settled_offices(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Offices and what begins within them brought to terms.

    An office names its organ to the end ("Trưởng phòng [Phòng Cảnh sát điều tra … về ma túy]"), and ends where the name
    of its holder begins ("Tổng thống [Macron]"); what it is "của" is no holder.
    """
    settled: list[Mention | None] = list(mentions)
    for i, office in enumerate(mentions):
        if office.label != "POSITION":
            continue
        end = office.end
        for j in range(i + 1, len(mentions)):
            other = mentions[j]
            if other.start >= end:
                break
            if other.label in NESTED_IN_POSITION and other.score >= _SURE_ORGAN:
                end = max(end, other.end)
            elif other.label == "PERSON" and office.start < other.start and other.end <= end:
                before = text[office.start : other.start].rstrip()
                if before.endswith(" của"):
                    settled[j] = None
                else:
                    end = office.start + len(before)
        if end != office.end:
            settled[i] = replace(office, end=end)
    return [mention for mention in settled if mention is not None]


def _country_before(text: str, earlier: Sequence[Mention], person: Mention) -> Mention | None:
    """The country that an office is of, read as the first part of a foreign name: "Thủ tướng [Anh Keir Starmer]"."""
    if not earlier or earlier[-1].label != "POSITION" or text[earlier[-1].end : person.start] != " ":
        return None
    first, _, rest = text[person.start : person.end].partition(" ")
    second = rest.partition(" ")[0]
    if first not in _short_countries() or not second[:1].isupper() or second.lower() in syllable_set():
        return None
    return Mention(person.start, person.start + len(first), "PLACE", person.rule, person.score)


@cache
def _short_countries() -> frozenset[str]:
    """Countries with a name of one syllable, which is a person's too."""
    return frozenset(name for name in load_json("tagger/gazetteer.json")["country"] if " " not in name)


def _repaired(text: str, mention: Mention, taken: int) -> Mention | None:
    """The mention repaired, None when it is none; what stands before ``taken`` belongs to others."""
    if mention.label == "PERSON":
        return _person(text, mention, taken)
    if mention.label == "BODY":
        return _body(text, mention, taken)
    return _OF_LABEL[mention.label](text, mention) if mention.label in _OF_LABEL else mention


@cache
def _standing() -> re.Pattern[str]:
    """A committee's standing part; that of the Secretariat is one man's office, "Thường trực Ban Bí thư"."""
    return re.compile(rf"[Tt]hường trực (?:{'|'.join(map(re.escape, _words('committee')))})\b")


def _position(text: str, mention: Mention) -> Mention:
    if _standing().match(text, mention.start, mention.end):
        return replace(mention, label="BODY")
    if text[mention.start - 2 : mention.start] != "n ":
        return mention
    acting = _search(_before("acting"), text, mention.start)
    return replace(mention, start=acting.start()) if acting else mention


def _place(text: str, mention: Mention) -> Mention | None:
    return None if _search(_before("no_place"), text, mention.start) else _grown(text, mention)


def _body(text: str, mention: Mention, taken: int) -> Mention:
    """A standing part belongs to its committee's name; in "Tổng Thanh tra Chính phủ" the body is the inspectorate."""
    if text.startswith("Tổng Thanh tra", mention.start):
        return replace(mention, start=mention.start + len("Tổng "))
    if commissar := _COMMISSAR.match(text, mention.start, mention.end):
        return replace(mention, start=commissar.end())
    part = _search(_before("body_part"), text, mention.start)
    return replace(mention, start=part.start()) if part and part.start() >= taken else mention


def _trimmed(text: str, mention: Mention) -> Mention | None:
    if mention.label in _MAY_DANGLE:
        dangling = _DANGLING.search(text, max(mention.start + 1, mention.end - _LOOK), mention.end)
        mention = replace(mention, end=dangling.start()) if dangling else mention
    if not (text[mention.start].isspace() or text[mention.end - 1].isspace()):
        return mention
    # A line end is a unit of its own, with which the tagger may begin or end a mention.
    words = text[mention.start : mention.end]
    start, end = mention.end - len(words.lstrip()), mention.start + len(words.rstrip())
    return replace(mention, start=start, end=end) if start < end else None


def _date(text: str, mention: Mention) -> Mention | None:
    first = _DATE.search(text, mention.start, mention.end)
    if first is None or _SCORE.fullmatch(text, mention.start, mention.end):
        return None
    return mention if first.start() == mention.start else replace(mention, start=first.start())


def _person(text: str, mention: Mention, taken: int) -> Mention | None:
    before = text[mention.start - 1 : mention.start]
    if before in {"'", "’"} and (glued := _search(_GLUED_BEFORE, text, mention.start)):
        return _grown(text, replace(mention, start=glued.start()))
    if before != " " or _word_before(text, mention.start) not in _last_words():
        return _grown(text, mention)
    if _search(_before("no_person"), text, mention.start):
        return None
    head = _search(_before("place_head"), text, mention.start)
    if head and head.start() >= taken:
        return _grown(text, replace(mention, start=head.start(), label="PLACE"))
    religious = _search(_religious(), text, mention.start)
    return _grown(text, replace(mention, start=religious.start()) if religious else mention)


def _word_before(text: str, start: int) -> str:
    """The word before a mention that a space parts from it."""
    return _LAST_WORD.search(text, max(0, start - _LOOK), start - 1)[0]  # type: ignore[index]


@cache
def _last_words() -> frozenset[str]:
    """Words that end what may decide about a person's name: most names have none of them before."""
    uses = [words.split()[-1] for use in ("no_person", "place_head") for words in _words(use)]
    return frozenset([*uses, *_religious_names()])


def _grown(text: str, mention: Mention) -> Mention:
    pattern = _GLUED_AFTER[mention.label]
    end = mention.end
    if mention.label == "PERSON" and text[end - 1 : end] in {"-", "'", "’"}:
        end -= 1
    glued = pattern.match(text, end)
    end = glued.end() if glued else end
    return mention if end == mention.end else replace(mention, end=end)


def _search(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """A match that ends where a mention begins."""
    return pattern.search(text, max(0, end - _LOOK), end)


_OF_LABEL = {"POSITION": _position, "PLACE": _place, "DATE": _date}


def _school_before(text: str, earlier: Sequence[Mention], person: Mention) -> int | None:
    """The organisation that ends right before a person's name and is of a kind named after people."""
    for i in range(len(earlier) - 1, max(-1, len(earlier) - 3), -1):
        other = earlier[i]
        if other.label == "ORG" and text[other.end : person.start] == " ":
            return i if text.startswith(_words("school_head"), other.start) else None
    return None


def _grow_position(mentions: list[Mention], inner: int) -> None:
    """An office that ended with the organisation goes on with it."""
    end = mentions[inner].end
    for i in range(inner - 1, max(-1, inner - 4), -1):
        other = mentions[i]
        if other.label == "POSITION" and other.start <= mentions[inner].start < other.end < end:
            mentions[i] = replace(other, end=end)
