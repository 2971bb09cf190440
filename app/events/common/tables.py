"""What every row that belongs to an event has."""

from uuid import UUID

from sqlmodel import SQLModel

from app.db.columns import counter, primary_key, reference


class EventPart(SQLModel):
    """The columns of every row that belongs to an event: also its tenant, so that each statement can filter by it."""

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    position: int = counter()
