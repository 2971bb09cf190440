"""The page about the reader shows the SQL that the compiler makes."""

import re
from pathlib import Path

import pytest

from app.graph.reading import mapping_check, tree
from app.graph.reading.parameters import SHARED
from tests.reading.test_printing import SERVICE, plan_of
from tests.templates import ENGINES

FOLDER = Path(__file__).parents[2] / "app" / "graph" / "reading"
TEXT = (Path(__file__).parents[2] / "docs" / "reader.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def in_one_line(sql: str) -> str:
    """Lines are broken where the statement has a space, or behind an opening bracket."""
    return re.sub(r"\(\s+", "(", " ".join(sql.split()))


@pytest.mark.parametrize(("dialect", "place"), [(dialect, place) for place, dialect in enumerate(ENGINES)])
def test_the_page_shows_the_statement_of_its_query(dialect: str, place: int) -> None:
    (query,) = blocks("graphql")
    statements = blocks("sql")
    assert len(statements) == len(ENGINES)
    assert in_one_line(statements[place]) == plan_of(query, dialect, SERVICE).sql


def test_the_page_names_every_parameter_of_templates() -> None:
    section = TEXT.partition("## What to know")[2].partition("\n## ")[0]
    assert set(re.findall(r"`\{(\w+)\}`", section)) == SHARED.keys() | mapping_check.ROW | mapping_check.LINKED


def test_the_modules_and_nodes_that_the_page_names_are_there() -> None:
    table = TEXT.partition("| module")[2].partition("\n\n")[0]
    modules = re.findall(r"`(\w+\.py)`", table)
    assert len(modules) > 9
    assert [module for module in modules if not (FOLDER / module).is_file()] == []
    nodes = re.findall(r"`([A-Z]\w+)`", table)
    assert len(nodes) > 4
    assert [name for name in nodes if not hasattr(tree, name)] == []
