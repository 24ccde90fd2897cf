"""What a fuzzer may do to the package: for each door one function of bytes that raises where a promise is broken.

The programs under tests/long/ feed them for minutes; tests/test_fuzz.py feeds them what was found, again and again.
"""

from __future__ import annotations

import copy
import io
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from vnpolitext import load
from vnpolitext.corpus.article import InputError
from vnpolitext.corpus.lines import from_font
from vnpolitext.corpus.tabular import read_records
from vnpolitext.doc import Doc
from vnpolitext.entities.directives import describe, find_directives, resolve_directives
from vnpolitext.entities.documents.numbers import match_number
from vnpolitext.entities.rules import read_rules
from vnpolitext.entities.terms import TermError, TermMatcher
from vnpolitext.linking.directives import own_identifier
from vnpolitext.linking.numbers import explain, number_key
from vnpolitext.show.html import render
from vnpolitext.text.clean import clean_html
from vnpolitext.text.encodings import UnknownEncodingError, decode
from vnpolitext.text.normalise import normalise
from vnpolitext.topics.seeds import SeedError, parse_seeds

DAY = "2019-10-28"
SAMPLE = "Theo Ban Quản lý Vịnh, ông Trần Văn Mẫu ký Thông cáo số 5-TC/TW ngày 1/2/2020. "


@cache
def nlp() -> Any:
    return load()


def text_of(data: bytes) -> str:
    """Any string: what is no UTF-8 becomes halves of surrogate pairs, low ones, and a high one for 0xff."""
    return data.decode("utf-8", "surrogateescape").replace("\udcff", "\ud83d")


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
        value = edited(data)
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


def edited(data: bytes) -> Any:
    """A real document with some of its values changed: two bytes say which, one what to."""
    value = json.loads(real())
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
    """Any bytes give records, articles or an InputError."""
    kind, rest = data[:1], data[1:]
    if kind < b"\x80":
        try:
            records = list(read_records(io.BytesIO(rest), ("jsonl", "json", "csv")[kind[0] % 3] if kind else "csv"))
        except InputError:
            return
        assert all(isinstance(record.values, dict) for record in records)
        return
    try:
        read = decode(rest).text
    except UnknownEncodingError:
        read = rest.decode("latin-1")
    assert isinstance(clean_html(from_font(read)[0]), str)


def rules(data: bytes) -> None:
    """A rules file gives terms or an error with its name; the same of seeds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rules.yaml")
        path.write_bytes(data)
        try:
            terms, types = read_rules(path)
        except TermError as error:
            named = str(path) in str(error)
        else:
            named = True
            matcher = TermMatcher(terms, types=types)
            assert all(0 <= m.start < m.end <= len(SAMPLE) for m in matcher.find(SAMPLE))
            find_directives(SAMPLE, types=tuple(types))
        assert named, "the error does not name the file"
    try:
        parse_seeds(data.decode("utf-8", "replace"))
    except SeedError:
        return


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text,
    "document": document,
    "number": number,
    "reader": reader,
    "rules": rules,
}
