"""The manifest of a resumable run: what is written, what is read back, what a cut costs, what is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolitext.corpus.article import Article, InputError
from vnpolitext.corpus.manifest import MANIFEST, InputDigest, Manifest, Shard

SETTINGS: dict[str, Any] = {"version": "1", "--rules": None, "--encoding": "tiếng Việt"}
SHARDS = [
    Shard(number, f"digest-{number}", {"o.jsonl": {"bytes": 10 * number, "crc32": number}}, {"articles": number})
    for number in (3, 1, 2)
]
ARTICLE = Article(1, "id", "Huế", date(2019, 10, 28), ("read as utf-16",), "too long: x")


@pytest.fixture
def written(tmp_path: Path) -> Manifest:
    manifest = Manifest(tmp_path / MANIFEST, SETTINGS)
    manifest.create()
    for shard in SHARDS:
        manifest.add(shard)
    return manifest


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_header_and_one_line_a_shard_are_written(written: Manifest) -> None:
    header, *shards = lines(written.path)
    sums = [one.pop("line_crc32") for one in (header, *shards)]
    assert len(set(sums)) == 4
    assert header == {"settings": SETTINGS}
    assert [one["input"] for one in shards] == ["digest-3", "digest-1", "digest-2"]
    assert shards[0] == {
        "articles": 3,
        "files": {"o.jsonl": {"bytes": 30, "crc32": 3}},
        "input": "digest-3",
        "tally": {"articles": 3},
    }
    assert written.shards == SHARDS
    assert written.path.name == "manifest.jsonl"


def test_manifest_is_text_that_people_can_read_with_its_keys_in_order(written: Manifest) -> None:
    text = written.path.read_text(encoding="utf-8")
    assert "tiếng Việt" in text
    assert '{"articles": 3, "files"' in text
    assert text.endswith("\n")


def test_what_was_written_is_read_back(written: Manifest) -> None:
    again = Manifest.load(written.path, SETTINGS)
    assert (again.path, again.settings, again.shards) == (written.path, SETTINGS, SHARDS)
    again.add(SHARDS[0])
    assert Manifest.load(written.path, SETTINGS).shards == [*SHARDS, SHARDS[0]]


def test_new_manifest_forgets_the_old_one(written: Manifest) -> None:
    Manifest(written.path, {"version": "2"}).create()
    assert [one["settings"] for one in lines(written.path)] == [{"version": "2"}]
    assert Manifest.load(written.path, {"version": "2"}).shards == []


def test_every_line_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []

    def fsync(number: int) -> None:
        synced.append(os.fstat(number).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    manifest = Manifest(tmp_path / MANIFEST, {})
    manifest.create()
    sizes = [manifest.path.stat().st_size]
    manifest.add(SHARDS[0])
    sizes.append(manifest.path.stat().st_size)
    assert synced == sizes


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({**SETTINGS, "version": "2"}, "had version = '1', now it is '2'"),
        ({**SETTINGS, "--rules": "x", "version": "2"}, "had --rules = None, now it is 'x'"),
        ({**SETTINGS, "--new": 5}, "had --new = None, now it is 5"),
        ({"--rules": None, "--encoding": "tiếng Việt"}, "had version = '1', now it is None"),
    ],
    ids=["another value", "the first by name of several", "an option it did not know", "an option it knew"],
)
def test_other_settings_are_refused_by_name(written: Manifest, now: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        Manifest.load(written.path, now)
    assert str(caught.value) == f"the interrupted run {said}: use the same, or start again with --overwrite"


@pytest.mark.parametrize("now", [SETTINGS, {**SETTINGS, "--new": None}], ids=["the same", "one more that is not set"])
def test_settings_that_mean_the_same_are_accepted(written: Manifest, now: dict[str, Any]) -> None:
    assert Manifest.load(written.path, now).shards == SHARDS


def test_a_cut_at_any_byte_loses_only_the_lines_it_touches(written: Manifest) -> None:
    whole = written.path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(len(whole) + 1):
        written.path.write_bytes(whole[:cut])
        complete = sum(end <= cut for end in ends)
        assert Manifest.load(written.path, SETTINGS).shards == SHARDS[: max(0, complete - 1)]


def refused(path: Path, number: int) -> str:
    with pytest.raises(InputError) as caught:
        Manifest.load(path, SETTINGS)
    said = str(caught.value)
    assert said.startswith(f"{str(path)!r}, line {number} is damaged or of another release: ")
    assert said.endswith("start again with --overwrite")
    return said


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "junk",
    [
        b"\0\0\0\0",
        b"\xff\xfe",
        b"{",
        b"",
        b"5",
        b"[]",
        b"{}",
        b"[" * 5000,
        b'{"a":' * 5000,
        b'"line_crc32"',
        b'{"settings": null}',
        b'{"settings": {}, "line_crc32": 0}',
        b'{"articles": 3, "files": {}, "input": "x", "line_crc32": "0", "tally": null}',
    ],
    ids=lambda junk: repr(junk)[:30],
)
def test_a_line_that_was_not_written_is_refused_by_file_and_number(written: Manifest, number: int, junk: bytes) -> None:
    whole = written.path.read_bytes().split(b"\n")
    whole[number - 1] = junk
    written.path.write_bytes(b"\n".join(whole))
    said = refused(written.path, number)
    assert ("remove it and all lines after it to go on from the shards before it" in said) == (number > 2)


@pytest.mark.parametrize(
    "change",
    [
        {"articles": 0},
        {"articles": -1},
        {"articles": 3.0},
        {"articles": True},
        {"files": {}},
        {"files": {"o.jsonl": {"crc32": 3}}},
        {"input": "digest-4"},
        {"tally": {}},
        {"tally": None},
        {"tally": {"articles": 4}},
        {"line_crc32": 1},
        {"line_crc32": None},
        {"more": 1},
    ],
    ids=str,
)
def test_a_value_of_a_line_that_was_changed_is_seen(written: Manifest, change: dict[str, Any]) -> None:
    whole = lines(written.path)
    whole[1] |= change
    written.path.write_text("".join(json.dumps(line) + "\n" for line in whole), encoding="utf-8")
    refused(written.path, 2)


@pytest.mark.parametrize(
    ("order", "number"), [([0, 2, 3], 2), ([0, 1, 3], 3), ([0, 2, 1, 3], 2), ([0, 1, 1, 2], 3), ([1, 2], 1)]
)
def test_a_line_that_was_lost_moved_or_repeated_is_seen(written: Manifest, order: list[int], number: int) -> None:
    whole = written.path.read_bytes().splitlines(keepends=True)
    written.path.write_bytes(b"".join(whole[place] for place in order))
    refused(written.path, number)


def test_after_the_damaged_lines_are_removed_the_shards_before_them_are_there(written: Manifest) -> None:
    first, second, *_ = written.path.read_bytes().splitlines(keepends=True)
    written.path.write_bytes(first + second)
    again = Manifest.load(written.path, SETTINGS)
    assert again.shards == SHARDS[:1]
    again.add(SHARDS[2])
    assert Manifest.load(written.path, SETTINGS).shards == [SHARDS[0], SHARDS[2]]


def test_the_spelling_of_a_line_does_not_matter_and_names_may_be_no_unicode(tmp_path: Path) -> None:
    settings = {"--text": "c\udcffột"}
    manifest = Manifest(tmp_path / MANIFEST, settings)
    manifest.create()
    manifest.add(SHARDS[0])
    assert Manifest.load(manifest.path, settings).shards == SHARDS[:1]
    respelt = [json.dumps(dict(reversed(line.items())), indent=None) for line in lines(manifest.path)]
    manifest.path.write_text("\n".join([*respelt, ""]), encoding="utf-8")
    assert Manifest.load(manifest.path, settings).shards == SHARDS[:1]


@pytest.mark.parametrize("kept", range(4))
def test_kept_shards_stay_and_the_rest_goes_from_the_file_too(written: Manifest, kept: int) -> None:
    with written.path.open("ab") as file:
        file.write(b'{"articles": 4')
    again = Manifest.load(written.path, SETTINGS)
    again.keep(kept)
    assert again.shards == SHARDS[:kept]
    assert [path.name for path in written.path.parent.iterdir()] == [MANIFEST]
    again.add(SHARDS[2])
    assert Manifest.load(written.path, SETTINGS).shards == [*SHARDS[:kept], SHARDS[2]]


def test_manifest_is_replaced_in_one_step(written: Manifest, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written.path.read_bytes()

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        written.keep(1)
    assert written.path.read_bytes() == before


def digest(*articles: Article) -> str:
    taken = InputDigest()
    assert [taken.add(article) for article in articles] == [1] * len(articles)
    return taken.take()


def test_digest_is_that_of_the_articles_and_begins_anew_when_taken() -> None:
    one = InputDigest()
    one.add(ARTICLE)
    first = one.take()
    one.add(ARTICLE)
    assert one.take() == first == digest(ARTICLE)
    assert one.take() == digest() != first
    assert digest(ARTICLE, ARTICLE) != first
    assert len(first) == 32


@pytest.mark.parametrize(
    "changed",
    [
        replace(ARTICLE, id="ie"),
        replace(ARTICLE, text="Hue"),
        replace(ARTICLE, date=date(2019, 10, 29)),
        replace(ARTICLE, date=None),
        replace(ARTICLE, error=None),
        replace(ARTICLE, error="too long: y"),
        replace(ARTICLE, notes=()),
        replace(ARTICLE, notes=("read as utf-8",)),
        replace(ARTICLE, id="idH", text="uế"),
        replace(ARTICLE, text="Huế\0"),
    ],
    ids=lambda one: f"{one.id} {one.text!r} {one.date} {one.error} {one.notes}",
)
def test_digest_sees_every_part_of_an_article(changed: Article) -> None:
    assert digest(changed) != digest(ARTICLE)


def test_digest_is_not_of_the_row() -> None:
    assert digest(replace(ARTICLE, row=7)) == digest(ARTICLE)


@given(st.lists(st.builds(Article, st.just(1), st.text(), st.text()), max_size=3))
def test_digest_of_any_text_is_the_same_each_time(articles: list[Article]) -> None:
    halves = [*articles, Article(1, "\ud800", "x\udc00")]
    assert digest(*halves) == digest(*halves)
