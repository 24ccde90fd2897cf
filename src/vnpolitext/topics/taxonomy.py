"""Which topics there are, what each covers and how they group into families; one's own from YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vnpolitext.brief import brief, listed
from vnpolitext.guarded_yaml import read_yaml
from vnpolitext.models import load_json

CODE = re.compile(r"[a-z][a-z0-9_]*")
MOST = 1_000  # topics


class TaxonomyError(ValueError):
    """A taxonomy that does not hold together; the message names the topic and what to do."""


@dataclass(frozen=True, slots=True)
class TopicClass:
    """One topic: its code, its names, its family and what it covers."""

    code: str
    name: str
    name_vi: str
    family: str
    covers: str


@dataclass(frozen=True)
class Taxonomy:
    """Topics in order, each in one family.

    Examples:
        >>> taxonomy = package_taxonomy()
        >>> taxonomy["party_building"].family
        'party'
        >>> taxonomy.families["world"]
        ('foreign_affairs', 'world')
    """

    topics: tuple[TopicClass, ...]

    def __post_init__(self) -> None:
        if len(self.topics) > MOST:
            raise TaxonomyError(f"{len(self.topics)} topics; at most {MOST} are allowed")
        seen: set[str] = set()
        for topic in self.topics:
            if not CODE.fullmatch(topic.code):
                raise TaxonomyError(
                    f"code {brief(topic.code)}: write it in small letters, digits and '_', a letter first"
                )
            if topic.code in seen:
                raise TaxonomyError(f"code {brief(topic.code)} occurs twice; each topic needs its own")
            if not topic.family:
                raise TaxonomyError(f"topic {brief(topic.code)} has no family; give one (its own code will do)")
            seen.add(topic.code)
        if len(self.topics) < 2:
            raise TaxonomyError(f"a taxonomy needs at least two topics; this has {len(self.topics)}")

    def __getitem__(self, code: str) -> TopicClass:
        for topic in self.topics:
            if topic.code == code:
                return topic
        raise KeyError(f"no topic {brief(code)}; the taxonomy has {listed(self.codes)}")

    @property
    def codes(self) -> tuple[str, ...]:
        """The topics' codes, in order."""
        return tuple(topic.code for topic in self.topics)

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """The codes of each family, in order."""
        names = dict.fromkeys(topic.family for topic in self.topics)
        return {name: tuple(topic.code for topic in self.topics if topic.family == name) for name in names}

    def family_shares(self, shares: Mapping[str, float]) -> dict[str, float]:
        """Probabilities of families: the sums of their topics'.

        Args:
            shares: probability by code; codes that are left out count 0.

        Raises:
            TaxonomyError: a code that is not in the taxonomy.
        """
        self.check(shares)
        return {name: sum(shares.get(code, 0.0) for code in codes) for name, codes in self.families.items()}

    def check(self, codes: Iterable[str]) -> None:
        """See that each code is in the taxonomy.

        Raises:
            TaxonomyError: naming the first that is not.
        """
        known = self.codes
        for code in codes:
            if code not in known:
                raise TaxonomyError(f"topic {brief(code)} is not in the taxonomy; it has {listed(known)}")


_KEYS = ("code", "covers", "family", "name", "name_vi")


def _taxonomy(entries: Sequence[tuple[str, Any]], *, source: str) -> Taxonomy:
    """A taxonomy from entries, each with where it stands."""
    topics = []
    for where, entry in entries:
        if not isinstance(entry, dict):
            raise TaxonomyError(f"{where}: {brief(entry)} is no topic; give 'code' and, if wanted, 'family'")
        stray = sorted(set(entry) - set(_KEYS))
        if stray:
            raise TaxonomyError(f"{where} has unknown key {brief(stray[0])}; the keys are {', '.join(_KEYS)}")
        for key, value in entry.items():
            if value is not None and not isinstance(value, str):
                raise TaxonomyError(f"{where}: {key!r} is {brief(value)}; give text")
        if not entry.get("code"):
            raise TaxonomyError(f"{where} has no 'code'; the keys are {', '.join(_KEYS)}")
        topics.append(_topic(entry))
    try:
        return Taxonomy(tuple(topics))
    except TaxonomyError as error:
        raise TaxonomyError(f"{source}: {error}") from error


def _topic(entry: Mapping[str, str | None]) -> TopicClass:
    words = {key: entry.get(key) or "" for key in _KEYS}
    name = words["name"] or words["code"].replace("_", " ")
    family = words["family"] or words["code"]
    return TopicClass(words["code"], name, words["name_vi"] or name, family, words["covers"])


def read_taxonomy(path: str | Path) -> Taxonomy:
    """A taxonomy from a YAML or JSON file: ``topics: [{code: …, family: …, name: …, covers: …}, …]``.

    Raises:
        TaxonomyError: the file cannot be read, is not a taxonomy, or does not hold together; the message names it.
    """
    root = read_yaml(path, error=TaxonomyError)
    topics = root.value.get("topics") if isinstance(root.value, dict) else None
    if topics is None:
        raise TaxonomyError(f"{path}: begin with 'topics:' and a list of topics")
    if not isinstance(topics.value, list):
        raise TaxonomyError(f"{path}: 'topics' must be a list of entries with 'code' and, if wanted, 'family'")
    entries = [(f"{path}, line {one.line}: topic {number}", one.plain()) for number, one in enumerate(topics.value, 1)]
    return _taxonomy(entries, source=str(path))


@cache
def package_taxonomy() -> Taxonomy:
    """The sixteen topics of Vietnamese politics, and ``other``."""
    source = "the package's taxonomy"
    topics = load_json("topics/taxonomy.json")["topics"]
    return _taxonomy([(f"{source}: topic {number}", one) for number, one in enumerate(topics, 1)], source=source)
