"""The rows and moments of a part that follow the event into another time zone."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.problems import Warning
from app.db.bulk import detach, update_all
from app.db.timestamps import touch
from app.events.columns import EventValues
from app.events.common.part.moments import moved_columns
from app.events.common.part.movement import RowZoneChange, ZoneChange
from app.events.common.part.protocol import Edit, Part, Planned, Steps
from app.events.common.store import rows_of_event
from app.events.tables import EventRow

# The rows of each table, and how one of them moves.
ZonedRows: TypeAlias = list[tuple[RowZoneChange, list[SQLModel]]]


@dataclass(frozen=True)
class ZoneSteps(Steps[Edit, ZonedRows, list[list[SQLModel]]]):
    """How a part follows a change of zone, before its own steps: these are given columns that have moved already."""

    part: Part[Any, Any]

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> ZonedRows:
        return [
            (own.zone_change, detach(db, rows_of_event(db, own.table, event.id)))
            for own in self.part.tables
            if own.zone_change is not None
        ]

    def plan(self, facts: ZonedRows, edit: Edit, event: EventValues) -> Planned[list[list[SQLModel]]]:
        change = edit.zone_change
        assert change is not None
        for move, rows in facts:
            for row in rows:
                _move(row, move, change)
        return Planned([rows for _, rows in facts], moved_columns(self.part, event, change))

    def write(
        self, db: DbSession, event: EventRow, planned: Planned[list[list[SQLModel]]], edit: Edit
    ) -> list[Warning]:
        for rows in planned.rows:
            update_all(db, rows)
        return []


def _move(row: Any, move: RowZoneChange, change: ZoneChange) -> None:
    move(row, change)
    if hasattr(row, "version"):
        touch(row, change.now)
