"""What a mutation answers of the rows it has written: compiled like any other field, by the ids it names."""

import orjson
from graphql import get_nullable_type, is_list_type

from app.graph.reading import pages
from app.graph.reading.binds import Env
from app.graph.reading.compiler import Compiler, Place, Plan, target_table
from app.graph.reading.mapping import Result
from app.graph.reading.selection import Selected


class ResultCompile:
    """Compiles the entity fields of one payload type."""

    def __init__(self, payload: str) -> None:
        self._payload = payload

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        mapped = compiler.model.types[self._payload]
        how = mapped.fields[selected.name]
        assert isinstance(how, Result)
        key = how.key
        target = compiler.model.of(mapped.definitions[selected.name].type)
        place = Place(depth=2)
        row = compiler.emit.alias()
        if is_list_type(get_nullable_type(mapped.definitions[selected.name].type)):
            each = compiler.emit.alias()
            values = compiler.emit.binds.add(lambda env: _pairs(env, key), "text")
            value = compiler.node(target, row, selected.selections(), place.down())
            item = compiler.emit.one(f"SELECT {value} FROM {target_table(target)} {row} WHERE {row}.id = {each}.id")
            return compiler.plan(compiler.emit.items(item), f" FROM {compiler.emit.each(values, each)}")
        if how.edge is None:
            value = compiler.object(target, row, selected.selections(), place.down())
        else:
            tag, sort = how.edge
            node = compiler.model.of(target.definitions["node"].type)
            pairs = []
            for field in compiler.document.select(selected.selections(), target.names, place.depth):
                if field.name == "__typename":
                    item = compiler.emit.constant(target.name)
                elif field.name == "cursor":
                    at = pages.cursor(compiler, tag, sort, row)
                    item = compiler.emit.leaf(at, "plain", nullable=False)
                else:
                    item = compiler.node(node, row, field.selections(), place.down())
                pairs.append((field.key, item))
            value, target = compiler.emit.obj(pairs), node
        found = compiler.emit.binds.add(lambda env: str(env.result[key]), "uuid")
        return compiler.plan(value, f" FROM {target_table(target)} {row} WHERE {row}.id = {found}")


def _pairs(env: Env, key: str) -> str:
    """A list of ids as the emitter's `each` reads it: the rows' type is known here."""
    return orjson.dumps([[None, str(uuid)] for uuid in env.result[key]]).decode()
