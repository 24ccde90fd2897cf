"""Which topics there are, what each covers and how they group into families; one's own from YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vnpolitext.models import load_json

CODE = re.compile(r"[a-z][a-z0-9_]*")


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
        seen: set[str] = set()
        for topic in self.topics:
            if not CODE.fullmatch(topic.code):
                raise TaxonomyError(f"code {topic.code!r}: write it in small letters, digits and '_', a letter first")
            if topic.code in seen:
                raise TaxonomyError(f"code {topic.code!r} occurs twice; each topic needs its own")
            if not topic.family:
                raise TaxonomyError(f"topic {topic.code!r} has no family; give one (its own code will do)")
            seen.add(topic.code)
        if len(self.topics) < 2:
            raise TaxonomyError(f"a taxonomy needs at least two topics; this has {len(self.topics)}")

    def __getitem__(self, code: str) -> TopicClass:
        for topic in self.topics:
            if topic.code == code:
                return topic
        raise KeyError(f"no topic {code!r}; the taxonomy has {', '.join(self.codes)}")

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
        for code in codes:
            if code not in self.codes:
                raise TaxonomyError(f"topic {code!r} is not in the taxonomy; it has {', '.join(self.codes)}")


def _taxonomy(entries: Any, *, source: str) -> Taxonomy:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TaxonomyError(f"{source}: 'topics' must be a list of entries with 'code' and, if wanted, 'family'")
    known = {"code", "name", "name_vi", "family", "covers"}
    topics = []
    for number, entry in enumerate(entries, 1):
        stray = sorted(set(entry) - known)
        if stray or not isinstance(entry.get("code"), str):
            problem = f"unknown key {stray[0]!r}" if stray else "no 'code'"
            raise TaxonomyError(f"{source}: topic {number} has {problem}; the keys are {', '.join(sorted(known))}")
        code = entry["code"]
        words = {key: str(entry.get(key) or "") for key in known - {"code"}}
        words["name"] = words["name"] or code.replace("_", " ")
        words["name_vi"] = words["name_vi"] or words["name"]
        words["family"] = words["family"] or code
        topics.append(TopicClass(code=code, **words))
    return Taxonomy(tuple(topics))


def read_taxonomy(path: str | Path) -> Taxonomy:
    """A taxonomy from a YAML or JSON file: ``topics: [{code: …, family: …, name: …, covers: …}, …]``.

    Raises:
        TaxonomyError: the file is not a taxonomy, or does not hold together.
    """
    import yaml  # noqa: PLC0415 - only users' own taxonomies need it

    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, RecursionError) as error:
        raise TaxonomyError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict) or "topics" not in content:
        raise TaxonomyError(f"{path}: begin with 'topics:' and a list of topics")
    return _taxonomy(content["topics"], source=str(path))


@cache
def package_taxonomy() -> Taxonomy:
    """The sixteen topics of Vietnamese politics, and ``other``."""
    return _taxonomy(load_json("topics/taxonomy.json")["topics"], source="the package's taxonomy")
