"""The sentence before an office, read from left to right: the last cue that governs the office decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Date  # noqa: N812
from typing import NamedTuple

from vnpolitext.entities.service_dates import Service, iso, service
from vnpolitext.entities.tenure_cues import GOVERNED, cues

REACH = 260  # characters of a sentence that are read before an office
_ENDING = 80  # and the last of them, in which the verb that governs it stands
_NEAR = 45  # characters between "đề nghị" and what is asked for

SENTENCE = re.compile(r"(?<!\bTP)(?<!\bGS)(?<!\bTS)(?<!\bThS)(?<!\bBS)[.!?…][”\")]?\s|\n", re.IGNORECASE)
_FILLING = re.compile(
    r"\s*+(?:(?:các|những|một|người|vị|tân|vào|làm|với|đối\s++với|ông|bà|đồng\s++chí|nhân\s++sự|cho)\s++){0,4}[“\"]?\s*+",
    re.IGNORECASE,
)
LISTED = re.compile(r"(?:[,;]|\b(?:và|rồi|kiêm|đến|lên))\s*+\Z")
_COLON = re.compile(
    r"\s*+[):,.]?\s*+(?:\b(?:ông|bà|đồng\s++chí|làm|là)\b\s*+)?(?:[:–-]\s*+|[^.:;]{0,60},\s*+)?\Z", re.IGNORECASE
)
_BEHIND = re.compile(
    r"\s*+(?:khóa\s++[IVXL]+)?[\s(,]*+(?:(?:từ|giai\s++đoạn|trong|thời\s++kỳ|nhiệm\s++kỳ|vào)\s++)*", re.IGNORECASE
)
# "các chức vụ:" and a line for each.
_LIST_BEGINS = re.compile(r":[ \t]*\n[\s*•+–-]{0,8}\Z")
# "với cương vị Bí thư" is said of who has it.
_AS = re.compile(r"\bvới\s++(?:tư\s++cách|cương\s++vị|vai\s++trò)(?:\s++là)?\s++\Z", re.IGNORECASE)


class Tenure(NamedTuple):
    """What the text says of the time of an office; see ``Position``."""

    former: bool = False
    left: bool = False
    proposed: bool = False
    since: str | None = None
    until: str | None = None


HELD_NOW = Tenure()
FORMER, LEFT, PROPOSED = Tenure(former=True), Tenure(former=True, left=True), Tenure(proposed=True)


class Reading(NamedTuple):
    """What the words before an office say.

    Args:
        tenure: of the office, and of those that follow in a row.
        governed: a verb of holding stands before it.
        open: "đến nay".
        goes_on: a list over several lines begins.
    """

    tenure: Tenure = HELD_NOW
    governed: bool = False
    open: bool = False
    goes_on: bool = False


PLAIN = Reading()


def read_clause(text: str, begin: int, own: int, start: int, *, barrier: int, today: Date | None) -> Reading:
    """Read the words before an office.

    Args:
        text: the article.
        begin: where they begin, at most ``REACH`` before the office; what is of an earlier sentence is left out.
        own: where the mention before the office ends.
        start: where the office begins.
        barrier: where the office before it ends; -1 when there is none.
        today: the last day on which the article may have appeared.
    """
    listed = _LIST_BEGINS.search(text, max(own, start - _ENDING), start)
    start = listed.start() + 1 if listed else start
    for stop in SENTENCE.finditer(text, begin, start):
        begin = stop.end()
    own = max(begin, own)
    if not text[own:start].strip():
        return PLAIN
    ending = text[max(own, start - _ENDING) : start]
    if GOVERNED.search(ending) is None and not _at_once(text, own, start):
        return PLAIN
    clause = _Clause(text, own, start, barrier)
    tenure = clause.tenure(cues(text, begin, start), today)
    goes_on = text[own:start].rstrip(" -*•+–").endswith(":")
    return Reading(tenure, governed=True, open=clause.served.open, goes_on=goes_on)


def _at_once(text: str, own: int, start: int) -> bool:
    """Whether a cue stands before an office without a verb of holding: "cách chức", "05/2010 - 03/2015:"."""
    cue = None
    for cue in cues(text, own, start):  # noqa: B007 - the last
        pass
    if cue is None:
        return False
    kind, rest = cue.lastgroup, text[cue.end() : start]
    if kind in {"end", "future", "been", "begin", "name"} and _FILLING.fullmatch(rest):
        return True
    if kind == "range" or (kind == "day" and rest.lstrip()[:1] == ":"):
        return _COLON.match(rest) is not None
    return kind == "been" and rest[:1].isspace() and LISTED.search(rest) is not None


class _Clause:
    """What cues add up to. There is a method for each kind of cue (a group of ``CUES``)."""

    def __init__(self, text: str, own: int, start: int, barrier: int) -> None:
        self._text, self._own, self._start, self._barrier = text, own, start, barrier
        self.served = Service()
        self._state = HELD_NOW
        # "Trước đó" may date what is told, and not the office: another cue overrides it.
        self._weak = False
        self._asked = self._denied = -_NEAR
        self._from = 0

    def tenure(self, told: Iterable[re.Match[str]], today: Date | None) -> Tenure:
        for cue in told:
            if cue.start() >= self._from:
                getattr(self, f"_{cue.lastgroup}")(cue)
        state, served = self._state, self.served
        if state.proposed and _AS.search(self._text, max(self._own, self._start - _NEAR), self._start):
            state = HELD_NOW
        if state.proposed or served == Service():
            return state
        if state.left:
            return state._replace(until=served.until or served.since)
        return Tenure(state.former or served.over(today), since=served.since, until=served.until)

    def _crossing(self, cue: re.Match[str]) -> bool:
        """Whether another office stands between a cue and this one."""
        return cue.start() < self._barrier

    def _doubted(self, cue: re.Match[str]) -> bool:
        return cue.start() - self._denied < _NEAR

    def _is_asked(self, cue: re.Match[str]) -> bool:
        return cue.start() - self._asked < _NEAR

    def _set(self, state: Tenure, *, weak: bool = False) -> None:
        self._state, self._weak = state, weak

    def _skip(self, cue: re.Match[str]) -> None:
        """A year that is none of an office."""

    def _ask(self, cue: re.Match[str]) -> None:
        self._asked = cue.end()

    def _deny(self, cue: re.Match[str]) -> None:
        self._denied = cue.end()

    def _future(self, cue: re.Match[str]) -> None:
        if not self._doubted(cue):
            self._set(PROPOSED)

    def _end(self, cue: re.Match[str]) -> None:
        told = cue.group().lower()
        if (self._is_asked(cue) or self._doubted(cue)) and not told.startswith("không"):
            return
        if self._crossing(cue) and not told.startswith("khỏi"):
            return
        if self._weak or not self._state.former:
            self._set(LEFT)

    def _been(self, cue: re.Match[str]) -> None:
        if not (self._crossing(cue) or self._doubted(cue)):
            self._set(FORMER)
            if self.served.until is None:  # "vào ngành năm 1987, từng làm …": of something else
                self.served = Service()

    def _then(self, cue: re.Match[str]) -> None:
        self._set(FORMER, weak=True)

    def _earlier(self, cue: re.Match[str]) -> None:
        """Of "Trước khi làm Bí thư, ông là Chủ tịch": nothing is said of the first, and the second was before."""
        comma = self._text.find(",", cue.end(), self._start)
        if comma < 0 and not self._crossing(cue):
            self._set(HELD_NOW)
            self._from = self._start
            return
        self._from = max(comma, self._barrier if self._crossing(cue) else 0)
        self._set(FORMER)

    def _now(self, cue: re.Match[str]) -> None:
        self._set(HELD_NOW)
        self.served = Service()

    def _begin(self, cue: re.Match[str]) -> None:
        if self._weak or self._state != FORMER:
            self._set(HELD_NOW)

    def _name(self, cue: re.Match[str]) -> None:
        if self._is_asked(cue):
            self._set(PROPOSED)
        elif self._state.left or self._weak:
            self._set(HELD_NOW)

    def _before(self, cue: re.Match[str]) -> None:
        self._set(FORMER)
        self.served = Service(until=iso(cue.group()))

    def _range(self, cue: re.Match[str]) -> None:
        if not self._of_last(cue):
            self.served = service(cue)

    def _day(self, cue: re.Match[str]) -> None:
        if not self._of_last(cue):
            self.served = Service(iso(cue.group()))

    def _of_last(self, cue: re.Match[str]) -> bool:
        """Whether a time stands right behind the office before: "Giám đốc (2010-2015), rồi làm Bí thư"."""
        behind = 0 <= self._barrier <= cue.start() and _BEHIND.fullmatch(self._text, self._barrier, cue.start())
        return bool(behind) and self._text[cue.end() : cue.end() + 1] != ":"
