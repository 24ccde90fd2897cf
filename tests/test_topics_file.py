"""The file of a topic model: one from anyone is read in bounded memory, or refused with its name and what is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnpolitext.loading import load
from vnpolitext.topics import stored
from vnpolitext.topics.features import Fields, learn
from vnpolitext.topics.model import ModelError, TopicModel, from_bytes, read_model

TEXTS = ["Giá vàng tăng mạnh hôm nay", "Giá xăng giảm nhẹ", "Đội tuyển thắng trận mở màn", "Cầu thủ ghi bàn thắng"]


def small() -> TopicModel:
    vocabulary = learn(TEXTS, fewest=1, fields=Fields())
    weights = np.arange(2 * len(vocabulary), dtype=np.int16).reshape(-1, 2)
    facts = {"familiar": {"confidence": 0.8, "known": 0.9}}
    return TopicModel(
        ("price", "sport"), vocabulary, weights, np.array([0.01, 0.02]), np.zeros(2), 2.0, np.ones(2), facts
    )


def parts(content: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and arrays of a file, as NumPy reads them."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    return json.loads(arrays.pop("header").tobytes()), arrays


def entry(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=array.dtype == object)
    return buffer.getvalue()


def zipped(entries: dict[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in entries.items():
            archive.writestr(f"{name}.npy", data)
    return out.getvalue()


def made(header: Any, arrays: dict[str, Any], **options: Any) -> bytes:
    """A file whose digests are right, whatever it holds."""
    if isinstance(header, dict) and "digests" in header:
        digests = {
            name: hashlib.sha256(f"{array.dtype.str}{array.shape}".encode() + array.tobytes()).hexdigest()
            for name, array in arrays.items()
        }
        header = {**header, "digests": digests}
    plain = header if isinstance(header, bytes) else json.dumps(header).encode()
    return zipped(
        {**{name: entry(array) for name, array in arrays.items()}, "header": entry(np.frombuffer(plain, np.uint8))},
        **options,
    )


WHOLE = small().to_bytes()


def with_header(**changes: Any) -> bytes:
    header, arrays = parts(WHOLE)
    return made({**header, **changes}, arrays)


def without(*names: str) -> bytes:
    header, arrays = parts(WHOLE)
    return made(
        {key: value for key, value in header.items() if key not in names},
        {key: value for key, value in arrays.items() if key not in names},
    )


def with_array(name: str, change: Callable[[Any], Any]) -> bytes:
    header, arrays = parts(WHOLE)
    return made(header, {**arrays, name: change(arrays[name])})


def with_entry(name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        entries = {info.filename.removesuffix(".npy"): archive.read(info) for info in archive.infolist()}
    return zipped({**entries, name: data})


def shaped(text: str, data: bytes = b"", *, kind: str = "<f8") -> bytes:
    """An array that says of itself what it is not."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {text}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def test_a_file_made_here_is_read() -> None:
    model = from_bytes(made(*parts(WHOLE)))
    assert model.to_bytes() == WHOLE
    assert model.tag(TEXTS) == small().tag(TEXTS)


