"""A document as a notebook shows it: marked text, officials, documents, topics. No script, nothing from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from vnpolitext.doc import LABELS, Directive, Doc, Entity, Official, Position, Topic
from vnpolitext.show.canonical import in_words, topic_names
from vnpolitext.show.escape import escape
from vnpolitext.show.marks import SHORT_LABELS, marked
from vnpolitext.show.naming import placed_name

LEGEND = {
    "PERSON": "person",
    "POSITION": "position",
    "BODY": "body",
    "ORG": "other organisation",
    "DIRECTIVE": "document",
    "PLACE": "place",
    "EVENT": "event",
    "DATE": "date",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """HTML that a notebook displays."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<{len(self.html):,} characters of HTML; a notebook displays them>"


def render(doc: Doc) -> str:
    """The HTML of one document: a fragment with its own style, light and dark.

    Examples:
        >>> doc = Doc(text="Hà Nội", entities=(Entity(0, 6, "Hà Nội", "PLACE", "tagger", 0.9),))
        >>> print(render(doc)[-73:])
        title="PLACE · tagger · 0.90"><small>LOC</small>Hà Nội</mark></div></div>
    """
    return f'<div class="tex2jax_ignore vnpt">{_style()}{_article(doc)}</div>'


def show(docs: Doc | Iterable[Doc], *, limit: int = 20) -> Shown:
    """Show one or several documents in a notebook.

    Args:
        docs: a document, or any iterable of them.
        limit: how many to show at most.

    Returns:
        A value that the notebook displays; ``.html`` is the fragment itself.

    Raises:
        TypeError: what is given is no document of this package, or holds what is none.
        ValueError: ``limit`` is negative.

    Examples:
        >>> show([Doc(text="một"), Doc(text="hai")]).html.count('class="vnpt-text"')
        2
    """
    if limit < 0:
        raise ValueError(f"limit is {limit}; give 0 or more")
    some = [docs] if isinstance(docs, Doc) else list(islice(_several(docs), limit))
    style = _style()
    return Shown(style + "".join(f'<div class="tex2jax_ignore vnpt">{_article(doc)}</div>' for doc in some))


def _several(docs: Iterable[Doc]) -> Iterator[Doc]:
    if isinstance(docs, str | Mapping) or not isinstance(docs, Iterable):
        raise TypeError(f"docs is {type(docs).__name__}; give a Doc, as nlp(text) makes it, or several")
    for place, doc in enumerate(docs):
        if not isinstance(doc, Doc):
            raise TypeError(f"item {place} is {type(doc).__name__}, not Doc; give documents, as nlp.pipe makes them")
        yield doc


@cache
def _style() -> str:
    return f"<style>{files('vnpolitext.show').joinpath('notebook.css').read_text(encoding='utf-8')}</style>"


def _article(doc: Doc) -> str:
    text = f'<div class="vnpt-text" lang="vi">{marked(doc.text, doc.entities, describe)}</div>'
    tables = _officials(doc.officials) + _directives(doc.directives) + _topics(doc.topics)
    return _notes(doc) + _legend(doc.entities) + text + tables


def describe(entity: Entity) -> str:
    """What a mention's tooltip says: label, what it stands for, what found it and how sure it was."""
    facts = [entity.label, entity.number, entity.canonical_id and in_words(entity.canonical_id), entity.canonical_id]
    if entity.inferred:
        facts.append("concluded from the date")
    if entity.canonical_id is None and entity.candidates:
        facts.append("may be " + " or ".join(in_words(candidate.id) for candidate in entity.candidates[:3]))
    return " · ".join([*dict.fromkeys(filter(None, facts)), entity.rule, f"{entity.score:.2f}"])


def _notes(doc: Doc) -> str:
    when = doc.date.isoformat() if doc.date else doc.period
    date = f'<p class="vnpt-note">{escape(when)}</p>' if when else ""
    problems = [doc.error] if doc.error else []
    return date + "".join(f'<p class="vnpt-error">{escape(text)}</p>' for text in [*problems, *doc.warnings])


def _legend(entities: Sequence[Entity]) -> str:
    counts = Counter(entity.label for entity in entities)
    known = [label for label in LABELS if counts[label]]
    items = (
        f'<mark class="vnpt-{label}"><small>{SHORT_LABELS[label]}</small>{LEGEND[label]} {counts[label]}</mark>'
        for label in known
    )
    return f'<p class="vnpt-legend">{" ".join(items)}</p>' if known else ""


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _officials(people: Sequence[Official]) -> str:
    officials = [person for person in people if person.positions or person.id]
    others = [person.name for person in people if person not in officials]
    rows = [
        (
            escape(official.name) + _faint(official.id),
            "<br>".join(map(_position, official.positions)),
            str(len(official.mentions)),
        )
        for official in officials
    ]
    table = _table("Officials", ("name", "offices", "mentions"), rows) if rows else ""
    return table + (f'<p class="vnpt-note">Other people: {escape(", ".join(others))}</p>' if others else "")


def _position(position: Position) -> str:
    flags = [word for word in ("former", "acting", "left", "proposed") if getattr(position, word)]
    return escape(placed_name(position.body or "", position.text)) + _faint(", ".join(flags))


def _faint(text: str | None) -> str:
    return f' <span class="vnpt-faint">{escape(text)}</span>' if text else ""


def _directives(directives: Sequence[Directive]) -> str:
    rows = [
        (escape(item.number or item.name), escape(item.type), escape(item.issuer), escape(item.date or item.year))
        for item in directives
    ]
    return _table("Documents", ("number", "type", "issuer", "date"), rows) if rows else ""


def _topics(topics: Sequence[Topic]) -> str:
    rows = [
        (
            escape(topic_names().get(topic.code, topic.code)),
            f'<span class="vnpt-bar" style="width:{max(0.0, min(topic.score, 1.0)) * 12:.2f}em"></span>',
            f"{topic.score:.0%}",
            _faint(", ".join(reason.feature for reason in topic.reasons[:4])),
        )
        for topic in topics
        if topic.score >= 0.01
    ]
    return _table("Topics", ("topic", "", "", "because of"), rows) if rows else ""
