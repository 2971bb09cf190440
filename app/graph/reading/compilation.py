"""What all parts of the compiler share while one statement is compiled."""

from collections.abc import Mapping, Sequence

from app.graph.reading.arguments import ArgumentValue, ConditionSql, Parameters
from app.graph.reading.dialect import Dialect
from app.graph.reading.mapped_types import MappedType
from app.graph.reading.mapping import Condition, Entity
from app.graph.reading.model import Model
from app.graph.reading.parameters import NAMED, Symbol
from app.graph.reading.rights import Rights, own
from app.graph.reading.selection import Document
from app.graph.reading.templates import Template
from app.graph.reading.tree import And, Brackets, Exists, Node, Or, Select, Source, Sql

TRUE = Sql(("TRUE",))
FALSE = Sql(("FALSE",))
ONE = Sql(("1",))


class Compilation:
    """The state of compiling one statement; used once."""

    def __init__(self, model: Model, dialect: Dialect, rights: Rights, document: Document) -> None:
        self.model = model
        self.dialect = dialect
        self.rights = rights
        self.document = document
        self.parameters = Parameters()
        self._aliases = 0

    def alias(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}"

    def fill(self, template: str, **aliases: str) -> Sql:
        """A template of a mapping over its rows' aliases."""
        return self.model.templates[template].fill(aliases, self.parameters.by_name)

    def over(self, template: str, alias: str) -> Node:
        """A condition or expression over one row, in brackets."""
        return TRUE if template == "TRUE" else Brackets(self.fill(template, t=alias))

    def own(self, entity: Entity | None, alias: str) -> Sql | None:
        """The condition under which a row is the caller's own, or None if no row is."""
        if (found := own(self.rights, entity)) is None:
            return None
        column, parameter = found
        return Sql((f"{alias}.{column} = ", NAMED[parameter]))

    def visible(self, target: MappedType, alias: str, *, guarded: bool, listed: str | None = None) -> Node:
        """The condition under which the caller sees a row. `guarded`: its parent is known to be visible."""
        entity = target.entity
        assert entity is not None
        public = self._public(entity, alias, guarded=guarded, visible=listed or entity.visible)
        mine = None if public is TRUE else self.own(entity, alias)
        return public if mine is None else Brackets(Or((mine, public)))

    def argument(self, symbol: Symbol) -> ArgumentValue:
        """The value of an argument, or all arguments as one object."""
        return ArgumentValue(self.dialect, self.parameters, symbol)

    def condition(self, condition: Condition, given: ArgumentValue, target: MappedType, alias: str) -> Sql:
        """A condition of a mapping on a row, for the value of an argument."""
        text = condition(ConditionSql(self.dialect, self.rights, target.entity), alias, given)
        return Template.parse(text).fill({}, self.parameters.by_name)

    def conditions(
        self, named: Mapping[str, Condition], given: Symbol, target: MappedType, alias: str
    ) -> Sequence[Sql]:
        """Those of the conditions whose argument is given, and not null."""
        if not named:
            return ()
        arguments = self.argument(given)
        found = ((condition, arguments.get(name)) for name, condition in named.items())
        return [self.condition(condition, value, target, alias) for condition, value in found if value is not None]

    def source(self, target: MappedType, alias: str, join: str = "", parent: str = "") -> Source:
        """FROM: the target's rows, and the link table joined to them."""
        joined = self.fill(join, c=alias, p=parent, l=f"{alias}l") if join else None
        return Source(self.table(target), alias, joined)

    def table(self, mapped: MappedType) -> Sql:
        """The table of a type that has one."""
        assert mapped.entity is not None, f"{mapped.name} has no table"
        return self.model.templates[mapped.entity.table].fill({}, {})

    def _public(self, entity: Entity, alias: str, *, guarded: bool, visible: str) -> Node:
        """The condition under which everybody sees a row."""
        public = self.over(visible, alias)
        if entity.parent is None or guarded:
            return public
        type_name, column = entity.parent
        parent, other = self.model.types[type_name], self.alias()
        assert parent.entity is not None
        above = self._public(parent.entity, other, guarded=False, visible=parent.entity.visible)
        where = And((Sql((f"{other}.id = {alias}.{column}",)), above))
        exists = Exists(Select((ONE,), self.source(parent, other), where))
        return exists if public is TRUE else Brackets(And((public, exists)))
