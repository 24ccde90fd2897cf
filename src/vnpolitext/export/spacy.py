"""spaCy: a document as spaCy's own, and a component ``nlp.add_pipe("vnpolitext")``. Needs the extra "spacy".

Mentions nest, so they are a span group, ``doc.spans["vnpolitext"]``, and not ``doc.ents``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from vnpolitext.doc import Doc, Entity
from vnpolitext.export.pieces import spaced
from vnpolitext.extras import load_extra
from vnpolitext.loading import load
from vnpolitext.pipeline import Pipeline

GROUP = "vnpolitext"
DEFAULTS = {"components": ["entities", "links"], "rules": None}


def to_spacy(doc: Doc, *, vocab: Any = None) -> Any:
    """The document as ``spacy.tokens.Doc`` with the same text; mentions in ``spans["vnpolitext"]``.

    A span's ``label_`` is the label, ``kb_id_`` the registry entry, ``id_`` the rule that found it. Give the vocabulary
    of your own ``nlp`` as ``vocab``; a new one is made when None.
    """
    tokens = load_extra("spacy.tokens", "spacy", needed_for="a document of spaCy")
    words, spaces = spaced(doc)
    known = vocab or load_extra("spacy.vocab", "spacy", needed_for="a document of spaCy").Vocab()
    return _fill(tokens.Doc(known, words=words, spaces=spaces), doc.entities)


def _fill(target: Any, entities: Iterable[Entity]) -> Any:
    """Put the mentions into the span group; a mention that ends inside a token takes the whole token."""
    spans = (
        target.char_span(e.start, e.end, e.label, kb_id=e.canonical_id or "", span_id=e.rule, alignment_mode="expand")
        for e in entities
    )
    target.spans[GROUP] = [span for span in spans if span is not None]
    return target


def _component(nlp: Any, name: str, components: list[str], rules: str | None) -> Callable[[Any], Any]:
    return partial(_tagged, load(components=components, rules=rules))


def _tagged(pipeline: Pipeline, doc: Any) -> Any:
    return _fill(doc, pipeline(doc.text).entities)


def __getattr__(name: str) -> Any:
    """``make_component``, the entry point that spaCy asks for: registered then, so that this module needs no spaCy."""
    if name != "make_component":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    language = load_extra("spacy.language", "spacy", needed_for="a component of spaCy")
    return language.Language.factory(GROUP, default_config=DEFAULTS, func=_component)
