"""Precision, recall and F1 of each label, beside the named entities of peers on the same articles.

    python -m benchmarks.accuracy [GOLD]

GOLD is a folder of articles with inline tags; the project's golden ones without it. Peers are underthesea and, where it
is installed (``pip install ViNLP six``), ViNLP. They give words without offsets, which are walked along the text. Their
PER counts as PERSON, LOC as PLACE; their ORG counts as BODY or as ORG, whichever is right, so that they lose nothing by
a distinction they do not make.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
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
Tag = Callable[[str], Iterable[Sequence[str]]]


def ours(gold: Sequence[GoldArticle]) -> Evaluation:
    """The pipeline's mentions, holders, numbers and topics."""
    nlp = vp.load()
    docs = nlp.batch([article.text for article in gold], dates=[article.date for article in gold])
    return evaluate(gold, {article.id: doc.to_dict() for article, doc in zip(gold, docs, strict=True)})


def peers() -> dict[str, Tag]:
    """Recognisers of the peers that are installed, by name and version."""
    from underthesea import ner  # noqa: PLC0415 - slow to import

    found: dict[str, Tag] = {f"underthesea {version('underthesea')}": ner}
    try:
        other = import_module("ViNLP")
    except ImportError:
        return found
    return {**found, f"ViNLP {version('ViNLP')}": other.ner}


def peer_spans(text: str, tag_sentence: Tag) -> Iterator[Span]:
    """A peer's mentions (start, end, its label), half-open code points; words it rewrote are skipped."""
    place = 0
    for sentence in sentences_of([text]):
        opened: list[Any] | None = None
        for word, *_, tag in tag_sentence(sentence):
            spelt = word.replace("_", " ")
            start = text.find(spelt, place)
            if start < 0:
                continue
            place = start + len(spelt)
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


def theirs(gold: Sequence[GoldArticle], tag_sentence: Tag) -> Evaluation:
    """Mentions of a peer under our labels."""
    predictions = {}
    for article in gold:
        organisations = {(s["start"], s["end"]) for s in article.spans if s["label"] == "ORG"}
        entities = []
        for start, end, tag in peer_spans(article.text, tag_sentence):
            label = _LABELS.get(tag, "ORG" if (start, end) in organisations else "BODY")
            entities.append({"start": start, "end": end, "label": label})
        predictions[article.id] = {"entities": entities}
    return evaluate(gold, predictions)


def row(name: str, count: Count, others: Sequence[Count]) -> str:
    """One line of the table."""
    figures = [count.precision, count.recall, count.f1, *(other.f1 for other in others)]
    return f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} | {count.gold} |"


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="?", default=GOLDEN)
    gold = read_gold(parser.parse_args().gold)
    found, recognisers = ours(gold), peers()
    others = [theirs(gold, tag_sentence) for tag_sentence in recognisers.values()]
    heads = ["label", "precision", "recall", "F1", *(f"F1 of {name}" for name in recognisers), "mentions"]
    print(f"| {' | '.join(heads)} |\n| --- |{' ---: |' * (len(heads) - 1)}")
    for label in LABELS:
        print(row(label, found.spans[label], [other.spans[label] for other in others]))
    for name, labels in (("core (PERSON, POSITION, BODY, DIRECTIVE)", CORE_LABELS), ("all labels", LABELS)):
        print(row(name, found.total(labels), [other.total(labels) for other in others]))
    print(row("office and holder", found.holders, [other.holders for other in others]))
    print(f"\n{found.articles} articles; document numbers right {found.numbers.recall:.3f}, ", end="")
    print(f"primary topic right {found.topics.recall:.3f}, primary or secondary {found.topics_any.recall:.3f}")


if __name__ == "__main__":
    main()
