"""What Marquee uses of Strawberry beyond its public interface is there, and is used through one module only."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute, parse
from packaging.requirements import Requirement
from packaging.version import Version
from strawberry.annotation import StrawberryAnnotation
from strawberry.types import get_object_definition

from app.graph.strawberry_internals import ExecutionContext, core_info, core_schema, definition_of, enum_definition

ROOT = Path(__file__).parent.parent.parent
MODULE = "app/graph/strawberry_internals.py"
PRIVATE = {
    *("_schema", "_raw_info", "strawberry-definition", "__strawberry_definition__", "strawberry.schema.schema"),
    *("strawberry.annotation", "set_namespace_from_field"),
}
# Prints which of some types it has not looked at, and which types have methods that none needs.
METHODS = """
from app.schema import schema
from app.graph.strawberry_internals import core_schema, definition_of
types = [getattr(definition_of(each), "origin", None) for each in core_schema(schema).type_map.values()]
types = {each for each in types if "__dataclass_fields__" in vars(each or object)}
unneeded = {"__eq__", "__repr__"}
print({"Event", "CreateEventInput", "CreateEventPayload", "PageInfo", "Node"} - {each.__name__ for each in types})
print(sorted(each.__name__ for each in types if unneeded & vars(each).keys() or "(" in each.__doc__))
"""


def definition_of_type(cls: Any) -> Any:
    return get_object_definition(cls, strict=True)


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


@strawberry.type(description="Described.")
class Plain:
    name: str
    size: int = 3
    later: "Later | None" = None
    optional: str | None = strawberry.field(default=None, description="Described, too.")


@strawberry.type
class Later:
    name: str


def test_a_type_has_an_initialiser_and_is_compared_by_identity() -> None:
    made = Plain(name="a")
    assert (made.name, made.size, made.optional) == ("a", 3, None)
    assert made != Plain(name="a")
    assert made in {made}
    assert {"__eq__", "__repr__"} & vars(Plain).keys() == set()
    assert (Plain.__doc__, definition_of_type(Plain).description) == ("Plain", "Described.")


def test_no_type_of_the_schema_has_methods_that_none_needs() -> None:
    done = subprocess.run([sys.executable, "-c", METHODS], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n[]\n"


def test_annotations_are_evaluated_once_unless_they_need_their_module(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[object] = []
    evaluate = StrawberryAnnotation.evaluate

    def recorded(annotation: StrawberryAnnotation) -> type:
        evaluated.append(annotation.raw_annotation)
        return evaluate(annotation)

    monkeypatch.setattr(StrawberryAnnotation, "evaluate", recorded)

    @strawberry.type
    class Made:
        name: str = strawberry.field(description="Its name.")
        sizes: list[int] = strawberry.field(description="Its sizes.")
        text: "bytes" = strawberry.field(description="A text whose name the module might define.")
        later: "Later | None" = strawberry.field(description="What comes later.")

    fields = {field.python_name: field for field in definition_of_type(Made).fields}
    assert [field.type_annotation.namespace is globals() for field in fields.values()] == [True] * 4
    assert (fields["name"].type, fields["sizes"].type.of_type, fields["later"].type.of_type) == (str, int, Later)
    assert [evaluated.count(annotation) for annotation in (str, list[int], "bytes")] == [1, 1, 2]


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
