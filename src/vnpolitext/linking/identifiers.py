"""Readable, stable identifiers: ``body:bo-chinh-tri``, ``post:truong-ban@body:ban-to-chuc-trung-uong``."""

from __future__ import annotations

import re

from vnpolitext.linking.names import without_marks

_GAP = re.compile(r"[^a-z0-9]+")
KINDS = ("body", "post", "person", "place", "directive", "event")


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


def parts(identifier: str) -> tuple[str, str, str]:
    """Kind, own name, and what follows the first ``@``.

    Examples:
        >>> parts("body:tinh-uy@place:an-giang")
        ('body', 'tinh-uy', 'place:an-giang')
    """
    kind, _, rest = identifier.partition(":")
    own, _, home = rest.partition("@")
    return kind, own, home
