"""Parameters are numbered while a tree is printed, and how deep it nests on SQLite is counted on the tree."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import strawberry
from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, parse

from app.graph.reading.compiler import Compiler
from app.graph.reading.dialects import DIALECTS
from app.graph.reading.mapping import Bound, Expression, Many, One, Sql, Values, entity, reads
from app.graph.reading.model import Model
from app.graph.reading.nesting import MAX_KEYS, MAX_NESTING, Nesting, parts_of
from app.graph.reading.parameters import Env, Parameter
from app.graph.reading.plan import Plan
from app.graph.reading.reader import root_field
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, Selected
from app.graph.reading.sqlite import SqlitePrinter
from app.graph.reading.templates import Template
from app.graph.reading.tree import And, Brackets, Constant, Leaf, Node, Object, Row, Select, Source, ToOne
from app.graph.reading.tree import Sql as Text
from app.schema import schema
from tests.bench.questions import EVENT_PAGE, FIFTY_EVENTS
from tests.reading.event_page import PAGE
from tests.templates import ENGINES

UUID_ = UUID("00000000-0000-4000-8000-000000000001")


def _named(_sql: Sql, c: str, value: Bound) -> str:
    return f"{c}.name = {value.text()} OR {c}.name = '?1 $1 (' || {{now}}"


async def _by_name(root: Any, name: str | None = None) -> Any:
    raise AssertionError


LIST = "{c}.id <> {p}.id AND {c}.name > {caller}"


@entity("item", aggregate=None)
@strawberry.type
class Item:
    price: str = reads(Expression("'$1 ?2 {{now}} ' || {t}.name", "'$1 ?2 {{now}} ' || {t}.name"), "A text.")
    moment: str = reads(Expression("{now} || {now}", "{now} || {now}"), "Twice the same.")
    names: list[str] = reads(Values("i.name", "item i WHERE i.id > {p}.id", "i.name > {now}, i.id"), "Names.")
    others: list["Item"] = reads(
        Many(LIST, "{c}.name > {now}, {c}.id", arguments={"name": _named}), "Others.", resolver=_by_name
    )


@strawberry.type
class Query:
    item: Item | None = reads(One("{c}.name = {now}"), "One.")


MODEL = Model(strawberry.Schema(Query), {"item": frozenset({"id", "name", "organisation_id"})})
SERVICE = Model(schema)


def plan_of(text: str, dialect: str, model: Model = MODEL) -> Plan:
    """The plan of a document's first root field."""
    operation, *fragments = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    named = {each.name.value: each for each in fragments if isinstance(each, FragmentDefinitionNode)}
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    variables = {each.variable.name.value: UUID_ for each in operation.variable_definitions or ()}
    compiler = Compiler(model, DIALECTS[dialect], Rights.TENANT, Document(operation, named, variables))
    info: Any = SimpleNamespace(parent_type=SimpleNamespace(name="Query"))
    return root_field(info)(compiler, Selected(node.name.value, node.name.value, [node]))


@pytest.mark.parametrize("dialect", ENGINES)
def test_parameters_are_numbered_in_the_order_in_which_they_are_printed(dialect: str) -> None:
    plan = plan_of('{ item { moment others(name: "A") { price } names } }', dialect)
    env = Env({}, "now", UUID_, caller=UUID_)
    mark, text, uuid = ("?", "", "") if dialect == "sqlite" else ("$", "::text", "::uuid")
    assert plan.values(env) == ["now", str(UUID_), "A"]
    assert f"({mark}1{text} || {mark}1{text})" in plan.sql
    assert f"name > {mark}2{uuid}) AND (a3.name = {mark}3{text} OR a3.name = '?1 $1 (' || {mark}1{text})" in plan.sql
    # Orders and lists of scalars name parameters, too.
    assert f"ORDER BY a3.name > {mark}1{text}, a3.id" in plan.sql
    assert f"ORDER BY i.name > {mark}1{text}, i.id" in plan.sql
    assert re.findall(r"[?$]\d", re.sub(r"'[^']*'", "", plan.sql))[0] == f"{mark}1"


@pytest.mark.parametrize("dialect", ENGINES)
def test_what_looks_like_a_placeholder_in_a_literal_stays(dialect: str) -> None:
    plan = plan_of("{ item { price } }", dialect)
    assert "('$1 ?2 {now} ' || a1.name)" in plan.sql
    assert plan.values(Env({}, "now", None)) == ["now"]


@pytest.mark.parametrize("dialect", ENGINES)
@pytest.mark.parametrize("node", [Object([("a'b", Constant("A"))]), Constant('A"'), Object([("é", Constant("A"))])])
def test_nothing_but_a_name_is_written_into_a_literal(dialect: str, node: Node) -> None:
    with pytest.raises(ValueError, match="is not a name of GraphQL"):
        DIALECTS[dialect].printer().statement(Select((node,)))


@pytest.mark.parametrize("dialect", ENGINES)
def test_a_list_fetches_only_the_columns_that_are_read_around_it(dialect: str) -> None:
    query = """{ event(uuid: "00000000-0000-4000-8000-000000000001") {
        tickets { quantity prices { quantitySold } } sessions(last: 2) { nodes { name } pageInfo { endCursor } } } }"""
    sql = plan_of(query, dialect, SERVICE).sql
    fetched = re.findall(r"SELECT ((?:a\d+\.\w+(?:, )?)+).*? FROM (ticket|price|session) a\d+ ", sql)
    names = {
        table: [name.partition(".")[2] for name in re.findall(r"a\d+\.\w+", columns)] for columns, table in fetched
    }
    assert names == {
        "ticket": ["quantity", "display_order", "id"],
        # On SQLite the row is a common table expression, which is found by its id.
        "price": ["id"] if dialect == "sqlite" else ["quantity_sold"],
        "session": ["name", "starts_at", "id"],
    }


