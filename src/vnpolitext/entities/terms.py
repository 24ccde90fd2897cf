"""A user's own bodies, titles, people, places and document types, found beside the package's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vnpolitext.brief import brief
from vnpolitext.doc import LABELS
from vnpolitext.entities.documents.tables import DocumentType
from vnpolitext.entities.mention import Mention
from vnpolitext.entities.term_search import Forms, search
from vnpolitext.text.normalise import fold_tones, normalise

RULE = "terms"
# Characters of a name; names with aliases, and characters in all of them together.
LONGEST, MOST, MOST_CHARACTERS = 300, 200_000, 8_000_000


class TermError(ValueError):
    """A term that cannot be used; the message names the value, its line if it has one, and the remedy."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name to find wherever it stands as whole words.

    Args:
        name: the name as written.
        label: what it is, one of ``vnpolitext.doc.LABELS`` except DATE.
        aliases: other forms of the name.
        id: canonical id that its mentions get.
        ignore_case: also find it in other capitalisation.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    id: str | None = None
    ignore_case: bool = False

    def __post_init__(self) -> None:
        name = brief(self.name)
        if self.label not in LABELS or self.label == "DATE":
            raise TermError(f"label {brief(self.label)} of term {name}; use one of {', '.join(LABELS[:-1])}")
        if self.id is not None and not isinstance(self.id, str):
            raise TermError(f"id {brief(self.id)} of term {name} is not text; put it in quotes")
        if not isinstance(self.ignore_case, bool):
            raise TermError(f"ignore_case {brief(self.ignore_case)} of term {name}; give true or false")
        for form in self.forms:
            if not isinstance(form, str):
                raise TermError(f"name {brief(form)} in term {name} is not text; put it in quotes")
            if len(form) > LONGEST or len(key := _key(form)) > LONGEST:
                raise TermError(f"name {brief(form)} has {len(form)} characters; at most {LONGEST} are allowed")
            if not key:
                raise TermError(f"an empty name in term {name}; remove it or fill it in")

    @property
    def forms(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return self.name, *self.aliases


def term_of(value: str | Mapping[str, Any] | Term, *, label: str = "BODY") -> Term:
    """A term from a name, or from a mapping with the arguments of ``Term``.

    Raises:
        TermError: a key is unknown, or a value is of the wrong type.

    Examples:
        >>> term_of({"name": "Ban Quản lý Vịnh", "label": "BODY"}).label
        'BODY'
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, str):
        return Term(value, label)
    if not isinstance(value, Mapping):
        raise TermError(f"{brief(value)} is not a term; give a name or a mapping with 'name' and 'label'")
    unknown = sorted(set(map(str, value)) - {"name", "label", "aliases", "id", "ignore_case"})
    if unknown or not isinstance(value.get("name"), str):
        wrong = f"unknown key {brief(unknown[0])}" if unknown else f"name is {brief(value.get('name'))}, not text"
        raise TermError(f"{wrong} in term {brief(dict(value))}; keys are name, label, aliases, id, ignore_case")
    aliases = value.get("aliases", ())
    if isinstance(aliases, str) or not isinstance(aliases, Sequence):
        raise TermError(f"aliases of {brief(value['name'])} are {brief(aliases)}; give a list of names")
    return Term(
        value["name"], value.get("label", label), tuple(aliases), value.get("id"), value.get("ignore_case", False)
    )


def check_amount(terms: Iterable[Term]) -> None:
    """See that terms are not too many to be looked for.

    Raises:
        TermError: more than 200,000 names, aliases counted too, or 8,000,000 characters in them.
    """
    names = characters = 0
    for term in terms:
        names += len(term.forms)
        characters += sum(map(len, term.forms))
    if names > MOST:
        raise TermError(f"{names} names, with aliases; at most {MOST} are allowed")
    if characters > MOST_CHARACTERS:
        raise TermError(f"{characters} characters in all names; at most {MOST_CHARACTERS} are allowed")


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term at its place in normalised text: half-open, in code points."""

    start: int
    end: int
    term: Term


class TermMatcher:
    """Finds terms in normalised text, as whole words only; of those that overlap the ones that ``overlap.place`` keeps.

    Args:
        terms: what to find.
        types: document types of the user's own, which the grammar of directives takes up.

    Raises:
        TermError: too many terms.

    Examples:
        >>> matcher = TermMatcher([Term("Ban Quản lý Vịnh", "BODY")])
        >>> [(m.start, m.end, m.label) for m in matcher.find("Theo Ban Quản lý Vịnh, …")]
        [(5, 21, 'BODY')]
    """

    def __init__(self, terms: Iterable[Term] = (), *, types: Sequence[DocumentType] = ()) -> None:
        self.terms = tuple(terms)
        self.types = tuple(types)
        check_amount(self.terms)

    @cached_property
    def _tables(self) -> tuple[tuple[Forms, list[Term], bool], ...]:
        """Forms with their terms: those found as written, then those found in any case."""
        exact: dict[str, Term] = {}
        loose: dict[str, Term] = {}
        for term in self.terms:
            for form in term.forms:
                key = _key(form)
                (loose if term.ignore_case else exact).setdefault(_lower(key) if term.ignore_case else key, term)
        return tuple(
            (Forms({form: term.label for form, term in table.items()}), list(table.values()), lower)
            for table, lower in ((exact, False), (loose, True))
            if table
        )

    def hits(self, text: str) -> list[TermHit]:
        """Where terms stand, in order of (start, -end)."""
        if not self.terms:
            return []
        folded = fold_tones(text)
        tables = self._tables
        found = search(folded, [(forms, _lower(folded) if lower else folded) for forms, _, lower in tables])
        return [TermHit(one.start, one.end, tables[one.table][1][one.number]) for one in found]

    def find(self, text: str) -> list[Mention]:
        """Mentions of the terms, in order of (start, -end)."""
        return [mention_of(hit) for hit in self.hits(text)]


def mention_of(hit: TermHit) -> Mention:
    """A hit as a mention."""
    return Mention(hit.start, hit.end, hit.term.label, RULE, 1.0)


def _key(form: str) -> str:
    """The form as it stands in normalised text."""
    return fold_tones(normalise(form).text.strip())


def _lower(text: str) -> str:
    """Lower case of the same length: the few letters whose lower case is longer stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
