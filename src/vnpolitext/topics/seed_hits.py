"""Where seeds stand in an article: words, phrases and globs in its text, identifiers among its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import translate
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.brief import brief
from vnpolitext.doc import Doc
from vnpolitext.text.normalise import fold_tones, normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Seeds in the title and the next so many characters count; further down an article mentions much in passing.
BEGINNING = 600
# What an identifier begins with: "body:quoc-hoi", "post:thu-tuong@body:chinh-phu". A glob may end it.
KINDS = ("body", "post", "person", "place", "directive", "event")
IDENTIFIER = re.compile(r"(?P<kind>[a-z]+):(?P<name>\S+)")
_NOTHING = re.compile(r"(?!)")


class SeedError(ValueError):
    """Seeds that cannot be used; the message names the topic and the seed."""


def is_identifier(seed: str) -> bool:
    """Whether a seed is the identifier of something in a registry, not words.

    Examples:
        >>> is_identifier("body:quoc-hoi"), is_identifier("post:*@body:bo-cong-an"), is_identifier("quốc hội")
        (True, True, False)
    """
    return IDENTIFIER.fullmatch(seed) is not None


def check_identifier(code: str, seed: str, source: str) -> None:
    """See that an identifier is of a known kind.

    Raises:
        SeedError: it is not; the message lists the kinds.
    """
    match = IDENTIFIER.fullmatch(seed)
    if match and match["kind"] not in KINDS:
        raise SeedError(
            f"{source}: topic {brief(code)}: {brief(seed)} begins with no kind of the registry; they are "
            f"{', '.join(f'{kind}:' for kind in KINDS)} (for words with a colon, put a blank after it)"
        )


def hits(texts: Sequence[str | Doc], seeds: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
    """How often the seeds of each topic stand in the beginning of each article: articles by topics.

    Args:
        texts: articles; documents of a pipeline with links where seeds are identifiers.
        seeds: for each topic its words, phrases, globs and identifiers.

    Raises:
        SeedError: an identifier, but articles without links; or one that is nowhere, neither here nor in the registry.
    """
    words = [_word_pattern([seed for seed in some if not is_identifier(seed)]) for some in seeds.values()]
    named = [[seed for seed in some if is_identifier(seed)] for some in seeds.values()]
    if any(named):
        _check_linked(texts, seeds)
    ids = [_id_pattern(some) for some in named]
    counts = np.zeros((len(texts), len(seeds)), dtype=np.int64)
    for row, article in enumerate(texts):
        text = article.text if isinstance(article, Doc) else article
        beginning = fold_tones(normalise(text).text[:BEGINNING].lower())
        linked = list(_links(article))
        for column, (word, identifier) in enumerate(zip(words, ids, strict=True)):
            counts[row, column] = len(word.findall(beginning)) + sum(map(bool, map(identifier.fullmatch, linked)))
    return counts


def _word_pattern(seeds: Sequence[str]) -> re.Pattern[str]:
    """One pattern for a topic's words: whole words; '*' stands for the rest of a word."""
    if not seeds:
        return _NOTHING
    plain = sorted({fold_tones(normalise(seed).text.lower()).strip() for seed in seeds}, key=lambda s: (-len(s), s))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_glob, plain))})(?!\w)")


def _glob(seed: str) -> str:
    """The pattern of a seed, in time linear in the word: what follows a star is looked for once.

    The first place where a middle piece stands is as good as any later one, for only letters lie between two stars.
    """
    first, *rest = (re.escape(piece).replace(r"\ ", r"\s") for piece in seed.split("*"))
    *middle, last = rest or [""]
    return first + "".join(rf"(?>\w*?{piece})" for piece in middle) + (rf"\w*{last}" if rest else "")


def _id_pattern(seeds: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, seeds))) if seeds else _NOTHING


def _links(article: str | Doc) -> Iterable[str]:
    """What the mentions in the beginning stand for."""
    if isinstance(article, str):
        return ()
    return (one.canonical_id for one in article.entities if one.canonical_id and one.start < BEGINNING)


def _check_linked(texts: Sequence[str | Doc], seeds: Mapping[str, Sequence[str]]) -> None:
    code, seed = next((code, seed) for code, some in seeds.items() for seed in some if is_identifier(seed))
    if any(isinstance(article, str) for article in texts):
        raise SeedError(
            f"topic {code!r}: the seed {brief(seed)} is an identifier, and plain texts have no links; "
            "give the documents that vnpolitext.load(components=['links']) makes of them"
        )
    found = {one.canonical_id for article in texts if isinstance(article, Doc) for one in article.entities}
    for code, some in seeds.items():
        for seed in filter(is_identifier, some):
            if "*" not in seed and seed not in found:
                _check_registered(code, seed)


def _check_registered(code: str, seed: str) -> None:
    """An identifier that no document holds may be rare; one that the registry does not know either is a slip."""
    from vnpolitext.linking.layers import load_registry  # noqa: PLC0415 - only where an identifier is not found

    registry = load_registry()
    tables = (registry.bodies, registry.posts, registry.people, registry.places, registry.directives, registry.events)
    known = {name for table in tables for name in table} | {f"body:{organ.id}" for organ in registry.organs}
    general = seed.partition("@place:")[0]
    # An office that no table lists ("post:pho-giam-doc@body:so-noi-vu") is one of a body that they do.
    if seed in known or general in known or general.partition("@")[2] in known:
        return
    near = get_close_matches(seed, sorted(known), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "; 'vnpolitext lookup' tells the identifier of a name"
    raise SeedError(f"topic {code!r}: no document holds {brief(seed)}, and the registry has nothing of that name{hint}")
