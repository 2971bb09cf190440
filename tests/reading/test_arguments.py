"""Arguments of fields that the reader answers: bound, never written into SQL, each alias with its own."""

from typing import Any
from uuid import UUID

import pytest
import strawberry
from graphql import FieldNode, OperationDefinitionNode, parse

from app.graph.reading.compiler import Compiler
from app.graph.reading.dialects import DIALECTS
from app.graph.reading.mapping import Bound, Expression, Many, One, Sql, entity, reads
from app.graph.reading.model import Model
from app.graph.reading.parameters import Env
from app.graph.reading.plan import Plan
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, Selected
from app.graph.reading.tree import Select
from tests.templates import ENGINES

A, B = (f"00000000-0000-4000-8000-{number:012}" for number in (1, 2))


def _of_user(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.user_id = {value.uuid()}"


@entity("like", aggregate=None)
@strawberry.type
class Like:
    user: str = reads(Expression("{t}.user_id", "{t}.user_id"), "Whose.")


async def _by_user(root: Any, user: UUID | None = None) -> Any:
    raise AssertionError


async def _count(root: Any, user: UUID | None = None, least: int = 1) -> Any:
    raise AssertionError


COUNT = "(SELECT count(*) FROM likes k WHERE k.user_id = {user} AND k.n >= {least} AND k.of = {t}.id)"


@entity("thing", aggregate=None)
@strawberry.type
class Thing:
    count: int | None = reads(
        Expression(COUNT, COUNT, arguments={"user": "uuid", "least": "int"}), "How many.", resolver=_count
    )
    like: Like | None = reads(One("{c}.of = {p}.id", arguments={"user": _of_user}), "One.", resolver=_by_user)
    likes: list[Like] = reads(
        Many("{c}.of = {p}.id", "{c}.n", arguments={"user": _of_user}), "Some.", resolver=_by_user
    )


@strawberry.type
class Query:
    thing: Thing | None = strawberry.field(resolver=lambda: None)


TABLES = {
    "likes": frozenset({"user_id", "n", "of"}),
    "like": frozenset({"id", "user_id", "n", "of", "organisation_id"}),
    "thing": frozenset({"id", "organisation_id"}),
}
MODEL = Model(strawberry.Schema(Query, types=[Thing, Like]), TABLES)


def compiled(text: str, dialect: str, **variables: Any) -> tuple[Plan, list[Any], Document]:
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    (root,) = operation.selection_set.selections
    assert isinstance(root, FieldNode)
    document = Document(operation, {}, variables)
    compiler = Compiler(MODEL, DIALECTS[dialect], Rights.OUTSIDER, document)
    sets = Selected("thing", "thing", [root]).selections()
    thing = MODEL.types["Thing"]
    plan = compiler.plan(Select((compiler.object(thing, "t", sets, 1),), compiler.source(thing, "t")))
    return plan, plan.values(Env(variables, "now", None)), document


QUERY = "query($u: UUID, $n: Int) { thing { %s } }"


@pytest.mark.parametrize("dialect", ENGINES)
@pytest.mark.parametrize(
    ("selection", "variables", "values"),
    [
        (f'count(user: "{A}", least: 3)', {}, [A, 3]),
        (f'count(user: "{A}")', {}, [A, 1]),
        ("count(user: $u, least: $n)", {"u": UUID(A), "n": 4}, [A, 4]),
        (f'a: count(user: "{A}") b: count(user: "{B}")', {}, [A, 1, B, 1]),
        ("like(user: $u) { user }", {"u": UUID(B)}, [B]),
        ("likes(user: $u) { user }", {"u": UUID(B)}, [B]),
        (f'a: likes(user: "{A}") {{ user }} b: likes(user: $u) {{ user }}', {"u": UUID(B)}, [A, B]),
        # What is not said asks for nothing: of a list all, of a computed value nothing.
        ("likes { user }", {}, []),
        ("likes(user: $u) { user }", {"u": None}, []),
        ("like(user: null) { user }", {}, []),
        ("count", {}, [1]),
        ("count(user: $u)", {}, [1]),
        ("count(user: $u)", {"u": None}, [1]),
    ],
)
def test_arguments_are_bound(dialect: str, selection: str, variables: dict[str, Any], values: list[Any]) -> None:
    plan, bound, _ = compiled(QUERY % selection, dialect, **variables)
    assert [value if isinstance(value, int) else str(value) for value in bound] == values
    assert A not in plan.sql
    assert B not in plan.sql


@pytest.mark.parametrize("dialect", ENGINES)
def test_what_is_not_given_is_null_in_an_expression(dialect: str) -> None:
    plan, _, document = compiled(QUERY % "count(user: $u)", dialect)
    assert "k.user_id = NULL AND" in plan.sql
    # The plan of a document with the variable is another.
    assert document.used == {"u"}


def test_a_placeholder_says_its_type_on_postgresql() -> None:
    plan, _, _ = compiled(QUERY % f'count(user: "{A}")', "postgresql")
    assert "k.user_id = $1::uuid AND k.n >= $2::int8" in plan.sql
