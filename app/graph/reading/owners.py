"""Whose rows a root field answers: the statement that finds the organisation, and the stamp of its feed."""

from app.db.feed.stamps import stamp_of
from app.graph.reading.compiler import Compiler
from app.graph.reading.dialects import DIALECTS
from app.graph.reading.entries import NO_DOCUMENT
from app.graph.reading.mapping import One
from app.graph.reading.model import Model
from app.graph.reading.parameters import Late, Symbol, variable
from app.graph.reading.plan import Plan
from app.graph.reading.rights import Rights
from app.graph.reading.tree import And, Brackets, Select, Sql, ToOne


def owner_plan(model: Model, dialect: str, root_field: str) -> Plan | None:
    """The organisation of the row that the field's arguments select, whoever may see it, then a space and its stamp.

    The arguments are read from the variables of the same names. None for a field that may answer the rows of several
    organisations.
    """
    mapped = model.types["Query"]
    how = mapped.fields[root_field]
    target = model.of(mapped.definitions[root_field].type)
    if not isinstance(how, One) or not (how.arguments or how.condition) or target.entity is None:
        return None
    compiler = Compiler(model, DIALECTS[dialect], Rights.OUTSIDER, NO_DOCUMENT)
    row = compiler.alias()
    given: Symbol = {name: Late(variable(name)) for name in mapped.definitions[root_field].args}
    conditions = [*compiler.conditions(how.arguments, given, target, row)]
    if how.condition is not None:
        conditions.append(compiler.condition(how.condition, compiler.argument(given), target, row))
    owner = f"{row}.{target.entity.tenant}"
    found = Sql((f"CAST({owner} AS text) || ' ' || {stamp_of(owner)}",))
    where = And([Brackets(each) for each in conditions])
    return compiler.plan(Select((ToOne(Select((found,), compiler.source(target, row), where)),)))
