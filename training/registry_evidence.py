"""What the news says of a document: by how many outlets and articles, and where.

An outlet is a site; sister sites, and all that an aggregator copied, count as one. What stands in two outlets is taken
to be confirmed, though outlets may have copied from one release.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MIN_OUTLETS = 2
_SISTERS = {"thuviennhadat.vn": "thuvienphapluat.vn"}
_SHOWN = 2  # articles named for each thing
Article = dict[str, str]


def articles(corpus: Path) -> Iterator[Article]:
    """Articles of the corpus whose outlet can be named."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["url"] or article["source"] == "baomoi":
                yield article


def outlet(article: Article) -> str:
    """The outlet of an article.

    Examples:
        >>> outlet({"url": "https://thuviennhadat.vn/a.html", "source": ""})
        'thuvienphapluat.vn'
    """
    host = article["url"].split("/")[2] if "//" in article["url"] else article["source"]
    site = ".".join(host.removeprefix("www.").split(".")[-2:])
    site = ".".join(host.split(".")[-3:]) if site in {"com.vn", "gov.vn", "org.vn", "edu.vn"} else site
    return _SISTERS.get(site, site if "." in site else host)


def where(article: Article) -> str:
    """The article's address, or its number at the aggregator, and its date."""
    return f"{article['url'] or article['id'].removesuffix('-txt')} ({article['date']})"


@dataclass(slots=True)
class Sightings:
    """Articles that say one thing, by outlet."""

    by_outlet: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, article: Article) -> None:
        """Count an article once."""
        seen = self.by_outlet[outlet(article)]
        if where(article) not in seen:
            seen.append(where(article))

    def __len__(self) -> int:
        """The number of outlets."""
        return len(self.by_outlet)

    @property
    def sure(self) -> bool:
        """Whether enough outlets say it."""
        return len(self) >= MIN_OUTLETS

    def spoken(self, what: str) -> str:
        """What, in how many articles of how many outlets ("date: 5 articles of 3 outlets, as …")."""
        if not self.by_outlet:
            return ""
        count = sum(map(len, self.by_outlet.values()))
        first = [found[0] for found in self.by_outlet.values()][:_SHOWN]
        plural = ("" if count == 1 else "s", "" if len(self) == 1 else "s")
        return f"{what}: {count} article{plural[0]} of {len(self)} outlet{plural[1]}, as {', '.join(first)}"
