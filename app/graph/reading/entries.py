"""Statements that do not start at a field of Query: rows of a payload, `node` and `nodes`, and visibility checks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from graphql import OperationDefinitionNode, OperationType, SelectionSetNode, get_nullable_type, is_list_type

from app.graph.reading import pages
from app.graph.reading.compiler import Compiler, Place, Plan, target_table
from app.graph.reading.emit import Emitter
from app.graph.reading.mapping import Result
from app.graph.reading.model import MappedType, Model
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, Selected

# The name of a type and the uuid of one of its rows.
Pairs = Sequence[tuple[str, UUID]]

# A visibility check selects no fields, so that its compiler never reads this document.
_NO_DOCUMENT = Document(
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
        row, place = compiler.emit.alias(), Place(depth=2)
        if how.edge is not None:
            value = _edge(compiler, target, how.edge, row, selected, place)
            target = compiler.model.of(target.definitions["node"].type)
        elif listed:
            value = compiler.node(target, row, selected.selections(), place.down())
        else:
            value = compiler.object(target, row, selected.selections(), place.down())
        if listed:
            each = compiler.emit.alias()
            values = compiler.emit.binds.add(lambda env: _to_json((None, uuid) for uuid in env.result[key]), "text")
            item = compiler.emit.one(f"SELECT {value} FROM {target_table(target)} {row} WHERE {row}.id = {each}.id")
            return compiler.plan(compiler.emit.items(item), f" FROM {compiler.emit.each(values, each)}")
        found = compiler.emit.binds.add(lambda env: str(env.result[key]), "uuid")
        return compiler.plan(value, f" FROM {target_table(target)} {row} WHERE {row}.id = {found}")


class NodeCompile:
    """`node`: one row of a type; the request's result is its uuid."""

    def __init__(self, type_name: str) -> None:
        self._type = type_name

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        found = compiler.emit.binds.add(lambda env: env.result, "uuid")
        return compiler.plan(compiler.emit.one(_row(compiler, selected, self._type, found)))


class NodesCompile:
    """`nodes`: rows in the order of their ids; the request's result is a list of (type, uuid) pairs and Nones."""

    def __init__(self, types: Sequence[str]) -> None:
        self._types = types

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        emit = compiler.emit
        values = emit.binds.add(lambda env: _to_json(pair or (None, None) for pair in env.result), "text")
        each = emit.alias()
        cases = " ".join(
            f"WHEN '{name}' THEN {emit.one(_row(compiler, selected, name, f'{each}.id'))}" for name in self._types
        )
        item = f"CASE {each}.kind {cases} ELSE {emit.null} END"
        return compiler.plan(emit.items(item), f" FROM {emit.each(values, each)}")


def visibility_plan(model: Model, emit: Emitter, rights: Rights, types: Sequence[str]) -> Plan:
    """A list of Booleans, whether each row is visible; the request's result is a list of (type, uuid) pairs."""
    compiler = Compiler(model, emit, rights, _NO_DOCUMENT)
    values = emit.binds.add(lambda env: _to_json(env.result), "text")
    each = emit.alias()
    cases = " ".join(f"WHEN '{name}' THEN {_is_visible(compiler, name, f'{each}.id')}" for name in types)
    item = emit.leaf(f"CASE {each}.kind {cases} ELSE FALSE END", "bool", nullable=False)
    return compiler.plan(emit.items(item), f" FROM {emit.each(values, each)}")


def _edge(
    compiler: Compiler, edge: MappedType, order: tuple[str, str], row: str, selected: Selected, place: Place
) -> str:
    """A row as an edge of a connection in an order (tag, sort column)."""
    node = compiler.model.of(edge.definitions["node"].type)
    pairs = []
    for field in compiler.document.select(selected.selections(), edge.names, place.depth):
        if field.name == "__typename":
            value = compiler.emit.constant(edge.name)
        elif field.name == "cursor":
            value = compiler.emit.leaf(pages.cursor(compiler, *order, row), "plain", nullable=False)
        else:
            value = compiler.node(node, row, field.selections(), place.down())
        pairs.append((field.key, value))
    return compiler.emit.obj(pairs)


def _row(compiler: Compiler, selected: Selected, type_name: str, found: str) -> str:
    """A visible row by its id."""
    mapped = compiler.model.types[type_name]
    row = compiler.emit.alias()
    value = compiler.object(mapped, row, selected.selections(), Place().down())
    visible = compiler.visible(mapped, row, guarded=False)
    return f"SELECT {value} FROM {target_table(mapped)} {row} WHERE {row}.id = {found} AND {visible}"


def _is_visible(compiler: Compiler, type_name: str, found: str) -> str:
    mapped = compiler.model.types[type_name]
    row = compiler.emit.alias()
    visible = compiler.visible(mapped, row, guarded=False)
    return f"EXISTS (SELECT 1 FROM {target_table(mapped)} {row} WHERE {row}.id = {found} AND {visible})"


def _to_json(pairs: Any) -> str:
    """(type, uuid) pairs as the emitter's `each` reads them."""
    return orjson.dumps([[name, None if uuid is None else str(uuid)] for name, uuid in pairs]).decode()
