"""Whether an office of the whole country is given to whom the text names with it."""

from __future__ import annotations

import pytest
from link_drafts import draft_of, linked

from vnpolitext.doc import Doc, Official, Position, Relation
from vnpolitext.linking.component import Linker

PM, DEFENCE = "post:thu-tuong@body:chinh-phu", "post:bo-truong@body:bo-quoc-phong"


def held(doc: Doc) -> list[tuple[str, str | None, bool]]:
    """Name, post and whether it is former, of each office that the text gives."""
    return [(o.name, p.post, p.former) for o in doc.officials if not o.inferred for p in o.positions]


@pytest.mark.parametrize(
    ("tagged", "date", "found"),
    [
        (
            '<POSITION h="Pete Sample">Bộ trưởng <BODY>Bộ Quốc phòng</BODY></POSITION> <PERSON>Pete Sample</PERSON>.',
            "2022-07-31",
            [("Pete Sample", None, False)],
        ),
        (
            '<POSITION h="Pete Sample">Thứ trưởng <BODY>Bộ Quốc phòng</BODY></POSITION> <PERSON>Pete Sample</PERSON>.',
            "2022-07-31",
            [("Pete Sample", None, False)],
        ),
        (
            '<POSITION h="Lê Ví">Thủ tướng</POSITION> <PERSON>Lê Ví</PERSON> phát biểu.',
            "2022-07-31",
            [("Lê Ví", None, False)],
        ),
        (
            '<POSITION h="Lê Ví">Thủ tướng</POSITION> <PERSON>Lê Ví</PERSON> phát biểu.',
            None,
            [("Lê Ví", PM, False)],
        ),
        (
            '<POSITION h="Phạm Minh Chính">Thủ tướng</POSITION> <PERSON>Phạm Minh Chính</PERSON> phát biểu.',
            "2022-07-31",
            [("Phạm Minh Chính", PM, False)],
        ),
        (
            '<POSITION h="Nguyễn Tấn Dũng">Thủ tướng</POSITION> <PERSON>Nguyễn Tấn Dũng</PERSON> từng nói như vậy.',
            "2022-07-31",
            [("Nguyễn Tấn Dũng", PM, True)],
        ),
        (
            'Ông <PERSON>Lê Ví</PERSON> được bầu giữ chức <POSITION h="Lê Ví">Thủ tướng</POSITION>.',
            "2022-07-31",
            [("Lê Ví", PM, False)],
        ),
        (
            'Nguyên <POSITION h="Lê Ví">Thủ tướng</POSITION> <PERSON>Lê Ví</PERSON> dự.',
            "2022-07-31",
            [("Lê Ví", PM, True)],
        ),
        (
            'Ông <PERSON>Lê Ví</PERSON> nhận bằng khen mà năm ấy chính <POSITION h="Lê Ví">Thủ tướng</POSITION> ký.',
            "2022-07-31",
            [],
        ),
    ],
    ids=[
        "a foreign minister",
        "a foreign deputy, of whom the registry has none",
        "a name that the registry does not know",
        "without a date nothing is certain",
        "the holder",
        "a former holder",
        "who comes to hold it may be newer than the registry",
        "a former one that the registry lacks",
        "a name that stands near",
    ],
)
def test_the_registry_tells_whose_an_office_is(
    tagged: str, date: str | None, found: list[tuple[str, str | None, bool]]
) -> None:
    assert held(linked(tagged, date=date)) == found


def test_the_post_of_another_stays_as_a_candidate() -> None:
    doc = linked('<POSITION h="Lê Ví">Thủ tướng</POSITION> <PERSON>Lê Ví</PERSON> phát biểu.', date="2022-07-31")
    office = doc.labelled("POSITION")[0]
    assert office.canonical_id is None
    assert [candidate.id for candidate in office.candidates] == [PM]
    assert office.candidates[0].score < 0.5


def test_an_office_that_a_near_name_does_not_have_is_its_holders() -> None:
    doc = linked(
        'Ông <PERSON>Lê Ví</PERSON> dự lễ ở xã. Chiều cùng ngày <POSITION h="Lê Ví">Thủ tướng Chính phủ</POSITION> về.',
        date="2022-07-31",
    )
    assert [(o.name, o.inferred) for o in doc.officials if o.positions] == [("Phạm Minh Chính", True)]


@pytest.mark.parametrize(
    "first",
    [
        '<POSITION h="Hán Mẫu">Thủ tướng <PLACE>Trung Quốc</PLACE></POSITION> <PERSON>Hán Mẫu</PERSON> đến.',
        '<POSITION h="Hán Mẫu">Thủ tướng</POSITION> của <PLACE>Trung Quốc</PLACE> <PERSON>Hán Mẫu</PERSON> đến.',
    ],
)
@pytest.mark.parametrize("date", ["2022-07-31", None])
def test_a_country_said_once_holds_for_the_bare_title_later(first: str, date: str | None) -> None:
    later = ' <POSITION h="Hán Mẫu">Thủ tướng</POSITION> <PERSON>Hán Mẫu</PERSON>. <POSITION>Thủ tướng</POSITION> về.'
    doc = linked(first + later, date=date)
    assert [post for _, post, _ in held(doc)] == [None, None]
    assert not any(official.inferred for official in doc.officials)


@pytest.mark.parametrize(
    ("position", "predicate"),
    [
        (Position(0, 9, "Thủ tướng", "Thủ tướng", acting=True), "holds"),
        (Position(0, 9, "Thủ tướng", "Thủ tướng", former=True), "held"),
        (Position(0, 9, "Thủ tướng", "Thủ tướng", former=True, left=True), "left"),
        (Position(0, 9, "Thủ tướng", "Thủ tướng", proposed=True), "proposed"),
    ],
)
def test_relations_say_what_becomes_of_an_office(position: Position, predicate: str) -> None:
    draft = draft_of('<POSITION h="Lê Ví">Thủ tướng</POSITION> <PERSON>Lê Ví</PERSON>', date="2022-07-31")
    draft.officials = [Official("Lê Ví", ((10, 15),), (position,))]
    Linker()([draft])
    shown = position.acting, position.former, position.proposed
    name = PM if any(shown[1:]) else "Thủ tướng"
    assert draft.relations == [Relation("Lê Ví", predicate, name, 0, 9, acting=position.acting)]
