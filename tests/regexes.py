"""Every regular expression of the package, and whether an attacker's text can make it slow.

Collected by recording what ``re`` compiles for the package's modules while all of them are imported and used; a place
in the source that compiles and was not reached is itself an error. Then each is looked at twice:

* **Its tree.** Two repetitions without an upper bound, one inside or right after the other, whose characters overlap
  with nothing certain between them, can divide the same text among them in many ways: the classic cause of
  backtracking that grows as a square or without end. Possessive and atomic groups do not backtrack and are left out.
* **Attacks.** For each repetition a text is made from the tree: the shortest way to it, then what it repeats, thousands
  of times over (also what two neighbours share, and its pieces in turn), then something that lets the match fail; and
  the way itself again and again, so that a search begins everywhere and may run to the end of the text from each place,
  which no backtracking shows. The pattern searches it at two lengths, one eight times the other. What takes more than
  in step is then measured at lengths at which it takes long enough to be told from noise: where twice the text takes
  nearly three times as long, and again when measured again, it is slow.
"""

from __future__ import annotations

import ast
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vnpolitext

PACKAGE = Path(vnpolitext.__file__).parent
_parser: Any = re._parser  # type: ignore[attr-defined]
MANY = 40  # more repetitions than this count as without bound
SIZE = 2000
LARGE = 8 * SIZE
LARGEST = 64_000  # as far as a text grows to show whether its time is a square
FAST = 0.006  # seconds of a search of SIZE characters that need no second look
INSTANT = 0.0002  # seconds of LARGE characters: what may still hide a square here takes a second for a million
IN_STEP = 12  # times as long for eight times the text: a square takes up to 64
BUDGET = 3.0  # seconds on the long texts of one pattern; only those of hundreds of words need more
LONG = 0.02  # seconds that tell a square from noise
LONGEST = 1.0
SLOW = 2.8  # times as long for twice the text
_COMPILING = {"compile", "match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"}


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern and the place that compiles it."""

    file: str
    line: int
    pattern: str
    flags: int

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line}"


def collect() -> list[Found]:
    """What ``re`` compiles for the package, in a fresh process."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True, encoding="utf-8")
    return [Found(*row) for row in json.loads(done.stdout.splitlines()[-1])]


def places() -> set[tuple[str, int, int]]:
    """Where the source calls ``re``: file, first and last line."""
    return {
        (path.relative_to(PACKAGE).as_posix(), node.lineno, node.end_lineno or node.lineno)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in _COMPILING
    }


# --- the tree -------------------------------------------------------------------------------------------------------

_ALPHABET = [chr(c) for c in range(1, 127)] + list("àÀđĐưỬỹăÂêôơ–—…“”‘’’«»\u00a0\u2003\u0301\u200b中٣²")
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT"}


@cache
def _members(pattern: str, flags: int) -> frozenset[str]:
    one = re.compile(pattern, flags)
    return frozenset(filter(one.fullmatch, _ALPHABET))


def _set(op: str, value: Any, flags: int) -> frozenset[str]:
    """Characters of the sample that an item matches."""
    if op == "LITERAL":
        folded = {chr(value).lower(), chr(value).upper()} if flags & re.IGNORECASE else {chr(value)}
        return frozenset(c for c in folded if len(c) == 1)
    if op == "NOT_LITERAL":
        return frozenset(_ALPHABET) - {chr(value)}
    if op == "ANY":
        return frozenset(_ALPHABET) if flags & re.DOTALL else frozenset(_ALPHABET) - {"\n"}
    chosen: set[str] = set()
    negated = False
    for kind, what in value:
        name = str(kind)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            chosen |= _set(name, what, flags)
        elif name == "RANGE":
            inside = [c for c in _ALPHABET if what[0] <= ord(c) <= what[1]]
            chosen |= set(inside) or {chr(what[0])}
            if flags & re.IGNORECASE:
                chosen |= {c for c in _ALPHABET if what[0] <= ord(c.swapcase()[0]) <= what[1]}
        else:
            chosen |= _members({"D": r"\d", "S": r"\s", "W": r"\w"}[_letter(what)[0]], 0) ^ (
                frozenset(_ALPHABET) if _letter(what)[1] else frozenset()
            )
    return frozenset(_ALPHABET) - chosen if negated else frozenset(chosen)


