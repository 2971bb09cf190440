"""The rights of the caller: part of a plan's key, and the condition under which a row is their own."""

from enum import Enum

from app.graph.reading.mapping import Entity


class Rights(Enum):
    """Kinds of reader.

    OUTSIDER  public data only
    TENANT    also everything of the caller's own organisation
    WRITER    also the aggregate that the caller's own mutation has just written
    """

    OUTSIDER = "OUTSIDER"
    TENANT = "TENANT"
    WRITER = "WRITER"


def own(rights: Rights, entity: Entity | None) -> tuple[str, str] | None:
    """The column and the parameter that are equal in the caller's own rows, or None if no row is."""
    if entity is not None and rights is Rights.TENANT:
        return entity.tenant, "tenant"
    if entity is not None and rights is Rights.WRITER and entity.aggregate:
        return entity.aggregate, "aggregate"
    return None
