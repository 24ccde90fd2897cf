"""Readable, stable identifiers: ``body:bo-chinh-tri``, ``post:truong-ban@body:ban-to-chuc-trung-uong``."""

from __future__ import annotations

import re

from vnpolitext.linking.names import without_marks

_GAP = re.compile(r"[^a-z0-9]+")
KINDS = ("body", "post", "person", "place", "directive", "event")
OPEN = " (?)"  # several bodies or documents may stand behind the name


def slug(name: str) -> str:
    """A name in small plain letters, words joined by hyphens.

    Examples:
        >>> slug("Ban Tổ chức Trung ương")
        'ban-to-chuc-trung-uong'
    """
    return _GAP.sub("-", without_marks(name).lower()).strip("-")


def identify(kind: str, name: str, *, suffix: str = "") -> str:
    """The identifier of a named thing; the suffix tells two of the same name apart.

    Examples:
        >>> identify("place", "An Giang", suffix="2025")
        'place:an-giang-2025'
    """
    return f"{kind}:{slug(name)}" + (f"-{suffix}" if suffix else "")


def local_body(organ: str, place: str) -> str:
    """The identifier of an organ of a place.

    Examples:
        >>> local_body("ban-to-chuc-tinh-uy", "place:an-giang")
        'body:ban-to-chuc-tinh-uy@place:an-giang'
    """
    return f"body:{organ}@{place}"


def post(title: str, body: str) -> str:
    """The identifier of an office: its title at its body.

    Examples:
        >>> post("Trưởng Ban", "body:ban-to-chuc-trung-uong")
        'post:truong-ban@body:ban-to-chuc-trung-uong'
    """
    return f"post:{slug(title)}@{body}"


def directive(number: str, date: str = "") -> str:
    """The identifier of a document: its number, and its date where the number alone does not tell.

    Examples:
        >>> directive("35-CT/TW", "2019-05-30")
        'directive:35-CT/TW@2019-05-30'
    """
    return f"directive:{number}" + (f"@{date}" if date else "")


def is_short(number: str) -> bool:
    """Whether a number has no symbol, so that documents of every kind have it ("32", "57/2024")."""
    return not any(map(str.isalpha, number))


def cited(number: str, kind: str | None) -> str:
    """A number as a table names it: with the type before it where it has no symbol.

    Examples:
        >>> cited("57", "Nghị quyết"), cited("35-CT/TW", "Chỉ thị")
        ('Nghị quyết 57', '35-CT/TW')
    """
    return f"{kind or ''} {number}".strip() if is_short(number) else number


def document_key(
    identifier: str | None,
    *,
    number: str | None,
    name: str | None = None,
    kind: str | None = None,
    issuer: str | None = None,
    date: str | None = None,
    year: int | None = None,
) -> str | None:
    """What documents are counted by: the identifier; else what the text says of the document, and that it is open.

    Args:
        identifier: ``canonical_id``, where the document has one.
        number: as it would be cited.
        name: of a document cited by name.
        kind: its type.
        issuer: who issued it, as far as the text says.
        date: when, as far as the text gives it.
        year: the year, where that is all.

    Examples:
        >>> document_key(None, number="32", kind="Quyết định", issuer="Chủ tịch nước")
        'Quyết định 32, Chủ tịch nước (?)'
        >>> document_key("directive:35-CT/TW@2019-05-30", number="35-CT/TW")
        'directive:35-CT/TW@2019-05-30'
    """
    if identifier or not (number or name):
        return identifier
    said = cited(number, kind) if number else name
    when = date or (str(year) if year and str(year) not in str(said) else None)
    return ", ".join(part for part in (said, issuer, when) if part) + OPEN


def parts(identifier: str) -> tuple[str, str, str]:
    """Kind, own name, and what follows the first ``@``.

    Examples:
        >>> parts("body:tinh-uy@place:an-giang")
        ('body', 'tinh-uy', 'place:an-giang')
    """
    kind, _, rest = identifier.partition(":")
    own, _, home = rest.partition("@")
    return kind, own, home
