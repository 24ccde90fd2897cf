"""What a rule recogniser finds: a span, its label, and the rule that found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """What a reference to an official document says about it.

    Args:
        number: the number as it would be cited ("35-CT/TW"); None for a document cited by name.
        serial: the running number alone, without leading zeros ("35", "66.7", "30a").
        type: the document type ("Chỉ thị"); from the word, or from the symbol where they disagree.
        type_code: its code in the symbol ("CT").
        year: the year in the number, of the name, or of the date that follows.
        issuer_code: the issuer's code in the symbol ("TW"), or that of the issuer named after it.
        issuer: the issuing body, as the text names it, or as the code means it.
        name: for a document cited by name, the name ("Luật Đất đai năm 2024").
        date: the date of issue that follows, ISO.
        subject: what it is about, as the text says after "về".
        provisions: the points, clauses and articles cited before it ("điểm a khoản 2 Điều 5").
    """

    number: str | None = None
    serial: str | None = None
    type: str | None = None
    type_code: str | None = None
    year: int | None = None
    issuer_code: str | None = None
    issuer: str | None = None
    name: str | None = None
    date: str | None = None
    subject: str | None = None
    provisions: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the normalised text that a rule labels; offsets are half-open code points.

    Args:
        start: first code point.
        end: code point after the last.
        label: one of ``vnpolitext.doc.LABELS``.
        rule: what found it ("directive.party_number").
        score: the rule's precision, measured on annotated articles.
        document: for a DIRECTIVE, what the reference says.
    """

    start: int
    end: int
    label: str
    rule: str
    score: float
    document: DocumentRef | None = None

    @property
    def extent(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end
