"""SQL of an event's organisation, and of a row that belongs to an event."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, select

from app.auth.rules import Caller
from app.core.problems import Path
from app.db.expected_version import check_version
from app.db.own_rows import no_such
from app.events.tables import EventRow
from app.organisations.tables import OrganisationRow

T = TypeVar("T", bound=SQLModel)


def organisation_of(db: DbSession, organisation_id: UUID, *, lock: bool) -> OrganisationRow:
    """The tenant. While it is locked, no other transaction creates a slug or a category; rows may still refer to it."""
    query = select(OrganisationRow).where(OrganisationRow.id == organisation_id)
    if lock:
        query = query.with_for_update(key_share=True)
    return db.exec(query).one()


def part_to_change(
    db: DbSession, caller: Caller, table: type[T], uuid: UUID, noun: str, path: Path = ("uuid",)
) -> tuple[T, EventRow]:
    """A row of the caller's own in a table that has `event_id`, and its event, which is locked first.

    NOT_FOUND for anyone else, STALE for another version.
    """
    event = event_of_part(db, caller, table, uuid)
    if event is None:
        raise no_such(noun, path)
    return part_of(db, event, table, uuid, noun, path), event


def part_of(db: DbSession, event: EventRow, table: type[T], uuid: UUID, noun: str, path: Path = ("uuid",)) -> T:
    """A row of this event, which is locked: another caller may have deleted it meanwhile.

    NOT_FOUND if there is none, STALE for another version.
    """
    columns: Any = table
    part = db.exec(select(table).where(columns.id == uuid, columns.event_id == event.id)).one_or_none()
    if part is None:
        raise no_such(noun, path)
    check_version(db, part)
    return part


def event_of_part(db: DbSession, caller: Caller, table: type[SQLModel], uuid: UUID) -> EventRow | None:
    """The caller's own event that this row of a table with `event_id` belongs to, locked; None for anyone else."""
    columns: Any = table
    event_id = select_columns(columns.event_id).where(columns.id == uuid)
    query = select(EventRow).where(
        EventRow.id == event_id.scalar_subquery(), EventRow.organisation_id == caller.organisation_id
    )
    return db.exec(query.with_for_update()).one_or_none()
