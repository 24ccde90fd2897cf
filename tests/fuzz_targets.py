"""What a fuzzer may do to the package: for each door one function of bytes that raises where a promise is broken.

The programs under tests/long/ feed them for minutes; tests/test_fuzz.py feeds them what was found, again and again.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import date as Date  # noqa: N812
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from vnpolitext import load
from vnpolitext.corpus.article import InputError
from vnpolitext.corpus.dates import parse_when
from vnpolitext.corpus.encode import CSV_COLUMNS, encode
from vnpolitext.corpus.lines import from_font
from vnpolitext.corpus.read import ArticleReader
from vnpolitext.corpus.sources import Source
from vnpolitext.doc import Doc, Entity
from vnpolitext.entities.directives import describe, find_directives, resolve_directives
from vnpolitext.entities.documents.numbers import match_number
from vnpolitext.entities.documents.tables import DocumentType
from vnpolitext.entities.overlap import place
from vnpolitext.entities.rules import read_rules
from vnpolitext.entities.terms import Term, TermError, TermMatcher
from vnpolitext.linking.directives import own_identifier
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.show.html import render
from vnpolitext.text.clean import clean_html
from vnpolitext.text.encodings import UnknownEncodingError, decode
from vnpolitext.text.normalise import normalise
from vnpolitext.topics.drift import drift
from vnpolitext.topics.model import ModelError, from_bytes
from vnpolitext.topics.seeds import SeedError, hits, learn_from_seeds, read_seeds
from vnpolitext.topics.stored import packed, unpacked
from vnpolitext.topics.taxonomy import Taxonomy, TaxonomyError, read_taxonomy

DAY = "2019-10-28"
SAMPLE = "Theo Ban Quản lý Vịnh, ông Trần Văn Mẫu ký Thông cáo số 5-TC/TW ngày 1/2/2020. "


@cache
def nlp() -> Any:
    return load()


def text_of(data: bytes) -> str:
    """Any string: what is no UTF-8 becomes halves of surrogate pairs, low ones, and a high one for 0xff."""
    return data.decode("utf-8", "surrogateescape").replace("\udcff", "\ud83d")


def attempt(work: Callable[[], Any], *promised: type[Exception]) -> tuple[Any, str | None]:
    """What work gives, or the message of an error that is promised."""
    try:
        return work(), None
    except promised as error:
        return None, str(error)


def text(data: bytes) -> None:
    """Every offset is into the text as given, the document survives JSON, and can be shown.

    A text that JSON itself would change is refused.
    """
    given = text_of(data)
    try:
        doc = nlp()(given, date=DAY)
    except ValueError:
        assert json.loads(json.dumps(given)) != given
        return
    assert doc.text == given
    for one in (*doc.entities, *doc.sentences, *doc.tokens, *(p for o in doc.officials for p in o.positions)):
        assert 0 <= one.start < one.end <= len(given)
        assert given[one.start : one.end] == one.text
    assert Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc
    assert "<script" not in render(doc)


def document(data: bytes) -> None:
    """What is no document is a ValueError; what is read can be written again, shown, and reads the same.

    Bytes that are no JSON are taken as changes of a real document: bytes rarely make one.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = edited(data, real())
    try:
        doc = Doc.from_dict(value)
    except ValueError:
        return
    assert Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc
    render(doc)


VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    7,
    10**30,
    1.5,
    float("nan"),
    "",
    "Huế",
    [],
    [[0, 1]],
    [[1, 0]],
    [[0, "1"]],
    {},
    [None],
    [{}],
)


@cache
def real() -> str:
    return json.dumps(nlp()(SAMPLE + "Ông là Chủ tịch UBND tỉnh An Giang.", date=DAY).to_dict())


def edited(data: bytes, whole: str) -> Any:
    """A real value with some of its parts changed: two bytes say which, one what to."""
    value = json.loads(whole)
    for at in range(0, len(data) - 2, 3):
        inside = places(value)
        holder, key = inside[(data[at] * 256 + data[at + 1]) % len(inside)]
        change = data[at + 2]
        if change < 200:
            holder[key] = copy.deepcopy(VALUES[change % len(VALUES)])
        else:
            other, name = inside[(data[at] * 7 + change) % len(inside)]
            holder[key] = copy.deepcopy(other[name])
    return value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in plain values that can be changed: what holds it, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def number(data: bytes) -> None:
    """The grammar of document numbers takes any text, and its mentions lie in it."""
    given = normalise(text_of(data)).text
    mentions = find_directives(given)
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(given)
    resolve_directives(given, mentions, None)
    for start in range(min(len(given), 8)):
        found = match_number(given, start)
        assert found is None or start < found.end <= len(given)
    if given:
        assert describe(given, 0, len(given)).end == len(given)
    short = given[:200]
    explain(short)
    number_key(short)
    own_identifier(short, DAY)


