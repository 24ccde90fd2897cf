"""One page over a tagged corpus: self-contained, opens offline, nothing of the corpus is ever read as HTML."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from vnpolitext import __version__
from vnpolitext.show.canonical import topic_names as known_topics
from vnpolitext.show.escape import escape
from vnpolitext.show.language import Language
from vnpolitext.show.language import language as language_of
from vnpolitext.show.pictures import pictures
from vnpolitext.show.rows import tables
from vnpolitext.show.tagged import Tagged

# What the page's script says.
SPOKEN = (
    "Search… (with or without diacritics)",
    "Search",
    "Show more",
    "of",
    "No snippet: the corpus was tagged without its texts.",
)


def page(
    corpus: Tagged,
    *,
    title: str = "Tagged corpus",
    topic_names: Mapping[str, str] | None = None,
    language: str = "en",
) -> str:
    """The report as one HTML page.

    Args:
        corpus: a tagged corpus, from ``vnpolitext.show.tagged.read_tagged``.
        title: what stands on top.
        topic_names: what to show for the code of a topic, and the code itself where it has none; the package's names
            when None.
        language: of the page's own words, "en" or "vi".

    Raises:
        ValueError: the language is another.

    Examples:
        >>> from vnpolitext.show.tagged import from_records
        >>> empty = {"id": "1", "date": None, "entities": [], "officials": [], "topics": [], "error": None}
        >>> page(from_records([empty]))[:15]
        '<!doctype html>'
    """
    say = language_of(language)
    names = known_topics(language) if topic_names is None else topic_names
    data = tables(corpus, names, say=say)
    nothing = say("Nothing to draw.")
    words = {"language": say.code, **{english: say(english) for english in SPOKEN}}
    style, script = _own("report.css"), _own("report.js")
    return Template(say.fill(_own("report.html"))).substitute(
        language=say.code,
        title=escape(title),
        subtitle=escape(_span(corpus)),
        numbers="".join(
            f"<div><dt>{say(name)}</dt><dd>{say.number(n)}</dd></div>" for name, n in _numbers(corpus, data)
        ),
        warnings=_warnings(corpus, say),
        pictures=pictures(corpus, names, say=say) or f"<p>{escape(nothing)}</p>",
        data=_embedded({"words": words, **data}),
        style=style,
        script=script,
        style_hash=_digest(style),
        script_hash=_digest(script),
        version=escape(__version__),
    )


def _own(name: str) -> str:
    return files("vnpolitext.show").joinpath(name).read_text(encoding="utf-8")


def _digest(source: str) -> str:
    """What the page's security policy allows: this very style, this very script, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _embedded(data: Any) -> str:
    """JSON that cannot end the element that holds it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _span(corpus: Tagged) -> str:
    dates = corpus.articles_frame["date"].dropna()
    return "" if dates.empty else f"{dates.min():%d/%m/%Y} – {dates.max():%d/%m/%Y}"


def _numbers(corpus: Tagged, data: Mapping[str, Any]) -> list[tuple[str, int]]:
    subjects = [
        (kind, len(data[kind]["rows"]) + data[kind]["omitted"]) for kind in ("officials", "bodies", "directives")
    ]
    mentions = sum(article["entities"] for article in corpus.articles)
    return [("articles", len(corpus.articles)), ("mentions", mentions), *subjects]


def _warnings(corpus: Tagged, say: Language) -> str:
    lines = [f"{say.number(count)} {what}" for what, count in _problems(corpus, say) if count]
    return f'<ul class="warnings">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>' if lines else ""


def _problems(corpus: Tagged, say: Language) -> list[tuple[str, int]]:
    articles = corpus.articles
    errors = Counter(str(article["error"]).split(":", 1)[0][:80] for article in articles if article["error"])
    ids = Counter(str(article["id"]) for article in articles)
    texts = Counter(hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in corpus.texts.values())
    undated = int(corpus.articles_frame["date"].isna().sum())
    silent = sum(not article["entities"] and not article["error"] for article in articles)
    return [
        (say("lines are no tagged article and were passed over"), corpus.unreadable),
        *((say("articles could not be tagged: {kind}", kind=kind), count) for kind, count in errors.most_common(5)),
        (say("articles have no date: they are missing from the pictures over time"), undated),
        (say("articles have an id that an earlier one has"), _repeated(ids)),
        (say("articles have the same text as an earlier one"), _repeated(texts)),
        (say("articles mention nothing"), silent),
    ]


def _repeated(counts: Counter[Any]) -> int:
    return sum(count - 1 for count in counts.values())
