"""What the clause around an office says of its time: held now, held before, ended by what is told, or not yet begun.

The words from the beginning of the sentence to the office are read from left to right. The last that tells of a
beginning, an end or a time decides, where it governs the office: a verb of holding stands between ("từng giữ chức"),
or nothing does ("cách chức"). Offices in a row share what is said of the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812

from vnpolitext.entities.service_dates import service_after, term_over
from vnpolitext.entities.tenure_clause import (
    FORMER,
    HELD_NOW,
    LEFT,
    LISTED,
    PLAIN,
    REACH,
    SENTENCE,
    Reading,
    Tenure,
    read_clause,
)
from vnpolitext.entities.tenure_cues import HOLD, OFFICE, cues

Item = tuple[int, int, int, int]

_ITEMS = 12  # mentions of a sentence among which the office before is looked for
_TERM = 5  # years
_AFTER = 90  # characters that are read behind an office
_GOES_ON = re.compile(r"\s{0,4}(?:[,;(]|(?:khóa|khoá)\b)", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\b(?:nguyên|cựu|cố)\s++(?:(?:là|đồng\s++chí|các)\s++)?\Z", re.IGNORECASE)
_ROW = re.compile(
    r"""
    (?:\s*+(?:khóa|khoá)\s++[IVXL\d]+(?:\s*+(?:,|và)\s*+[IVXL]+\b){0,4})?
    (?:\s*+,?\s*+\(?(?:nhiệm\s++kỳ|giai\s++đoạn)?\s*+(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d\)?)?
    (?:\s*+(?:[,;&/–-]|\b(?:và|kiêm|rồi|đồng\s++thời|cùng|sau\s++đó|tiếp\s++đó|cũng\s++như|kiêm\s++nhiệm|là
        |(?:các\s++)?chức\s++vụ)\b)){1,4}\s*+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VERB = re.compile(rf"\b{HOLD}\b", re.IGNORECASE)
_NEXT_LINE = re.compile(r"[\s;,.]{0,12}\n[\s*•+–-]*")
_APPOSED = re.compile(r"\s*+[,–(-]\s*+\Z")
_LOST = re.compile(
    r"\b(?:cách\s++(?:\w+\s++)?chức|(?:miễn|bãi)\s++nhiệm|bãi\s++miễn)(?:\s++(?:chức\s++vụ|chức\s++danh|vụ))?"
    r"(?:\s++đối\s++với)?(?:\s++(?:ông|bà|đồng\s++chí))?\s*+\Z",
    re.IGNORECASE,
)
# What is told of somebody right after the name: "Chủ tịch … Lê Ví bị cách chức".
_WENT = re.compile(
    r"""
    \s*+(?:\([^()\n]{0,40}\)\s*+)?
    (?:(?:vừa|đã|cũng|chính\s++thức|bất\s++ngờ|phải|mới|thì)\s++){0,4}
    (?:(?:bị|được)\s++(?:cho\s++)?(?:sa\s++thải|cách\s++chức|(?:bãi|miễn)\s++nhiệm|thôi\s++chức|phế\s++truất)
        |(?:bị\s++buộc\s++)?(?:từ\s++chức|từ\s++nhiệm)|(?:được\s++)?(?:nghỉ|về)\s++hưu|thôi\s++chức|qua\s++đời|từ\s++trần
        |hy\s++sinh)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OBJECT = re.compile(rf"\s*+(?:các\s++)?(?:{OFFICE}\s++){{0,2}}", re.IGNORECASE)
_BEFORE_THAT = re.compile(r"[\s,]*+(?:trước\s++khi|sau\s++đó|rồi|tiếp\s++đó)\b", re.IGNORECASE)
# "Thủ tướng khi đó là ông Lê Ví".
_THEN = re.compile(
    r"[\s,(]*+(?:(?:vào|tại)\s++)?"
    r"(?:(?:khi|lúc|hồi|thời|thời\s++điểm)\s++(?:đó|ấy|bấy\s++giờ)|bấy\s++giờ|tiền\s++nhiệm|quá\s++cố)\b",
    re.IGNORECASE,
)
_MANY = re.compile(r"(?:ủy|uỷ)\s++viên|đại\s++biểu|đbqh|thành\s++viên", re.IGNORECASE)


def _tell_nothing(words: str) -> bool:
    """Whether nothing in a stretch tells of a time of office."""
    return all(cue.lastgroup == "skip" for cue in cues(words, 0, len(words)))


def tenures(
    text: str, items: Sequence[Item], holders: Mapping[int, Sequence[int]], today: Date | None
) -> dict[int, Tenure]:
    """What the text says of the time of each office that somebody has; offices plainly held now are left out.

    Args:
        text: the normalised text.
        items: offices and people in order, as in a ``Scene``.
        holders: for an office, by its index, the people to whom it belongs.
        today: the last day on which the article may have appeared; without one, what has an end lies in the past.
    """
    return _Tenures(text, items, holders, today).read()


class _Tenures:
    """Reads one article."""

    def __init__(
        self, text: str, items: Sequence[Item], holders: Mapping[int, Sequence[int]], today: Date | None
    ) -> None:
        self._text, self._items, self._holders, self._today = text, items, holders, today

    def read(self) -> dict[int, Tenure]:
        found: dict[int, Tenure] = {}
        dated: list[int] = []
        last = PLAIN
        for at, (_, _, owner, index) in enumerate(self._items):
            if owner >= 0:
                continue
            last = self._before(at, last)
            if index not in self._holders:
                continue
            tenure = self._after(at, last)
            if last.governed and not last.open and self._of_past_term(at, tenure):
                tenure = tenure._replace(former=True)
            if tenure != HELD_NOW:
                found[index] = tenure
                if last.governed and tenure.since and not last.open:
                    dated.append(at)
                if tenure.former and tenure.until and self._joined(at):
                    found.setdefault(self._items[at - 1][3], tenure)
        self._superseded(dated, found)
        return found

    def _of_past_term(self, at: int, tenure: Tenure) -> bool:
        """Whether somebody became a member so long ago that the term is over, which has five years everywhere."""
        if self._today is None or tenure.since is None or tenure.until or tenure.proposed:
            return False
        start, end, _, _ = self._items[at]
        return int(tenure.since[:4]) + _TERM < self._today.year and _MANY.search(self._text, start, end) is not None

    def _joined(self, at: int) -> bool:
        """Whether an office and the one before were held together: "Chủ tịch Quốc hội kiêm Phó Chủ tịch …"."""
        if not at or self._items[at - 1][2] >= 0 or self._items[at - 1][3] not in self._holders:
            return False
        return self._text[self._items[at - 1][1] : self._items[at][0]].strip() == "kiêm"

    def _before(self, at: int, last: Reading) -> Reading:
        start = self._items[at][0]
        previous = self._items[at - 1] if at else (0, 0, 0, 0)
        lead = self._text[max(previous[1], start - REACH) : start]
        if at and previous[2] < 0 and self._in_row(lead, last) and self._same_holders(at, last):
            return last
        if lead[-2:-1].isalpha() and _ADJECTIVE.search(lead, max(0, len(lead) - 24)):
            return Reading(FORMER)
        if at and previous[2] >= 0 and len(lead) < 5 and _APPOSED.fullmatch(lead):
            return Reading(LEFT) if self._lost(at - 1) else PLAIN
        return self._clause(at, previous[1]) if len(lead) > 2 else PLAIN

    def _same_holders(self, at: int, last: Reading) -> bool:
        """Whether an office has the holders of the one before; after a verb it has, unless another name follows."""
        mine = self._holders.get(self._items[at][3], ())
        if self._holders.get(self._items[at - 1][3], ()) == mine:
            return True
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        return last.governed and not (following and following[2] in mine and following[0] - self._items[at][1] < 20)

    @staticmethod
    def _in_row(lead: str, last: Reading) -> bool:
        """Whether an office goes on with the row of the one before it."""
        if _ROW.fullmatch(lead):
            return True
        if last.goes_on and _NEXT_LINE.fullmatch(lead):
            return True
        # What is no POSITION may stand in the row: "từng là giáo viên, Hiệu trưởng, Phó phòng".
        listed = last.tenure.former and _GOES_ON.match(lead) is not None and LISTED.search(lead) is not None
        return listed and not any(stop.search(lead) for stop in (SENTENCE, _VERB)) and _tell_nothing(lead)

    def _lost(self, person: int) -> bool:
        """Whether what stands before a name takes an office away: "cách chức ông Lê Ví, Giám đốc Sở"."""
        start = self._items[person][0]
        return _LOST.search(self._text, max(self._items[person - 1][1] if person else 0, start - 60), start) is not None

    def _clause(self, at: int, own: int) -> Reading:
        """The reading of an office by the words of its sentence before it."""
        start = self._items[at][0]
        begin = max(0, start - REACH)
        barrier = -1
        for _, end, owner, _ in reversed(self._items[max(0, at - _ITEMS) : at]):
            if end <= begin:
                break
            if owner < 0:
                barrier = end
                break
        return read_clause(self._text, begin, own, start, barrier=barrier, today=self._today)

    def _after(self, at: int, before: Reading) -> Tenure:
        _, end, _, index = self._items[at]
        text, tenure = self._text, before.tenure
        following = self._items[at + 1] if at + 1 < len(self._items) else (len(text), 0, -1, 0)
        limit = min(following[0], end + _AFTER)
        if limit - end > 4:
            said = service_after(text, end, limit, governed=before.governed)
            if said is not None:
                tenure = tenure._replace(since=said.since or tenure.since, until=said.until or tenure.until)
            if not (tenure.former or tenure.proposed) and (
                (said is not None and said.over(self._today))
                or (before.governed and _BEFORE_THAT.match(text, end, limit))
                or _THEN.match(text, end, limit)
                or (self._today and term_over(text[self._items[at][0] : end], text, end, limit, self._today))
            ):
                tenure = tenure._replace(former=True)
        if tenure == HELD_NOW and (_WENT.match(text, end, limit) or self._went(at + 1, index, end)):
            return LEFT
        return tenure

    def _went(self, person: int, index: int, end: int) -> bool:
        """Whether the person named right behind an office leaves it: "Chủ tịch Lê Ví từ chức"."""
        begin, stop, owner, _ = self._items[person] if person < len(self._items) else (0, 0, -1, 0)
        if owner not in self._holders[index]:
            return False
        went = _WENT.match(self._text, stop, stop + _AFTER) if begin - end < 16 else None
        if went is None or "\n" in self._text[end:begin]:
            return False
        following = self._items[person + 1] if person + 1 < len(self._items) else None
        # "Bí thư Lê Ví thôi giữ chức Chủ tịch": the office that follows is the one that ends.
        return (
            following is None
            or following[2] >= 0
            or _OBJECT.fullmatch(self._text, went.end(), max(went.end(), following[0])) is None
        )

    def _superseded(self, dated: Sequence[int], found: dict[int, Tenure]) -> None:
        """An office with a beginning, after which the text tells of a later one of the same person, has ended."""
        if len(dated) < 2:
            return
        latest: dict[int, str] = {}
        plain: set[tuple[str, int]] | None = None
        for at in reversed(dated):
            start, end, _, index = self._items[at]
            if _MANY.search(self._text, start, end):
                continue
            tenure, persons = found[index], self._holders[index]
            since = tenure.since or ""
            if tenure.until is None and not (tenure.former or tenure.proposed):
                later = [person for person in persons if latest.get(person, "") > since]
                if later:
                    plain = self._plainly_held(found) if plain is None else plain
                    if not plain.intersection((self._key(at), person) for person in later):
                        found[index] = tenure._replace(former=True)
            for person in persons:
                latest[person] = max(latest.get(person, ""), since)

    def _plainly_held(self, found: Mapping[int, Tenure]) -> set[tuple[str, int]]:
        return {
            (self._key(at), person)
            for at, (_, _, owner, index) in enumerate(self._items)
            if owner < 0 and index not in found
            for person in self._holders.get(index, ())
        }

    def _key(self, at: int) -> str:
        start, end, _, _ = self._items[at]
        return " ".join(self._text[start:end].lower().split())
