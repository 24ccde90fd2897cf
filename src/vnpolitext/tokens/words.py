"""Words with exact offsets: underthesea's segmentation without its detours over strings.

The text is split at spaces; each run is cut into tokens once and remembered; the tagger reads the tokens of the whole
batch at once. Spans that recognisers found stay whole, and no word crosses the edge of one, or a sentence's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from vnpolitext.text.sentences import split_sentences
from vnpolitext.tokens.pieces import LAST
from vnpolitext.tokens.protected import Protected, protect
from vnpolitext.tokens.runs import Memory, split_runs, unpacked
from vnpolitext.tokens.tagger import FORCED, Ints, Tagger, load_tagger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vnpolitext.draft import Draft

Extent = tuple[int, int]

ENGINES = ("vnpolitext", "underthesea")


class WordSegmenter:
    """Pipeline component: fills ``draft.tokens`` with words and punctuation.

    Args:
        engine: "vnpolitext" (underthesea's weights, summed here) or "underthesea" (the package itself, slower).
        protect: keep document numbers, dates and what recognisers found whole.

    Raises:
        ValueError: an unknown engine.
    """

    name = "words"

    def __init__(self, *, engine: str = "vnpolitext", protect: bool = True) -> None:
        if engine not in ENGINES:
            raise ValueError(f"unknown engine {engine!r}; known are {', '.join(ENGINES)}")
        self._engine = engine
        self._protect = protect
        self._memory = Memory()

    def __call__(self, drafts: Sequence[Draft]) -> None:
        """Segment each draft's sentences into words."""
        tagger = load_tagger()
        texts = [_Tokens.of(draft, self._memory, tagger, protected=self._protected(draft)) for draft in drafts]
        if self._engine == "underthesea":
            from vnpolitext.tokens.underthesea import continuations  # noqa: PLC0415 - the package loads for a second

            marks = [
                continuations(draft.text, tokens.extents(), tokens.firsts)
                for draft, tokens in zip(drafts, texts, strict=True)
            ]
            inside = np.concatenate(marks) if marks else np.zeros(0, np.bool_)
        else:
            inside = _tagged(tagger, texts)
        at = 0
        for draft, tokens in zip(drafts, texts, strict=True):
            draft.tokens = tokens.words(inside[at : at + len(tokens.starts)])
            at += len(tokens.starts)

    def _protected(self, draft: Draft) -> Protected:
        return protect(draft.text, draft.entities) if self._protect else Protected((), ())


def segment(text: str) -> list[Extent]:
    """Extents of the words and marks of a normalised text (half-open, code points); nothing is protected.

    Examples:
        >>> text = "Hội nghị thông qua nghị quyết."
        >>> [text[start:end] for start, end in segment(text)]
        ['Hội nghị', 'thông qua', 'nghị quyết', '.']
    """
    from vnpolitext.draft import Draft  # noqa: PLC0415 - only this convenience needs one
    from vnpolitext.text.normalise import Normalised  # noqa: PLC0415

    draft = Draft(Normalised(text, text))
    WordSegmenter(protect=False)([draft])
    return draft.tokens


class _Tokens:
    """The tokens of one text, before they are joined to words."""

    __slots__ = ("codes", "ends", "firsts", "forced", "starts")

    def __init__(self, codes: Ints, starts: Ints, ends: Ints, firsts: Ints, forced: Ints) -> None:
        self.codes, self.starts, self.ends = codes, starts, ends
        self.firsts = firsts
        self.forced = forced

    @classmethod
    def of(cls, draft: Draft, memory: Memory, tagger: Tagger, *, protected: Protected) -> _Tokens:
        sentences = draft.sentences or split_sentences(draft.text)
        bounds = np.array(sorted({*chain.from_iterable(sentences)}), np.int64)
        edges = np.array(protected.edges, np.int64)
        tokens = cls._cut_at(bounds, bounds, draft.text, memory, tagger)
        # Most edges of what is protected are edges of tokens anyway; only others cut a run.
        inner = edges[tokens.crossed(edges)]
        if len(inner):
            tokens = cls._cut_at(np.union1d(bounds, inner), bounds, draft.text, memory, tagger)
        forced = tokens.forced
        _force(forced, tokens.starts, protected)
        if draft.view.starts is not None and len(forced):
            # Characters that stand for one character of the caller's text cannot be two words of it.
            places = np.asarray(draft.view.starts, np.int64)
            forced[1:][places[tokens.starts[1:]] == places[tokens.starts[1:] - 1]] = FORCED
        return tokens

    @classmethod
    def _cut_at(cls, cuts: Ints, bounds: Ints, text: str, memory: Memory, tagger: Tagger) -> _Tokens:
        starts, runs = split_runs(text, cuts)
        if not runs:
            empty = np.zeros(0, np.int64)
            return cls(empty, empty, empty, empty, empty)
        # The sentence of each run: where the number of bounds passed changes, another begins.
        sentence = np.searchsorted(bounds, starts, side="right")
        changes = np.flatnonzero(np.diff(sentence))
        for last in [*changes.tolist(), len(runs) - 1]:
            runs[last] += LAST
        packed = memory.tokens(runs, tagger)
        counts = np.fromiter(map(len, packed), np.int64, len(packed))
        values = np.fromiter(chain.from_iterable(packed), np.int64, int(counts.sum()))
        begins, lengths, codes = unpacked(values)
        begins += np.repeat(starts, counts)
        first_tokens = np.concatenate(([0], np.cumsum(counts)[changes]))
        return cls(codes, begins, begins + lengths, first_tokens, np.zeros(len(codes), np.int64))

    def crossed(self, edges: Ints) -> NDArray[np.bool_]:
        """Which edges lie inside a token."""
        if not len(self.starts):
            return np.zeros(len(edges), np.bool_)
        at = np.searchsorted(self.starts, edges) - 1
        return (at >= 0) & (edges < self.ends[at])

    def extents(self) -> list[Extent]:
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def words(self, inside: NDArray[np.bool_]) -> list[Extent]:
        """Extents of the words, from the marks that say which token continues the one before."""
        inside = np.where(self.forced, self.forced > 0, inside)
        inside[self.firsts] = False
        first = np.flatnonzero(~inside)
        last = np.append(first[1:], len(inside)) - 1
        return list(zip(self.starts[first].tolist(), self.ends[last[: len(first)]].tolist(), strict=True))


def _tagged(tagger: Tagger, texts: list[_Tokens]) -> NDArray[np.bool_]:
    """The tagger over all texts at once."""
    offsets = np.cumsum([0, *(len(tokens.codes) for tokens in texts)])
    firsts = [tokens.firsts + offset for tokens, offset in zip(texts, offsets.tolist(), strict=False)]
    codes = np.concatenate([np.zeros(0, np.int64), *(tokens.codes for tokens in texts)])
    forced = np.concatenate([np.zeros(0, np.int64), *(tokens.forced for tokens in texts)])
    return tagger.inside(codes, np.concatenate([np.zeros(0, np.int64), *firsts]), forced)


def _force(forced: Ints, starts: Ints, protected: Protected) -> None:
    """Give each token of a protected span its label, as a weight; 0 stays where the tagger decides."""
    edges = np.searchsorted(starts, protected.edges)
    forced[edges[edges < len(starts)]] = -FORCED
    for low, high in np.searchsorted(starts, np.array(protected.wholes, np.int64).reshape(-1, 2)).tolist():
        forced[low + 1 : high] = FORCED
