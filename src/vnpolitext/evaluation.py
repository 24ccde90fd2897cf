"""How good tags are: spans, holders of offices, document numbers and topics against gold articles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vnpolitext.doc import LABELS
from vnpolitext.gold import GoldArticle

CORE_LABELS = ("PERSON", "POSITION", "BODY", "DIRECTIVE")

# The administrative word before a place and the calendar word before a date: with or without, a span is right.
_LEADING = {
    "PLACE": re.compile(
        r"(?:thành phố trực thuộc trung ương|thành phố|tỉnh|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|thôn|bản|ấp|"
        r"khu phố|thủ đô|nước|TP\.?|T\.P\.?|TX\.?|Tx\.?|Q\.|H\.|P\.|X\.|đường|phố|sông|đảo|quần đảo)\s*",
        re.IGNORECASE,
    ),
    "DATE": re.compile(r"(?:ngày|tháng|năm|quý|nhiệm kỳ|giai đoạn|mùng|các ngày|các năm|hai ngày)\s+", re.IGNORECASE),
}

Key = tuple[int, int, str]


@dataclass(slots=True)
class Count:
    """Right, predicted and gold; from them precision, recall and F1."""

    right: int = 0
    predicted: int = 0
    gold: int = 0
    recalled: int = 0  # for overlaps, where several predictions may meet one gold span

    def add(self, predicted: set[Any], gold: set[Any]) -> None:
        """Count exact agreement of two sets."""
        self.right += len(predicted & gold)
        self.recalled += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def precision(self) -> float:
        """Of the predicted, the share that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Of the gold, the share that is found."""
        return self.recalled / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, float | int]:
        """As plain JSON values, rounded."""
        shares = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**shares, "gold": self.gold, "predicted": self.predicted}


@dataclass(slots=True)
class Evaluation:
    """The counts over all articles, and what was wrong, in words."""

    articles: int = 0
    spans: dict[str, Count] = field(default_factory=lambda: {label: Count() for label in LABELS})
    overlaps: dict[str, Count] = field(default_factory=lambda: {label: Count() for label in LABELS})
    holders: Count = field(default_factory=Count)
    numbers: Count = field(default_factory=Count)
    topics: Count = field(default_factory=Count)
    topics_any: Count = field(default_factory=Count)
    missing: int = 0
    wrong: list[str] = field(default_factory=list)

    def total(self, labels: Iterable[str]) -> Count:
        """The counts of several labels together."""
        counts = [self.spans[label] for label in labels]
        return Count(*(sum(getattr(c, name) for c in counts) for name in ("right", "predicted", "gold", "recalled")))

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "articles": self.articles,
            "missing": self.missing,
            "span": {label: count.to_dict() for label, count in self.spans.items()},
            "overlap": {label: round(count.f1, 4) for label, count in self.overlaps.items()},
            "all_labels": self.total(LABELS).to_dict(),
            "core_labels": self.total(CORE_LABELS).to_dict(),
            "holder": self.holders.to_dict(),
            "number_accuracy": _share(self.numbers),
            "topic_primary": _share(self.topics),
            "topic_any": _share(self.topics_any),
        }


def _share(count: Count) -> float | None:
    return round(count.recall, 4) if count.gold else None


def evaluate(gold: Iterable[GoldArticle], predictions: Mapping[str, Mapping[str, Any]]) -> Evaluation:
    """Compare tagged articles with gold ones.

    Spans count when boundaries and label agree, leading administrative and calendar words aside. A holder is a pair
    of a POSITION's span and the name of who has it. A number counts for the DIRECTIVE spans of gold that have one.
    A topic is right when the first predicted is the gold's primary one ("any": or one of its secondary ones).

    Args:
        gold: the articles.
        predictions: tagged articles by id, offsets into the same texts; one that is missing counts as empty.
    """
    result = Evaluation()
    for article in gold:
        result.articles += 1
        result.missing += article.id not in predictions
        _Comparison(article, predictions.get(article.id, {}), result).run()
    return result


class _Comparison:
    """One article against its prediction, counted into a result."""

    def __init__(self, article: GoldArticle, predicted: Mapping[str, Any], result: Evaluation) -> None:
        self._article = article
        self._predicted = predicted
        self._result = result
        self._gold_keys = {_key(article.text, span): span for span in article.spans}
        size = len(article.text)
        found = [
            e for e in predicted.get("entities", ()) if e["label"] in LABELS and 0 <= e["start"] < e["end"] <= size
        ]
        self._found_keys = {_key(article.text, entity): entity for entity in found}

    def run(self) -> None:
        if self._predicted.get("text", self._article.text) != self._article.text:
            self._note("the tags are for another text")
        self._spans()
        self._numbers()
        self._holders()
        self._topic()

    def _note(self, message: str) -> None:
        self._result.wrong.append(f"{self._article.id}: {message}")

    def _words(self, start: int, end: int) -> str:
        return f"{self._article.text[start:end]!r} at {start}"

    def _spans(self) -> None:
        for label in LABELS:
            gold = {key for key in self._gold_keys if key[2] == label}
            found = {key for key in self._found_keys if key[2] == label}
            self._result.spans[label].add(found, gold)
            overlap = self._result.overlaps[label]
            overlap.predicted += len(found)
            overlap.gold += len(gold)
            overlap.right += _meeting(found, gold)
            overlap.recalled += _meeting(gold, found)
            for start, end, _ in sorted(gold - found):
                self._note(f"missed {label} {self._words(start, end)}")
            for start, end, _ in sorted(found - gold):
                self._note(f"spurious {label} {self._words(start, end)}")

    def _numbers(self) -> None:
        for key, span in self._gold_keys.items():
            if key[2] != "DIRECTIVE" or not span.get("n"):
                continue
            found = self._found_keys.get(key)
            right = found is not None and _squeezed(found.get("number") or "") == _squeezed(span["n"])
            self._result.numbers.gold += 1
            self._result.numbers.recalled += right
            if found is not None and not right:
                words = self._article.text[span["start"] : span["end"]]
                self._note(f"number of {words!r} is {span['n']!r}, not {found.get('number')!r}")

    def _holders(self) -> None:
        gold = {
            (start, end, _fold(name))
            for (start, end, label), span in self._gold_keys.items()
            if label == "POSITION"
            for name in span.get("h", "").split(";")
            if name.strip()
        }
        found = {
            (position["start"], position["end"], _fold(official["name"]))
            for official in self._predicted.get("officials", ())
            if not official.get("inferred")
            for position in official.get("positions", ())
        }
        self._result.holders.add(found, gold)
        for start, end, name in sorted(gold - found):
            self._note(f"missed holder {name!r} of {self._words(start, end)}")
        for start, end, name in sorted(found - gold):
            self._note(f"spurious holder {name!r} of {self._words(start, end)}")

    def _topic(self) -> None:
        gold = self._article.topics
        if not gold:
            return
        ranked = sorted(self._predicted.get("topics", ()), key=lambda topic: -topic["score"])
        first = ranked[0]["code"] if ranked else None
        self._result.topics.gold += 1
        self._result.topics.recalled += first == gold["primary"]
        self._result.topics_any.gold += 1
        self._result.topics_any.recalled += first in {gold["primary"], *gold.get("secondary", ())}
        if first != gold["primary"]:
            self._note(f"topic is {gold['primary']!r}, first is {first!r}")


def _key(text: str, span: Mapping[str, Any]) -> Key:
    """What of a span is compared: its place without leading type or calendar words, and its label."""
    start, end = span["start"], span["end"]
    words = _LEADING.get(span["label"])
    while words and (match := words.match(text, start, end)) and match.end() < end:
        start = match.end()
    return start, end, span["label"]


def _meeting(these: set[Key], those: set[Key]) -> int:
    """How many of these overlap one of those."""
    return sum(any(start < other_end and end > other for other, other_end, _ in those) for start, end, _ in these)


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _squeezed(number: str) -> str:
    """A number without the differences of typing: spaces, dots, dashes, and the ways to write the Central Committee."""
    return re.sub(r"[\s.]+", "", _fold(number)).replace("–", "-").replace("tư", "tw")


def table(result: Evaluation) -> str:
    """The result as a table for a terminal."""
    lines = [f"{result.articles} articles" + (f", {result.missing} of them without tags" if result.missing else "")]
    lines.append(f"{'':12}{'precision':>11}{'recall':>8}{'F1':>8}{'overlap':>9}{'gold':>7}{'found':>7}")
    rows = [(label, count, f"{result.overlaps[label].f1:9.3f}") for label, count in result.spans.items()]
    rows += [
        ("core labels", result.total(CORE_LABELS), " " * 9),
        ("all labels", result.total(LABELS), " " * 9),
        ("holders", result.holders, " " * 9),
    ]
    for name, count, overlap in rows:
        shares = f"{count.precision:11.3f}{count.recall:8.3f}{count.f1:8.3f}"
        lines.append(f"{name:12}{shares}{overlap}{count.gold:7}{count.predicted:7}")
    for name, count in (
        ("numbers right", result.numbers),
        ("topic right", result.topics),
        ("topic any", result.topics_any),
    ):
        if count.gold:
            lines.append(f"{name:14}{count.recall:.3f} of {count.gold}")
    return "\n".join(lines)
