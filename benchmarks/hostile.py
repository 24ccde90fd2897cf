"""Texts made to be slow: what repeats, nests or never ends, at any length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import count
from types import MappingProxyType

_FAMILIES, _MIDDLES, _GIVEN = (
    line.split()
    for line in (
        "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Cao",
        "Văn Thị Đức Minh Hữu Quang Thanh Ngọc Xuân Công Đình Bá",
        "An Bình Cường Dũng Giang Hà Hải Hạnh Hiếu Hòa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Phúc Sơn Tâm",
    )
)

ARTICLE = (
    "Sáng 28/10/2019, đồng chí Trần Văn Mẫu, Ủy viên Ban Thường vụ Tỉnh ủy, Trưởng Ban Tuyên giáo Tỉnh ủy, chủ trì. "
    "Phó Chủ tịch UBND tỉnh Lê Thị Hoà thăm thị xã Tân Châu, tỉnh An Giang; nguyên Giám đốc Sở Y tế Đinh Văn Thuỷ. "
    "Thực hiện Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị và Nghị định 30/2020/NĐ-CP, Chỉ thị 35 nêu rõ: "
    "Kỳ họp thứ 8, Quốc hội khóa XIV khai mạc tại Hà Nội, nhiệm kỳ 2016 - 2021. "
)


def name(number: int) -> str:
    """A made name, another for each number below many millions.

    Examples:
        >>> name(0), name(1), len({name(number) for number in range(100_000)})
        ('Nguyễn Văn An An', 'Trần Văn An An', 100000)
    """
    number, family = divmod(number, len(_FAMILIES))
    number, middle = divmod(number, len(_MIDDLES))
    rest, given = divmod(number, len(_GIVEN))
    parts = [_FAMILIES[family], _MIDDLES[middle], _GIVEN[rest % len(_GIVEN)], _GIVEN[given]]
    return " ".join(parts if rest < len(_GIVEN) else [*parts, _GIVEN[rest // len(_GIVEN) % len(_GIVEN)]])


def _again(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _numbered(form: Callable[[int], str]) -> Callable[[int], str]:
    """Pieces that differ, as many as the size needs."""

    def text(size: int) -> str:
        pieces: list[str] = []
        length = 0
        for number in count():
            piece = form(number)
            pieces.append(piece)
            length += len(piece)
            if length >= size:
                break
        return "".join(pieces)[:size]

    return text


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        times = size // (len(opening) + len(closing))
        return opening * times + closing * times

    return text


def _syllable(number: int) -> str:
    """A syllable that no table knows, another for each number."""
    return "".join("bcdghkmn"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:o}")


# Name to the text of a size.
HOSTILE: MappingProxyType[str, Callable[[int], str]] = MappingProxyType(
    {
        "an article, one line": _again(ARTICLE),
        "an article, decomposed": _again(unicodedata.normalize("NFD", ARTICLE)),
        "slashes": _again("/"),
        "slashes and digits": _again("35/2020/"),
        "digits": _again("1"),
        "hyphens": _again("-"),
        "capitals": _again("A"),
        "words in capitals": _again("ỦY BAN "),
        "dots": _again("."),
        "dots and words": _again("a. "),
        "initials": _again("N.V."),
        "brackets": _nested("(", ")"),
        "mixed brackets": _nested("([{“", "”}])"),
        "quotes": _again('"'),
        "open quotes": _again("“a "),
        "apostrophes": _again("H’"),
        "spaces": _again(" "),
        "line ends": _again("\n"),
        "short lines": _again("a\n"),
        "one letter's marks": lambda size: "a" + "\u0301" * (size - 1),
        "marks": _again("a\u0323\u0302\u0301 "),
        "jamo": _again("\u1112\u1161\u11ab"),
        "invisible": _again("a\u200b"),
        "one word": _again("ủ"),
        "words unknown": _numbered(lambda number: _syllable(number) + " "),
        "titles": _again("Chủ tịch, "),
        "titles with bodies": _again("Chủ tịch Ủy ban nhân dân tỉnh, "),
        "unnamed offices": _again("Thủ tướng yêu cầu. "),
        "a body without end": _again("Uỷ ban nhân dân "),
        "a body with a gap": lambda size: "Ủy ban" + " " * (size - 30) + "nhân dân tỉnh An Giang. ",
        "an office with a gap": lambda size: "Chủ tịch" + " " * (size - 40) + "Ủy ban nhân dân tỉnh Lê Văn Mẫu. ",
        "a name with a gap": lambda size: "ông Trần Văn" + "\u3000" * (size - 20) + "Mẫu nói. ",
        "a document with a gap": lambda size: "Nghị định số" + " " * (size - 30) + "30/2020/NĐ-CP. ",
        "commas": lambda size: "Bí thư" + "," * (size - 20) + "Trần Văn Mẫu. ",
        "bodies": _numbered(lambda number: f"Ban Chỉ đạo {name(number)} họp. "),
        "one name": _again("Trần Văn Mẫu, "),
        "names": _numbered(lambda number: name(number) + ", "),
        "names in a list": _numbered(lambda number: name(number) + " và "),
        "names of one word": _numbered(lambda number: f"ông {_GIVEN[number % len(_GIVEN)]} và "),
        "names in capitals": _numbered(lambda number: name(number).upper() + "\n"),
        "names that lengthen": _again("ông Nam, Văn Nam, Trần Văn Nam; "),
        "offices and names": _numbered(lambda number: f"Chủ tịch {name(number)}, "),
        "one office, many names": _numbered(lambda number: f"ông {name(number)}, Bí thư Tỉnh ủy An Giang; "),
        "offices, then names": lambda size: _again("Bí thư, ")(size // 2) + _again("Trần Văn Mẫu; ")(size // 2),
        "one number": _again("Chỉ thị số 35-CT/TW, "),
        "short numbers": _numbered(lambda number: f"Chỉ thị {number % 99 + 1}, "),
        "numbers": _numbered(lambda number: f"Nghị định {number}/2020/NĐ-CP, "),
        "numbers in a list": lambda size: "Chỉ thị số " + _numbered(lambda number: f"{number}-CT/TW và ")(size - 11),
        "a head without a number": _again("Chỉ thị số "),
        "a symbol without end": lambda size: "Quyết định số 5/QĐ" + _again("-UBND")(size - 18),
        "a title without end": lambda size: "Đề án “" + _again("phát triển ")(size - 7),
        "laws": _again("Luật Đất đai năm 2024, "),
        "provisions": _again("điểm a khoản 2 Điều 5 "),
        "dates": _again("ngày 1/1/2020, "),
        "parts of dates": _again("ngày tháng năm "),
        "events": _again("Đại hội XIII của Đảng, "),
        "an event without end": lambda size: "Đại hội " + _again("Đảng bộ ")(size - 8),
        "places": _again("tỉnh An Giang, "),
        "communes": _numbered(lambda number: f"xã {name(number)}, "),
        "addresses": _again("http://a.vn/"),
    }
)

# What only a page of HTML can hold.
HOSTILE_PAGES: MappingProxyType[str, Callable[[int], str]] = MappingProxyType(
    {
        "paragraphs": _again(f"<p>{ARTICLE}</p>\n"),
        "open tags": _again("<a "),
        "nested": _nested("<b>", "</b>"),
        "menus": _again("<nav>"),
        "comments": _again("<!-- "),
        "scripts": _again("<script>"),
        "short scripts": _again("<script></script>"),
        "declarations": _again("<!"),
        "quotes": _again("<a title='"),
        "entities": _again("&amp;"),
        "open entities": _again("&#"),
        "less-than": _again("<"),
    }
)
