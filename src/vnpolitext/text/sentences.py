"""Where sentences end. A line end always ends one; a full stop only when nothing around it speaks against it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from vnpolitext.models import read_text
from vnpolitext.tokens.lexicon import openers, syllable_set

if TYPE_CHECKING:
    from vnpolitext.draft import Draft

Extent = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
# A run of stops, what closes after it, and the next thing: after a space (with what opens before it), or glued on.
# The look-behind lets a run be tried once only; ``++`` and ``*+`` never step back.
_STOP = re.compile(
    r"""
    (?<![.!?…]) (?P<stop>[.!?…]++) (?P<close>["'”’»)\]]*+)
    (?: \s++ (?P<open>[\"'“‘«(\[–—•*+\s-]*+) (?P<next>\S) | (?P<glued>(?=[^\W\d_])) )
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
# What a list number, an article's or a chapter's heading looks like before its full stop.
_NUMBERING = re.compile(
    r"""
    [("“]? (?: \d{1,3}(?:\.\d{1,3}){0,4} | [IVXLC]{1,6} | [A-Za-zĐđ] )
    | (?: Điều | Khoản | Chương | Mục | Phần | Bài | Câu | Bảng | Hình | Biểu | Mẫu | Phụ\ lục | Tiết | Tập | Kỳ )
      \ (?: thứ\ )? [\w.]{1,8}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LIST_LETTER = re.compile(r"[a-zđ][.)]\s")
_ADDRESS = re.compile(r"://|@|www\.")
# No abbreviation, number or address part that matters is longer.
_LOOK_BACK = 24


class SentenceSplitter:
    """Pipeline component: fills ``draft.sentences``."""

    name = "sentences"

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Split each draft's text into sentences."""
        for draft in drafts:
            draft.sentences = split_sentences(draft.text)


def split_sentences(text: str) -> list[Extent]:
    """Extents of sentences, headings and list items, in order (half-open, code points).

    Together they cover every character that is not space; none starts or ends with space, and none crosses a line end.

    Examples:
        >>> text = "PGS.TS. Lê Văn Bình phát biểu tại TP. Huế. Điều 5. Quy định chung"
        >>> [text[start:end] for start, end in split_sentences(text)]
        ['PGS.TS. Lê Văn Bình phát biểu tại TP. Huế.', 'Điều 5. Quy định chung']
    """
    return [extent for line in _LINE.finditer(text) for extent in _split_line(text, *line.span())]


def _split_line(text: str, start: int, end: int) -> Iterator[Extent]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        if _ends(text, begin, match):
            yield from _trimmed(text, begin, match.end("close"))
            begin = match.end("close")
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Extent]:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        start += len(piece) - len(piece.lstrip())
        yield start, start + len(inner)


def _ends(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the stop ends the sentence that begins at ``begin``."""
    if match["glued"] is not None:
        return _ends_glued(text, begin, match)
    if not _may_start(match["next"]) and _LIST_LETTER.match(text, match.start("next")) is None:
        return False
    stop = match["stop"]
    if stop != ".":
        # "giá tăng... 5 triệu": a leader before a number is no end.
        return "!" in stop or "?" in stop or not match["next"].isdigit()
    if match["close"] and text[match.start() - 1 : match.start()] != ".":
        return True
    return _full_stop(text, begin, match)


def _may_start(char: str) -> bool:
    return char.isupper() or char.isdigit() or (char.isalpha() and not char.islower())


def _full_stop(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether one full stop, followed by space and a capital or a digit, is more than a mark of abbreviation."""
    at = match.start()
    word = _word_before(text, begin, at)
    if not word:
        return True
    use = _use(word)
    if use is not None:
        return use == "after" and not match["next"].isdigit()
    if _NUMBERING.fullmatch(text[begin:at].strip()) if at - begin < 2 * _LOOK_BACK else False:
        return False
    if _is_initial(word):
        alone = at - begin <= len(word) + 1  # "J. K. Rowling", "A. Mở đầu"
        return not alone and _opens_after_initial(text, begin, at - len(word), match.start("next"))
    return True


def _opens_after_initial(text: str, begin: int, initial: int, at: int) -> bool:
    """Whether the word at ``at`` opens a sentence, or goes on with a name that has an initial ("George M. Cohan")."""
    following = _WORD.match(text, at)
    if following is None:
        return False
    word = following.group().lower()
    if word in openers():
        return True
    # "27 độ C. Khu vực này…": no name before the letter, and no name after it.
    before = _word_before(text, begin, initial - 1) if initial > begin else ""
    after = text[following.end() : following.end() + 2]
    return before.islower() and word in syllable_set() and after[:1] == " " and after[1:].islower()


def _word_before(text: str, begin: int, at: int) -> str:
    """What stands before a stop up to the space or bracket before it."""
    words = text[max(begin, at - _LOOK_BACK) : at].split()
    return words[-1].lstrip("\"'“‘«([-–—") if words and not text[at - 1].isspace() else ""


def _use(word: str) -> str | None:
    """How the table of abbreviations uses a word, or its last part ("PGS.TS")."""
    table = abbreviations()
    return table.get(word) or table.get(word.rpartition(".")[2])


def _is_initial(word: str) -> bool:
    """One capital letter, or a chain of them: "N", "N.V.A"."""
    last = word.rpartition(".")[2]
    return len(last) == 1 and last.isupper()


def _ends_glued(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a sentence follows without a space: "…của Hội nghị.Tại đây, đồng chí…"."""
    following = _WORD.match(text, match.end())
    address = _ADDRESS.search(text, max(begin, match.start() - 4 * _LOOK_BACK), match.start())
    if following is None or address is not None or not _is_first_word(text, following):
        return False
    after = following.group()
    if match["stop"] != ".":
        return True
    word = _word_before(text, begin, match.start())
    if match["close"] or not word or _use(word) is not None:
        return bool(match["close"])
    opens = after.lower() in openers()
    last = re.split(r"[\W\d_]", word)[-1]
    if not last:  # a number: "năm 2019.Tại"
        return opens or not after.isascii()
    if opens:
        return len(last) > 1
    return last.lower() in syllable_set() and last[1:].islower() and not (last.isascii() and after.isascii())


def _is_first_word(text: str, word: re.Match[str]) -> bool:
    """Whether a word glued to a stop is a Vietnamese syllable with a capital, and not part of an address or acronym."""
    form, after = word.group(), text[word.end() : word.end() + 1]
    if not form[0].isupper() or form[1:] != form[1:].lower() or (after and after in "._@/&-"):
        return False
    return form.lower() in openers() or form.lower() in syllable_set()


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviations with a full stop: "before" a name, before a "number", or "after" (which may end a sentence)."""
    return {row["form"]: row["use"] for row in csv.DictReader(read_text("words/abbreviations.csv").splitlines())}
