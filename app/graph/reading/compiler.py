"""From a selection to one SQL statement that answers the whole subtree as JSON."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, SelectionSetNode, is_non_null_type

from app.graph.reading import pages
from app.graph.reading.arguments import BoundSymbol
from app.graph.reading.emit import Emitter, Pair
from app.graph.reading.mapping import (
    Column,
    Embedded,
    EmbeddedList,
    Expression,
    FieldMap,
    Finished,
    Many,
    One,
    Page,
    Result,
    Values,
)
from app.graph.reading.model import MappedType, Model, kind_of
from app.graph.reading.parameters import Env, Getter, Symbol
from app.graph.reading.postprocess import Finish, finished, marked
from app.graph.reading.rights import Rights, filled, own, visible
from app.graph.reading.selection import Document, Selected

_PLACEHOLDER = re.compile(r"[?$](\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement and how to fill its placeholders. `checks` are values that it turned out not to need."""

    sql: str
    getters: Sequence[Getter]
    checks: Sequence[Getter] = ()
    finishing: Sequence[Finish] = ()

    def values(self, env: Env) -> list[Any]:
        for check in self.checks:
            check(env)
        return [get(env) for get in self.getters]

    def finish(self, text: str) -> str:
        """The answer out of what the statement answered."""
        return finished(text, self.finishing) if self.finishing else text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree the compiler stands."""

    depth: int = 1

    def down(self) -> "Place":
        return Place(self.depth + 1)


class Compiler:
    """Compiles one statement; used once."""

    def __init__(self, model: Model, emit: Emitter, rights: Rights, document: Document) -> None:
        self.model = model
        self.emit = emit
        self.rights = rights
        self.document = document
        self._finishing: list[Finish] = []

    def plan(self, value: str, source: str = "") -> Plan:
        sql, getters = self.emit.statement(value, source), self.emit.binds.getters
        # PostgreSQL cannot tell the type of a placeholder that stands nowhere, such as the page size of a count.
        used = sorted({int(number) for number in _PLACEHOLDER.findall(sql)})
        new = {old: place for place, old in enumerate(used, 1)}
        sql = _PLACEHOLDER.sub(lambda mark: f"{mark[0][0]}{new[int(mark[1])]}", sql)
        unused = [get for place, get in enumerate(getters, 1) if place not in new]
        return Plan(sql, tuple(getters[place - 1] for place in used), tuple(unused), tuple(self._finishing))

    def object(
        self,
        mapped: MappedType,
        alias: str,
        sets: Sequence[SelectionSetNode],
        place: Place,
        *,
        row: MappedType | None = None,
        fields: Any = None,
    ) -> str:
        """The JSON of one row. An embedded object stands on its owner's `row`, with `fields` of its own."""
        owner = row or mapped
        maps = mapped.fields if fields is None else fields
        pairs: list[Pair] = []
        for selected in self.document.select(sets, mapped.names, place.depth):
            if selected.name == "__typename":
                pairs.append((selected.key, self.emit.constant(mapped.name)))
                continue
            how = maps[selected.name]
            definition = mapped.definitions[selected.name]
            pairs.append((selected.key, self.field(how, definition, selected, owner, alias, place)))
        return self.emit.obj(pairs)

    def field(
        self,
        how: FieldMap,
        definition: GraphQLField,
        selected: Selected,
        owner: MappedType,
        alias: str,
        place: Place,
    ) -> str:
        """The JSON of one field, null to those it is not for."""
        hidden = how.private if isinstance(how.private, str) else None
        if not how.private:
            return self._field(how, definition, selected, owner, alias, place)
        beyond = isinstance(how, Page) and how.foreign and self.rights is Rights.WRITER
        mine = own(self.emit, self.rights, owner.entity, alias) if owner.entity and not beyond else None
        if mine is None and hidden is None:
            return self.emit.null
        conditions = [f"NOT ({mine})"] if mine is not None else []
        if hidden is not None:
            conditions.append(filled(self.emit, hidden, alias))
        value = self._field(how, definition, selected, owner, alias, place)
        return self.emit.optional(" AND ".join(conditions), value)

    def _field(
        self,
        how: FieldMap,
        definition: GraphQLField,
        selected: Selected,
        owner: MappedType,
        alias: str,
        place: Place,
    ) -> str:
        nullable = not is_non_null_type(definition.type)
        if isinstance(how, Column | Expression):
            kind = kind_of(definition.type)
            assert kind is not None
            return self.emit.leaf(self._sql(how, definition, selected, alias), kind, nullable=nullable)
        if isinstance(how, Finished):
            self._finishing.append(how.finish)
            text = marked(self.emit.fill(how.sql, t=alias), len(self._finishing) - 1)
            return self.emit.leaf(text, "text", nullable=False)
        if isinstance(how, Values):
            item = self.emit.leaf("v", kind_of_item(definition), nullable=False)
            inner = f"SELECT {how.select} AS v FROM {how.source} ORDER BY {how.order}".format(p=alias)
            return f"(SELECT {self.emit.items(item)} FROM ({inner}) x)"
        target = self.model.of(definition.type)
        sets = selected.selections()
        if isinstance(how, Embedded):
            value = self.object(target, alias, sets, place.down(), row=owner, fields=how.fields)
            return self.emit.optional(filled(self.emit, how.absent, alias), value) if how.absent else value
        if isinstance(how, EmbeddedList):
            return self.emit.array(
                [self.object(target, alias, sets, place.down(), row=owner, fields=item) for item in how.items]
            )
        if isinstance(how, Page):
            arguments = self.document.arguments(definition, selected.nodes[0])
            return pages.page(self, how, target, selected, arguments, alias, place)
        assert not isinstance(how, Result), "payloads are compiled in entries.py"
        child = self.emit.alias()
        condition = self._relation(how, definition, selected, target, alias, child)
        if isinstance(how, One):
            item = self.node(target, child, sets, place.down())
            return self.emit.one(f"SELECT {item} FROM {target_table(target)} {child} WHERE {condition}")
        inner = self.emit.alias()
        rows = self.source(target, inner, how.join, alias)
        where = self._relation(how, definition, selected, target, alias, inner)
        order = how.order.format(c=inner, p=alias, l=f"{inner}l")
        item = self.node(target, child, sets, place.down())
        return (
            f"(SELECT {self.emit.items(item)} FROM"
            f" (SELECT {inner}.* FROM {rows} WHERE {where} ORDER BY {order}) {child})"
        )

    def node(self, mapped: MappedType, alias: str, sets: Sequence[SelectionSetNode], place: Place) -> str:
        """A row's JSON; where the engine's parser would overflow, by way of a named part of the statement."""
        value = self.object(mapped, alias, sets, place)
        if not self.emit.too_deep(value):
            return value
        name = self.emit.alias()
        table = target_table(mapped)
        self.emit.named.append(f"{name}(id, j) AS NOT MATERIALIZED (SELECT {alias}.id, {value} FROM {table} {alias})")
        return f"(SELECT json({name}.j) FROM {name} WHERE {name}.id = {alias}.id)"

    def source(self, target: MappedType, alias: str, join: str, parent: str) -> str:
        """FROM: the target's rows, and the link table beside them."""
        table = f"{target_table(target)} {alias}"
        return f"{table} {join.format(c=alias, p=parent, l=f'{alias}l')}" if join else table

    def visible(self, target: MappedType, alias: str, *, guarded: bool, listed: str | None = None) -> str:
        return visible(self.emit, self.model, self.rights, target, alias, below_parent=guarded, listed=listed)

    def asking(self, target: MappedType) -> Emitter:
        """The emitter for conditions on rows of this type, which may ask whose a row is."""
        entity = target.entity
        self.emit.mine = lambda alias: (own(self.emit, self.rights, entity, alias) if entity else None) or "FALSE"
        return self.emit

    def conditions(
        self, how: One | Many | Page, arguments: dict[str, Symbol], alias: str, target: MappedType
    ) -> list[str]:
        """What the field's own arguments ask of the child."""
        found = []
        for name, condition in how.arguments.items():
            symbol = arguments.get(name)
            if symbol is not None and not BoundSymbol.is_null(symbol):
                found.append(condition(self.asking(target), alias, BoundSymbol(self.emit, symbol)))
        return found

    def _relation(
        self,
        how: One | Many,
        definition: GraphQLField,
        selected: Selected,
        target: MappedType,
        parent: str,
        child: str,
    ) -> str:
        parts = [self.emit.fill(how.on, p=parent, c=child, l=f"{child}l")] if how.on else []
        if how.arguments:
            arguments = self.document.arguments(definition, selected.nodes[0])
            parts += self.conditions(how, arguments, child, target)
        if target.entity is not None and (sees := self._sees(how, target, child)) != "TRUE":
            parts.append(sees)
        return " AND ".join(f"({part})" for part in parts) or "TRUE"

    def _sees(self, how: One | Many, target: MappedType, child: str) -> str:
        """What is asked of the child beside the relation; nothing where whoever sees the parent sees it."""
        if how.guarded if isinstance(how, One) else how.shown:
            return "TRUE"
        listed = how.listed if isinstance(how, One) else None
        return self.visible(target, child, guarded=how.guarded, listed=listed)

    def _sql(self, how: Column | Expression, definition: GraphQLField, selected: Selected, alias: str) -> str:
        if isinstance(how, Column):
            return f"{alias}.{how.name}"
        template = how.sqlite if self.emit.dialect == "sqlite" else how.postgresql
        given = dict.fromkeys(how.arguments, "NULL")
        if given:
            for name, symbol in self.document.arguments(definition, selected.nodes[0]).items():
                if not BoundSymbol.is_null(symbol):
                    given[name] = BoundSymbol(self.emit, symbol).of_kind(how.arguments[name])
        return filled(self.emit, template, alias, **given)


def target_table(mapped: MappedType) -> str:
    """The table of a type that has one."""
    assert mapped.entity is not None, f"{mapped.name} has no table"
    return mapped.entity.table


def kind_of_item(definition: GraphQLField) -> str:
    """How the items of a list of scalars print."""
    output: Any = definition.type
    listed = output.of_type if is_non_null_type(output) else output
    return kind_of(listed.of_type) or "text"
