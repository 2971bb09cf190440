"""Adding tracks, locations and schedule dates to an event: many at once, all of them or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.rules import LOCATION, SCHEDULE_DATE, TRACK, problems_with_days, problems_with_parts
from app.agenda.store import add_days, days_of
from app.agenda.tables import AgendaPart, LocationRow, TrackRow
from app.auth.rules import Caller
from app.core.fields import Patch, Rule, complete
from app.core.outcome import Written
from app.core.problems import refuse_any
from app.db.bulk import insert_all
from app.db.changes import ChangeKind, record_all
from app.db.stamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import count_of, event_to_change
from app.events.tables import EventRow

Part = TypeVar("Part", TrackRow, LocationRow)
INPUT = ("input",)


def create_tracks(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add tracks in this order: `name`, `description`, `colour`."""
    return _create(db, caller, event_uuid, patches, now, TrackRow, TRACK, "Track")


def create_locations(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add locations in this order: `name`, `description`."""
    return _create(db, caller, event_uuid, patches, now, LocationRow, LOCATION, "Location")


def create_schedule_dates(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add days to the programme: `date`. An event has each day once."""
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    there = days_of(db, event.id)
    refuse_any(
        problems_with_changing(event.lifecycle, ("eventUuid",))
        + problems_with_parts(patches, SCHEDULE_DATE, len(there), INPUT)
        + problems_with_days(patches, there, INPUT)
    )
    rows = add_days(db, event, [patch["date"] for patch in patches], now, position=len(there))
    return _written(db, event, rows, "ScheduleDate", now)


def _create(
    db: DbSession,
    caller: Caller,
    event_uuid: UUID,
    patches: Sequence[Patch],
    now: datetime,
    table: type[Part],
    rules: dict[str, Rule],
    entity: str,
) -> Written:
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    there = count_of(db, table, event.id)
    refuse_any(
        problems_with_changing(event.lifecycle, ("eventUuid",)) + problems_with_parts(patches, rules, there, INPUT)
    )
    made: Any = created(now, event.timezone)
    rows = [
        table(
            organisation_id=event.organisation_id,
            event_id=event.id,
            position=there + index,
            timezone=event.timezone,
            **complete(patch, rules),
            **made,
        )
        for index, patch in enumerate(patches)
    ]
    insert_all(db, rows)
    return _written(db, event, rows, entity, now)


def _written(db: DbSession, event: EventRow, rows: Sequence[AgendaPart], entity: str, now: datetime) -> Written:
    touch(event, now)
    uuids = [row.id for row in rows]
    record_all(
        db,
        ChangeKind.CREATED,
        entity,
        uuids,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uuids": uuids})
