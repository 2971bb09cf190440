"""Answers root fields with finished JSON: finds or makes the plan, binds the request's values, runs it."""

from collections import OrderedDict
from collections.abc import Callable
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
# What a plan weighs beside its text: measured, what a request's value is read by takes some 500 bytes.
BYTES_PER_VALUE = 500
BYTES_PER_PLAN = 1_000

Compile = Callable[[Compiler, Selected], Plan]


@dataclass(slots=True)
class Family:
    """The plans of one root field of one document. The operation is held so that its identity stays its own."""

    operation: OperationDefinitionNode
    used: tuple[str, ...]
    plans: dict[Any, Plan]


class Reader:
    """One per schema and process. Plans hold no values; their number is bounded, and so are their bytes.

    A plan holds its document, and is kept as long as that is: `learn` and `forget` say so.
    """

    def __init__(self, model: Model, size: int = 8 * 2**20) -> None:
        self.model = model
        self._size = size
        self._families: OrderedDict[Any, Family] = OrderedDict()
        self._count = 0
        self._weight = 0
        # By the identity of an operation: where in the answer its plans stand.
        self._places: dict[int, set[Any]] = {}
        self._seen: dict[Any, Plan] = {}

    def learn(self, document: DocumentNode) -> None:
        """A document that is kept from now on."""
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode):
                self._places[id(each)] = set()

    def forget(self, document: DocumentNode) -> None:
        """One that is kept no longer: its plans go with it."""
        for each in document.definitions:
            for place in self._places.pop(id(each), ()):
                family = self._families.pop(place, None)
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
        nodes: list[FieldNode] | None = None,
    ) -> orjson.Fragment | None:
        """The finished JSON of a field, or None. `nodes`: of a payload's field, else the field resolved."""
        asked = nodes or info.field_nodes
        name = (asked[0].alias or asked[0].name).value
        place = (id(info.operation), tuple(info.path.as_list()), name, dialect, rights, key)
        plan = self._find(place, info)
        if plan is None:
            document = Document(info.operation, info.fragments, info.variable_values)
            compiler = Compiler(self.model, DIALECTS[dialect], rights, document)
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
            self._seen[key] = visibility_plan(self.model, DIALECTS[dialect], rights, types)
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
        places = self._places.get(id(info.operation))
        if places is None:
            return
        places.add(place)
        family = self._families.get(place)
        if family is None or family.operation is not info.operation:
            family = self._families[place] = Family(info.operation, tuple(sorted(document.used)), {})
        elif not document.used.issubset(family.used):
            # A branch not taken before looked at more variables: older plans were keyed by fewer.
            family.used = tuple(sorted({*family.used, *document.used}))
            for older in family.plans.values():
                self._dropped(older)
            family.plans.clear()
        shapes = _shapes(family.used, info.variable_values)
        if (same := family.plans.get(shapes)) is not None:
            # Two requests made it side by side.
            self._dropped(same)
        family.plans[shapes] = plan
        self._count += 1
        self._weight += _weight(plan)
        while self._count > MAX_PLANS or self._weight > self._size:
            # One by one: a single document can have as many plans as its variables have shapes.
            unused, oldest = next(iter(self._families.items()))
            self._dropped(oldest.plans.pop(next(iter(oldest.plans))))
            if not oldest.plans:
                del self._families[unused]
                self._places[id(oldest.operation)].discard(unused)

    def _dropped(self, plan: Plan) -> None:
        self._count -= 1
        self._weight -= _weight(plan)


def _weight(plan: Plan) -> int:
    return len(plan.sql) + BYTES_PER_VALUE * (len(plan.getters) + len(plan.checks)) + BYTES_PER_PLAN


def _shapes(used: tuple[str, ...], variables: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(shape(variables[name]) if name in variables else "absent" for name in used)


def root_field(info: ResolveInfo) -> Compile:
    """A field of Query, compiled by its own mapping."""

    def compile_(compiler: Compiler, selected: Selected) -> Plan:
        mapped = compiler.model.types[info.parent_type.name]
        how = mapped.fields[selected.name]
        value = compiler.field(how, mapped.definitions[selected.name], selected, mapped, "", 1)
        return compiler.plan(Select((value,)))

    return compile_
