"""What makes a text doubtful before anything reads it: markup left in it, or a language that is not Vietnamese."""

from __future__ import annotations

import re

MARKUP = "the text holds HTML: clean it first, with clean_html of vnpolitext.text.clean"
NOT_VIETNAMESE = (
    "the text does not look like Vietnamese: next to no letter has a Vietnamese mark. In another language, without"
    " marks or in the letters of a legacy font few names are found; convert it, or leave it out"
)

# A tag that pages have, or a character reference that Vietnamese pages use; a bare "<" or "&" is none ("KH&ĐT").
_TAGS = (
    "p|div|br|hr|span|a|b|i|u|em|strong|font|h[1-6]|ul|ol|li|table|tbody|thead|tr|td|th|img|figure|figcaption|section"
    "|article|header|footer|blockquote|script|style|html|head|body|iframe|video|picture|source|center|sup|sub"
)
_REFERENCES = (
    "nbsp|amp|quot|apos|lt|gt|[lr][sd]quo|[nm]dash|hellip|bull"
    "|[aeiouy](?:grave|acute|tilde|circ|uml)|#[0-9]{2,6}|#x[0-9a-f]{2,5}"
)
_MARKUP = re.compile(rf"[<&](?:(?<=<)/?(?:{_TAGS})(?:\s[^<>]{{0,300}}|\s?/)?>|(?<=&)(?:{_REFERENCES});)", re.IGNORECASE)
# Letters that Vietnamese alone has of all languages written in Latin script, or nearly so.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_LETTER = re.compile(r"[^\W\d_]")
# Of 11,667 articles of the press five have less: four in English, one mostly a script. Lists of donors, the poorest in
# marks among the Vietnamese ones, have 2.8 %, prose 12 to 28 %.
_FEWEST, _SHARE = 200, 0.02
# A beginning with so many marks decides, so that most articles are not read to the end.
_BEGINNING, _PLENTY = 500, 0.1


def doubts(text: str) -> list[str]:
    """Warnings about a text, for the user to act on; none for clean Vietnamese.

    Args:
        text: the normalised text.

    Examples:
        >>> doubts("Sáng nay, Tỉnh ủy họp"), len(doubts("<p>S&aacute;ng nay, Tỉnh ủy họp</p>"))
        ([], 1)
    """
    found = []
    if ("<" in text or "&" in text) and _MARKUP.search(text):
        found.append(MARKUP)
    if len(text) > _FEWEST and not _looks_vietnamese(text):
        found.append(NOT_VIETNAMESE)
    return found


def _looks_vietnamese(text: str) -> bool:
    if len(_VIETNAMESE.findall(text, 0, _BEGINNING)) >= _PLENTY * _BEGINNING:
        return True
    marked = len(_VIETNAMESE.findall(text))
    if marked >= _SHARE * len(text):
        return True
    letters = len(_LETTER.findall(text))
    return letters <= _FEWEST or marked >= _SHARE * letters
