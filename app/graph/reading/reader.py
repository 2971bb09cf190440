"""Answers root fields with finished JSON: finds or makes the plan, binds the request's values, runs it."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import FieldNode, OperationDefinitionNode

from app.db.statements import Statements
from app.graph.reading.binds import Env
from app.graph.reading.compiler import Compiler, Place, Plan
from app.graph.reading.emit import emitter
from app.graph.reading.model import Model
from app.graph.reading.rights import Rights
from app.graph.reading.seen import seen_plan
from app.graph.reading.selection import Document, ResolveInfo, Selected, shape

MAX_PLANS = 1_000

Compile = Callable[[Compiler, Selected], Plan]


@dataclass(slots=True)
class Family:
    """The plans of one root field of one document. The operation is held so that its identity stays its own."""

    operation: OperationDefinitionNode
    used: tuple[str, ...]
    plans: dict[Any, Plan]


class Reader:
    """One per schema and process. Plans hold no values; their number is bounded."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._families: OrderedDict[Any, Family] = OrderedDict()
        self._count = 0
        self._seen: dict[Any, Plan] = {}

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
        nodes: list[FieldNode] | None = None,
    ) -> orjson.Fragment | None:
        """The finished JSON of a field, or None. `nodes`: of a payload's field, else the field resolved."""
        asked = nodes or info.field_nodes
        name = (asked[0].alias or asked[0].name).value
        place = (id(info.operation), tuple(info.path.as_list()), name, dialect, rights, key)
        plan = self._find(place, info)
        if plan is None:
            document = Document(info.operation, info.fragments, info.variable_values)
            compiler = Compiler(self.model, emitter(dialect), rights, document)
            plan = compile_(compiler, Selected(name, asked[0].name.value, list(asked)))
            self._keep(place, info, document, plan)
        env = replace(env, variables=info.variable_values)
        text = await statements.fetch_value(plan.sql, plan.values(env))
        return None if text is None or text == "null" else orjson.Fragment(plan.finish(text))

    async def sees(self, statements: Statements, dialect: str, rights: Rights, env: Env) -> list[bool]:
        """For each (type, uuid) pair that is the request's result: whether its row is to be seen."""
        types = tuple(sorted({name for name, _ in env.result}))
        key = (dialect, rights, types)
        if key not in self._seen:
            self._seen[key] = seen_plan(self.model, emitter(dialect), rights, types)
        plan = self._seen[key]
        found: list[bool] = orjson.loads(await statements.fetch_value(plan.sql, plan.values(env)))
        return found

    def _find(self, place: Any, info: ResolveInfo) -> Plan | None:
        family = self._families.get(place)
        if family is None or family.operation is not info.operation:
            return None
        self._families.move_to_end(place)
        return family.plans.get(_shapes(family.used, info.variable_values))

    def _keep(self, place: Any, info: ResolveInfo, document: Document, plan: Plan) -> None:
        family = self._families.get(place)
        if family is None or family.operation is not info.operation:
            family = self._families[place] = Family(info.operation, tuple(sorted(document.used)), {})
        elif not document.used.issubset(family.used):
            # A branch not taken before looked at more variables: older plans were keyed by fewer.
            family.used = tuple(sorted({*family.used, *document.used}))
            self._count -= len(family.plans)
            family.plans.clear()
        family.plans[_shapes(family.used, info.variable_values)] = plan
        self._count += 1
        while self._count > MAX_PLANS:
            # One by one: a single document can have as many plans as its variables have shapes.
            unused, oldest = next(iter(self._families.items()))
            del oldest.plans[next(iter(oldest.plans))]
            self._count -= 1
            if not oldest.plans:
                del self._families[unused]


def _shapes(used: tuple[str, ...], variables: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(shape(variables[name]) if name in variables else "absent" for name in used)


def root_field(info: ResolveInfo) -> Compile:
    """A field of Query, compiled by its own mapping."""

    def compile_(compiler: Compiler, selected: Selected) -> Plan:
        mapped = compiler.model.types[info.parent_type.name]
        how = mapped.fields[selected.name]
        value = compiler.field(how, mapped.definitions[selected.name], selected, mapped, "", Place())
        return compiler.plan(value)

    return compile_
