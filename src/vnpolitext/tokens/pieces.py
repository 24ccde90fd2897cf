r"""What a word segmenter sees as one token, inside a run of characters without space.

The alternatives and their order are those of underthesea 9.5 (pipeline/word_tokenize/regex_tokenize.py, Apache-2.0),
because its weights were trained on them. None of them reaches over a space, so a text is split at spaces first, and
what a run gives is remembered: news repeats itself. Where underthesea's own pattern can take exponential time
("http://a,,,,,,,,,,"), this one steps character by character. One difference is meant: its "Th.s" (a degree) lacks the
escape and cuts "These" into "Thes" and "e".
"""

from __future__ import annotations

import re

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LETTER = f"[{_UPPER}{_UPPER.lower()}]"
_BRACKETED = r"\([^\s()]*\([^\s()]+\)[^\s()]*\)|\(\S+?\)"
_TOKEN = re.compile(
    rf"""
      => | ==> | -> | \.{{2,}} | -{{2,}} | >> | \d+x\d+          # arrows, leaders, 3x4
    | v\.v\.\.\. | v\.v\. | v\.v | °[CF]

    | [A-ZĐ]+&[A-ZĐ]+                                           # H&M
    | T\.Ư
    | [{_UPPER}]+(?:\.{_LETTER}+)+\.?                           # PGS.TS, TP.HCM
    | {_LETTER}+['’]{_LETTER}+                                  # H'Mông
    | [A-ZĐ]+\.(?!$)                                            # TP.
    | Tp\. | Mr\. | Mrs\. | Ms\. | Dr\. | ThS\. | Th\.S | Th\.s
    | e-mail
    | \d+[A-Z]+\d*-\d+                                          # 43H-0530
    | NĐ-CP

    | (?: (?:ftp|http)s?: (?: /{{1,3}} | [a-z0-9%] ) | [a-z0-9.\-]+\.[a-z]{{2,13}}/ )
      (?: [^\s()<>{{}}\[\]] | {_BRACKETED} )+
      (?: {_BRACKETED} | [^\s`!()\[\]{{}};:'".,<>?«»“”‘’] )       # an address
    | (?<!@)[a-z0-9]+(?:[.\-][a-z0-9]+)*\.[a-z]{{2,13}}\b/?(?!@)  # baochinhphu.vn
    | [a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+            # e-mail address

    | \d{{2,}}-\d{{3,}}-\d{{3,}}                                # telephone
    | \d{{1,2}}/\d{{1,2}}/\d+ | \d{{1,2}}/\d{{1,4}}             # dates
    | \d{{1,2}}-\d{{1,2}}-\d+ | \d{{1,2}}-\d{{1,4}}
    | \d{{1,2}}\.\d{{1,2}}\.\d+
    | \d{{4}}/\d{{1,2}}/\d{{1,2}}
    | \d{{2}}:\d{{2}}:\d{{2}}

    | \d+[A-Z]+\d+ | \d+[A-Z]+                                  # 4K
    | \d+(?:\.\d+)+,\d+ | \d+(?:\.\d+)+ | \d+(?:,\d+)+ | \d+(?:[.,_]\d+)?
    | :\)\)* | =\)\)+ | ♥‿♥ | :D+(?=\s) | :D+(?=$) | <3         # faces
    | [.,()ʺ]
    | (?<=\b)\w+-[\w+-]*\w+                                     # a hyphen between words
    | \w+
    | :+ | [^\w\s]
    """,
    re.VERBOSE,
)
# No alternative needs more than this; longer runs (base64, ruled lines) are cut, which keeps the time linear.
LONGEST = 512
LAST = "\n"


def pieces(run: str) -> list[tuple[int, int]]:
    r"""Extents of the tokens in a run without space (half-open, relative to it).

    Args:
        run: at most ``LONGEST`` characters, with "\n" added when it is the last of its sentence: a full stop there
            is a token, whatever stands before.

    Examples:
        >>> run = "(TP.HCM),"
        >>> [run[start:end] for start, end in pieces(run)]
        ['(', 'TP.HCM', ')', ',']
        >>> pieces("XIII."), pieces("XIII.\n")
        ([(0, 5)], [(0, 4), (4, 5)])
    """
    if run.isalpha():
        return [(0, len(run))]
    text = run if run.endswith(LAST) else run + " "
    return [match.span() for match in _TOKEN.finditer(text)]
