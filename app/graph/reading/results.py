"""What a mutation answers of the rows it has written: compiled like any other field, by the ids it names."""

import orjson
from graphql import get_nullable_type, is_list_type

from app.graph.reading import pages
from app.graph.reading.binds import Env
from app.graph.reading.compiler import Compiler, Place, Plan, target_table
from app.graph.reading.mapping import Result
from app.graph.reading.model import MappedType
from app.graph.reading.selection import Selected


class ResultCompile:
    """Compiles the entity fields of one payload type."""

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
            values = compiler.emit.binds.add(lambda env: _pairs(env, key), "text")
            item = compiler.emit.one(f"SELECT {value} FROM {target_table(target)} {row} WHERE {row}.id = {each}.id")
            return compiler.plan(compiler.emit.items(item), f" FROM {compiler.emit.each(values, each)}")
        found = compiler.emit.binds.add(lambda env: str(env.result[key]), "uuid")
        return compiler.plan(value, f" FROM {target_table(target)} {row} WHERE {row}.id = {found}")


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


def _pairs(env: Env, key: str) -> str:
    """A list of ids as the emitter's `each` reads it: the rows' type is known here."""
    return orjson.dumps([[None, str(uuid)] for uuid in env.result[key]]).decode()
