"""Documents cited by name: laws and codes from a table, others by a grammar; Party documents named for a meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnpolitext.entities.documents.ordinals import NUMERAL, TERM, spaced
from vnpolitext.entities.documents.tables import Named, named_documents, one_of, words
from vnpolitext.entities.events import HEADS as EVENT_HEADS
from vnpolitext.entities.events import match_event
from vnpolitext.text.normalise import fold_tones

_WORD = re.compile(r"[^\W_]+(?:[&-][^\W_]+)*")
_WORD_AND_GAP = re.compile(rf"({_WORD.pattern})[ ]{{0,2}}(?:,|[-–](?=[ ]))?[ ]{{0,2}}\n?")
_BLANKS = re.compile(r"[ ]{1,4}\n?|\n")
_YEAR = re.compile(spaced(r"(?:,? năm)? (?P<year>(?:19|20)[0-9]{2})(?![\w/-]|[.,][0-9])"))
_COURT_BEFORE = re.compile(r"(?:tòa|toà|tòa án|toà án|hội đồng|ủy ban)[ \n]$", re.IGNORECASE)
_AMENDING = re.compile(
    spaced(
        r"sửa đổi(?:,? bổ sung)?(?: (?:một số|các(?! luật (?:có )?liên quan))(?: điều| nội dung| điều, khoản)?)?"
        r" ?(?:của |tại |trong )?"
        r"(?:(?P<many>(?:[0-9]{1,3}|các) [Ll]uật (?:có )?liên quan(?: (?:đến|tới))?)"
        r"|(?P<law>(?:[Bb]ộ )?[Ll]uật|[Pp]háp lệnh) )"
    ),
    re.IGNORECASE,
)
_PLENUM_SHORT = re.compile(
    spaced(rf"(?:Hội nghị )?(?:Trung ương|T\.?Ư\.?|TW) (?:lần )?(?:thứ )?{NUMERAL}(?:,? ?\({TERM}\)|,? {TERM})?"),
    re.IGNORECASE,
)
_CONGRESS_PLAIN = re.compile(
    spaced(r"(?:Đại hội|ĐẠI HỘI) (?:[Đđ]ại biểu )?(?:toàn quốc )?(?:của )?Đảng(?!\w| (?:bộ|ủy|uỷ|các cấp)(?!\w))")
)


@cache
def _no_law_after() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of('no_law_after')}[ \n]$", re.IGNORECASE)


@cache
def _ends() -> frozenset[str]:
    return frozenset(words("ends_law_name"))


@dataclass(frozen=True, slots=True)
class NamedMatch:
    """A document's name found in the text: where it ends, which document, its year, and the rule that found it."""

    end: int
    named: Named
    year: int | None
    rule: str


Node = dict[str, "Node | Named"]
_LEAF = ""


@cache
def _trie() -> Node:
    root: Node = {}
    for name, named in named_documents().items():
        node = root
        for word in name.split():
            child = node.setdefault(word, {})
            assert isinstance(child, dict)
            node = child
        node[_LEAF] = named
    return root


def match_name(text: str, start: int) -> NamedMatch | None:
    """The document cited by name that begins at ``start``, as far as its name goes.

    Examples:
        >>> text = "theo Luật Đất đai năm 2024 và các nghị định"
        >>> match = match_name(text, 5)
        >>> text[5 : match.end], match.year
        ('Luật Đất đai năm 2024', 2024)
    """
    known = _known(text, start)
    if known is None:
        return None
    end, named = known
    if named.kind == "constitution" and not _is_constitution(text, start, end):
        return None
    if named.kind in {"law", "code", "ordinance"} and not _is_law(text, start, end):
        return None
    return _with_year(text, end, named, f"directive.named_{named.kind}")


def _known(text: str, start: int) -> tuple[int, Named] | None:
    node = _trie()
    position, best = start, None
    while True:
        word = _WORD_AND_GAP.match(text, position)
        if word is None:
            return best
        child = node.get(fold_tones(word[1].lower()))
        if not isinstance(child, dict):
            return best
        node = child
        if isinstance(leaf := node.get(_LEAF), Named):
            best = word.end(1), leaf
        position = word.end()


