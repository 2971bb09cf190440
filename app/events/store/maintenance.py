"""SQL over the events of all organisations, for maintenance."""

from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.events.tables import EventRow
from app.events.values import EventLifecycle
from app.occurrences.values import OccurrenceEndsType


def never_ending(db: DbSession) -> list[UUID]:
    """The events whose rule has no end, of all organisations."""
    query = (
        select(EventRow.id)
        .where(EventRow.ends_type == OccurrenceEndsType.NEVER, EventRow.lifecycle != EventLifecycle.CANCELLED)
        .order_by(col(EventRow.id))
    )
    return list(db.exec(query))


def locked_event(db: DbSession, uuid: UUID) -> EventRow | None:
    """Any organisation's event, locked until the transaction ends."""
    query = select(EventRow).where(EventRow.id == uuid).with_for_update(key_share=True)
    return db.exec(query).one_or_none()


def first_event_of(db: DbSession, organisation_id: UUID) -> UUID | None:
    """The organisation's oldest event."""
    query = (
        select(EventRow.id)
        .where(EventRow.organisation_id == organisation_id)
        .order_by(col(EventRow.created_at), col(EventRow.id))
        .limit(1)
    )
    return db.exec(query).first()
