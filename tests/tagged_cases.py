"""Cases of the entity room: tables, and articles with inline tags as the tagger would leave them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from vnpolitext.entities.mention import Mention
from vnpolitext.gold import parse_tagged

CASES = Path(__file__).parent / "cases"
ARTICLE = (
    "Sáng 5/3/2020, Phó Chủ tịch UBND tỉnh Trần Văn Mẫu thăm thị xã Tân Châu, tỉnh An Giang.\n"
    "Cùng dự có đồng chí Lê Thị Ví, Trưởng Ban Tuyên giáo Tỉnh ủy; ông Đinh Văn Dụ - Giám đốc Sở Y tế. "
    "Ông Mẫu đề nghị Công ty Cổ phần Ví Dụ và Đoàn Thanh niên phối hợp với Bộ Y tế, Quốc hội, Lào và Hàn Quốc.\n"
)


def table(name: str) -> list[Any]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["why"]) for row in csv.DictReader(file)]


def lines(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["why"]) for row in rows]


def read(tagged: str) -> tuple[str, list[Mention]]:
    """An article with inline tags as the tagger would leave it; ``s`` is the score."""
    text, spans = parse_tagged(tagged)
    return text, [Mention(s["start"], s["end"], s["label"], "tagger", float(s.get("s", 0.95))) for s in spans]


def words(text: str, mentions: list[Mention]) -> list[str]:
    return [f"{m.label}:{text[m.start : m.end]}" for m in mentions]


def split(cell: str) -> list[str]:
    return [value for value in cell.split("|") if value]
