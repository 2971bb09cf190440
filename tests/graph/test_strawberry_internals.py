"""What Marquee uses of Strawberry beyond its public interface is there, and is used through one module only."""

import ast
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, parse
from packaging.requirements import Requirement
from packaging.version import Version

from app.graph.strawberry_internals import ExecutionContext, core_info, core_schema, definition_of, enum_definition

ROOT = Path(__file__).parent.parent.parent
MODULE = "app/graph/strawberry_internals.py"
PRIVATE = {"_schema", "_raw_info", "strawberry-definition", "__strawberry_definition__", "strawberry.schema.schema"}


def kind(info: strawberry.Info) -> str:
    return str(core_info(info).field_name)


@strawberry.type
class Query:
    kind: str = strawberry.field(resolver=kind, metadata={"mark": 1})


SCHEMA = strawberry.Schema(Query)


def test_the_core_schema_executes_without_strawberry() -> None:
    core = core_schema(SCHEMA)
    assert isinstance(core, GraphQLSchema)
    result = execute(core, parse("{ kind }"), executor_class=ExecutionContext)
    assert isinstance(result, ExecutionResult)
    assert (result.data, result.errors) == ({"kind": "kind"}, None)


def test_the_definition_of_a_field_has_its_metadata_and_extensions() -> None:
    query = core_schema(SCHEMA).type_map["Query"]
    assert definition_of(query).origin is Query
    found = definition_of(query.fields["kind"])  # type: ignore[attr-defined]
    assert (found.metadata, found.extensions) == ({"mark": 1}, [])
    assert definition_of(core_schema(SCHEMA).type_map["String"]) is None


def test_an_enum_has_one_definition_that_can_be_described_later() -> None:
    class Size(Enum):
        SMALL = "SMALL"

    first = enum_definition(Size)
    first.description = "A size."
    assert enum_definition(Size) is first
    assert [value.name for value in first.values] == ["SMALL"]


def private_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Attribute(value=ast.Name(id="self")):
                continue
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)) | ast.ImportFrom(module=str(name)):
                if name in PRIVATE:
                    yield f"{path.relative_to(ROOT)}:{node.lineno} {name}"


def test_no_other_module_uses_them() -> None:
    found = [name for path in sorted(ROOT.glob("app/**/*.py")) for name in private_names(path)]
    assert [name for name in found if not name.startswith(MODULE)] == []
    assert {name.split(" ")[1] for name in found} == PRIVATE


def test_the_next_minor_version_of_strawberry_is_not_installed_unseen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    [wanted] = [each for each in map(Requirement, project["project"]["dependencies"]) if "strawberry" in each.name]
    version = Version("0.341.2")
    assert wanted.specifier.contains(version)
    assert not wanted.specifier.contains(f"0.{version.minor + 1}.0")