CASES: dict[str, tuple[bytes, str]] = {
    "an empty zip": (zipped({}), "'syllables' is missing"),
    "no digests": (without("digests"), "is damaged: 'syllables' is not what"),
    "no header": (zipped({name: entry(array) for name, array in parts(WHOLE)[1].items()}), "'header' is missing"),
    "no codes": (without("codes"), "the codes of its topics are None"),
    "no fields": (without("fields"), "the weights of its fields are None"),
    "no facts": (without("facts"), "its card is None"),
    "no sharpness": (without("sharpness"), "its sharpness is None"),
    "no bias": (without("bias"), "'bias' is missing"),
    "no weights": (without("weights"), "'weights' is missing"),
    "a list as header": (made([1], parts(WHOLE)[1]), "of format 1"),
    "another format": (with_header(format=2), "of format 1"),
    "a header that is no JSON": (made(b"{", parts(WHOLE)[1]), "is not a topic model"),
    "a header of brackets": (made(b"[" * 100_000, parts(WHOLE)[1]), "is not a topic model"),
    "a header with a long number": (made(b"9" * 5000, parts(WHOLE)[1]), "is not a topic model"),
    "codes that are a text": (with_header(codes="ab"), "the codes of its topics are 'ab'"),
    "codes that are numbers": (with_header(codes=[1, 2]), "the codes of its topics"),
    "no topics": (with_header(codes=[]), "the codes of its topics"),
    "a topic twice": (with_header(codes=["a", "a"]), "a topic twice"),
    "a topic too many": (with_header(codes=["a", "b", "c"]), "'weights' has shape"),
    "two fields": (with_header(fields=[1, 2]), "the weights of its fields"),
    "a field too heavy": (with_header(fields=[1, 2, 65]), "the weight of body is 65"),
    "a field that is true": (with_header(fields=[1, 2, True]), "the weights of its fields"),
    "a sharpness that is no number": (with_header(sharpness=float("nan")), "its sharpness is nan"),
    "a sharpness without end": (with_header(sharpness=float("inf")), "its sharpness is inf"),
    "a sharpness beyond reason": (with_header(sharpness=1e300), "its sharpness is 1e"),
    "a card that is a list": (with_header(facts=[]), r"its card is \[\]"),
    "a profile without numbers": (with_header(facts={"familiar": {"confidence": "x"}}), "profile of its training"),
    "a profile that is a text": (with_header(facts={"familiar": "x"}), "profile of its training"),
    "short weights": (with_array("weights", lambda a: a[:, :-3].copy()), "'weights' has shape"),
    "weights of another type": (with_array("weights", lambda a: a.astype(np.float64)), "'weights' has type"),
    "weights by columns": (with_array("weights", np.asfortranarray), "'weights' has type"),
    "weights in one row": (with_array("weights", np.ravel), "'weights' has type"),
    "short rarity": (with_array("rarity", lambda a: a[:-1]), "'rarity' has shape"),
    "a bias that is no number": (with_array("bias", lambda a: a * np.nan), "'bias' holds a number"),
    "endless steps": (with_array("steps", lambda a: a + np.inf), "'steps' holds a number"),
    "steps beyond reason": (with_array("steps", lambda a: a + 1e300), "'steps' holds a number"),
    "a shift too long": (with_array("shift", lambda _: np.ones(3)), "'shift' has shape"),
    "a syllable too far": (with_array("singles", lambda a: a + np.uint16(60_000)), "'singles' holds"),
    "a syllable twice": (with_array("singles", lambda a: a * 0), "'singles' holds"),
    "a pair too far": (with_array("pairs", lambda a: a + np.uint32(2**31)), "'pairs' holds"),
    "syllables that are no text": (with_array("syllables", lambda a: a | 0x80), "is damaged"),
    "syllables that are alike": (with_array("syllables", lambda a: a * 0 + 10), "'syllables' has one"),
    "objects": (with_entry("bias", entry(np.array([{}], dtype=object))), "'bias' has type"),
    "a shape of a hundred billion": (with_entry("bias", shaped("(100000000000,)")), "says that its shape is"),
    "a shape of a long number": (with_entry("bias", shaped("(" + "9" * 200 + ",)")), "'bias'|is not a topic model"),
    "a shape below zero": (with_entry("bias", shaped("(-1,)")), "'bias' has type"),
    "no shape": (with_entry("bias", shaped("()", b"\0" * 8)), "'bias' has type"),
    "a header of an array that never ends": (with_entry("bias", b"\x93NUMPY\x01\x00\xff\xff{"), "is not a topic model"),
    "an array of the second format": (with_entry("bias", b"\x93NUMPY\x02\x00"), "of another format"),
    "no array": (with_entry("bias", b"garbage"), "is not a topic model"),
    "one more file": (with_entry("more", b""), "'more.npy' is no part of one"),
    "packed by LZMA": (made(*parts(WHOLE), how=zipfile.ZIP_LZMA), "packed in another way"),
    "nothing": (b"", "is not a topic model: File is not a zip file"),
    "garbage": (b"\x80\x04garbage" * 100, "is not a topic model: File is not a zip file"),
    "a NumPy array": (entry(np.zeros(3)), "is not a topic model: File is not a zip file"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "is not a topic model"),
    "very many files": (zipped({f"a{number}": b"" for number in range(100)}), "too many files"),
    "a bomb": (with_entry("weights", b"\0" * 150_000_000), "it would unpack to 15"),
    "a bomb of text": (with_entry("syllables", b"\0" * 5_000_000), "'syllables' would unpack to 5000000"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_whole_model_is_refused_with_its_name_and_what_is_wrong(name: str, tmp_path: Path) -> None:
    content, message = CASES[name]
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match=message) as error:
            read_model(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert str(error.value).startswith(str(path))
    assert len(str(error.value)) < len(str(path)) + 300
    assert "pickle" not in str(error.value)
    assert peak < 8_000_000
    with pytest.raises(ModelError):
        load(components=["topics"], topics=str(path))


def test_a_file_that_understates_what_it_unpacks_to_takes_no_more_than_it_says() -> None:
    content = bytearray(with_entry("bias", b"\0" * 50_000_000))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            if struct.unpack_from("<I", content, at + place)[0] == 50_000_000:
                struct.pack_into("<I", content, at + place, 80)
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match="is not a topic model"):
            from_bytes(bytes(content))
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LARGEST", 1000)
    path = tmp_path / "m.npz"
    path.write_bytes(WHOLE + b"\0" * 10_000)
    with pytest.raises(ModelError, match=r"m.npz is not a topic model: larger than 1000 bytes"):
        read_model(path)


def test_a_model_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LARGEST", stored.LARGEST_TEXT + 100)
    with pytest.raises(ModelError, match="learn fewer features"):
        small().to_bytes()


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=4), st.integers(0, len(WHOLE) - 1), st.booleans())
def test_a_changed_file_is_refused_or_the_same_model(change: bytes, at: int, cut: bool) -> None:
    content = WHOLE[:at] + change + (b"" if cut else WHOLE[at + len(change) :])
    try:
        model = from_bytes(content)
    except ModelError:
        return
    assert model.to_bytes() == WHOLE


@settings(max_examples=100, deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=2), st.lists(NUMBERS, min_size=2, max_size=2), NUMBERS)
def test_any_numbers_are_refused_or_give_probabilities(steps: list[float], bias: list[float], sharpness: float) -> None:
    header, arrays = parts(WHOLE)
    changed = {**arrays, "steps": np.array(steps), "bias": np.array(bias)}
    try:
        model = from_bytes(made({**header, "sharpness": sharpness}, changed))
    except ModelError:
        return
    shares = model.probabilities([*TEXTS, ""])
    assert np.allclose(shares.sum(axis=1), 1)
    assert all(0 <= topic.score <= 1 for found in model.tag(TEXTS) for topic in found)
