"""Which rows the reader of the moment sees: the question behind an item of a subscription."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from graphql import OperationDefinitionNode, OperationType, SelectionSetNode

from app.graph.reading.binds import Env
from app.graph.reading.compiler import Compiler, Plan, target_table
from app.graph.reading.emit import Emitter
from app.graph.reading.model import Model
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document

Pairs = Sequence[tuple[str, UUID]]


# It selects nothing: the document that the compiler is given is never looked at.
_NONE = Document(
    OperationDefinitionNode(operation=OperationType.QUERY, selection_set=SelectionSetNode(selections=())), {}, {}
)


def seen_plan(model: Model, emit: Emitter, rights: Rights, types: Sequence[str]) -> Plan:
    """A list of Booleans; the request's result is a list of (type, uuid) pairs."""
    compiler = Compiler(model, emit, rights, _NONE)
    values = emit.binds.add(_pairs, "text")
    each = emit.alias()
    cases = " ".join(f"WHEN '{name}' THEN {_visible(compiler, name, f'{each}.id')}" for name in types)
    item = emit.leaf(f"CASE {each}.kind {cases} ELSE FALSE END", "bool", nullable=False)
    return compiler.plan(emit.items(item), f" FROM {emit.each(values, each)}")


def _visible(compiler: Compiler, type_name: str, found: str) -> str:
    mapped = compiler.model.types[type_name]
    row = compiler.emit.alias()
    sees = compiler.visible(mapped, row, guarded=False)
    return f"EXISTS (SELECT 1 FROM {target_table(mapped)} {row} WHERE {row}.id = {found} AND {sees})"


def _pairs(env: Env) -> str:
    pairs: list[Any] = [[name, str(uuid)] for name, uuid in env.result]
    return orjson.dumps(pairs).decode()
