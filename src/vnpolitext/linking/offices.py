"""Offices: the post that a POSITION's words name, with the body they leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from vnpolitext.doc import Position
from vnpolitext.entities.titles import with_noun
from vnpolitext.linking import identifiers
from vnpolitext.linking.names import key, words
from vnpolitext.linking.periods import Days, Holds
from vnpolitext.linking.records import Place, Post
from vnpolitext.linking.registry import Registry

# "Quyền Bộ trưởng" is the post of Bộ trưởng; "khóa XIII" and "nhiệm kỳ 2020-2025" are of the term, not of the post.
_ACTING = re.compile(r"^(?:[Qq]uyền|Q\.)\s+")
_TERM = re.compile(r"[,\s]+(?:khóa|khoá|nhiệm kỳ)\b.*$", re.DOTALL)
# "Người phát ngôn của | Chính phủ", "Vụ trưởng thuộc | Bộ Y tế": the word that joins the two belongs to neither.
_JOINING = re.compile(r" (?:của|trực thuộc|thuộc|ở|tại|cho)$", re.IGNORECASE)
_MARKS = " ,;-–"
_SHORTEST_NAME = 2  # words of a title that may stand twice in a row by mistake: "Bộ trưởng - Bộ trưởng"
_CHAIR, _SECRETARY = ("chủ", "tịch"), ("bí", "thư")
_COMMITTEES = {
    "tỉnh": "tinh-uy",
    "thành phố": "thanh-uy",
    "huyện": "huyen-uy",
    "quận": "quan-uy",
    "thị xã": "thi-uy",
}


@lru_cache(maxsize=8192)
def whole_title(title: str, body_text: str | None) -> str:
    """The title as it would stand alone: identifiers of offices are made of it.

    Examples:
        >>> whole_title("Trưởng", "Ban Tổ chức Trung ương")
        'Trưởng Ban'
        >>> whole_title("Quyền Bộ trưởng", "Bộ Y tế")
        'Bộ trưởng'
        >>> whole_title("Người phát ngôn của", "Chính phủ"), whole_title("Bộ trưởng, Bộ trưởng", "Bộ Y tế")
        ('Người phát ngôn', 'Bộ trưởng')
    """
    bare = _TERM.sub("", _ACTING.sub("", title))
    said = " ".join(_once([word for word in bare.split() if word.strip(_MARKS)]))
    return with_noun(_JOINING.sub("", said.strip(_MARKS)), body_text)


def _once(said: list[str]) -> list[str]:
    """The words of a title without those that repeat what stands right before them."""
    plain = [word.strip(_MARKS).lower() for word in said]
    for length in range(len(said) // 2, _SHORTEST_NAME - 1, -1):
        for start in range(len(said) - 2 * length + 1):
            middle = start + length
            if plain[start:middle] == plain[middle : middle + length]:
                return _once(said[:middle] + said[middle + length :])
    return said


@lru_cache(maxsize=8192)
def _office_key(text: str) -> str:
    return key(_TERM.sub("", _ACTING.sub("", text)))


def posts_named(registry: Registry, text: str, when: Days) -> tuple[Post, ...]:
    """Posts of the registry with that full name ("Thủ tướng"), at bodies that existed then when there is a choice."""
    found = registry.posts_by_name.get(_office_key(text), ())
    if len(found) < 2:
        return found
    live = tuple(post for post in found if _body_holds(registry, post, when))
    return live or found


def _body_holds(registry: Registry, post: Post, when: Days) -> bool:
    body = registry.bodies.get(post.body)
    return body is None or body.period.holds(when) is not Holds.NO


def post_of(registry: Registry, position: Position, when: Days) -> str | None:
    """Identifier of the post that a position names, when its words or its linked body tell.

    Args:
        registry: what is known.
        position: the office; its ``body`` is linked, or None.
        when: time of the article.
    """
    named = posts_named(registry, position.text, when)
    if len(named) == 1 and _means(registry, named[0], position):
        return named[0].id
    if position.body is not None:
        return identifiers.post(whole_title(position.title, position.body_text), position.body)
    first = posts_named(registry, position.text.split(",")[0], when) if "," in position.text else ()
    return first[0].id if len(first) == 1 else None


def _means(registry: Registry, post: Post, position: Position) -> bool:
    """Whether the office's full name decides, against the body that its words hold.

    It does for central posts ("Bí thư Trung ương Đảng" sits in the Secretariat), but not for another life of a body,
    nor for another extent of a province, of the same name.
    """
    if position.body == post.body or not position.body_text:
        return True
    own, linked = registry.bodies.get(post.body), registry.bodies.get(position.body or "")
    return own is not None and linked is not None and own.name != linked.name


def body_of_place(title: str, place: Place) -> str | None:
    """The body whose head a title with a bare place means ("Chủ tịch tỉnh An Giang": its people's committee)."""
    name: Sequence[str] = words(title)
    if _ends(name, _CHAIR):
        return identifiers.local_body("uy-ban-nhan-dan", place.id)
    if _ends(name, _SECRETARY):
        return identifiers.local_body(_COMMITTEES.get(place.type, "dang-uy"), place.id)
    return None


def _ends(name: Sequence[str], title: tuple[str, str]) -> bool:
    return tuple(name[-2:]) == title
