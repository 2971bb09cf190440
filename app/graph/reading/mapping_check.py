"""Parses the templates of all mappings and checks what they name, when the schema is built."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import GraphQLInputType, get_named_type

from app.core.errors import MarqueeError
from app.graph.reading.condition_check import Probe, fields_of, templates_of
from app.graph.reading.mapped_types import MappedType, kind_of
from app.graph.reading.mapping import (
    Column,
    Condition,
    Embedded,
    EmbeddedList,
    Expression,
    Feed,
    FieldMap,
    Finished,
    Many,
    One,
    Page,
    Values,
)
from app.graph.reading.parameters import SHARED
from app.graph.reading.sql_names import Columns, faults, names_in
from app.graph.reading.templates import Template, TemplateError

ROW = frozenset({"t"})
LINKED = frozenset({"p", "c", "l"})
CONDITION = frozenset({"c", "value"})

Arguments = Mapping[str, GraphQLInputType]


class MappingError(MarqueeError):
    """Mappings that cannot become SQL, each with its type and field."""


@dataclass(frozen=True, slots=True)
class Where:
    """The field that is checked. `within`: the fields of other types that its object is embedded in."""

    type_name: str
    field: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.type_name}.{self.field}{self.within}"

    def below(self) -> str:
        return f" (in {self.type_name}.{self.field}{self.within})"


class MappingCheck:
    """Checks one schema. `roots` are the types whose fields do not belong to a row."""

    def __init__(
        self, types: Mapping[str, MappedType], roots: Iterable[str], tables: Mapping[str, frozenset[str]]
    ) -> None:
        self._types = types
        self._roots = frozenset(roots)
        self._tables = tables
        self._templates: dict[str, Template] = {"TRUE": Template.parse("TRUE")}
        self._problems: dict[str, None] = {}
        self._embedded: set[str] = set()
        self._checked: set[tuple[str, tuple[tuple[str, Columns], ...]]] = set()

    def run(self) -> dict[str, Template]:
        """The templates by their texts. Raises MappingError with all faults."""
        for mapped in self._types.values():
            if mapped.entity is not None:
                self._entity(mapped)
                self._object(mapped, self._row(mapped))
            elif mapped.name in self._roots:
                self._object(mapped, None)
        for mapped in self._types.values():
            if mapped.entity is None and mapped.name not in self._roots | self._embedded:
                # A payload, or an object that no mapped field leads to.
                self._object(mapped, None)
        if self._problems:
            raise MappingError("\n".join(self._problems))
        return self._templates

    def _row(self, mapped: MappedType) -> Columns:
        return None if mapped.entity is None else self._tables.get(mapped.entity.table)

    def _entity(self, mapped: MappedType) -> None:
        entity, where = mapped.entity, Where(mapped.name, "entity")
        assert entity is not None
        self._template(where, entity.table, frozenset(), {})
        columns = self._row(mapped)
        if columns is None and entity.table.isidentifier():
            self._problem(where, f"there is no table {entity.table!r}")
        self._template(where, entity.visible, ROW, {"{t}": columns})
        self._column(where, columns, "id")
        if entity.parent is not None:
            parent, column = entity.parent
            self._column(where, columns, column)
            if parent not in self._types:
                self._problem(where, f"there is no type {parent!r}")
        # Columns that only the rights of some callers need.
        if entity.visible != "TRUE" or entity.parent:
            self._column(where, columns, entity.tenant)
            if entity.aggregate is not None:
                self._column(where, columns, entity.aggregate)

    def _object(
        self,
        mapped: MappedType,
        row: Columns,
        fields: Mapping[str, FieldMap] | None = None,
        within: str = "",
    ) -> None:
        for name, how in (mapped.fields if fields is None else fields).items():
            where = Where(mapped.name, name, within)
            if name not in mapped.definitions:
                self._problem(where, "the type has no such field")
            else:
                self._field(where, how, mapped, row)

    def _field(self, where: Where, how: FieldMap, mapped: MappedType, row: Columns) -> None:
        output = mapped.definitions[where.field].type
        if isinstance(how.private, str):
            self._template(where, how.private, ROW, {"{t}": row})
        if isinstance(how, Column | Expression | Finished | Values):
            try:
                kind = kind_of(output)
            except KeyError as error:
                self._problem(where, f"no scalar {error} can be read")
            else:
                if kind is None:
                    self._problem(where, "an object cannot be read from a column or an expression")
            self._leaf(where, how, row)
            return
        target = self._types.get(get_named_type(output).name)
        arguments = {name: each.type for name, each in mapped.definitions[where.field].args.items()}
        if target is None:
            self._problem(where, "the field's type is no object")
        elif isinstance(how, Embedded):
            if how.absent is not None:
                self._template(where, how.absent, ROW, {"{t}": row})
            self._embedded.add(target.name)
            self._object(target, row, how.fields, where.below())
        elif isinstance(how, EmbeddedList):
            for item in how.items:
                self._object(target, row, item, where.below())
        elif isinstance(how, One | Many):
            self._relation(where, how, row, target, arguments)
        elif isinstance(how, Page):
            self._page(where, how, row, target, arguments)
        elif isinstance(how, Feed):
            for text in filter(None, (how.organisation, how.event)):
                self._template(where, text, frozenset({"p"}), {"{p}": row})
        elif how.edge is not None:
            self._column(where, self._row(self._type_of(target, "node")), how.edge[1])

    def _leaf(self, where: Where, how: Column | Expression | Finished | Values, row: Columns) -> None:
        if isinstance(how, Column):
            self._column(where, row, how.name)
        elif isinstance(how, Expression):
            for text in dict.fromkeys((how.sqlite, how.postgresql)):
                self._template(where, text, ROW.union(how.arguments), {"{t}": row})
        elif isinstance(how, Finished):
            self._template(where, how.sql, ROW, {"{t}": row})
        else:
            parts = (how.select, how.source, how.order)
            for part in parts:
                self._parse(where, part, frozenset({"p"}))
            self._names(where, "SELECT {} AS v FROM {} ORDER BY {}".format(*parts), {"{p}": row})

    def _relation(self, where: Where, how: One | Many, row: Columns, target: MappedType, arguments: Arguments) -> None:
        texts, child = [how.on], self._row(target)
        rows: dict[str, Columns] = {"{p}": row, "{c}": child}
        if isinstance(how, Many):
            texts = [how.on, how.join, how.order, *how.keys.values()]
            rows |= self._joined(how.join)
        elif how.listed is not None:
            self._template(where, how.listed, ROW, {"{t}": child})
        for text in texts:
            self._template(where, text, LINKED, rows)
        self._conditions(where, how.arguments, arguments, target, {"{c}": child})
        if isinstance(how, One) and how.condition is not None:
            self._condition(where, how.condition, Probe(arguments), target, {"{c}": child})

    def _page(self, where: Where, how: Page, row: Columns, connection: MappedType, arguments: Arguments) -> None:
        target, edge = self._type_of(connection, "nodes"), self._type_of(connection, "edges")
        child, joined = self._row(target), self._joined(how.join)
        for text in (how.on, how.join):
            self._template(where, text, LINKED, {"{p}": row, "{c}": child, **joined})
        link = joined.pop("{l}") if "{l}" in joined else frozenset[str]()
        if how.listed is not None:
            self._template(where, how.listed, ROW, {"{t}": child, "{t}l": link})
        rows = {"{c}": child, "{c}l": link, **joined}
        self._conditions(where, how.arguments, arguments, target, rows)
        self._conditions(where, how.filters, fields_of(arguments.get("filter")), target, rows)
        for condition in (*how.computed.values(), *([how.condition] if how.condition else ())):
            for given in (arguments, {}):
                self._condition(where, condition, Probe(given), target, rows)
        fetched = None if child is None else child.union(how.computed)
        for column in how.orders.values():
            self._column(where, fetched, column)
        if how.default[0] not in how.orders:
            self._problem(where, f"the default order {how.default[0]!r} is not among its orders")
        self._embedded.add(edge.name)
        self._object(edge, fetched, within=where.below())

    def _conditions(
        self,
        where: Where,
        conditions: Mapping[str, Condition],
        arguments: Arguments,
        target: MappedType,
        rows: Mapping[str, Columns],
    ) -> None:
        for name, condition in conditions.items():
            if name in arguments:
                self._condition(where, condition, Probe(arguments[name]), target, rows)
            else:
                self._problem(where, f"there is no argument {name!r}")

    def _condition(
        self, where: Where, condition: Condition, given: Probe, target: MappedType, rows: Mapping[str, Columns]
    ) -> None:
        """Check the templates that a condition returns."""
        try:
            texts = list(templates_of(condition, given, target.entity))
        except Exception as error:
            error.add_note(f"in a condition of {where}")
            raise
        for text in texts:
            self._template(where, text, CONDITION, rows)

    def _joined(self, join: str) -> dict[str, Columns]:
        """The columns of the tables that a template joins, by alias; `{l}` is the link table's."""
        bound = names_in(join).tables.items()
        return {alias: self._tables.get(table) if table else None for alias, tables in bound for table in tables}

    def _type_of(self, mapped: MappedType, field: str) -> MappedType:
        return self._types[get_named_type(mapped.definitions[field].type).name]

    def _template(self, where: Where, text: str, names: frozenset[str], rows: Mapping[str, Columns]) -> None:
        """Parse a template that may name some aliases, and check the columns that it names of them."""
        self._parse(where, text, names)
        self._names(where, text, rows)

    def _parse(self, where: Where, text: str, names: frozenset[str]) -> None:
        if text not in self._templates:
            try:
                self._templates[text] = Template.parse(text)
            except TemplateError as error:
                self._problem(where, f"{error} in {text!r}")
                return
        for unknown in sorted(self._templates[text].names - names - SHARED.keys()):
            self._problem(where, f"the placeholder {{{unknown}}} is unknown in {text!r}")

    def _names(self, where: Where, text: str, rows: Mapping[str, Columns]) -> None:
        key = (text, tuple(rows.items()))
        if key in self._checked:
            return
        found = list(faults(text, rows, self._tables))
        for fault in found:
            self._problem(where, f"{fault} in {text!r}")
        if not found:
            self._checked.add(key)

    def _column(self, where: Where, row: Columns, name: str) -> None:
        if row is not None and name not in row:
            self._problem(where, f"there is no column {name!r}")

    def _problem(self, where: Where, text: str) -> None:
        self._problems[f"{where}: {text}"] = None
