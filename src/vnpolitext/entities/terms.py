"""A user's own bodies, titles, people, places and document types, found beside the package's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vnpolitext.doc import LABELS
from vnpolitext.entities.documents.tables import DocumentType
from vnpolitext.entities.mention import Mention
from vnpolitext.text.normalise import fold_tones, normalise

RULE = "terms"
LONGEST, MOST = 300, 200_000


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
        if self.label not in LABELS or self.label == "DATE":
            raise TermError(f"label {self.label!r} of term {self.name!r}; use one of {', '.join(LABELS[:-1])}")
        if self.id is not None and not isinstance(self.id, str):
            raise TermError(f"id {self.id!r} of term {self.name!r} is not text; put it in quotes")
        if not isinstance(self.ignore_case, bool):
            raise TermError(f"ignore_case {self.ignore_case!r} of term {self.name!r}; give true or false")
        for form in (self.name, *self.aliases):
            if not isinstance(form, str):
                raise TermError(f"name {form!r} in term {self.name!r} is not text; put it in quotes")
            if not _key(form):
                raise TermError(f"an empty name in term {self.name!r}; remove it or fill it in")
            if len(form) > LONGEST:
                raise TermError(f"name {form[:40]!r}… has {len(form)} characters; at most {LONGEST} are allowed")


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
        raise TermError(f"{value!r} is not a term; give a name or a mapping with 'name' and 'label'")
    unknown = sorted(set(map(str, value)) - {"name", "label", "aliases", "id", "ignore_case"})
    if unknown or not isinstance(value.get("name"), str):
        wrong = f"unknown key {unknown[0]!r}" if unknown else f"name is {value.get('name')!r}, not text"
        raise TermError(f"{wrong} in term {dict(value)!r}; keys are name, label, aliases, id, ignore_case")
    aliases = value.get("aliases", ())
    if isinstance(aliases, str) or not isinstance(aliases, Sequence):
        raise TermError(f"aliases of {value['name']!r} are {aliases!r}; give a list of names")
    return Term(
        value["name"], value.get("label", label), tuple(aliases), value.get("id"), value.get("ignore_case", False)
    )


class TermMatcher:
    """Finds terms in normalised text, as whole words only; where several stand, one inside the other, all of them.

    Args:
        terms: what to find.
        types: document types of the user's own, which the grammar of directives takes up.

    Examples:
        >>> matcher = TermMatcher([Term("Ban Quản lý Vịnh", "BODY")])
        >>> [(m.start, m.end, m.label) for m in matcher.find("Theo Ban Quản lý Vịnh, …")]
        [(5, 21, 'BODY')]
    """

    def __init__(self, terms: Iterable[Term] = (), *, types: Sequence[DocumentType] = ()) -> None:
        self.terms = tuple(terms)
        self.types = tuple(types)
        if len(self.terms) > MOST:
            raise TermError(f"{len(self.terms)} terms; at most {MOST} are allowed")

    @cached_property
    def _forms(self) -> tuple[dict[str, Term], dict[str, Term]]:
        exact: dict[str, Term] = {}
        loose: dict[str, Term] = {}
        for term in self.terms:
            for form in (term.name, *term.aliases):
                key = _key(form)
                (loose if term.ignore_case else exact).setdefault(_lower(key) if term.ignore_case else key, term)
        return exact, loose

    @cached_property
    def _automata(self) -> tuple[Any, Any]:
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - only with terms

        return tuple(AhoCorasick(list(forms)) if forms else None for forms in self._forms)  # type: ignore[return-value]

    def find(self, text: str) -> list[Mention]:
        """Mentions of the terms, in order of form table and place."""
        return [Mention(start, end, term.label, RULE, 1.0) for start, end, term in self._hits(text)]

    def ids(self, text: str) -> dict[tuple[int, int], str]:
        """Canonical ids that the terms give to extents."""
        return {(start, end): term.id for start, end, term in self._hits(text) if term.id}

    def _hits(self, text: str) -> list[tuple[int, int, Term]]:
        if not self.terms:
            return []
        folded = fold_tones(text)
        found = []
        for automaton, forms, view in zip(self._automata, self._forms, (folded, _lower(folded)), strict=True):
            if automaton is None:
                continue
            names = list(forms)
            # Overlapping: the longest may end inside a word ("Ban A" in "Ban An") and would hide one that does not.
            for index, start, end in automaton.find_matches_as_indexes(view, overlapping=True):
                if _whole(text, start, end):
                    found.append((start, end, forms[names[index]]))
        return found


def _key(form: str) -> str:
    """The form as it stands in normalised text."""
    return fold_tones(normalise(form).text.strip())


def _lower(text: str) -> str:
    """Lower case of the same length: the few letters whose lower case is longer stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not text[start - 1].isalnum()
    return before and (end == len(text) or not text[end].isalnum())
