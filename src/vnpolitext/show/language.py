"""The words of a report in the reader's language. The English ones stand in the code; a table has the others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from vnpolitext.show.escape import escape

LANGUAGES = ("en", "vi")
_PLACE = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True, slots=True)
class Language:
    """Says English words in a language: ``say("Officials")``.

    Args:
        code: of ``LANGUAGES``.
        words: translations, by the English words.

    Examples:
        >>> say = language("vi")
        >>> say("Officials"), say("Articles by {period}", period=say("month")), say.number(1463)
        ('Cán bộ', 'Số bài theo tháng', '1.463')
    """

    code: str
    words: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __call__(self, english: str, /, **values: object) -> str:
        """The words, with the values put in; the English ones where the table lacks them."""
        words = self.words.get(english, english)
        return words.format(**values) if values else words

    def number(self, count: int) -> str:
        """A whole number with its thousands apart, as the language writes them."""
        return f"{count:,}".replace(",", "." if self.code == "vi" else ",")

    def fill(self, template: str) -> str:
        """A template of HTML with every ``[[Officials]]`` said in the language."""
        return _PLACE.sub(lambda found: escape(self(found[1])), template)


@cache
def language(code: str) -> Language:
    """The language of a code.

    Raises:
        ValueError: it is none of ``LANGUAGES``.
    """
    if code not in LANGUAGES:
        raise ValueError(f"no words in language {code!r}; give one of {', '.join(LANGUAGES)}")
    if code == "en":
        return Language("en")
    return Language(code, json.loads(files("vnpolitext.show").joinpath(f"{code}.json").read_text(encoding="utf-8")))


ENGLISH = Language("en")