@pytest.mark.parametrize("dialect", ENGINES)
def test_no_table_gives_all_of_its_columns(dialect: str) -> None:
    for document in (EVENT_PAGE, FIFTY_EVENTS, FOUND):
        assert re.findall(r"\.\* FROM \w", plan_of(document, dialect, SERVICE).sql) == []


@pytest.mark.parametrize("dialect", ENGINES)
def test_prices_are_ordered_by_the_column_of_the_ticket_around_them(dialect: str) -> None:
    query = """{ event(uuid: "00000000-0000-4000-8000-000000000001") { tickets { prices { uuid } } } }"""
    sql = plan_of(query, dialect, SERVICE).sql
    assert re.findall(r"FROM ticket (?!a\d)", sql) == []
    assert re.findall(r"ORDER BY (by_price, by_name), a\d+\.position, a\d+\.id", sql) == ["by_price, by_name"]


# A page in a computed order, between two cursors and from its end, inside of a row.
FOUND = """{ event(uuid: "00000000-0000-4000-8000-000000000001") { organisation { events(
    last: 2, after: "A", before: "B", orderBy: {field: NEXT_OCCURRENCE, direction: DESC},
    filter: {near: {latitude: 0, longitude: 0, radiusKm: 1}, text: "a b", status: [PUBLISHED], phase: [LIVE]}
  ) { totalCount nodes { metrics { name value } listing { tags categories { name } } }
      edges { cursor node { occurrence { timeslots { capacity } } fees { rates { name value } } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }"""


def depth_of(sql: str) -> int:
    """How deep the brackets of a statement nest."""
    depth = deepest = 0
    for bracket in re.findall(r"[()]", re.sub(r"'[^']*'", "", sql)):
        depth += 1 if bracket == "(" else -1
        deepest = max(deepest, depth)
    assert depth == 0
    return deepest


class Counting(SqlitePrinter):
    """Notes of each row how deep it nests by the tree's count, and in the text that is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[tuple[int, int]] = []

    def row(self, node: Row) -> str:
        text = super().row(node)
        self.counts.append((Nesting().row(node), depth_of(text)))
        return text


@pytest.mark.parametrize(
    "text", [PAGE, EVENT_PAGE, FIFTY_EVENTS, FOUND], ids=["page", "bench page", "fifty events", "found by distance"]
)
def test_the_tree_counts_the_brackets_that_are_printed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printers: list[Counting] = []

    def printer() -> Counting:
        printers.append(Counting())
        return printers[-1]

    sqlite = DIALECTS["sqlite"]
    monkeypatch.setitem(DIALECTS, "sqlite", type(sqlite)(sqlite.name, sqlite.functions, printer))
    plan_of(text, "sqlite", SERVICE)
    (made,) = printers
    assert len(made.counts) > 4
    assert all(counted == printed for counted, printed in made.counts)
    assert max(counted for counted, _ in made.counts) > 3


def test_only_a_row_that_nests_too_deep_is_named() -> None:
    def nested(brackets: int) -> str:
        value: Node = Text(("a1.name",))
        for _ in range(brackets):
            value = Brackets(value)
        row = Row(Text(("item",)), "a1", Object([("name", Leaf(value, "text", nullable=False))]))
        return SqlitePrinter().statement(Select((ToOne(Select((row,), Source(Text(("item",)), "a1"))),)))

    assert nested(MAX_NESTING - 1).startswith("SELECT (SELECT json_object('name', (((((((a1.name)))))))) FROM item a1)")
    assert nested(MAX_NESTING) == (
        "WITH r1(id, j) AS NOT MATERIALIZED (SELECT a1.id, json_object('name', ((((((((a1.name)))))))))"
        " FROM item a1) SELECT (SELECT (SELECT json(r1.j) FROM r1 WHERE r1.id = a1.id) FROM item a1)"
    )


def test_brackets_in_literals_do_not_nest() -> None:
    assert Template.parse("f('((', {t}.a) || ')'").depth == 1
    assert Template.parse("((1) + (2 * (3)))").depth == 3


@pytest.mark.parametrize("keys", [1, MAX_KEYS, MAX_KEYS + 1, 3 * MAX_KEYS])
def test_an_object_with_many_keys_nests_as_deep_as_it_is_counted(keys: int) -> None:
    node = Object([(f"k{number}", Brackets(Text(("1",)))) for number in range(keys)])
    assert node.accept(Nesting()) == depth_of(node.accept(SqlitePrinter()))
    assert [len(part) <= MAX_KEYS for part in parts_of(node)] == [True] * -(-keys // MAX_KEYS)


def test_no_conditions_are_true() -> None:
    assert And(()).accept(SqlitePrinter()) == "TRUE"


def test_the_same_parameter_has_one_number_on_each_printer() -> None:
    first, second = Parameter(lambda env: env.now, "text"), Parameter(lambda env: env.now, "text")
    node = Text((second, " ", first, " ", second))
    assert node.accept(SqlitePrinter()) == "?1 ?2 ?1"
    assert DIALECTS["postgresql"].printer().statement(Select((node,))) == "SELECT $1::text $2::text $1::text"


def test_the_modules_of_the_reader_import_each_other_in_no_circle() -> None:
    folder = Path(__file__).parents[2] / "app" / "graph" / "reading"
    imports = {
        path.stem: {
            node.module.rpartition(".")[2]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app.graph.reading.")
        }
        for path in folder.glob("*.py")
    }
    # Raises CycleError for a circle.
    order = list(TopologicalSorter(imports).static_order())
    assert order.index("tree") < order.index("printer") < order.index("sqlite") < order.index("compiler")
