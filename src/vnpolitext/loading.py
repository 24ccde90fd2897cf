"""From the names of components to a pipeline; each component is imported only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from vnpolitext.pipeline import Component, Pipeline

# In the order they run. A component is a factory "module:name" that takes the keyword arguments of ``load``.
COMPONENTS: dict[str, str] = {
    "sentences": "vnpolitext.text.sentences:SentenceSplitter",
    "entities": "vnpolitext.entities.component:EntityRecogniser",
    "words": "vnpolitext.tokens.words:WordSegmenter",
    "links": "vnpolitext.linking.component:Linker",
    "topics": "vnpolitext.topics.component:TopicTagger",
}
NEEDS = {"links": ("entities",)}


def load(
    *,
    components: Iterable[str] | None = None,
    rules: str | None = None,
    topics: str | None = None,
    registry: str | None = None,
    terms: Iterable[Any] = (),
) -> Pipeline:
    """Build a pipeline. Offline: everything it needs is in the package.

    Args:
        components: which to run, of "sentences", "entities", "words", "links", "topics"; all when None.
        rules: path of a YAML file with bodies, titles, people and document types of your own.
        topics: path of a topic model that ``vnpolitext train-topics`` made; the package's own when None.
        registry: path of your own people, bodies, places and documents (CSV, JSON, a folder), laid over the package's.
        terms: names of your own, as for ``Pipeline.add_terms``.

    Raises:
        ValueError: an unknown component; the message lists the known ones.

    Examples:
        >>> load(components=["sentences"]).component_names
        ('sentences',)
    """
    wanted = set(COMPONENTS if components is None else components)
    unknown = sorted(wanted - set(COMPONENTS))
    if unknown:
        raise ValueError(f"unknown component {unknown[0]!r}; known are {', '.join(COMPONENTS)}")
    wanted.update(need for name in list(wanted) for need in NEEDS.get(name, ()))
    names = [name for name in COMPONENTS if name in wanted]
    options = {"entities": {"rules": rules}, "topics": {"model": topics}, "links": {"registry": registry}}
    config = {"components": names, "rules": rules, "topics": topics, "registry": registry}
    pipeline = Pipeline([_factory(COMPONENTS[name])(**options.get(name, {})) for name in names], config=config)
    own = tuple(terms)
    if own:
        pipeline.add_terms(own)
    return pipeline


def _factory(address: str) -> Callable[..., Component]:
    module, name = address.split(":")
    factory: Any = getattr(import_module(module), name)
    return factory  # type: ignore[no-any-return]
