"""Statements that do not start at a field of Query: rows of a payload, `node` and `nodes`, and visibility checks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from graphql import OperationDefinitionNode, OperationType, SelectionSetNode, get_nullable_type, is_list_type

from app.graph.reading.compilation import FALSE, ONE
from app.graph.reading.compiler import NULL, Compiler
from app.graph.reading.dialect import Dialect
from app.graph.reading.mapped_types import MappedType
from app.graph.reading.mapping import Result
from app.graph.reading.model import Model
from app.graph.reading.pages import cursor
from app.graph.reading.parameters import Getter
from app.graph.reading.plan import Plan
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, Selected
from app.graph.reading.tree import (
    And,
    ByType,
    Constant,
    Exists,
    Ids,
    Items,
    Leaf,
    Node,
    Object,
    Select,
    Sql,
    ToOne,
)

# The name of a type and the uuid of one of its rows.
Pairs = Sequence[tuple[str, UUID]]

# A visibility check selects no fields, so that its compiler never reads this document.
NO_DOCUMENT = Document(
    OperationDefinitionNode(operation=OperationType.QUERY, selection_set=SelectionSetNode(selections=())), {}, {}
)


class ResultCompile:
    """Compiles the entity fields of one payload type; the request's result is the operation's ids, by their keys."""

    def __init__(self, payload: str) -> None:
        self._payload = payload

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        mapped = compiler.model.types[self._payload]
        how = mapped.fields[selected.name]
        assert isinstance(how, Result)
        key, listed = how.key, is_list_type(get_nullable_type(mapped.definitions[selected.name].type))
        target = compiler.model.of(mapped.definitions[selected.name].type)
        row = compiler.alias()
        value: Node
        if how.edge is not None:
            value = _edge(compiler, target, how.edge, row, selected)
            target = compiler.model.of(target.definitions["node"].type)
        elif listed:
            value = compiler.row(target, row, selected.selections(), 3)
        else:
            value = compiler.object(target, row, selected.selections(), 3)
        if listed:
            ids = _ids(compiler, lambda env: [(None, uuid) for uuid in env.result[key]])
            where = Sql((f"{row}.id = {ids.alias}.id",))
            item = ToOne(Select((value,), compiler.source(target, row), where))
            return compiler.plan(Select((Items(item),), ids))
        found = compiler.parameters.add(lambda env: str(env.result[key]), "uuid")
        return compiler.plan(Select((value,), compiler.source(target, row), Sql((f"{row}.id = ", found))))


class NodeCompile:
    """`node`: one row of a type; the request's result is its uuid."""

    def __init__(self, type_name: str) -> None:
        self._type = type_name

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        row, found = compiler.alias(), compiler.parameters.add(lambda env: env.result, "uuid")
        return compiler.plan(Select((_row(compiler, selected, self._type, row, Sql((f"{row}.id = ", found))),)))


class NodesCompile:
    """`nodes`: rows in the order of their ids; the request's result is a list of (type, uuid) pairs and Nones."""

    def __init__(self, types: Sequence[str]) -> None:
        self._types = types

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        ids = _ids(compiler, lambda env: [pair or (None, None) for pair in env.result])
        cases: list[tuple[str, Node]] = []
        for name in self._types:
            row = compiler.alias()
            cases.append((name, _row(compiler, selected, name, row, Sql((f"{row}.id = {ids.alias}.id",)))))
        return compiler.plan(Select((Items(ByType(f"{ids.alias}.kind", cases, NULL)),), ids))


def visibility_plan(model: Model, dialect: Dialect, rights: Rights, types: Sequence[str]) -> Plan:
    """A list of Booleans, whether each row is visible; the request's result is a list of (type, uuid) pairs."""
    compiler = Compiler(model, dialect, rights, NO_DOCUMENT)
    ids = _ids(compiler, lambda env: env.result)
    cases: list[tuple[str, Node]] = []
    for name in types:
        row = compiler.alias()
        cases.append((name, Exists(_visible(compiler, name, row, ONE, Sql((f"{row}.id = {ids.alias}.id",))))))
    item = Leaf(ByType(f"{ids.alias}.kind", cases, FALSE), "bool", nullable=False)
    return compiler.plan(Select((Items(item),), ids))


def _edge(compiler: Compiler, edge: MappedType, order: tuple[str, str], row: str, selected: Selected) -> Object:
    """A row as an edge of a connection in an order (tag, sort column)."""
    node = compiler.model.of(edge.definitions["node"].type)
    pairs: list[tuple[str, Node]] = []
    for field in compiler.document.select(selected.selections(), edge.names, 2):
        value: Node
        if field.name == "__typename":
            value = Constant(edge.name)
        elif field.name == "cursor":
            value = Leaf(cursor(*order, row), "plain", nullable=False)
        else:
            value = compiler.row(node, row, field.selections(), 3)
        pairs.append((field.key, value))
    return Object(pairs)


def _row(compiler: Compiler, selected: Selected, type_name: str, row: str, found: Sql) -> ToOne:
    """The object on a visible row."""
    value = compiler.object(compiler.model.types[type_name], row, selected.selections(), 2)
    return ToOne(_visible(compiler, type_name, row, value, found))


def _visible(compiler: Compiler, type_name: str, row: str, column: Node, found: Sql) -> Select:
    """The row of a type, if the caller sees it."""
    mapped = compiler.model.types[type_name]
    where = And((found, compiler.visible(mapped, row, guarded=False)))
    return Select((column,), compiler.source(mapped, row), where)


def _ids(compiler: Compiler, read: Getter) -> Ids:
    """(type, uuid) pairs, as the rows of a statement."""

    def text(env: Any) -> str:
        return orjson.dumps([[name, None if uuid is None else str(uuid)] for name, uuid in read(env)]).decode()

    return Ids(compiler.parameters.add(text, "text"), compiler.alias())
