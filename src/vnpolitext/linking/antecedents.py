"""Bodies that an article has named so far, to be taken up by a shorter name."""

from __future__ import annotations

from vnpolitext.linking.names import key, words

_LONGEST = 8  # words of a name that a shorter form may repeat


class Antecedents:
    """The bodies named so far, by every beginning of their names; adding and asking take the same time for each.

    Examples:
        >>> named = Antecedents()
        >>> named.add("Ban Chỉ đạo Cải cách tư pháp Trung ương", "body:a", 10)
        >>> named.only("Ban Chỉ đạo"), named.only("Ban Chỉ đạo", since=50)
        ('body:a', None)
    """

    def __init__(self) -> None:
        self._named: dict[str, dict[str, int]] = {}

    def add(self, name: str, identifier: str, start: int) -> None:
        """Remember a body's mention; mentions are added in the order of the text."""
        spoken = words(name)
        for length in range(1, min(len(spoken), _LONGEST + 1)):
            found = self._named.setdefault("".join(spoken[:length]), {})
            found.pop(identifier, None)  # the latest mention comes last
            found[identifier] = start

    def only(self, name: str, *, since: int = 0) -> str | None:
        """The one body whose name begins so; None when there are several, or none named from ``since`` on."""
        found: list[str] = []
        for identifier, start in reversed(self._named.get(key(name), {}).items()):
            if start < since or len(found) > 1:
                break
            found.append(identifier)
        return found[0] if len(found) == 1 else None
