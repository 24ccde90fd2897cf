"""A tagged corpus by construction: articles of one sentence pattern, with the mentions they must have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

FAMILIES = ("Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
MIDDLES = ("Văn", "Thị", "Minh", "Quốc", "Hữu", "Thanh", "Xuân")
GIVEN = ("Bình", "Hạnh", "Dũng", "Thảo", "Tuệ", "Khoa", "Nhàn", "Lộc", "Sương", "Vượng", "Tịnh")
PEOPLE = [" ".join(parts) for parts in product(FAMILIES, MIDDLES, GIVEN)]
PLACES = ("An Giang", "Nghệ An", "Cà Mau", "Lào Cai", "Đắk Lắk", "Bình Định", "Quảng Ninh", "Hà Giang")
PLACE_IDS = ("an-giang", "nghe-an", "ca-mau", "lao-cai", "dak-lak", "binh-dinh", "quang-ninh", "ha-giang")
ORGANS = ("Tỉnh ủy", "UBND tỉnh", "Sở Nội vụ", "Ban Tổ chức Tỉnh ủy", "HĐND tỉnh", "Sở Tài chính", "Công an tỉnh")
TITLES = ("Bí thư", "Chủ tịch", "Giám đốc", "Trưởng ban", "Phó Chủ tịch")
DOCUMENTS = ("35-CT/TW", "18-NQ/TW", "30/2020/NĐ-CP", "1719/QĐ-TTg", "63/2025/QH15")
TOPICS = ("party_building", "economy", "law_justice", "education_science", "health", "culture_sport", "world")


def records(count: int, *, with_text: bool = True) -> Iterator[dict[str, Any]]:
    """Tagged articles, one a few hours after the other from 2014 on; every fiftieth without a date."""
    for row in range(count):
        day = date(2014, 1, 1) + timedelta(days=row * 4500 // count)
        yield article(row, str(day) if row % 50 else None, with_text=with_text)


def article(row: int, day: str | None, *, with_text: bool = True) -> dict[str, Any]:
    """One article with its mentions."""
    pick = row * row + 7 * row
    person, place = PEOPLE[pick % len(PEOPLE) % (11 + row % 600)], row % len(PLACES)
    title, organ = TITLES[pick % 5], f"{ORGANS[pick % 7]} {PLACES[place]}"
    number = DOCUMENTS[pick % 3 if row % 2 else row % 5]
    pieces = [
        (f"Hội nghị lần thứ {row + 1}.\nSáng nay, đồng chí ", None),
        (person, "PERSON"),
        (", ", None),
        (f"{title} {organ}", "POSITION"),
        (", chủ trì hội nghị triển khai ", None),
        (f"Chỉ thị số {number}", "DIRECTIVE"),
        (" trên địa bàn toàn tỉnh. Hội nghị thảo luận nhiều nội dung quan trọng của nhiệm kỳ.", None),
    ]
    text, entities = "", []
    for words, label in pieces:
        if label:
            entities.append(entity(len(text), words, label))
        text += words
    office = entities[1]
    entities.insert(
        2, entity(office["start"] + len(title) + 1, organ, "BODY") | {"canonical_id": body(pick % 7, place)}
    )
    position = {"start": office["start"], "end": office["end"], "text": office["text"], "title": title, "former": False}
    official = {
        "id": None,
        "name": person,
        "mentions": [[entities[0]["start"], entities[0]["end"]]],
        "positions": [position],
    }
    directive = {"number": number, "mentions": [[entities[3]["start"], entities[3]["end"]]], "type": "Chỉ thị"}
    return {
        "id": f"https://bao.example/tin-{row}",
        "date": day,
        "entities": entities,
        "officials": [official],
        "directives": [directive],
        "topics": [{"code": TOPICS[pick % 7], "score": 0.8}],
        "error": None,
    } | ({"text": text} if with_text else {})


def entity(start: int, words: str, label: str) -> dict[str, Any]:
    return {"start": start, "end": start + len(words), "text": words, "label": label, "rule": "made", "score": 1.0}


def body(organ: int, place: int) -> str:
    return f"body:organ-{organ}@place:{PLACE_IDS[place]}"
