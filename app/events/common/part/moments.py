"""The moments of a part, such as the ends of booking windows, that move if all dates of the event move."""

from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.core.problems import Warning
from app.db.bulk import detach, update_all
from app.db.rows import values_of
from app.db.timestamps import relocalise, touch
from app.events.columns import EventValues
from app.events.common.part.movement import Movement, RowMove, ShiftAhead
from app.events.common.part.protocol import Part, Planned, Rescheduling
from app.events.common.part.reschedule import Reschedule
from app.events.common.store import rows_of_event
from app.events.tables import EventRow

# The rows of each table, and how one of them moves.
DatedRows: TypeAlias = list[tuple[RowMove, list[SQLModel]]]


@dataclass(frozen=True)
class MovedMoments(Rescheduling[DatedRows, list[list[SQLModel]]]):
    """How a part follows a reschedule that has no `rescheduling` of its own."""

    part: Part[Any, Any]

    def read(self, db: DbSession, event: EventRow, reschedule: Reschedule) -> DatedRows:
        if not reschedule.moves_all:
            return []
        return [
            (own.reschedule, detach(db, rows_of_event(db, own.table, event.id)))
            for own in self.part.tables
            if own.reschedule is not None
        ]

    def plan(self, facts: DatedRows, reschedule: Reschedule, event: EventValues) -> Planned[list[list[SQLModel]]]:
        if not reschedule.moves_all:
            return Planned([])
        ahead = reschedule.ahead()
        moved = [[row for row in rows if _is_moved(row, move, ahead)] for move, rows in facts]
        return Planned(moved, moved_columns(self.part, event, ahead))

    def write(
        self, db: DbSession, event: EventRow, planned: Planned[list[list[SQLModel]]], reschedule: Reschedule
    ) -> list[Warning]:
        for rows in planned.rows:
            update_all(db, rows)
        return []


def moved_columns(part: Part[Any, Any], event: EventValues, movement: Movement) -> EventValues:
    """The part's columns of the event's row whose moments move, without local times."""
    # As a row that is in no session.
    draft = EventRow(**event)
    part.move(draft, movement)
    moved = values_of(draft, EventValues)
    return cast(EventValues, {column: value for column, value in moved.items() if value != event.get(column)})


def _is_moved(row: Any, move: RowMove, ahead: ShiftAhead) -> bool:
    """Move a row. Moments that are emptied do not count: they are resolved again in any case."""
    before = row.model_dump()
    move(row, ahead)
    relocalise(row)
    if all(value is None or value == before[column] for column, value in row.model_dump().items()):
        return False
    touch(row, ahead.now)
    return True