def _letter(category: Any) -> tuple[str, bool]:
    name = str(category).removeprefix("CATEGORY_")
    return {"DIGIT": "D", "SPACE": "S", "WORD": "W"}[name.removeprefix("NOT_")], name.startswith("NOT_")


def parsed(found: Found) -> tuple[list[Any], int]:
    """The tree of a pattern, and its flags."""
    tree = _parser.parse(found.pattern, found.flags)
    return list(tree), tree.state.flags


def risks(found: Found) -> list[str]:
    """What is nested or adjacent and overlaps, in words."""
    tree, flags = parsed(found)
    return list(dict.fromkeys(_risks(tree, flags, outer=None)))


def _risks(items: list[Any], flags: int, outer: frozenset[str] | None) -> Iterator[str]:
    open_ends: list[frozenset[str]] = []  # repetitions that may still take what comes now
    for op, value in items:
        name = str(op)
        if name in _REPEATS:
            least, most, body = value
            chars = _alphabet(body, flags)
            if _unbounded(most):
                yield from (
                    f"adjacent: {''.join(sorted(chars & other))[:12]!r}" for other in open_ends if chars & other
                )
                if _repeats_whole(list(body), flags):
                    yield f"nested: {''.join(sorted(chars))[:12]!r}"
                open_ends = [*(open_ends if not least else [other for other in open_ends if chars & other]), chars]
            elif least:
                open_ends = [other for other in open_ends if chars & other]
            yield from _risks(list(body), flags, chars)
        elif name in {"SUBPATTERN", "BRANCH"}:
            for branch in _branches(name, value):
                yield from _risks(branch, flags, outer)
            if not _empty([(op, value)], flags):
                chars = _alphabet([(op, value)], flags)
                open_ends = [other for other in open_ends if chars & other and len(chars) > 1]
        elif name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            chars = _set(name, value, flags)
            open_ends = [other & chars for other in open_ends if other & chars]
        elif name in {"ATOMIC_GROUP", "POSSESSIVE_REPEAT"}:
            yield from _risks(list(value if name == "ATOMIC_GROUP" else value[2]), flags, outer)
            open_ends = []
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _risks(list(value[1]), flags, outer)


def _unbounded(most: Any) -> bool:
    return bool(most == _parser.MAXREPEAT or most > MANY)


def endless(items: Any) -> bool:
    """Whether a part of a pattern may take texts of any length; a search with what cannot takes time in step."""
    for op, value in items:
        name = str(op)
        if name in _REPEATS | {"POSSESSIVE_REPEAT"} and (_unbounded(value[1]) or endless(value[2])):
            return True
        if name in {"SUBPATTERN", "BRANCH"} and any(endless(branch) for branch in _branches(name, value)):
            return True
        if name == "ATOMIC_GROUP" and endless(value):
            return True
        if name in {"ASSERT", "ASSERT_NOT"} and endless(value[1]):
            return True
    return False


def _branches(name: str, value: Any) -> list[list[Any]]:
    return [list(value[3])] if name == "SUBPATTERN" else [list(branch) for branch in value[1]]


def _alphabet(items: Any, flags: int) -> frozenset[str]:
    """Every character that a part of a pattern may take."""
    chars: set[str] = set()
    for op, value in items:
        name = str(op)
        if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            chars |= _set(name, value, flags)
        elif name in _REPEATS | {"POSSESSIVE_REPEAT"}:
            chars |= _alphabet(value[2], flags)
        elif name in {"SUBPATTERN", "BRANCH"}:
            for branch in _branches(name, value):
                chars |= _alphabet(branch, flags)
        elif name == "ATOMIC_GROUP":
            chars |= _alphabet(value, flags)
    return frozenset(chars)


def _empty(items: list[Any], flags: int) -> bool:
    """Whether a part of a pattern may take nothing."""
    for op, value in items:
        name = str(op)
        if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            return False
        if name in _REPEATS | {"POSSESSIVE_REPEAT"} and value[0] and not _empty(list(value[2]), flags):
            return False
        if name in {"SUBPATTERN", "BRANCH"} and not any(_empty(b, flags) for b in _branches(name, value)):
            return False
        if name == "ATOMIC_GROUP" and not _empty(list(value), flags):
            return False
    return True


