"""The tagger and its network: the same numbers for every batch, stretch and thread."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vnpolitext.entities import network
from vnpolitext.entities.features import affixes
from vnpolitext.entities.network import Network, build
from vnpolitext.entities.tagger import tagger
from vnpolitext.models import load_arrays, load_json

if TYPE_CHECKING:
    from numpy.typing import NDArray

from tagged_cases import ARTICLE


@pytest.fixture(scope="module")
def net() -> Network:
    return build(load_arrays("tagger/network.npz"), affixes(load_json("tagger/words.json")))


def some_features(net: Network, length: int) -> NDArray[np.int64]:
    random = np.random.default_rng(5)
    return np.stack([random.integers(0, size, length) for size in net.sizes], axis=1)


@pytest.mark.parametrize("stretch", [1, 7, 64, 299, 300, 301])
def test_a_long_article_in_stretches_gives_the_same_bytes(
    net: Network, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = some_features(net, 300)
    whole = net(features)
    monkeypatch.setattr(network, "STRETCH", stretch)
    assert net(features).tobytes() == whole.tobytes()


def test_a_unit_depends_on_its_reach_and_no_further(net: Network) -> None:
    features = some_features(net, 4 * net.reach + 9)
    middle = len(features) // 2
    near = net(features[middle - net.reach : middle + net.reach + 1])[net.reach]
    assert near.tobytes() == net(features)[middle].tobytes()


def test_every_product_is_of_whole_numbers_that_a_float32_holds(net: Network) -> None:
    for layer in [*net.convolutions, net.heads]:
        assert np.array_equal(layer.weights, np.rint(layer.weights))
        largest = np.abs(layer.weights).sum(axis=(0, 1)).max() * network.TOP
        assert largest < 2**24, "sums beyond this are rounded, and then their order matters"


def test_the_order_of_summation_changes_nothing(net: Network) -> None:
    layer = net.convolutions[0]
    x = np.random.default_rng(6).normal(0, 3, (50, layer.weights.shape[1])).astype(np.float32)
    mixed = np.random.default_rng(7).permutation(x.shape[1])
    other = network.Layer(
        np.ascontiguousarray(layer.weights[:, mixed]), layer.scale, layer.bias, layer.step, layer.dilation
    )
    assert layer(x).tobytes() == other(np.ascontiguousarray(x[:, mixed])).tobytes()


def mentions_of(text: str) -> Iterator[tuple[int, int, str, float]]:
    return ((m.start, m.end, m.label, m.score) for m in tagger()(text))


def test_the_tagger_reads_the_same_each_time_and_in_threads() -> None:
    expected = list(mentions_of(ARTICLE))
    assert len(expected) > 8
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(lambda text: list(mentions_of(text)), [ARTICLE] * 12))


def test_the_tagger_does_not_see_how_an_article_is_cut_into_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = list(mentions_of(ARTICLE * 3))
    monkeypatch.setattr(network, "STRETCH", 50)
    assert list(mentions_of(ARTICLE * 3)) == expected


def test_mentions_of_the_tagger_are_in_order_with_probabilities() -> None:
    found = tagger()(ARTICLE)
    assert [(m.start, -m.end) for m in found] == sorted((m.start, -m.end) for m in found)
    assert all(0 < m.score <= 1 and ARTICLE[m.start : m.end].strip() == ARTICLE[m.start : m.end] for m in found)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "\ufffd", "中文", "Ô"])
def test_the_tagger_takes_texts_with_little_in_them(text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in tagger()(text))
