"""The rows and columns of a part that a copy of its event has, under new ids."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.booking.columns import WindowEndsValues
from app.booking.values import BookingStartType
from app.core.ids import new_uuid
from app.core.problems import Warning
from app.db.timestamps import created
from app.discounts.columns import EarlyBirdMoments
from app.events.columns import EventValues
from app.events.common.part.protocol import Copying, EventCopy, OwnTable, Part, Planned, Values
from app.events.store.copying import insert_values, parents_first, references, rows_of
from app.events.tables import EventRow


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """The rows of a table: those of the original as they were read, or those of the copy."""

    own: OwnTable
    rows: list[Values]


@dataclass(frozen=True, slots=True)
class CopiedTables:
    """What a part has planned for a copy. `old_ids`: those of the copied objects that have a type in the schema."""

    tables: list[CopiedTable]
    old_ids: list[tuple[str, UUID]]


@dataclass(frozen=True)
class CopiedRows(Copying[list[CopiedTable], CopiedTables]):
    """How a part is copied that has no `copying` of its own."""

    part: Part[Any, Any]

    def read(self, db: DbSession, event: EventRow, copy: EventCopy) -> list[CopiedTable]:
        found = [CopiedTable(own, rows_of(db, own.table, event.id)) for own in self.part.tables if own.copied]
        copy.ids.update((uuid, new_uuid()) for table in found for uuid in _ids(table))
        return found

    def plan(self, facts: list[CopiedTable], copy: EventCopy, event: EventValues) -> Planned[CopiedTables]:
        tables = [
            CopiedTable(each.own, [_copy_of(row, each.own, copy) for row in parents_first(each.own.table, each.rows)])
            for each in facts
        ]
        old_ids = [(each.own.name, uuid) for each in facts if each.own.name is not None for uuid in _ids(each)]
        return Planned(CopiedTables(tables, old_ids), self.part.fresh(event))

    def write(self, db: DbSession, event: EventRow, planned: Planned[CopiedTables], copy: EventCopy) -> list[Warning]:
        for each in planned.rows.tables:
            insert_values(db, each.own.table, each.rows)
        return []


def fresh_window(row: Values) -> WindowEndsValues:
    """Without a moment, a window that opens at once is resolved again, for the moment of the copy."""
    if row["booking_starts_type"] == BookingStartType.IMMEDIATE:
        return {"booking_starts_at": None, "booking_starts_local": None}
    return {}


def fresh_early_bird(row: Values) -> EarlyBirdMoments:
    """As `fresh_window`, for a discount whose start has no date of its own."""
    if row["early_bird_customised_start"]:
        return {}
    return {"early_bird_starts_at": None, "early_bird_starts_local": None}


def _ids(table: CopiedTable) -> list[UUID]:
    """None for rows that are known by what they refer to."""
    return [uuid for row in table.rows if isinstance(uuid := row.get("id"), UUID)]


def _copy_of(row: Values, own: OwnTable, copy: EventCopy) -> Values:
    """The row with new ids; a reference to what is not part of the event, such as a category, stays."""
    values = dict(row)
    for name in ("id", *references(own.table)):
        if isinstance(old := values.get(name), UUID):
            values[name] = copy.ids.get(old, old)
    if "version" in values:
        values |= {"version": 1, **created(copy.now, str(values["timezone"]))}
    return values if own.fresh is None else {**values, **own.fresh(values)}
