"""How the fact tables name offices and bodies, read into the registry's own terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from vnpolitext.linking.identifiers import local_body, post
from vnpolitext.linking.periods import days

Row = dict[str, str]
# Local bodies in officials.csv: "Thành ủy Hà Nội", "UBND tỉnh Đồng Tháp".
_LOCAL = re.compile(r"(?P<organ>Tỉnh ủy|Thành ủy|UBND) (?:[Tt]ỉnh |[Tt]hành phố )?(?P<place>.+)")
_ORGANS = {"Tỉnh ủy": "tinh-uy", "Thành ủy": "thanh-uy", "UBND": "uy-ban-nhan-dan"}
_COMMITTEES = {"tỉnh": "Tỉnh ủy", "thành phố": "Thành ủy"}
_TERM = re.compile(r" khóa [XVI]+.*")
_REMARK = re.compile(r"\s*\([^)]*\)")
_SHORTEST = 4  # characters; shorter variants are homographs ("BT", "TTg")
_ALSO = re.compile(r"\(([^\d()]+)\)$")  # "Ủy viên Ban Bí thư (Bí thư Trung ương Đảng)"
_WHEN = re.compile(r"\s*\([^)]*\)$")
# Nouns that the body lends to a title cut short by it: "Trưởng | Ban Tổ chức" is "Trưởng Ban".
_LENT = ("Văn phòng", "Thanh tra", "Kiểm toán", "Ban", "Đoàn", "Phòng")


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one office."""

    person: str
    name: str
    title: str
    body: str
    names: tuple[str, ...]
    acting: bool
    start: str
    end: str
    known_from: str
    known_until: str
    verified: str
    note: str
    source: str

    @property
    def post(self) -> str:
        """Identifier of the office."""
        return post(self.title, self.body)

    def row(self) -> Row:
        """The membership as a row of memberships.csv."""
        return {
            "person": self.person,
            "post": self.post,
            "start": self.start,
            "end": self.end,
            "known_from": self.known_from,
            "known_until": self.known_until,
            "acting": "yes" if self.acting else "no",
            "verified": self.verified,
            "note": self.note,
            "source": self.source,
        }


def central_index(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Bodies by name and by alias, in lower case; a name comes before an alias."""
    index: dict[str, list[Row]] = {}
    table = list(rows)
    for row in table:
        index.setdefault(row["name"].casefold(), []).append(row)
    for row in table:
        for alias in row["aliases"].split("|"):
            index.setdefault(alias.casefold(), [row])
    return index


def post_of(row: Row, index: dict[str, list[Row]]) -> tuple[str, str, tuple[str, ...]]:
    """Title, body (identifier, or the name of a local body) and the office's full names."""
    position, home = row["position"], row["body"]
    if position.startswith("Chủ nhiệm Ủy ban của Quốc hội"):
        home, position = row["note"], f"Chủ nhiệm {row['note']}"
    other = _ALSO.findall(position)
    position = _WHEN.sub("", _TERM.sub("", position.removeprefix("Quyền ")))
    if _LOCAL.fullmatch(home):
        return position.split(" UBND")[0].split(" Tỉnh ủy")[0].split(" Thành ủy")[0], home, (position,)
    lives = index[home.removesuffix(" QĐND Việt Nam").casefold()]
    body = next((b for b in lives if not row["start"] or not b["valid_to"] or b["valid_to"] > row["start"]), lives[0])
    return _title(position, body["name"], home), body["id"], (position, *other)


def _title(position: str, *names: str) -> str:
    title = position
    for name in names:
        title = title.removesuffix(name).strip(" ,") or title
    lent = next((noun for noun in _LENT if any(name.startswith(noun) for name in names)), "")
    if lent and title in {"Trưởng", "Phó Trưởng", "Chánh", "Phó Chánh", "Tổng", "Phó Tổng"}:
        title = f"{title} {lent}"
    # "Tổng Thanh tra Chính phủ", "Thủ tướng Chính phủ", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"
    title = title.removeprefix("Bộ trưởng, ")
    return position if title == "Phó" else title  # "Phó Chủ tịch nước": the body is the office's own name


def split_membership(member: Membership, places: list[Row]) -> Iterator[Membership]:
    """A membership of a local body for each extent that the place had meanwhile.

    One that is known only from a day on tells nothing of an extent that had ended by then.
    """
    local = _LOCAL.fullmatch(member.body)
    if local is None:
        yield member
        return
    name = local["place"].removeprefix("Thành phố ")
    first = days(member.start)[0] if member.start else days("2025-07-01")[0]
    last = days(member.end)[1] if member.end else date.max
    for place in (place for place in places if place["name"] == name):
        opens = days(place["valid_from"])[0] if place["valid_from"] else date.min
        closes = days(place["valid_to"])[1] if place["valid_to"] else date.max
        seen = days(member.known_from)[1] if member.known_from and not member.start else None
        if last < opens or first > closes or (seen and seen > closes):
            continue
        organ = _ORGANS[local["organ"]]
        if organ != "uy-ban-nhan-dan":
            organ = "thanh-uy" if place["type"] == "thành phố" else "tinh-uy"
        home = f"UBND {place['type']}" if organ == "uy-ban-nhan-dan" else _COMMITTEES[place["type"]]
        part = replace(
            member,
            body=local_body(organ, place["id"]),
            names=(f"{member.title} {home} {place['name']}",),
            start=opens.isoformat() if opens > first and (member.start or (seen and seen < opens)) else member.start,
            known_from="" if seen and seen < opens else member.known_from,
            end=closes.isoformat() if closes < last - timedelta(days=1) else member.end,
        )
        yield part


def title_variants(titles: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Other forms of an office's full name ("Thủ tướng" for "Thủ tướng Chính phủ"); not those that are too short."""
    out: dict[str, tuple[str, ...]] = {}
    for row in titles:
        if row["kind"] in {"position", "compound title"}:
            names = [row["canonical"], *row["variants"].split("|")]
            forms = tuple(name for name in names if len(name) > _SHORTEST and not name.isupper())
            out |= dict.fromkeys(names, forms)
    return out


def shortened(name: str) -> Iterator[str]:
    """Shorter forms in use: "Bộ trưởng Nội vụ" for "Bộ trưởng Bộ Nội vụ", "Bí thư Trung ương" without "Đảng"."""
    if name.startswith("Bộ trưởng Bộ "):
        yield name.replace("Bộ trưởng Bộ ", "Bộ trưởng ")
    if " UBND " in name:
        yield name.replace(" UBND ", " ")
    if name.endswith("Trung ương Đảng"):
        yield name.removesuffix(" Đảng")


def issuer_name(said: str) -> str:
    """The issuing body without the remarks that the fact table makes about it."""
    return _REMARK.sub("", said).split(" and its ")[0].strip()
