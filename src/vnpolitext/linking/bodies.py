"""Bodies: those that say all themselves, then those that lean on the rest of the article."""

from __future__ import annotations

from vnpolitext.linking.antecedents import Antecedents
from vnpolitext.linking.article import NOTHING, Article, Link, decide
from vnpolitext.linking.bodies_context import by_context
from vnpolitext.linking.bodies_named import by_name
from vnpolitext.linking.places import locate
from vnpolitext.linking.reading import BodyReader

_HEADLINE = 250  # characters in which a short form may stand before the name: "Phó Viện trưởng Viện Kiểm sát"


def link_bodies(article: Article, reader: BodyReader) -> None:
    """Link BODY mentions: those that say all themselves, then those that lean on the rest of the article."""
    mentions = article.labelled("BODY")
    seen: dict[str, Link] = {}
    for index, entity in mentions:
        link = seen.get(entity.text)
        if link is None:
            link = seen[entity.text] = by_name(article, reader.read(entity.text))
        if link.candidates:
            article.links[index] = link
    if all(index in article.links for index, _ in mentions):
        return
    locate(article)
    named = Antecedents()
    for index, entity in mentions:
        if index not in article.links:
            article.links[index] = by_context(article, reader, index, entity, named)
        linked = article.decided(index)
        if linked is not None:
            named.add(entity.text, linked, entity.start)
    for index, entity in mentions:
        if entity.start > _HEADLINE:
            break
        if article.links[index] is NOTHING:
            later = named.only(entity.text)
            if later is not None:
                article.links[index] = decide([(later, 1.0, "yes")], inferred=True)
