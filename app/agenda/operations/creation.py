"""Adding tabs, schedule dates, tracks and locations to an event: one, or many of which all are stored or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.agenda.operations.kinds import (
    INPUT,
    KIND_OF_DATE,
    KIND_OF_LOCATION,
    KIND_OF_TAB,
    KIND_OF_TRACK,
    Kind,
    problems_with_above,
)
from app.agenda.rules import Bounds, plan_bounds, problems_with_days, problems_with_parts
from app.agenda.store import days_of, room
from app.auth.rules import Caller
from app.core.fields import Patch, complete
from app.core.outcome import Written
from app.core.problems import Path, refuse_any, under
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record_all
from app.db.timestamps import created, touch
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.sessions.store import refile_rows


def create_agenda_tab(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Add a tab: `name`, `colour`, `position`."""
    return _create_one(db, caller, KIND_OF_TAB, event_uuid, patch, now)


def create_schedule_date(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Add a day: `date`, `starts_on`, `ends_on`, `name`, `agenda_tab_uuid`. What starts in it stands under it.

    A tab has each day once, and so has what is in no tab.
    """
    return _create_one(db, caller, KIND_OF_DATE, event_uuid, patch, now)


def create_track(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Add a track: `name`, `description`, `colour`, `schedule_date_uuid`, `position`."""
    return _create_one(db, caller, KIND_OF_TRACK, event_uuid, patch, now)


def create_location(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Add a location: `name`, `description`, `address`, `position`."""
    return _create_one(db, caller, KIND_OF_LOCATION, event_uuid, patch, now)


def create_tracks(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add tracks in this order; each patch is one of `create_track`."""
    return _create(db, caller, KIND_OF_TRACK, event_uuid, _numbered(patches), now)


def create_locations(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add locations in this order; each patch is one of `create_location`."""
    return _create(db, caller, KIND_OF_LOCATION, event_uuid, _numbered(patches), now)


def create_schedule_dates(
    db: DbSession, caller: Caller, *, event_uuid: UUID, patches: Sequence[Patch], now: datetime
) -> Written:
    """Add days to the programme in this order; each patch is one of `create_schedule_date`."""
    return _create(db, caller, KIND_OF_DATE, event_uuid, _numbered(patches), now)


def _numbered(patches: Sequence[Patch]) -> list[tuple[Path, Patch]]:
    return [((*INPUT, str(index)), patch) for index, patch in enumerate(patches)]


def _create_one(db: DbSession, caller: Caller, kind: Kind, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    written = _create(db, caller, kind, event_uuid, [(INPUT, patch)], now)
    [uuid] = written.extra.pop("uuids")
    written.ids[kind.key] = uuid
    return written


def _create(
    db: DbSession,
    caller: Caller,
    kind: Kind,
    event_uuid: UUID,
    several: Sequence[tuple[Path, Patch]],
    now: datetime,
) -> Written:
    event = event_to_change(db, caller, event_uuid, ("eventUuid",))
    days = days_of(db, event.id).values() if kind is KIND_OF_DATE else ()
    there, behind = (len(days), len(days)) if kind is KIND_OF_DATE else room(db, kind.table, event.id)
    dated = kind is KIND_OF_DATE
    bounds = [plan_bounds(patch, event.timezone) if dated else Bounds() for _path, patch in several]
    refuse_any(
        problems_with_changing(event.lifecycle, ("eventUuid",))
        + problems_with_parts(several, kind.rules, there, INPUT)
        + (problems_with_days(several, days) if kind is KIND_OF_DATE else [])
        + problems_with_above(db, kind, event.id, several)
        + [wrong for (path, _), each in zip(several, bounds, strict=True) for wrong in under(path, each.problems)]
    )
    made: Any = created(now, event.timezone)
    rows = [
        kind.table(
            **{
                "organisation_id": event.organisation_id,
                "event_id": event.id,
                "position": behind + index,
                "timezone": event.timezone,
                **kind.values(complete(patch, kind.rules), patch, event.timezone, span),
                **made,
            }
        )
        for index, ((_path, patch), span) in enumerate(zip(several, bounds, strict=True))
    ]
    insert_all(db, rows)
    warnings = [each for (path, _), span in zip(several, bounds, strict=True) for each in under(path, span.warnings)]
    if dated:
        warnings += refile_rows(db, event.id, INPUT)
    touch(event, now)
    uuids = [row.id for row in rows]
    record_all(
        db,
        ChangeKind.CREATED,
        kind.entity,
        uuids,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={"event": event.id}, aggregate=event.id, warnings=warnings, extra={"uuids": uuids})
