"""Numbered documents: the type word, "số", the number; lists; and the press's ways around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vnpolitext.entities.documents.numbers import DocumentNumber, match_number, match_short
from vnpolitext.entities.documents.ordinals import spaced
from vnpolitext.entities.documents.tables import DocumentType

# Between the type word and the number: "số", "Số:", "số:" or nothing ("số31-QĐ/TW", "Chỉ thị 35").
_TO_NUMBER = re.compile(spaced(r"[ ]{0,2}(?:\n)?(?P<so>[sS](?:ố|Ố) ?:? ?\n?)?(?=[0-9])"))
# Modifiers that stand there too: "Quyết định của Bộ Chính trị số 31-QĐ/TW", "Báo cáo thẩm tra số 419/BC-…".
_MODIFIED = re.compile(
    r"(?:[ ](?!(?:số|theo|tại|kèm|trong|Nghị|Chỉ|Quyết|Kết|Luật|Thông|nghị|luật|cụ|để|và)[ :0-9])[^\W\d_]+){1,7}[ ]số[ ]?:?[ ]?(?=[0-9])"
)
_NEXT_IN_LIST = re.compile(spaced(r"(?:, ?(?:và )?| và | & |; ?| hoặc )(?P<so>số )?(?=[0-9])"))
# What must not follow a bare number: a unit or a noun that is counted ("Kế hoạch 5 năm", "nghị quyết 3 nội dung").
_COUNTED = re.compile(
    spaced(
        r" (?:năm(?! [0-9]{4})|tháng|ngày(?! [0-9])|tuần|giờ|phút|lần|điều|điểm|khoản|nội dung|vấn đề|nhóm|nhiệm vụ|giải pháp|mục tiêu|người|cán bộ|tỷ|tỉ|triệu|nghìn"
        r"|đồng|trường hợp|đơn vị|dự án|bộ|tỉnh|xã|huyện|phường|thành phố|bước|cấp|loại|hình thức|doanh nghiệp|hộ|ha|km|m|tấn|kg|cơ sở|trang|chương|phần|trụ cột|chữ|con|quốc gia|nước|vụ|đối tượng|ca|công|cá nhân|tập thể|nhà|phòng|trường|đợt|khu|luật|đại biểu)(?!\w)"
    )
)
# After a weak type word ("Kế hoạch 10") only these go on.
_GOES_ON = re.compile(
    spaced(
        r"(?:[ ]?[,.;:!?)\]”\"'|–-]|\n|$| (?:của|về|ngày|năm|và|là|đã|được|có|cũng|thì|do|ra|khi|không|với|cho|vào|trong|tại|theo|như|này|quy|nêu|đến|nhằm|sẽ|đang|mới|ban|hay|hoặc|vừa|để|chưa|còn|phải|trên|\(|-|–|từ|yêu|đề|đặt|thành|giúp|phân|\[|hướng|mà|chỉ|cần))"
    )
)
_YEAR_LIKE = re.compile(r"(?:19[4-9]|20[0-4])[0-9]$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered document found in the text: its extent, its number and the type word before it."""

    start: int
    end: int
    number: DocumentNumber
    type: DocumentType | None
    in_list: bool = False


def numbered(text: str, start: int, end: int, kind: DocumentType) -> list[Numbered]:
    """The document, or the list of documents, whose type word is ``text[start:end]``."""
    first = _first(text, start, end, kind)
    return [first, *_rest(text, first)] if first else []


def _first(text: str, start: int, end: int, kind: DocumentType) -> Numbered | None:
    gap = _TO_NUMBER.match(text, end)
    if gap is None:
        return _after_modifiers(text, start, end, kind)
    full = match_number(text, gap.end())
    if full:
        return Numbered(start, full.end, full, kind)
    short = match_short(text, gap.end())
    if short and _is_citation(text, start, gap, short, kind):
        return Numbered(start, short.end, short, kind)
    return None


def _after_modifiers(text: str, start: int, end: int, kind: DocumentType) -> Numbered | None:
    gap = _MODIFIED.match(text, end)
    full = match_number(text, gap.end()) if gap else None
    return Numbered(start, full.end, full, kind) if full and full.type_code in (*kind.codes, None) else None


def _is_citation(text: str, start: int, gap: re.Match[str], short: DocumentNumber, kind: DocumentType) -> bool:
    """A bare number cites a document after some type words always, after others with "số" or a capital only."""
    with_so = gap["so"] is not None
    if kind.short == "symbol" or (kind.short == "number" and not with_so) or (gap.end() == gap.start() and not with_so):
        return False
    if _COUNTED.match(text, short.end) or (not with_so and short.year is None and _YEAR_LIKE.match(short.cited)):
        return False
    if with_so or kind.short == "strong":
        return True
    goes_on = _GOES_ON.match(text, short.end) is not None
    return goes_on and (text[start].isupper() or text.startswith(" của ", short.end)) and len(short.serial) > 1


def _rest(text: str, first: Numbered) -> Iterator[Numbered]:
    """Further members of a list: "số 18, 19-NQ/TW", "59, 70, 71 và 72", "số 217, số 218"."""
    position = first.end
    while gap := _NEXT_IN_LIST.match(text, position):
        number = match_number(text, gap.end(), lenient=not first.number.has_symbol or True)
        if number is None:
            number = match_short(text, gap.end())
            plausible = number is not None and (gap["so"] or _lists_on(text, number, first))
            if not plausible:
                return
        if number is None:
            return
        begin = gap.start("so") if gap["so"] else gap.end()
        yield Numbered(begin, number.end, number, first.type, in_list=True)
        position = number.end


def _lists_on(text: str, number: DocumentNumber, first: Numbered) -> bool:
    """A bare number goes on with a list of bare numbers only, and nothing is counted by it."""
    if (
        first.number.has_symbol
        or _COUNTED.match(text, number.end)
        or len(number.serial) < 2
        or _YEAR_LIKE.match(number.cited)
    ):
        return False
    return _GOES_ON.match(text, number.end) is not None or _NEXT_IN_LIST.match(text, number.end) is not None
