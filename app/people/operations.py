"""Adding speakers to an event: many at once, all of them or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core import limits
from app.core.fields import Patch, complete
from app.core.folding import sort_key
from app.core.outcome import Written
from app.core.problems import refuse_any
from app.db.bulk import insert_all
from app.db.changes import ChangeKind, record_all
from app.db.stamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import count_of, event_to_change
from app.people.rules import SPEAKER, problems_with_speakers
from app.people.tables import SpeakerRow


def create_speakers(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add people who speak: `name`, `biography`, `image`."""
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    there = count_of(db, SpeakerRow, event.id)
    refuse_any(
        problems_with_changing(event.lifecycle, ("eventUuid",)) + problems_with_speakers(patches, there, ("input",))
    )
    made: Any = created(now, event.timezone)
    rows = [
        SpeakerRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            name_key=sort_key(patch["name"], 4 * limits.DISPLAY_NAME),
            timezone=event.timezone,
            **complete(patch, SPEAKER),
            **made,
        )
        for patch in patches
    ]
    insert_all(db, rows)
    touch(event, now)
    uuids = [row.id for row in rows]
    record_all(
        db,
        ChangeKind.CREATED,
        "Speaker",
        uuids,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uuids": uuids})
