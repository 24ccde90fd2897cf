"""Documents made by hand, for the tests of what is shown and exported."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from vnpolitext.doc import LABELS, Directive, Doc, Entity, Official, Position, Reason, Topic

TEXT = (
    "Ngày 12/3/2020, đồng chí Trần Văn Bình, Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà, chủ trì hội nghị.\n"
    "Hội nghị quán triệt Chỉ thị 35-CT/TW."
)


def found(mention: str, label: str, *, number: str | None = None, canonical_id: str | None = None) -> Entity:
    """The entity at the only place where the example's text has the mention."""
    start = TEXT.index(mention)
    return Entity(start, start + len(mention), mention, label, "tagger", 0.9, number, canonical_id)


def example() -> Doc:
    """An article with nesting, an official, a directive and topics."""
    office = found("Trưởng Ban Tổ chức Tỉnh ủy Vĩnh Hà", "POSITION")
    person = found("Trần Văn Bình", "PERSON", canonical_id="person:tran-van-binh")
    directive = found("Chỉ thị 35-CT/TW", "DIRECTIVE", number="35-CT/TW")
    position = Position(office.start, office.end, office.text, "Trưởng", body_text="Ban Tổ chức Tỉnh ủy Vĩnh Hà")
    line = TEXT.index("\n")
    return Doc(
        text=TEXT,
        date=date(2020, 3, 12),
        sentence_extents=((0, line), (line + 1, len(TEXT))),
        entities=(
            found("Ngày 12/3/2020", "DATE"),
            person,
            office,
            found("Ban Tổ chức Tỉnh ủy Vĩnh Hà", "BODY"),
            directive,
        ),
        officials=(Official("Trần Văn Bình", ((person.start, person.end),), (position,), "person:tran-van-binh"),),
        directives=(Directive("35-CT/TW", ((directive.start, directive.end),), type="Chỉ thị", issuer="Bộ Chính trị"),),
        topics=(Topic("party_building", 0.91, (Reason("tổ chức", 1.2),)), Topic("world", 0.02)),
    )


# What an article from the web may carry to break out of the page that shows it.
HOSTILE = (Path(__file__).parent / "cases" / "hostile.jsonl").read_text(encoding="utf-8").splitlines()
INJECTIONS: tuple[str, ...] = tuple(json.loads(line)["text"] for line in HOSTILE)


def hostile(text: str) -> Doc:
    """A document with the text in every field that the reader sees."""
    whole = f"{text} {text}"
    end = len(text)
    position = Position(0, end, text, text, text, text, text)
    return Doc(
        text=whole,
        entities=tuple(Entity(0, end, text, label, text, 0.5, text, text) for label in LABELS),
        officials=(Official(text, ((0, end),), (position,), text),),
        directives=(Directive(text, ((0, end),), text, text, text, 2020, text, text, text, text),),
        topics=(Topic(text, 0.5, (Reason(text, 1.0),)),),
        warnings=(text,),
        error=text,
    )


@st.composite
def docs(draw: st.DrawFn, *, alphabet: str = "aàbđ <&\n\u0300.1") -> Doc:
    """Documents with any text and any properly nested, distinct mentions."""
    text = draw(st.text(alphabet, max_size=40))
    spans: list[tuple[int, int]] = []
    for start, end in draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)):
        if start < end <= len(text) and all(_fits((start, end), other) for other in spans):
            spans.append((start, end))
    label = st.sampled_from(LABELS)
    spans.sort(key=lambda span: (span[0], -span[1]))
    return Doc(text=text, entities=tuple(Entity(s, e, text[s:e], draw(label), "rule", 0.5) for s, e in spans))


def _fits(one: tuple[int, int], other: tuple[int, int]) -> bool:
    apart = one[1] <= other[0] or other[1] <= one[0]
    inside = (other[0] <= one[0] and one[1] <= other[1]) or (one[0] <= other[0] and other[1] <= one[1])
    return one != other and (apart or inside)
