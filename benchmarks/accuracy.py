"""Precision, recall and F1 of each label, beside underthesea's named entities on the same articles.

    python -m benchmarks.accuracy [GOLD]

GOLD is a folder of articles with inline tags; the project's golden ones without it. underthesea gives words without
offsets; they are walked along the text. Its PER counts as PERSON, LOC as PLACE; its ORG counts as BODY or as ORG,
whichever is right, so that it loses nothing by a distinction it does not make.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vnpolitext as vp
from benchmarks.peers import sentences_of
from vnpolitext.doc import LABELS
from vnpolitext.evaluation import CORE_LABELS, Count, Evaluation, evaluate
from vnpolitext.gold import GoldArticle, read_gold

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
_LABELS = {"PER": "PERSON", "LOC": "PLACE"}

Span = tuple[int, int, str]


def ours(gold: Sequence[GoldArticle]) -> Evaluation:
    """The pipeline's mentions, holders, numbers and topics."""
    nlp = vp.load()
    docs = nlp.batch([article.text for article in gold], dates=[article.date for article in gold])
    return evaluate(gold, {article.id: doc.to_dict() for article, doc in zip(gold, docs, strict=True)})


def underthesea_spans(text: str) -> Iterator[Span]:
    """Mentions of ``underthesea.ner`` (start, end, its label), half-open code points; words it rewrote are skipped."""
    from underthesea import ner  # noqa: PLC0415 - slow to import

    place = 0
    for sentence in sentences_of([text]):
        opened: list[Any] | None = None
        for word, _, _, tag in ner(sentence):
            start = text.find(word, place)
            if start < 0:
                continue
            place = start + len(word)
            if tag.startswith("B-") or (tag.startswith("I-") and opened is None):
                if opened:
                    yield opened[0], opened[1], opened[2]
                opened = [start, place, tag[2:]]
            elif tag.startswith("I-") and opened:
                opened[1] = place
            elif opened:
                yield opened[0], opened[1], opened[2]
                opened = None
        if opened:
            yield opened[0], opened[1], opened[2]


def theirs(gold: Sequence[GoldArticle]) -> Evaluation:
    """Mentions of underthesea under our labels."""
    predictions = {}
    for article in gold:
        organisations = {(s["start"], s["end"]) for s in article.spans if s["label"] == "ORG"}
        entities = []
        for start, end, tag in underthesea_spans(article.text):
            label = _LABELS.get(tag, "ORG" if (start, end) in organisations else "BODY")
            entities.append({"start": start, "end": end, "label": label})
        predictions[article.id] = {"entities": entities}
    return evaluate(gold, predictions)


def row(name: str, count: Count, peer: Count) -> str:
    """One line of the table."""
    return f"| {name} | {count.precision:.3f} | {count.recall:.3f} | {count.f1:.3f} | {peer.f1:.3f} | {count.gold} |"


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="?", default=GOLDEN)
    gold = read_gold(parser.parse_args().gold)
    found, peer = ours(gold), theirs(gold)
    print(f"| label | precision | recall | F1 | F1 of underthesea {version('underthesea')} | mentions |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for label in LABELS:
        print(row(label, found.spans[label], peer.spans[label]))
    print(row("core (PERSON, POSITION, BODY, DIRECTIVE)", found.total(CORE_LABELS), peer.total(CORE_LABELS)))
    print(row("all labels", found.total(LABELS), peer.total(LABELS)))
    print(row("office and holder", found.holders, peer.holders))
    print(f"\n{found.articles} articles; document numbers right {found.numbers.recall:.3f}, ", end="")
    print(f"primary topic right {found.topics.recall:.3f}, primary or secondary {found.topics_any.recall:.3f}")


if __name__ == "__main__":
    main()
