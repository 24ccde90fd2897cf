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
from vnpolitext.show.pictures import pictures
from vnpolitext.show.rows import tables
from vnpolitext.show.tagged import Tagged


def page(corpus: Tagged, *, title: str = "Tagged corpus", topic_names: Mapping[str, str] | None = None) -> str:
    """The report as one HTML page.

    Args:
        corpus: a tagged corpus, from ``vnpolitext.show.tagged.read_tagged``.
        title: what stands on top.
        topic_names: what to show for the code of a topic, and the code itself where it has none; the package's
            Vietnamese names when None.

    Examples:
        >>> from vnpolitext.show.tagged import from_records
        >>> empty = {"id": "1", "date": None, "entities": [], "officials": [], "topics": [], "error": None}
        >>> page(from_records([empty]))[:15]
        '<!doctype html>'
    """
    names = known_topics() if topic_names is None else topic_names
    data = tables(corpus, names)
    style, script = _own("report.css"), _own("report.js")
    return Template(_own("report.html")).substitute(
        title=escape(title),
        subtitle=escape(_span(corpus)),
        numbers="".join(f"<div><dt>{name}</dt><dd>{count:,}</dd></div>" for name, count in _numbers(corpus, data)),
        warnings=_warnings(corpus),
        pictures=pictures(corpus, names) or "<p>Nothing to draw.</p>",
        data=_embedded(data),
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


def _warnings(corpus: Tagged) -> str:
    lines = [f"{count:,} {what}" for what, count in _problems(corpus) if count]
    return f'<ul class="warnings">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>' if lines else ""


def _problems(corpus: Tagged) -> list[tuple[str, int]]:
    articles = corpus.articles
    errors = Counter(str(article["error"]).split(":", 1)[0][:80] for article in articles if article["error"])
    ids = Counter(str(article["id"]) for article in articles)
    texts = Counter(hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in corpus.texts.values())
    return [
        ("lines are no tagged article and were passed over", corpus.unreadable),
        *((f"articles could not be tagged: {kind}", count) for kind, count in errors.most_common(5)),
        (
            "articles have no date: they are missing from the pictures over time",
            int(corpus.articles_frame["date"].isna().sum()),
        ),
        ("articles have an id that an earlier one has", sum(count - 1 for count in ids.values())),
        ("articles have the same text as an earlier one", sum(count - 1 for count in texts.values())),
        ("articles mention nothing", sum(not article["entities"] and not article["error"] for article in articles)),
    ]
