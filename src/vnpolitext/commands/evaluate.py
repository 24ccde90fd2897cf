"""``vnpolitext evaluate``: precision, recall and F1 of tags against gold articles."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from vnpolitext.commands.errors import reason
from vnpolitext.commands.progress import say
from vnpolitext.evaluation import evaluate, table
from vnpolitext.gold import GoldArticle, read_gold, read_predictions

EXAMPLES = """\
examples:
  vnpolitext evaluate gold/ tags.jsonl                    tags made before, against articles with inline tags
  vnpolitext evaluate gold/ --errors 20                   tag the gold articles now, and list what went wrong
  vnpolitext evaluate labelled.csv --topics --label topic the topics only
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``evaluate``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLES
    parser.add_argument("gold", type=Path, metavar="GOLD", help="folder of .xml with inline tags, or JSONL")
    parser.add_argument(
        "predictions", type=Path, nargs="?", metavar="PRED", help="output of vnpolitext tag (without: tag the gold now)"
    )
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--rules", metavar="FILE", help="when tagging now, use these rules of your own")
    parser.add_argument("--model", metavar="FILE", help="when tagging now, and with --topics, use this topic model")
    topics = parser.add_argument_group("topics only")
    topics.add_argument(
        "--topics", action="store_true", help="GOLD is a file of texts with topics, as for train-topics"
    )
    topics.add_argument("--text", metavar="COLUMN", help="column of the text (default: text)")
    topics.add_argument("--label", metavar="COLUMN", help="column of the topic (default: label)")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate; returns 0, or 2 when something cannot be read."""
    if arguments.topics:
        from vnpolitext.topics.command import evaluate as evaluate_topics  # noqa: PLC0415 - only for topics

        return evaluate_topics(arguments)
    if arguments.errors < 0:
        say(f"--errors is {arguments.errors}; give 0 or more")
        return 2
    try:
        gold = read_gold(arguments.gold)
        predictions = read_predictions(arguments.predictions) if arguments.predictions else _tagged(gold, arguments)
    except (OSError, ValueError) as error:
        say(reason(error))
        return 2
    result = evaluate(gold, predictions)
    if arguments.json:
        report = result.to_dict() | ({"errors": result.wrong[: arguments.errors]} if arguments.errors else {})
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("\n".join([table(result), *result.wrong[: arguments.errors]]) + "\n")
    return 0


def _tagged(gold: list[GoldArticle], arguments: argparse.Namespace) -> dict[str, dict[str, Any]]:
    from vnpolitext.corpus.article import Article  # noqa: PLC0415 - only when tagging
    from vnpolitext.corpus.dates import read_when  # noqa: PLC0415
    from vnpolitext.corpus.records import record  # noqa: PLC0415
    from vnpolitext.loading import load  # noqa: PLC0415

    whens = [read_when(one.date) for one in gold]
    articles = [
        Article(row, one.id, one.text, **({"period": when} if isinstance(when, str) else {"date": when}))
        for row, (one, when) in enumerate(zip(gold, whens, strict=True), 1)
    ]
    pipeline = load(rules=arguments.rules, topics=arguments.model)
    docs = pipeline.pipe([article.text for article in articles], dates=whens)
    return {article.id: record(article, doc) for article, doc in zip(articles, docs, strict=True)}
