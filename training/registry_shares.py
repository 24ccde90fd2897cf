"""How often a name in the news stands beside an office that its registered bearer holds."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.registry_names import Membership

_REACH = 120  # characters on either side of the name


def name_shares(corpus: Path, members: Iterable[Membership]) -> dict[str, tuple[int, int]]:
    """For each name: articles that hold it, and articles where one of the offices stands within reach of it."""
    offices: dict[str, set[str]] = defaultdict(set)
    for member in members:
        offices[member.name].add(member.title.casefold())
    found = {name: [0, 0] for name in offices}
    pattern = re.compile("|".join(sorted(map(re.escape, offices), key=len, reverse=True)))
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            seen: dict[str, bool] = {}
            for match in pattern.finditer(text):
                near = text[max(0, match.start() - _REACH) : match.end() + _REACH].casefold()
                name = match.group()
                seen[name] = seen.get(name, False) or any(title in near for title in offices[name])
            for name, beside in seen.items():
                found[name][0] += 1
                found[name][1] += beside
    return {name: (articles, beside) for name, (articles, beside) in found.items()}
