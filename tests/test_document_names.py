"""Documents cited by name: where the name begins and ends, its year, and what is only a word."""

from __future__ import annotations

import pytest

from vnpolitext.entities.directives import find_directives
from vnpolitext.entities.documents.names import match_law, match_meeting, match_name


def _found(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in find_directives(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Khoa Luật Dân sự",
        "khoa Luật Khí hậu đô thị",
        "Tòa Hiến pháp",
        "Tòa án Hiến pháp",
        "hai luật dược",
        "theo Luật giá thị trường",
        "theo Luật hội đàm",
        "2 Luật Khí hậu đô thị",
        "Luật - Khí hậu",
        "Luật, Khí hậu",
        "luật Khí hậu đô thị",
        "Luật khí hậu đô thị",
        "Luật ABC",
        "Luật QH",
        "Luật ™",
        "Luật sửa đổi, bổ sung một số điều của luật lệ",
        "Luật sửa đổi, bổ sung một số điều của Luật cũ",
        "thực hiện Nghị quyết Đại hội Đảng bộ tỉnh",
        "thực hiện Nghị quyết Hội nghị tổng kết",
        "quan niệm về hiến pháp năm ngoái",
    ],
)
def test_a_word_or_a_body_is_no_name(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "name", "kind", "year"),
    [
        ("theo Luật Giá mới", "Luật Giá", "law", None),
        ("theo luật Dược mới", "luật Dược", "law", None),
        ("theo luật đất đai năm 2013", "luật đất đai năm 2013", "law", 2013),
        ("theo bộ luật dân sự 2015", "bộ luật dân sự 2015", "code", 2015),
        ("theo BLHS năm 2015, các bên", "BLHS năm 2015", "code", 2015),
        ("theo hiến pháp năm 2013", "hiến pháp năm 2013", "constitution", 2013),
        ("theo Hiến pháp mới", "Hiến pháp", "constitution", None),
        ("theo UNCLOS 1982", "UNCLOS 1982", "convention", 1982),
        ("theo Điều lệ Đảng năm 2011", "Điều lệ Đảng", "party", None),
        ("theo Hiệp định Paris năm 1973", "Hiệp định Paris", "treaty", None),
    ],
)
def test_a_listed_name_takes_its_year_and_party_documents_and_treaties_none(
    text: str, name: str, kind: str, year: int | None
) -> None:
    match = match_name(text, 5)
    assert match is not None
    assert (text[5 : match.end], match.named.kind, match.year) == (name, kind, year)
    assert match.rule == f"directive.named_{kind}"


@pytest.mark.parametrize("text", ["luật dược", "luật giá", "bộ luật nào", "điều lệ nào", "blhs"])
def test_a_name_of_one_ordinary_word_needs_its_capital(text: str) -> None:
    assert match_name(text, 0) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Luật Khí hậu đô thị được trình", "Luật Khí hậu đô thị"),
        ("Luật Khí hậu Việt Nam được trình", "Luật Khí hậu Việt Nam"),
        ("Luật Khí hậu Bộ trưởng trình", "Luật Khí hậu"),
        ("Luật Khí hậu Luật gia Trần An viết", "Luật Khí hậu"),
        ("Luật Khí hậu Nghị định kèm", "Luật Khí hậu"),
        ("Luật Khí hậu Ảnh An", "Luật Khí hậu"),
        ("Luật Khí hậu Theo ông An", "Luật Khí hậu"),
        ("Luật Khí hậu\nSáng nay trình", "Luật Khí hậu"),
        ("Luật Khí hậu\nđô thị xanh", "Luật Khí hậu\nđô thị xanh"),
        ("Luật\nKhí hậu đô thị", "Luật\nKhí hậu đô thị"),
        ("Luật Khí hậu\n\nđô thị xanh", "Luật Khí hậu"),
        ("Luật Khí hậu đô thị\nÔng An cho biết", "Luật Khí hậu đô thị"),
        ("Luật Khí hậu đô thị 2 chương", "Luật Khí hậu đô thị"),
        ("Luật Khí hậu, các nghị định", "Luật Khí hậu"),
        ("Luật Khí hậu. Các nghị định", "Luật Khí hậu"),
        ("Luật Phòng ngừa y tế cộng đồng", "Luật Phòng ngừa y tế cộng đồng"),
        ("Luật Y tế cộng đồng", "Luật Y tế cộng đồng"),
        ("Luật Q", "Luật Q"),
        (
            "Luật Khí hậu một hai ba nhóm bốn chín bảy tám nhất bét",
            "Luật Khí hậu một hai ba nhóm bốn chín bảy tám nhất bét",
        ),
        ("Bộ luật Khí hậu năm 2031 nêu rõ", "Bộ luật Khí hậu năm 2031"),
        ("Pháp lệnh Khí hậu nêu rõ", "Pháp lệnh Khí hậu"),
    ],
)
def test_a_law_that_no_table_knows_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    for before in ("", "(", "theo "):
        (mention,) = find_directives(before + text + "; 2031")
        assert (before + text)[mention.start : mention.end] == name
        assert mention.rule == "directive.unlisted_law"
        assert mention.document is not None
        assert (mention.document.type or "?") in name


