"""From a selection to a tree, and from the tree to a plan: one statement that answers the whole selection as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLField, SelectionSetNode, is_non_null_type

from app.graph.reading.arguments import as_kind
from app.graph.reading.compilation import TRUE, Compilation
from app.graph.reading.dialect import Dialect
from app.graph.reading.feed_pages import FeedCompiler
from app.graph.reading.mapped_types import MappedType, kind_of
from app.graph.reading.mapping import (
    Column,
    Embedded,
    EmbeddedList,
    Expression,
    Feed,
    FieldMap,
    Finished,
    Many,
    One,
    Page,
    Result,
    Values,
)
from app.graph.reading.model import Model
from app.graph.reading.pages import PageCompiler
from app.graph.reading.parameters import Parameter, is_null
from app.graph.reading.plan import Plan
from app.graph.reading.postprocess import Finish, marker
from app.graph.reading.rights import Rights
from app.graph.reading.selection import Document, Selected
from app.graph.reading.tree import (
    And,
    Array,
    Brackets,
    Columns,
    Constant,
    Items,
    Leaf,
    List,
    Named,
    Node,
    Not,
    NullWhen,
    Object,
    Row,
    Select,
    Sql,
    ToOne,
)

NULL = Constant(None)


class Compiler(Compilation):
    """Compiles one statement; used once."""

    def __init__(self, model: Model, dialect: Dialect, rights: Rights, document: Document) -> None:
        super().__init__(model, dialect, rights, document)
        self._finishing: list[Finish] = []

    def plan(self, statement: Select) -> Plan:
        printer = self.dialect.printer()
        sql = printer.statement(statement)
        # PostgreSQL cannot tell the type of a parameter that the statement does not name.
        unused = [each.read for each in self.parameters.made if each not in printer.parameters]
        return Plan(sql, tuple(each.read for each in printer.parameters), tuple(unused), tuple(self._finishing))

    def object(
        self,
        mapped: MappedType,
        alias: str,
        sets: Sequence[SelectionSetNode],
        depth: int,
        *,
        row: MappedType | None = None,
        fields: Mapping[str, FieldMap] | None = None,
    ) -> Object:
        """An object on a row. An embedded object is on its owner's `row`, with `fields` of its own."""
        owner = row or mapped
        maps = mapped.fields if fields is None else fields
        pairs: list[tuple[str, Node]] = []
        for selected in self.document.select(sets, mapped.names, depth):
            if selected.name == "__typename":
                pairs.append((selected.key, Constant(mapped.name)))
                continue
            how = maps[selected.name]
            definition = mapped.definitions[selected.name]
            pairs.append((selected.key, self.field(how, definition, selected, owner, alias, depth)))
        return Object(pairs)

    def row(self, mapped: MappedType, alias: str, sets: Sequence[SelectionSetNode], depth: int) -> Row:
        """A row of a type's table."""
        return Row(self.table(mapped), alias, self.object(mapped, alias, sets, depth))

    def field(
        self, how: FieldMap, definition: GraphQLField, selected: Selected, owner: MappedType, alias: str, depth: int
    ) -> Node:
        """One field of a row, null to those whom it is hidden from."""
        if not how.private:
            return self._field(how, definition, selected, owner, alias, depth)
        foreign = isinstance(how, Page) and how.foreign and self.rights is Rights.WRITER
        mine = None if foreign else self.own(owner.entity, alias)
        if mine is None and not isinstance(how.private, str):
            return NULL
        hidden: list[Node] = [] if mine is None else [Not(mine)]
        if isinstance(how.private, str):
            hidden.append(self.over(how.private, alias))
        return NullWhen(And(hidden), self._field(how, definition, selected, owner, alias, depth))

    def _field(
        self, how: FieldMap, definition: GraphQLField, selected: Selected, owner: MappedType, alias: str, depth: int
    ) -> Node:
        if isinstance(how, Column | Expression):
            kind = kind_of(definition.type)
            assert kind is not None
            sql = self._sql(how, definition, selected, alias)
            return Leaf(sql, kind, nullable=not is_non_null_type(definition.type))
        if isinstance(how, Finished):
            self._finishing.append(how.finish)
            text = self.fill(how.sql, t=alias)
            marked = Sql((f"{marker(len(self._finishing) - 1)} || (", *text.parts, ")"), 1 + text.depth)
            return Leaf(marked, "text", nullable=False)
        if isinstance(how, Values):
            return self._values(how, definition, alias)
        target = self.model.of(definition.type)
        sets = selected.selections()
        if isinstance(how, Embedded):
            value = self.object(target, alias, sets, depth + 1, row=owner, fields=how.fields)
            return NullWhen(self.over(how.absent, alias), value) if how.absent else value
        if isinstance(how, EmbeddedList):
            return Array([self.object(target, alias, sets, depth + 1, row=owner, fields=item) for item in how.items])
        if isinstance(how, Page):
            arguments = self.document.arguments(definition, selected.nodes[0])
            return PageCompiler(self, self, how, target, arguments, alias).page(selected, depth)
        if isinstance(how, Feed):
            arguments = self.document.arguments(definition, selected.nodes[0])
            return FeedCompiler(self, self, how, target, arguments, alias).page(selected, depth)
        assert not isinstance(how, Result), "payloads are compiled in entries.py"
        child = self.alias()
        if isinstance(how, One):
            where = self._related(how, definition, selected, target, alias, child)
            item = self.row(target, child, sets, depth + 1)
            return ToOne(Select((item,), self.source(target, child), where))
        inner = self.alias()
        where = self._related(how, definition, selected, target, alias, inner)
        source = self.source(target, inner, how.join, alias)
        order = self.fill(how.order, c=inner, p=alias, l=f"{inner}l")
        keys = [Named(self.fill(sql, c=inner, p=alias), name) for name, sql in how.keys.items()]
        rows = Select((Columns(inner, child), *keys), source, where, order)
        return List(Items(self.row(target, child, sets, depth + 1)), rows, child)

    def _values(self, how: Values, definition: GraphQLField, alias: str) -> List:
        """A list of scalars of another table."""
        select, source, order = (self.fill(text, p=alias) for text in (how.select, how.source, how.order))
        item = Leaf(Sql(("v",)), _kind_of_item(definition), nullable=False)
        return List(Items(item), Select((Sql((*select.parts, " AS v"), select.depth),), source, order=order), "x")

    def _related(
        self,
        how: One | Many,
        definition: GraphQLField,
        selected: Selected,
        target: MappedType,
        parent: str,
        child: str,
    ) -> And:
        """The conditions on the rows of a relation."""
        parts: list[Node] = [self.fill(how.on, p=parent, c=child, l=f"{child}l")] if how.on else []
        if how.arguments:
            given = self.document.arguments(definition, selected.nodes[0])
            parts += self.conditions(how.arguments, given, target, child)
        if isinstance(how, One) and how.condition is not None:
            given = self.document.arguments(definition, selected.nodes[0])
            parts.append(self.condition(how.condition, self.argument(given), target, child))
        if target.entity is not None and (visible := self._visible(how, target, child)) is not TRUE:
            parts.append(visible)
        return And([Brackets(part) for part in parts])

    def _visible(self, how: One | Many, target: MappedType, child: str) -> Node:
        """The condition for seeing the child: none if everybody who sees the parent sees it."""
        if how.guarded if isinstance(how, One) else how.shown:
            return TRUE
        listed = how.listed if isinstance(how, One) else None
        return self.visible(target, child, guarded=how.guarded, listed=listed)

    def _sql(self, how: Column | Expression, definition: GraphQLField, selected: Selected, alias: str) -> Node:
        if isinstance(how, Column):
            return Sql((f"{alias}.{how.name}",))
        template = how.sqlite if self.dialect.name == "sqlite" else how.postgresql
        if not how.arguments:
            return self.over(template, alias)
        given = self.document.arguments(definition, selected.nodes[0])
        bound: dict[str, Parameter] = {}
        for name, kind in how.arguments.items():
            if name in given and not is_null(given[name]):
                bound[name] = self.parameters.add(*as_kind(given[name], kind))
        absent = dict.fromkeys(how.arguments.keys() - bound.keys(), "NULL")
        parameters = {**self.parameters.by_name, **bound}
        return Brackets(self.model.templates[template].fill({"t": alias, **absent}, parameters))


def _kind_of_item(definition: GraphQLField) -> str:
    """How the items of a list of scalars are printed."""
    output: Any = definition.type
    listed = output.of_type if is_non_null_type(output) else output
    return kind_of(listed.of_type) or "text"