def reader(data: bytes) -> None:
    """Any bytes give articles with their dates and ids, which are written to CSV and come back, or an InputError."""
    kind, rest = data[:1], data[1:]
    if kind >= b"\x80":
        try:
            read = decode(rest).text
        except UnknownEncodingError:
            read = rest.decode("latin-1")
        assert isinstance(clean_html(from_font(read)[0]), str)
        return
    name = ("jsonl", "json", "csv")[kind[0] % 3] if kind else "csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"articles.{name}")
        path.write_bytes(rest)
        articles, error = attempt(lambda: list(ArticleReader([Source(path, name, path.name)])), InputError)
    assert error is None or error.startswith(path.name), "the error does not name the file"
    if error is not None:
        return
    for row, article in enumerate(articles, 1):
        assert (article.row, type(article.id), type(article.text)) == (row, str, str)
        assert article.id
        assert article.date is None or type(article.date) is Date
        assert article.when is None or any(parse_when(article.when))
    whole = [(article, article.text[:500]) for article in articles]
    docs = [Doc(text, entities=(Entity(0, len(text), text, "ORG", "rule", 1.0),) if text else ()) for _, text in whole]
    rows = encode(articles, docs, format="csv", with_text=False).data[""].decode("utf-8", "surrogatepass")
    written = list(csv.reader(io.StringIO(rows, newline="")))
    assert {len(row) for row in written} <= {len(CSV_COLUMNS)}
    assert [row[0] for row in written] == [one.id for one, text in whole if one.error or text]


def rules(data: bytes) -> None:
    """A file of rules, seeds or topics gives what it should, or an error with its name; what is in it can be used."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.yaml")
        path.write_bytes(data)
        for read, use in ((read_rules, _use_rules), (read_seeds, _use_seeds), (read_taxonomy, _use_taxonomy)):
            found, error = attempt(partial(read, path), TermError, SeedError, TaxonomyError)
            if error is None:
                use(found)
                continue
            assert error.startswith(str(path)), "the error does not name the file"
            assert len(error) < len(str(path)) + 600


def _use_rules(found: tuple[list[Term], list[DocumentType]]) -> None:
    """Terms in a text, and in one that is nothing but beginnings of them, again and again."""
    terms, types = found
    matcher = TermMatcher(terms, types=types)
    words = " ".join(form for term in terms for form in term.forms)[:500]
    again = f"{words} {' '.join(words.split()[:1])} " * (2000 // (len(words) + 1))
    for given in (SAMPLE, normalise(again).text):
        mentions = matcher.find(given)
        assert all(0 <= m.start < m.end <= len(given) for m in mentions)
        assert place([(1, mention) for mention in mentions]) == mentions, "one that would not stay was made"
        find_directives(given, types=tuple(types))


def _use_seeds(found: dict[str, tuple[str, ...]]) -> None:
    words = " ".join(seed.replace("*", "a") for some in found.values() for seed in some)
    try:
        hits([SAMPLE, words[:2000], "a" * 600], found)
    except SeedError:
        return


def _use_taxonomy(found: Taxonomy) -> None:
    shares = found.family_shares(dict.fromkeys(found.codes, 1.0))
    assert sum(shares.values()) == len(found.codes)


@cache
def small_model() -> tuple[str, dict[str, Any]]:
    """The header of a small topic model as JSON, and its arrays."""
    model = learn_from_seeds([SAMPLE, "Giá vàng tăng."] * 3, {"a": ["vịnh"], "b": ["giá"]})
    header, arrays = unpacked(model.with_facts(familiar={"confidence": 0.8, "known": 0.9}).to_bytes())
    return json.dumps(header), arrays


def _changed_array(data: bytes, arrays: dict[str, Any]) -> dict[str, Any]:
    name = sorted(arrays)[data[0] % len(arrays)]
    whole, size = bytearray(arrays[name].tobytes()), arrays[name].itemsize
    at = (data[1] * 256 + data[2]) % len(whole)
    whole[at : at + len(data) - 3] = data[3:]
    array = np.frombuffer(bytes(whole[: len(whole) // size * size]), arrays[name].dtype)
    return {name: array.reshape(arrays[name].shape) if array.size == arrays[name].size else array}


def model(data: bytes) -> None:
    """What is no topic model is a ModelError; what is read gives probabilities.

    Bytes that are no zip are taken as changes of a real model, whose digests are right all the same: up to three change
    its header; of more, the first says which array, two where, and the rest what to.
    """
    content = data
    if not data.startswith(b"PK"):
        header, arrays = small_model()
        if len(data) > 3:
            arrays = {**arrays, **_changed_array(data, arrays)}
        content = packed(edited(b"" if len(data) > 3 else data, header), arrays)
    read, error = attempt(partial(from_bytes, content), ModelError)
    if error is not None:
        assert error.startswith("this file is "), "the error does not name the file"
        return
    assert np.allclose(read.probabilities([SAMPLE, ""]).sum(axis=1), 1)
    assert all(0 <= topic.score <= 1 for topic in read.tag([SAMPLE])[0])
    read.top_features(read.codes[0])
    drift(read, [SAMPLE] * 20) if read.facts.get("familiar") else None


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text,
    "document": document,
    "number": number,
    "reader": reader,
    "rules": rules,
    "model": model,
}
