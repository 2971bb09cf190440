"""Changing tabs, schedule dates, tracks and locations: what was not sent stays."""

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
from app.agenda.rules import BOUNDED_BY, Bounds, HeldDay, plan_bounds, problems_with_days, problems_with_track
from app.agenda.store import days_of, room, sessions_of_other_dates, take_along
from app.auth.rules import Caller
from app.core.fields import Patch, check, sent
from app.core.outcome import Written
from app.core.problems import Problem, refuse_any, under
from app.db.outbox import ChangeKind, record
from app.db.timestamps import touch
from app.events.rules import problems_with_changing
from app.events.store.parts import part_to_change
from app.sessions.store import refile_rows


def update_agenda_tab(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change a tab."""
    return _update(db, caller, KIND_OF_TAB, uuid, patch, now)


def update_schedule_date(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change a day. To another tab it takes along the sessions that stand under no other day; its hours refile."""
    return _update(db, caller, KIND_OF_DATE, uuid, patch, now)


def update_track(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change a track. It cannot move to a day as long as sessions of it are on other days: CONFLICT."""
    return _update(db, caller, KIND_OF_TRACK, uuid, patch, now)


def update_location(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change a location."""
    return _update(db, caller, KIND_OF_LOCATION, uuid, patch, now)


def _update(db: DbSession, caller: Caller, kind: Kind, uuid: UUID, patch: Patch, now: datetime) -> Written:
    part, event = part_to_change(db, caller, kind.table, uuid, kind.noun)
    bounds = Bounds()
    if kind is KIND_OF_DATE:
        bounds = plan_bounds(patch, event.timezone, HeldDay(part.date, part.starts_local, part.ends_local))
    refuse_any(
        problems_with_changing(event.lifecycle)
        + check(patch, kind.rules, INPUT)
        + problems_with_above(db, kind, event.id, [(INPUT, patch)])
        + _problems_with_days(db, kind, part, patch)
        + _problems_with_sessions(db, kind, part, patch)
        + under(INPUT, bounds.problems)
    )
    values = sent(patch, kind.rules)
    if "position" in values and values["position"] is None:
        _count, values["position"] = room(db, kind.table, event.id)
    for name, value in kind.values(values, patch, event.timezone, bounds).items():
        setattr(part, name, value)
    touch(part, now)
    touch(event, now)
    warnings = under(INPUT, bounds.warnings)
    if kind is KIND_OF_DATE and not (BOUNDED_BY | {"agenda_tab_uuid"}).isdisjoint(patch):
        if "agenda_tab_uuid" in patch:
            take_along(db, event.id, part.id, part.agenda_tab_id)
        warnings += refile_rows(db, event.id, INPUT)
    record(
        db,
        ChangeKind.UPDATED,
        kind.entity,
        part.id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(ids={kind.key: part.id, "event": event.id}, aggregate=event.id, warnings=warnings)


def _problems_with_days(db: DbSession, kind: Kind, part: Any, patch: Patch) -> list[Problem]:
    """Moved to another day or another tab, a date must not be there already."""
    if kind is not KIND_OF_DATE or not {"date", "agenda_tab_uuid"} & patch.keys():
        return []
    after = {"agenda_tab_uuid": part.agenda_tab_id, "date": part.date, **patch}
    others = [day for uuid, day in days_of(db, part.event_id).items() if uuid != part.id]
    return problems_with_days([(INPUT, after)], others, by="date" if "date" in patch else "agenda_tab_uuid")


def _problems_with_sessions(db: DbSession, kind: Kind, part: Any, patch: Patch) -> list[Problem]:
    """The sessions of a track that moves to a day must not be on others."""
    day = patch.get("schedule_date_uuid")
    if kind is not KIND_OF_TRACK or day is None:
        return []
    return problems_with_track(sessions_of_other_dates(db, part.id, day), (*INPUT, "scheduleDateUuid"))