def test_a_law_of_more_than_twelve_words_is_none() -> None:
    assert _found("Luật Khí hậu một hai ba nhóm bốn chín bảy tám nhất bét cuối") == []


@pytest.mark.parametrize(
    "name",
    [
        "Luật sửa đổi, bổ sung một số điều của Luật Giá",
        "Luật sửa đổi một số điều của Luật Khí hậu đô thị năm 2031",
        "Luật sửa đổi, bổ sung các điều của Bộ luật Hình sự",
        "Luật sửa đổi Pháp lệnh Khí hậu",
        "Luật sửa đổi các luật liên quan đến quân đội và Công an nhân dân Việt Nam",
        "Luật sửa đổi, bổ sung một số điều của 11 luật có liên quan đến an ninh, trật tự và quốc phòng",
    ],
)
def test_an_amending_law_is_named_with_what_it_amends(name: str) -> None:
    text = f"Trình {name}, được thông qua."
    (mention,) = find_directives(text)
    assert (text[mention.start : mention.end], mention.rule) == (name, "directive.amending_law")
    assert mention.document is not None
    assert (mention.document.type, mention.document.year) == ("Luật", None)
    match = match_law(text, 6, 10)
    assert match is not None
    assert (match.named.name, match.named.kind, match.named.numbers) == (name, "law", ())


def test_a_comma_further_on_ends_the_subject_of_an_amending_law() -> None:
    assert _found("Luật sửa đổi 3 luật liên quan đến an ninh mạng, trật tự xã hội") == [
        "Luật sửa đổi 3 luật liên quan đến an ninh mạng"
    ]


def test_the_name_of_an_unlisted_law_is_what_the_text_says() -> None:
    match = match_law("theo Luật Khí hậu đô thị năm 2031", 5, 9)
    assert match is not None
    assert (match.named.name, match.named.kind, match.year) == ("Luật Khí hậu đô thị", "law", 2031)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Đại hội Đảng đề ra", "Đại hội Đảng"),
        ("Đại hội đại biểu toàn quốc của Đảng đề ra", "Đại hội đại biểu toàn quốc của Đảng"),
        ("Trung ương 4 khóa XII đề ra", "Trung ương 4 khóa XII"),
        ("Hội nghị Trung ương 6 đề ra", "Hội nghị Trung ương 6"),
        (
            "Hội\nnghị lần thứ 11 Ban Chấp hành Trung ương Đảng khóa XIII đề ra",
            "Hội\nnghị lần thứ 11 Ban Chấp hành Trung ương Đảng khóa XIII",
        ),
        ("hội nghị tổng kết", None),
        ("bầu cử", None),
    ],
)
def test_the_name_of_a_meeting_is_read_to_its_end(text: str, end: str | None) -> None:
    stop = match_meeting(f"Nghị quyết {text}", 11)
    assert (stop and text[: stop - 11]) == end