def _repeats_whole(body: list[Any], flags: int) -> bool:
    """Whether a body holds a repetition that may take all that the body takes: "(a+)+", "(a*b?)*", "(x|a+)*"."""
    for place, (op, value) in enumerate(body):
        name = str(op)
        rest = [*body[:place], *body[place + 1 :]]
        if name in _REPEATS and _unbounded(value[1]):
            chars = _alphabet(value[2], flags)
            if all(_overlaps(item, chars, flags) for item in rest):
                return True
        alone = name in {"SUBPATTERN", "BRANCH"} and all(_empty([item], flags) for item in rest)
        if alone and any(_repeats_whole(branch, flags) for branch in _branches(name, value)):
            return True
    return False


def _overlaps(item: Any, chars: frozenset[str], flags: int) -> bool:
    return _empty([item], flags) or bool(_alphabet([item], flags) & chars)


# --- attacks --------------------------------------------------------------------------------------------------------


def attacks(found: Found) -> list[tuple[str, str]]:
    """Beginnings and what to repeat after them."""
    tree, flags = parsed(found)
    made = list(dict.fromkeys(_attacks(tree, flags, "")))
    shared = [(prefix, c) for prefix, _ in made[:4] for c in " a1A/-.,("]
    return [*made, *dict.fromkeys(shared)] or [("", c) for c in " a1A"]


def _attacks(items: list[Any], flags: int, before: str) -> Iterator[tuple[str, str]]:
    for place, (op, value) in enumerate(items):
        name = str(op)
        if name in _REPEATS | {"POSSESSIVE_REPEAT"}:
            yield from _pumps(value, items[place + 1 : place + 3], flags, before)
            yield from _attacks(list(value[2]), flags, before)
        elif name in {"SUBPATTERN", "BRANCH"}:
            for branch in _branches(name, value)[:30]:
                yield from _attacks(branch, flags, before)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _attacks(list(value[1]), flags, before)
            continue
        elif name == "ATOMIC_GROUP":
            yield from _attacks(list(value), flags, before)
        before += next(iter(_samples([(op, value)], flags)), "")
    if before:
        yield "", before  # the whole, again and again


def _pumps(repeat: Any, following: list[Any], flags: int, before: str) -> Iterator[tuple[str, str]]:
    """What makes one repetition long: pieces of it, what it shares with what follows, and the way to it."""
    _, most, body = repeat
    if most == 1:
        return
    pieces = list(dict.fromkeys(_samples(list(body), flags)))
    for pump in filter(None, [*pieces, "".join(pieces)]):
        yield before, pump
    if before and _unbounded(most):
        for unit in (before, *(before + piece for piece in pieces)):
            yield from (("", unit), ("", f"{unit} "))
    for inner in (item for item in body if str(item[0]) in _REPEATS and _unbounded(item[1][1])):
        chars = _alphabet(inner[1][2], flags)
        for item in (other for other in body if other is not inner):  # "(?:[.-][a.]+)*": each point can be either
            for char in sorted(chars & _alphabet([item], flags))[:3]:
                yield from ((before, char), (before, f"{char}{min(chars, default='')}"))
                yield from ((before, f"{char}{piece}") for piece in _samples(list(inner[1][2]), flags)[:2])
    for item in following:
        for char in sorted(_alphabet(body, flags) & _alphabet([item], flags))[:2]:
            yield before, char


def _samples(items: list[Any], flags: int) -> list[str]:
    """Short texts that a part of a pattern takes, of each branch one."""
    texts = [""]
    for op, value in items:
        name = str(op)
        if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            chars = _set(name, value, flags)
            preferred = [c for c in "a A1-/., \n" if c in chars] or sorted(chars)
            choices = preferred[:3]
        elif name in _REPEATS | {"POSSESSIVE_REPEAT"}:
            choices = [text * max(1, value[0]) for text in _samples(list(value[2]), flags)]
        elif name in {"SUBPATTERN", "BRANCH"}:
            choices = [text for branch in _branches(name, value)[:30] for text in _samples(branch, flags)[:1]]
        elif name == "ATOMIC_GROUP":
            choices = _samples(list(value), flags)
        else:
            continue
        texts = [*(texts[0] + choice for choice in choices), *(text + choices[0] for text in texts[1:] if choices)][:6]
    return texts


