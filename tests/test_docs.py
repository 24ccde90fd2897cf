"""The documentation says what the code does: columns, keys, labels, topics, modules."""

import re
from pathlib import Path

import pytest

from vnpolitext.corpus.article import Article
from vnpolitext.corpus.records import record
from vnpolitext.corpus.schema import TABLES
from vnpolitext.doc import LABELS, Doc
from vnpolitext.linking import relations
from vnpolitext.topics.taxonomy import package_taxonomy

DOCS = Path(__file__).parents[1] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_described_with_its_type(table: str) -> None:
    section = page("schema.md").split(f"**`{table}`**")[1].split("**`")[0]
    rows = re.findall(r"^\| (`.+?`) \| ([\w, ]+?) \|", section, re.M)
    described: dict[str, str] = {}
    for names, types in rows:
        columns, kinds = re.findall(r"`(\w+)`", names), types.split(", ")
        described |= zip(columns, kinds * len(columns) if len(kinds) == 1 else kinds, strict=False)
    assert described == {name: kind for name, kind in TABLES[table].items() if name not in {"row", "id"}}


def test_every_key_of_a_json_line_is_described() -> None:
    described = set(re.findall(r"^\| `(\w+)` \|", page("schema.md").split("## JSON lines")[1].split("##")[0], re.M))
    assert described - {"inferred_officials", "period"} == set(record(Article(1, "1", "x"), Doc("x"), with_text=True))


def test_every_predicate_is_described() -> None:
    known = (relations.HOLDS, relations.HELD, relations.ISSUES, relations.CONCERNS, relations.ATTENDS)
    assert [name for name in known if f"`{name}`" not in page("schema.md")] == []


def test_every_label_and_topic_is_in_the_label_guide() -> None:
    guide = page("labels.md")
    assert [label for label in LABELS if f"| `{label}` |" not in guide] == []
    rows = [f"| `{topic.code}` | {topic.name_vi} |" for topic in package_taxonomy().topics]
    assert [row for row in rows if row not in guide] == []


def test_every_page_is_in_the_menu_once() -> None:
    menu = re.findall(r": (\S+\.md)$", (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    assert sorted(menu) == sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def test_links_from_page_to_page_lead_somewhere() -> None:
    for path in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([\w./-]+\.md)(?:#[\w-]+)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
