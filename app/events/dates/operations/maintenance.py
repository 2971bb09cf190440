"""What `marquee maintain` does with events: store the next dates of rules without an end."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.db.outbox import ChangeKind, record
from app.db.timestamps import touch
from app.events.dates.part.horizon import roll_forward
from app.events.store.maintenance import locked_event


def roll_event_forward(db: DbSession, uuid: UUID, now: datetime) -> bool:
    """Add the occurrences that came within reach; False if there are none, or the event is gone."""
    event = locked_event(db, uuid)
    if event is None or not roll_forward(db, event, now):
        return False
    touch(event, now)
    record(
        db,
        ChangeKind.UPDATED,
        "Event",
        event.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
        # With its new dates.
        whole=True,
    )
    return True