class _TooLongError(Exception):
    pass


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _seconds(compiled: re.Pattern[str], text: str, *, search: bool) -> float:
    start = time.process_time()
    try:
        with _at_most(LONGEST):
            if search:
                for _ in compiled.finditer(text):
                    pass
            else:
                compiled.match(text)
                compiled.fullmatch(text)
    except _TooLongError:
        return LONGEST
    return time.process_time() - start


def growth(found: Found, *, search: bool = True) -> tuple[float, str]:
    """How many times as long twice an attack takes, of the worst attack; below 1 where all are fast anyway."""
    compiled = re.compile(found.pattern, found.flags)
    far, start = endless(parsed(found)[0]), time.process_time()
    worst, by = 0.0, ""
    for number, (prefix, pump) in enumerate(attacks(found)):
        if number % 10 and time.process_time() - start > BUDGET:
            continue  # of the thousands of attacks on a pattern of hundreds of words, a sample
        for suffix in ("\x01", ""):
            attack = Attack(compiled, prefix, pump, suffix, search)
            grew = attack.growth()
            if not grew and far and suffix and time.process_time() - start < BUDGET:
                grew = attack.far_growth()
            if grew > worst:
                worst, by = grew, f"{prefix!r} + {pump!r} + {suffix!r}"
            if grew >= SLOW:
                return worst, by
    return worst, by


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length, and the pattern that reads it."""

    compiled: re.Pattern[str]
    prefix: str
    pump: str
    suffix: str
    search: bool

    def seconds(self, size: int) -> float:
        """Of the processor, for a text of this many characters."""
        text = self.prefix + self.pump * (size // len(self.pump)) + self.suffix
        return _seconds(self.compiled, text, search=self.search)

    def growth(self) -> float:
        """How many times as long twice the text takes; 0 when SIZE characters are fast."""
        # A short one first: what grows without bound shows there, and the long one would take for ever.
        for size in (32, SIZE // 4, SIZE):
            if (took := self.seconds(size)) >= FAST:
                return float("inf") if took >= LONGEST else self._ratio(size)
        return 0.0

    def far_growth(self) -> float:
        """The same at lengths that show a square of small steps; 0 when LARGE takes in step with SIZE."""
        large = self.seconds(LARGE)
        if large < INSTANT or large <= IN_STEP * self.seconds(SIZE):
            return 0.0
        if min(large, self.seconds(LARGE)) <= IN_STEP * max(self.seconds(SIZE), self.seconds(SIZE)):
            return 0.0  # something else had the processor
        size = LARGE
        while large < LONG and size < LARGEST:
            size *= 2
            large = self.seconds(size)
        return float("inf") if large >= LONGEST else self._ratio(size)

    def _ratio(self, size: int) -> float:
        ratio = float("inf")
        for _ in range(3):  # a busy machine is slow once
            ratio = min(ratio, self.seconds(2 * size) / max(self.seconds(size), 1e-6))
            if ratio < SLOW:
                break
        return ratio


def worst(found: Found, size: int) -> tuple[float, str]:
    """Seconds of the slowest attack of this many characters, as the fastest of three runs."""
    compiled = re.compile(found.pattern, found.flags)
    slowest, by = 0.0, ""
    for prefix, pump in attacks(found):
        text = (prefix + pump * (size // len(pump)))[: size - 1] + "\x01"
        took = min(_seconds(compiled, text, search=True) for _ in range(3))
        if took > slowest:
            slowest, by = took, f"{prefix!r} + {pump!r}"
    return slowest, by


# --- run as a program: record what is compiled -----------------------------------------------------------------------


def _record() -> None:
    seen: dict[tuple[str, int, str, int], None] = {}
    module: Any = re
    real = module._compile  # what every function of ``re`` calls first

    def recording(pattern: Any, flags: Any) -> Any:
        frame: Any = sys._getframe(1)
        while frame is not None and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        path = Path(frame.f_code.co_filename) if frame else Path()
        if frame is not None and path.is_relative_to(PACKAGE) and isinstance(pattern, str):
            seen[path.relative_to(PACKAGE).as_posix(), frame.f_lineno, pattern, int(flags)] = None
        return real(pattern, flags)

    module._compile = recording
    for name in [name for name in sys.modules if name.startswith("vnpolitext")]:
        del sys.modules[name]
    sys.path.insert(0, str(Path(__file__).parent))
    import use_everything  # noqa: PLC0415

    use_everything.run()
    print(json.dumps([list(key) for key in seen]))


if __name__ == "__main__":
    _record()
