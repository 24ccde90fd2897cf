"""A title that its body cuts short: "Trưởng | Ban Tổ chức" is the office of a "Trưởng Ban"."""

from __future__ import annotations

import re

_CUT = re.compile(r"(?:(?:Quyền|Q\.)\s+)?(?:(?:Phó\s+)?(?:Trưởng|Chánh|Tổng|Thủ trưởng)|Phó)", re.IGNORECASE)
_NOUNS = ("Văn phòng", "Thanh tra", "Kiểm toán", "Tiểu ban", "Công an", "Ban", "Đoàn", "Phòng", "Tổ", "Cục", "Vụ")


def with_noun(title: str, body_text: str | None) -> str:
    """The title with the first noun of its body, where it cannot stand alone; as it is elsewhere.

    Args:
        title: the office without its body.
        body_text: the body right after it, None where there is none.

    Examples:
        >>> with_noun("Trưởng", "Ban Tổ chức Trung ương"), with_noun("Bộ trưởng", "Bộ Y tế")
        ('Trưởng Ban', 'Bộ trưởng')
    """
    if not body_text or not _CUT.fullmatch(title):
        return title
    body = " ".join(body_text.split())
    start = f"{body.lower()} "
    noun = next((noun for noun in _NOUNS if start.startswith(f"{noun.lower()} ")), "")
    return f"{title} {body[: len(noun)]}".strip()
