"""`node` and `nodes`: rows of any type, by the type that their ids carry."""

from collections.abc import Sequence
from typing import Any

import orjson

from app.graph.reading.binds import Env
from app.graph.reading.compiler import Compiler, Place, Plan, target_table
from app.graph.reading.selection import Selected


class NodeCompile:
    """One row; the request's result is its uuid."""

    def __init__(self, type_name: str) -> None:
        self._type = type_name

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        found = compiler.emit.binds.add(lambda env: env.result, "uuid")
        return compiler.plan(compiler.emit.one(_row(compiler, selected, self._type, found)))


class NodesCompile:
    """A list in the order asked; the request's result is a list of (type, uuid) pairs and Nones."""

    def __init__(self, types: Sequence[str]) -> None:
        self._types = types

    def __call__(self, compiler: Compiler, selected: Selected) -> Plan:
        emit = compiler.emit
        values = emit.binds.add(_pairs, "text")
        each = emit.alias()
        cases = " ".join(
            f"WHEN '{name}' THEN {emit.one(_row(compiler, selected, name, f'{each}.id'))}" for name in self._types
        )
        item = f"CASE {each}.kind {cases} ELSE {emit.null} END"
        return compiler.plan(emit.items(item), f" FROM {emit.each(values, each)}")


def _row(compiler: Compiler, selected: Selected, type_name: str, found: str) -> str:
    mapped = compiler.model.types[type_name]
    row = compiler.emit.alias()
    value = compiler.object(mapped, row, selected.selections(), Place().down())
    sees = compiler.visible(mapped, row, guarded=False)
    return f"SELECT {value} FROM {target_table(mapped)} {row} WHERE {row}.id = {found} AND {sees}"


def _pairs(env: Env) -> str:
    pairs: list[Any] = [list(pair) if pair else [None, None] for pair in env.result]
    return orjson.dumps(pairs).decode()
