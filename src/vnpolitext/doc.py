"""What comes out of the pipeline: frozen values, and their JSON form.

Every offset is a code-point offset into the text the caller gave, half-open:
``doc.text[entity.start:entity.end] == entity.text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date as Date  # noqa: N812 - a field named ``date`` must not hide the type
from typing import Any

SCHEMA_VERSION = 1
LABELS = ("PERSON", "POSITION", "BODY", "ORG", "DIRECTIVE", "PLACE", "EVENT", "DATE")

Extent = tuple[int, int]
_SHOWN = 60  # characters of a document's text in its repr


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the text (half-open, code points)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or list item with its place in the text (half-open, code points)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One registry entry that a mention may stand for.

    ``score`` is between 0 and 1; ``verified`` is the registry's level ("yes", "partial", "no").
    """

    id: str
    score: float
    verified: str = "yes"


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention: what it is, where it stands, what found it and what it stands for.

    Args:
        start: first code point of the mention in the caller's text.
        end: code point after the last.
        text: the mention as written.
        label: one of ``LABELS``.
        rule: the rule or model that found it ("directive.party_number", "tagger").
        score: confidence between 0 and 1.
        number: for a DIRECTIVE, the full number as it would be cited ("35-CT/TW").
        canonical_id: the registry entry, or an identifier made for what the registry lacks, when the evidence decides.
        candidates: every entry it may stand for, best first.
        inferred: the link was concluded from the date and the registry, not read in the text.
    """

    start: int
    end: int
    text: str
    label: str
    rule: str
    score: float
    number: str | None = None
    canonical_id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """An office that an official holds, as the text states it.

    Args:
        start: first code point of the POSITION mention.
        end: code point after the last.
        text: the mention as written ("Ủy viên Bộ Chính trị").
        title: the office without its body ("Ủy viên"); where it cannot stand alone, with the body's first noun
            ("Trưởng Ban" of "Trưởng Ban Tổ chức Trung ương").
        body: canonical id of the body, when linked ("body:bo-chinh-tri").
        body_text: the body as written ("Bộ Chính trị"), None when the office names none.
        post: canonical id of title and body together, when both are known.
        former: the text says that the office was held before ("nguyên", "từng giữ chức", "từ năm 2010 đến năm 2015"),
            or that it ends; or the registry has the person in it earlier and another on the article's date.
        acting: the text says "Quyền".
        left: the text tells of the end ("thôi giữ chức", "cách chức"); ``former`` is then true too.
        proposed: the text says that the person is to have it and not yet has ("giới thiệu để bầu giữ chức").
        since: first day, month or year in office, when the text gives it, ISO (YYYY, YYYY-MM or YYYY-MM-DD).
        until: last day, month or year in office, in the same form.
    """

    start: int
    end: int
    text: str
    title: str
    body: str | None = None
    body_text: str | None = None
    post: str | None = None
    former: bool = False
    acting: bool = False
    left: bool = False
    proposed: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """A person of the article: the fullest form of the name, every mention, every office stated.

    ``inferred`` marks one whom the article does not name and the registry gives ("Thủ tướng" on a date).
    """

    name: str
    mentions: tuple[Extent, ...]
    positions: tuple[Position, ...] = ()
    id: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """A document of the article: what its number says, and every mention.

    Args:
        number: the number as it would be cited ("30/2020/NĐ-CP"); None for one cited by name.
        name: for one cited by name, the name ("Luật Đất đai năm 2024").
        mentions: extents of its mentions, in order.
        type: the document type ("Chỉ thị").
        type_code: its code in the symbol ("CT").
        year: the year in the number, or of the date that follows it.
        issuer_code: the issuer's code in the symbol ("TW", "CP").
        issuer: the issuing body ("Bộ Chính trị"), from the text or from the code.
        date: the date of issue as the text gives it, ISO (YYYY, YYYY-MM or YYYY-MM-DD).
        subject: what it is about, as the text says after "về".
        provisions: points, clauses and articles cited ("điểm a khoản 2 Điều 5"), in order.
        canonical_id: the registry entry, or an identifier made from a full number, when the evidence decides.
    """

    number: str | None
    mentions: tuple[Extent, ...]
    name: str | None = None
    type: str | None = None
    type_code: str | None = None
    year: int | None = None
    issuer_code: str | None = None
    issuer: str | None = None
    date: str | None = None
    subject: str | None = None
    provisions: tuple[str, ...] = ()
    canonical_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that spoke for a topic, and the weight it had in this text."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its calibrated probability, and the features that weighed most."""

    code: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """One fact that the text states: subject, predicate, object, and where it says so.

    ``subject`` and ``object`` are canonical ids where linked, else the words of the text. ``acting`` is said of an
    office.
    """

    subject: str
    predicate: str
    object: str
    start: int
    end: int
    inferred: bool = False
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Doc:
    """One article and all that was found in it.

    ``period`` is the year ("2019") or month ("2019-10") of publication where the day (``date``) is not known.

    Examples:
        >>> doc = Doc(text="Hà Nội", entities=(Entity(0, 6, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> Doc.from_dict(doc.to_dict()) == doc
        True
        >>> doc.places[0].text
        'Hà Nội'
        >>> doc
        <Doc undated: 'Hà Nội', 1 entities, 0 people, 0 directives>
    """

    text: str
    date: Date | None = None
    sentence_extents: tuple[Extent, ...] = ()
    token_extents: tuple[Extent, ...] = ()
    entities: tuple[Entity, ...] = ()
    officials: tuple[Official, ...] = ()
    directives: tuple[Directive, ...] = ()
    topics: tuple[Topic, ...] = ()
    relations: tuple[Relation, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = field(default=None)
    period: str | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences, headings and list items in order; they do not overlap."""
        return tuple(Sentence(start, end, self.text[start:end]) for start, end in self.sentence_extents)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Words and punctuation in order; they do not overlap."""
        return tuple(Token(start, end, self.text[start:end]) for start, end in self.token_extents)

    def labelled(self, label: str) -> tuple[Entity, ...]:
        """Mentions of one label, in order."""
        return tuple(entity for entity in self.entities if entity.label == label)

    @property
    def bodies(self) -> tuple[Entity, ...]:
        """Mentions of organs of the Vietnamese political system."""
        return self.labelled("BODY")

    @property
    def places(self) -> tuple[Entity, ...]:
        """Mentions of places."""
        return self.labelled("PLACE")

    @property
    def events(self) -> tuple[Entity, ...]:
        """Mentions of congresses, plenums, sessions and elections."""
        return self.labelled("EVENT")

    @property
    def dates(self) -> tuple[Entity, ...]:
        """Mentions of dates."""
        return self.labelled("DATE")

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON values, with the schema's version."""
        plain = {name: _plain(getattr(self, name)) for name in _DOC_FIELDS}
        return {"schema_version": SCHEMA_VERSION, **plain}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Doc:
        """Build a document from ``to_dict``'s form.

        Raises:
            ValueError: the schema version is another, a value is not what a document has there (the message names
                the field), an offset is not where it says, or the mentions are out of order.
        """
        from vnpolitext.plain import document  # noqa: PLC0415 - it makes what is defined here

        return document(value)

    def to_spacy(self, *, vocab: Any = None) -> Any:
        """The document as ``spacy.tokens.Doc``, its mentions in ``spans["vnpolitext"]``; needs the extra "spacy"."""
        from vnpolitext.export.spacy import to_spacy  # noqa: PLC0415 - an extra

        return to_spacy(self, vocab=vocab)

    def explain(self, entity: Entity) -> str:
        """Why a mention is what it is, in plain English: rule, parts, link, holders.

        Args:
            entity: one of ``doc.entities``.

        Raises:
            TypeError: what is given is no ``Entity``.
            ValueError: the entity is none of this document's.

        Examples:
            >>> place = Entity(0, 6, "Hà Nội", "PLACE", "tagger", 0.9, canonical_id="place:mine")
            >>> print(Doc(text="Hà Nội", entities=(place,)).explain(place))
            "Hà Nội" (0 to 6) is a PLACE.
            Found by tagger: the trained tagger, which reads the whole article; probability 0.90.
            Stands for: place:mine.
        """
        from vnpolitext.show.explain import explain  # noqa: PLC0415 - only where it is asked for

        return explain(self, entity)

    def __repr__(self) -> str:
        # A line to recognise it by: every offset of an article would fill the screen.
        counts = f"{len(self.entities)} entities, {len(self.officials)} people, {len(self.directives)} directives"
        text = self.text if len(self.text) <= _SHOWN else self.text[:_SHOWN].rstrip() + "…"
        return f"<Doc {self.date or self.period or 'undated'}: {text!r}, {counts}>"

    def _repr_html_(self) -> str:
        from vnpolitext.show.html import render  # noqa: PLC0415 - only a notebook needs it

        return render(self)


_DOC_FIELDS = tuple(item.name for item in fields(Doc))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
