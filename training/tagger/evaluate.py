"""Precision, recall and F1 of spans with the same boundaries and label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

PLACE_WORD = re.compile(
    r"(?:thành phố trực thuộc trung ương|thành phố|tỉnh|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|thôn|bản|ấp|"
    r"khu phố|thủ đô|nước|TP\.?|T\.P\.?|TX\.?|Tx\.?|Q\.|H\.|P\.|X\.|đường|phố|sông|đảo|quần đảo)\s*",
    re.IGNORECASE,
)
DATE_WORD = re.compile(r"(?:ngày|tháng|năm|quý|nhiệm kỳ|giai đoạn|mùng|các ngày|các năm|hai ngày)\s+", re.IGNORECASE)
CORE = ("PERSON", "POSITION", "BODY", "DIRECTIVE")
Span = tuple[int, int, str]


def key(text: str, span: Span) -> Span:
    """Boundaries as compared: leading type or calendar words do not count."""
    start, end, label = span
    word = {"PLACE": PLACE_WORD, "DATE": DATE_WORD}.get(label)
    while word and (match := word.match(text, start, end)) and match.end() < end:
        start = match.end()
    return start, end, label


def score(pairs: Iterable[tuple[str, list[Span], list[Span]]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 by label, and for "core" and "all", of (text, gold, predicted)."""
    right: Counter[str] = Counter()
    gold_count: Counter[str] = Counter()
    found_count: Counter[str] = Counter()
    for text, gold, found in pairs:
        gold_keys, found_keys = {key(text, s) for s in gold}, {key(text, s) for s in found}
        right.update(s[2] for s in gold_keys & found_keys)
        gold_count.update(s[2] for s in gold_keys)
        found_count.update(s[2] for s in found_keys)
    groups = {label: (label,) for label in sorted(gold_count)} | {"core": CORE, "all": tuple(gold_count)}
    result = {}
    for name, labels in groups.items():
        r, g, f = (sum(c[label] for label in labels) for c in (right, gold_count, found_count))
        result[name] = (r / max(f, 1), r / max(g, 1), 2 * r / max(f + g, 1))
    return result
