"""The tidy tables: their columns and types, one version number, told to CSV, Parquet, pandas, Dask and Spark alike.

A table's rows come in the order of the articles and of the text. ``row`` is the article's place in the whole input
(from 1), the key that joins the tables even where ids repeat. Offsets are code points, half-open.
"""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = 1

_ARTICLE = {"row": "int64", "id": "string"}
_SPAN = {"start": "int64", "end": "int64"}

ENTITY = {
    **_SPAN,
    "text": "string",
    "label": "string",
    "rule": "string",
    "score": "float64",
    "number": "string",
    "canonical_id": "string",
    "inferred": "bool",
}
POSITION = {
    "official": "int64",  # the official's place among the article's, from 1
    "name": "string",
    "person": "string",  # canonical id
    **_SPAN,  # of the POSITION mention; empty for a person without one
    "text": "string",
    "title": "string",
    "body": "string",
    "body_text": "string",
    "post": "string",
    "former": "bool",
    "acting": "bool",
    "left": "bool",
    "proposed": "bool",
    "since": "string",
    "until": "string",
    "inferred": "bool",
    "mentions": "int64",
}
DIRECTIVE = {
    "number": "string",
    "name": "string",
    "type": "string",
    "type_code": "string",
    "year": "int64",
    "issuer_code": "string",
    "issuer": "string",
    "date": "string",
    "subject": "string",
    "provisions": "string",  # joined by "; "
    "canonical_id": "string",
    "key": "string",  # to count by
    "in_registry": "bool",
    **_SPAN,  # of the first mention
    "mentions": "int64",
}
RELATION = {
    "subject": "string",
    "predicate": "string",
    "object": "string",
    **_SPAN,
    "inferred": "bool",
    "acting": "bool",
}
TOPIC = {"rank": "int64", "code": "string", "score": "float64"}

TABLES: dict[str, dict[str, str]] = {
    "articles": {
        **_ARTICLE,
        "date": "date",
        "period": "string",  # the year or month alone, where the day is not known
        "entities": "int64",
        "officials": "int64",
        "topic": "string",
        "topic_score": "float64",
        "warnings": "string",  # joined by "; "
        "error": "string",
        "text": "string",  # only with --with-text
    },
    "entities": {**_ARTICLE, **ENTITY},
    "positions": {**_ARTICLE, **POSITION},
    "directives": {**_ARTICLE, **DIRECTIVE},
    "relations": {**_ARTICLE, **RELATION},
    "topics": {**_ARTICLE, **TOPIC},
}

_SPARK = {"int64": "bigint", "string": "string", "float64": "double", "bool": "boolean", "date": "date"}


def spark_schema(columns: dict[str, str]) -> str:
    """Columns as a Spark DDL string.

    Examples:
        >>> spark_schema({"start": "int64", "label": "string"})
        '`start` bigint, `label` string'
    """
    return ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in columns.items())


def arrow_schema(table: str) -> Any:
    """A table's columns as a ``pyarrow.Schema`` with the schema's version in its metadata."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    kinds = {
        "int64": pa.int64(),
        "string": pa.string(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
    }
    fields = [pa.field(name, kinds[kind]) for name, kind in TABLES[table].items()]
    return pa.schema(fields, metadata={"vnpolitext.schema_version": str(SCHEMA_VERSION)})
