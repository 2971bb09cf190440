"""Answers fields with JSON text: finds or compiles the plan, binds the request's values and runs the statement."""

from collections import OrderedDict
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import DocumentNode, FieldNode, OperationDefinitionNode

from app.db.statements import Statements
from app.graph.reading.compiler import Compiler
from app.graph.reading.dialects import DIALECTS
from app.graph.reading.entries import visibility_plan
from app.graph.reading.model import Model
from app.graph.reading.parameters import Env
from app.graph.reading.plan import Plan
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, ResolveInfo, Selected, shape
from app.graph.reading.tree import Select

MAX_PLANS = 1_000
# The size of a plan without its text. Measured: the function that reads a parameter takes some 500 bytes.
BYTES_PER_VALUE = 500
BYTES_PER_PLAN = 1_000

Compile = Callable[[Compiler, Selected], Plan]


@dataclass(slots=True)
class Family:
    """The plans of one field of one operation. It holds the operation, so that no other gets its identity.

    `used` are the variables that the plans depend on.
    """

    operation: OperationDefinitionNode
    used: tuple[str, ...]
    plans: dict[Any, Plan]


class Reader:
    """One per schema and process. Plans hold no values; their number and their bytes are bounded.

    A plan refers to its document, and is kept only as long as the document is: see `learn` and `forget`.
    """

    def __init__(self, model: Model, size: int = 8 * 2**20) -> None:
        self.model = model
        self._size = size
        self._families: OrderedDict[Any, Family] = OrderedDict()
        self._count = 0
        self._weight = 0
        # The keys of the families of an operation, by its identity.
        self._keys: dict[int, set[Any]] = {}
        self._visibility: dict[Any, Plan] = {}

    def learn(self, document: DocumentNode) -> None:
        """Keep the plans of a document from now on."""
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode):
                self._keys[id(each)] = set()

    def forget(self, document: DocumentNode) -> None:
        """Drop the plans of a document that is no longer kept."""
        for each in document.definitions:
            for key in self._keys.pop(id(each), ()):
                family = self._families.pop(key, None)
                for plan in family.plans.values() if family else ():
                    self._dropped(plan)

    async def answer(
        self,
        statements: Statements,
        dialect: str,
        info: ResolveInfo,
        rights: Rights,
        env: Env,
        compile_: Compile,
        *,
        key: Any = None,
    ) -> orjson.Fragment | None:
        """The JSON of the resolved field. None if it is null."""
        plan = self.plan(dialect, info, rights, compile_, key=key)
        text = await read(statements, plan, replace(env, variables=info.variable_values))
        return None if text is None else orjson.Fragment(text)

    def plan(
        self,
        dialect: str,
        info: ResolveInfo,
        rights: Rights,
        compile_: Compile,
        *,
        key: Any = None,
        nodes: list[FieldNode] | None = None,
    ) -> Plan:
        """The plan of the resolved field, or of a payload's field whose `nodes` are given."""
        field_nodes = nodes or info.field_nodes
        first = field_nodes[0]
        response_key = (first.alias or first.name).value
        family = (id(info.operation), tuple(info.path.as_list()), response_key, dialect, rights, key)
        plan = self._find(family, info.operation, info.variable_values)
        if plan is None:
            document = Document(info.operation, info.fragments, info.variable_values)
            compiler = Compiler(self.model, DIALECTS[dialect], rights, document)
            plan = compile_(compiler, Selected(response_key, first.name.value, list(field_nodes)))
            self._keep(family, info, document, plan)
        return plan

    def kept(
        self, operation: OperationDefinitionNode, key: str, dialect: str, rights: Rights, variables: dict[str, Any]
    ) -> Plan | None:
        """The plan that `answer` has kept for a root field by its own mapping, whose response key this is."""
        return self._find((id(operation), (key,), key, dialect, rights, None), operation, variables)

    async def sees(self, statements: Statements, dialect: str, rights: Rights, env: Env) -> list[bool]:
        """For each (type, uuid) pair in `env.result`: whether the caller sees its row."""
        plan = self.visibility(dialect, rights, {name for name, _ in env.result})
        found: list[bool] = orjson.loads(await statements.fetch_value(plan.sql, plan.values(env)))
        return found

    def visibility(self, dialect: str, rights: Rights, types: Set[str]) -> Plan:
        """The plan of a JSON list with a Boolean for each (type, uuid) pair of these types: whether it is visible."""
        key = (dialect, rights, tuple(sorted(types)))
        if key not in self._visibility:
            self._visibility[key] = visibility_plan(self.model, DIALECTS[dialect], rights, key[2])
        return self._visibility[key]

    def _find(self, key: Any, operation: OperationDefinitionNode, variables: dict[str, Any]) -> Plan | None:
        family = self._families.get(key)
        if family is None or family.operation is not operation:
            return None
        self._families.move_to_end(key)
        return family.plans.get(_shapes(family.used, variables))

    def _keep(self, key: Any, info: ResolveInfo, document: Document, plan: Plan) -> None:
        keys = self._keys.get(id(info.operation))
        if keys is None:
            return
        keys.add(key)
        family = self._families.get(key)
        if family is None or family.operation is not info.operation:
            family = self._families[key] = Family(info.operation, tuple(sorted(document.used)), {})
        elif not document.used.issubset(family.used):
            # A branch that was not taken before depends on more variables: the keys of older plans lack them.
            family.used = tuple(sorted({*family.used, *document.used}))
            for older in family.plans.values():
                self._dropped(older)
            family.plans.clear()
        shapes = _shapes(family.used, info.variable_values)
        if (same := family.plans.get(shapes)) is not None:
            # Another request has compiled it meanwhile.
            self._dropped(same)
        family.plans[shapes] = plan
        self._count += 1
        self._weight += _weight(plan)
        while self._count > MAX_PLANS or self._weight > self._size:
            # One plan at a time: a document can have as many plans as its variables have shapes.
            unused, oldest = next(iter(self._families.items()))
            self._dropped(oldest.plans.pop(next(iter(oldest.plans))))
            if not oldest.plans:
                del self._families[unused]
                self._keys[id(oldest.operation)].discard(unused)

    def _dropped(self, plan: Plan) -> None:
        self._count -= 1
        self._weight -= _weight(plan)


async def read(statements: Statements, plan: Plan, env: Env) -> str | None:
    """The JSON that a plan answers; None if it is null."""
    return plan.answer(await statements.fetch_value(plan.sql, plan.values(env)))


def _weight(plan: Plan) -> int:
    return len(plan.sql) + BYTES_PER_VALUE * (len(plan.getters) + len(plan.checks)) + BYTES_PER_PLAN


def _shapes(used: tuple[str, ...], variables: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(shape(variables[name]) if name in variables else "absent" for name in used)


def root_field(info: ResolveInfo) -> Compile:
    """A field of Query, by its own mapping."""

    def compile_(compiler: Compiler, selected: Selected) -> Plan:
        mapped = compiler.model.types[info.parent_type.name]
        how = mapped.fields[selected.name]
        value = compiler.field(how, mapped.definitions[selected.name], selected, mapped, "", 1)
        return compiler.plan(Select((value,)))

    return compile_
