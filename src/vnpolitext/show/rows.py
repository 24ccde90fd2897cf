"""The searchable tables of a report: rows, and for each the places in the articles where it stands."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vnpolitext.show import analysis
from vnpolitext.show.canonical import in_words
from vnpolitext.show.escape import visible
from vnpolitext.show.language import ENGLISH, Language
from vnpolitext.show.tagged import Tagged

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 2_000
MOST_ARTICLES = 10_000
DETAILS = 4  # of one subject, in its row
SNIPPETS = 5
CONTEXT = 70  # characters on each side of a mention
SNIPPET_BYTES = 2_000_000  # of all snippets together
DATA_BYTES = 4_600_000  # of rows and snippets together, so that a page with its pictures stays below 5 MB
CELL_LENGTH = 160

Row = list[Any]


def tables(corpus: Tagged, topic_names: Mapping[str, str], *, say: Language = ENGLISH) -> dict[str, Any]:
    """The data of the page's script: for each table its columns, rows, snippets and how many rows were left out."""
    made = {kind: _subjects(corpus, kind, say) for kind in ("officials", "bodies", "directives")}
    articles = _articles(corpus, topic_names)
    found = _snippets(corpus, {kind: table["keys"] for kind, table in made.items()})
    budget = min(SNIPPET_BYTES, DATA_BYTES - sum(_size(table["rows"]) for table in (articles, *made.values())))
    for kind, table in made.items():
        table["snippets"], budget = _within(budget, [found[kind, key] for key in table.pop("keys")])
    data = {"articles": articles, **made}
    for table in data.values():
        table["columns"] = [column | {"name": say(column["name"])} for column in table["columns"]]
    return data


def _column(name: str, *kinds: str) -> dict[str, Any]:
    """A column; "number" aligns and sorts so, "text" wants room, "late" leaves a narrow screen."""
    return {"name": name} | dict.fromkeys(kinds, True)


def _subjects(corpus: Tagged, kind: str, say: Language) -> dict[str, Any]:
    ranked = analysis.top(corpus, kind, n=None)
    best = ranked.head(MOST_ROWS)
    details = _details(corpus, kind)
    middle = {"officials": ["offices"], "directives": ["about"]}.get(kind, [])
    rows: list[Row] = []
    for row in _plain(best):
        cells: Row = [_short(row.name), *(_short(details.get(row.key, "")) for _ in middle)]
        rows.append(
            [*cells, int(row.articles), int(row.mentions), *map(_day, (row.first, row.last)), _entry(row.key, say)]
        )
    columns = [
        _column("name"),
        *(_column(name, "text") for name in middle),
        _column("articles", "number"),
        _column("mentions", "number"),
    ]
    columns += [_column("first", "late"), _column("last", "late"), _column("registry", "late", "text")]
    return {"columns": columns, "rows": rows, "keys": list(best["key"]), "omitted": len(ranked) - len(best)}


def _entry(key: str, say: Language) -> str:
    """The registry's own name, and from when to when it holds; "" for a subject that is not linked."""
    name = in_words(key, since=say("since"), until=say("until"))
    return _short(visible(name)) if name != key else ""


def _plain(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False)


def _details(corpus: Tagged, kind: str) -> dict[str, str]:
    """For each key its commonest details in one line: the offices of an official, what a document is about."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, one in corpus.seen:
        if one.kind == kind:
            counts[one.key].update(one.details)
    return {key: "; ".join(_telling(text for text, _ in counter.most_common())) for key, counter in counts.items()}


def _telling(texts: Iterable[str]) -> list[str]:
    """The first few, without one that begins another ("2019" beside "2019-05-30")."""
    kept: list[str] = []
    for text in texts:
        if len(kept) < DETAILS and not any(other.startswith(text) for other in kept):
            kept = [other for other in kept if not text.startswith(other)] + [text]
    return kept


def _day(value: Any) -> str:
    text = str(value)[:10]
    return "" if text == "NaT" else text


def _articles(corpus: Tagged, topic_names: Mapping[str, str]) -> dict[str, Any]:
    first = dict(reversed([(row, code) for row, code, _ in corpus.topics]))
    rows = [
        [
            _short(article["id"] or ""),
            article["date"] or "",
            article["heading"],
            topic_names.get(first.get(article["row"], ""), first.get(article["row"], "")),
            article["entities"],
            _short(article["error"] or ""),
        ]
        for article in corpus.articles[:MOST_ARTICLES]
    ]
    columns = [_column("id"), _column("date"), _column("begins", "late", "text"), _column("topic")]
    columns += [_column("mentions", "number"), _column("error", "late", "text")]
    return {"columns": columns, "rows": rows, "omitted": max(0, len(corpus.articles) - MOST_ARTICLES)}


def _short(text: str) -> str:
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"


def _snippets(corpus: Tagged, keys: Mapping[str, Iterable[str]]) -> Mapping[tuple[str, str], list[Row]]:
    """For each subject its first mention in the first articles that have it, no two snippets alike."""
    wanted = {(kind, key) for kind, some in keys.items() for key in some}
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, one in corpus.seen:
        place = (one.kind, one.key)
        text = corpus.texts.get(row)
        if (
            text is None
            or row >= MOST_ARTICLES
            or place not in wanted
            or len(found[place]) == SNIPPETS
            or not one.extents
        ):
            continue
        words = snippet(text, *one.extents[0])
        if all(words != other[1:] for other in found[place]):
            found[place].append([row, *words])
    return found


def snippet(text: str, start: int, end: int) -> Row:
    """A mention in its context: left, words, right; blanks collapsed, cut between words.

    Examples:
        >>> snippet("Ông Trần Văn Bình phát biểu.", 4, 17)
        ['Ông ', 'Trần Văn Bình', ' phát biểu.']
    """
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        left = "…" + left.partition(" ")[2]
    if end + CONTEXT < len(text):
        right = right.rpartition(" ")[0] + "…"
    return [visible(_collapsed(part)) for part in (left, text[start:end], right)]


def _collapsed(text: str) -> str:
    inside = " ".join(text.split())
    return (" " if text[:1].isspace() else "") + inside + (" " if inside and text[-1:].isspace() else "")


def _size(value: Any) -> int:
    """Bytes that a value takes in the page."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _within(budget: int, lists: Sequence[list[Row]]) -> tuple[list[list[Row]], int]:
    """The snippets that fit: every subject's first, then every subject's second, and so on."""
    kept: list[list[Row]] = [[] for _ in lists]
    for turn in range(SNIPPETS):
        for place, rows in enumerate(lists):
            if turn < len(rows):
                budget -= _size(rows[turn])
                if budget < 0:
                    return kept, 0
                kept[place].append(rows[turn])
    return kept, budget
