"""Who is reading, and which rows and fields that shows: predicates of the statement, and part of the plan's key."""

from enum import Enum

from app.graph.reading.emit import Emitter
from app.graph.reading.mapping import Entity
from app.graph.reading.model import MappedType, Model


class Rights(Enum):
    """Kinds of reader.

    OUTSIDER  public data only
    TENANT    also everything of the caller's own organisation
    WRITER    also the whole that the caller's own mutation has just written
    """

    OUTSIDER = "OUTSIDER"
    TENANT = "TENANT"
    WRITER = "WRITER"


def own(emit: Emitter, rights: Rights, entity: Entity, alias: str) -> str | None:
    """The condition under which a row is the reader's own; None where none is."""
    if rights is Rights.TENANT:
        return f"{alias}.{entity.tenant} = {emit.tenant()}"
    if rights is Rights.WRITER and entity.aggregate:
        return f"{alias}.{entity.aggregate} = {emit.aggregate()}"
    return None


def visible(
    emit: Emitter,
    model: Model,
    rights: Rights,
    mapped: MappedType,
    alias: str,
    *,
    below_parent: bool,
    listed: str | None = None,
) -> str:
    """The condition under which the reader sees a row. `below_parent`: its parent is known to be visible."""
    entity = mapped.entity
    assert entity is not None
    public = filled(emit, listed or entity.visible, alias)
    if entity.parent and not below_parent:
        table_type, column = entity.parent
        parent = model.types[table_type]
        assert parent.entity is not None
        other = emit.alias()
        above = visible(emit, model, Rights.OUTSIDER, parent, other, below_parent=False)
        exists = f"EXISTS (SELECT 1 FROM {parent.entity.table} {other} WHERE {other}.id = {alias}.{column} AND {above})"
        public = exists if public == "TRUE" else f"({public} AND {exists})"
    mine = None if public == "TRUE" else own(emit, rights, entity, alias)
    return public if mine is None else f"({mine} OR {public})"


def filled(emit: Emitter, template: str, alias: str, **arguments: str) -> str:
    """A template over one row, in brackets."""
    if template == "TRUE":
        return template
    return f"({emit.fill(template, t=alias, c=alias, **arguments)})"