def _is_constitution(text: str, start: int, end: int) -> bool:
    """Not "hiến pháp" as an idea, nor a constitutional court."""
    if _COURT_BEFORE.search(text, max(0, start - 10), start):
        return False
    return text[start].isupper() or _YEAR.match(text, end) is not None


def _is_law(text: str, start: int, end: int) -> bool:
    """Not the faculty of law, nor "Luật giá" or "luật dược" as ordinary words."""
    if _no_law_after().search(text, max(0, start - 12), start):
        return False
    first, *others = text[start:end].split()
    if first[0].isupper():
        return others not in (["hội"], ["giá"])
    return any(word[0].isupper() for word in others) or len(others) >= 2


def _with_year(text: str, end: int, named: Named, rule: str) -> NamedMatch:
    year = _YEAR.match(text, end)
    if year is None or named.kind in {"party", "treaty"}:
        return NamedMatch(end, named, None, rule)
    return NamedMatch(year.end(), named, int(year["year"]), rule)


def match_law(text: str, start: int, end: int) -> NamedMatch | None:
    """A law whose name no table knows: the word at ``start:end`` is "Luật", "Bộ luật" or "Pháp lệnh".

    Amending laws ("Luật sửa đổi, bổ sung một số điều của Luật …") and new ones by their capital.
    """
    blanks = _BLANKS.match(text, end)
    if blanks is None or _no_law_after().search(text, max(0, start - 12), start):
        return None
    if start > 1 and text[start - 2].isdigit():
        return None  # "2 Luật Thuế quan trọng": counted, not named
    amending = _AMENDING.match(text, blanks.end())
    return _amended(text, start, amending) if amending else _by_capital(text, start, blanks.end())


def _amended(text: str, start: int, amending: re.Match[str]) -> NamedMatch | None:
    if amending["many"]:
        end = _until_stop(text, amending.end(), _ends() - {"và"}, commas=True)
    else:
        law = amending.start("law")
        inner = match_name(text, law) or _by_capital(text, law, amending.end())
        if inner is None:
            return None
        end = inner.end
    named = Named(text[start:end], "law")  # another law than the one it amends: neither its numbers nor its year
    return NamedMatch(end, named, None, "directive.amending_law")


def _by_capital(text: str, start: int, position: int) -> NamedMatch | None:
    """A law that no table knows, by the capitals of its head at ``start`` and of the word at ``position``."""
    first = _WORD.match(text, position)
    if first is None or not (text[start].isupper() and text[position].isupper()):
        return None
    if first.group().isupper() and len(first.group()) > 1:
        return None
    end = _until_stop(text, position, _ends(), commas=False)
    named = Named(text[start:end], "law")
    return _with_year(text, end, named, "directive.unlisted_law") if len(text[position:end].split()) <= 12 else None


def _until_stop(text: str, position: int, stops: frozenset[str], *, commas: bool) -> int:
    end = position
    for count, word in enumerate(_WORD.finditer(text, position, position + 160)):
        gap = text[end : word.start()]
        allowed = {"", ","} if commas and count <= 2 else {""}  # "an ninh, trật tự", and no further clause
        if count and (gap.strip(" \n") not in allowed or gap.count("\n") > 1):
            break
        if count and (word.group().lower() in stops or word.group()[0].isdigit()):
            break
        if count and word.group()[0].isupper() and not commas and _starts_clause(text, word):
            break
        end = word.end()
    return end


def _starts_clause(text: str, word: re.Match[str]) -> bool:
    return "\n" in text[word.start() - 1 : word.start()] or word.group() in {"Luật", "Bộ", "Nghị", "Ảnh"}


def match_meeting(text: str, position: int) -> int | None:
    """The end of the meeting's name after "Nghị quyết" or "Kết luận": a congress, a plenum; None when none follows."""
    short = _PLENUM_SHORT.match(text, position) or _CONGRESS_PLAIN.match(text, position)
    ends = [short.end()] if short else []
    window = text[position : position + 12].lower().replace("\n", " ")
    head = next((head for head in EVENT_HEADS[:2] if window.startswith(head)), None)
    if head and (event := match_event(text, position, head)):
        ends.append(event[0])
    return max(ends, default=None)
