"""The readable text of a web page: paragraphs as lines, without scripts, styles and menus.

A scanner of its own rather than ``html.parser``: that one raises on some broken declarations and takes time that grows
with the square of a page's length on others ("<a <a <a …"). This one goes forward only.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from vnpolitext.extras import load_extra

ENGINES = ("builtin", "trafilatura")

# Elements whose content is no text of the page, and those that hold menus. <form> is not among them: whole pages of
# ASP.NET sites, which many provincial portals are, lie inside one.
_RAW = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "textarea", "title"})
_FURNITURE = frozenset({"nav", "footer", "aside", "button", "select", "head"})
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q ruby s samp small"
    " span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_CELLS = frozenset({"td", "th"})

_NAME = re.compile(r"/?([a-zA-Z][^\s/>]{0,40})")
_DELIMITER = re.compile("[\"'>]")
# Python refuses to read numbers of some thousand digits; no character has more than seven.
_ENDLESS_NUMBER = re.compile(r"&#\d{8,};?")


def clean_html(html: str, *, engine: str = "builtin") -> str:
    r"""The text of a web page, one paragraph a line.

    Args:
        html: the page or a part of it. Any string will do: broken markup is read as well as it can be.
        engine: "builtin" keeps all text outside scripts and menus; "trafilatura" finds the article in the page.

    Raises:
        ImportError: engine "trafilatura" without the extra ``vnpolitext[html]``.
        ValueError: an unknown engine.

    Examples:
        >>> clean_html("<nav>Trang chủ</nav><h1>Hội nghị</h1><p>Sáng 28/10,&nbsp;Tỉnh ủy <b>họp</b>.<br>Ảnh: VT</p>")
        'Hội nghị\nSáng 28/10, Tỉnh ủy họp.\nẢnh: VT'
    """
    if engine == "trafilatura":
        return _extracted(html)
    if engine != "builtin":
        raise ValueError(f"unknown engine {engine!r}; known are {', '.join(ENGINES)}")
    # A menu that is opened and never closed would hide the page: then its text is kept.
    return _lines(html, _FURNITURE) or _lines(html, frozenset())


def _extracted(html: str) -> str:
    trafilatura = load_extra("trafilatura", "html", needed_for="engine 'trafilatura'")
    return trafilatura.extract(html, include_comments=False) or ""


def _lines(html: str, skipped: frozenset[str]) -> str:
    parts: list[str] = []
    inside: list[str] = []  # the open elements that are skipped, outermost first
    for text, tag in _scanned(html):
        if text and not inside:
            parts.append(text.replace("\n", " ").replace("\r", " ") if tag or len(text) < len(html) else text)
        name = tag.lstrip("/")
        if name in skipped:
            _nest(inside, tag)
        elif name and name not in _INLINE:
            parts.append(" " if name in _CELLS else "\n")
    text = entities.unescape(_ENDLESS_NUMBER.sub("\ufffd", "".join(parts)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _nest(inside: list[str], tag: str) -> None:
    if not tag.startswith("/"):
        if not inside or inside[0] == tag:  # what is nested in a skipped element need not be followed
            inside.append(tag)
    elif inside and inside[-1] == tag[1:]:
        inside.pop()


def _scanned(html: str) -> Iterator[tuple[str, str]]:
    """Pieces of text, each with the tag after it: "p", "/p"; "" where a comment or nothing follows."""
    scanner = _Scanner(html)
    at = 0
    while (start := scanner.markup(at)) is not None:
        end, tag = scanner.read(start)
        yield html[at:start], tag
        at = scanner.skip_raw(tag, end)
    yield html[at:], ""


class _Scanner:
    """Finds tags, forward only. What is not closed anywhere is noted once, so that nobody looks for it again."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.last = {mark: html.rfind(mark) for mark in "\"'>"}
        self.quoting = True

    def markup(self, at: int) -> int | None:
        """Where the next markup starts: "<" before a letter, "/", "!" or "?"."""
        html = self.html
        while (start := html.find("<", at)) != -1:
            following = html[start + 1 : start + 2]
            if following and (following in "!/?" or (following.isascii() and following.isalpha())):
                return start
            at = start + 1
        return None

    def read(self, start: int) -> tuple[int, str]:
        """Where the markup that starts here ends, and its tag."""
        html = self.html
        if html.startswith("<!--", start):
            close = html.find("-->", start + 4)
            return (len(html) if close == -1 else close + 3), ""
        name = _NAME.match(html, start + 1)
        if name is None:  # a declaration
            close = html.find(">", start)
            return (len(html) if close == -1 else close + 1), ""
        slash = "/" if html[start + 1] == "/" else ""
        return self._close(name.end()), slash + name.group(1).lower()

    def _close(self, at: int) -> int:
        """The end of a tag: its first ">" outside quotes; the first of all when quotes swallow every other."""
        html, begin = self.html, at
        while self.quoting and at <= self.last[">"]:
            match = _DELIMITER.search(html, at)
            if match is None:
                break
            mark, at = match.group(), match.end()
            if mark == ">":
                return at
            if at <= self.last[mark]:  # a quote that is closed
                at = html.index(mark, at) + 1
        self.quoting = False
        close = html.find(">", begin)
        return len(html) if close == -1 else close + 1

    def skip_raw(self, tag: str, end: int) -> int:
        """Past the content of a script and its like; past everything when it is never closed, as browsers do."""
        if tag not in _RAW:
            return end
        match = re.compile(f"</{tag}", re.IGNORECASE).search(self.html, end)
        return len(self.html) if match is None else match.start()
