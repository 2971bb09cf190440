"""From plans to rows: what creating and updating sessions have in common."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.store import add_days
from app.agenda.tables import ScheduleDateRow
from app.core import limits
from app.core.fields import Patch
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.db.bulk import insert_all
from app.db.changes import ChangeKind, record_all
from app.events.tables import EventRow
from app.sessions.rules import TIMED_BY, Plan, Surroundings
from app.sessions.tables import (
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTicketRow,
)

# What of a patch needs which of the event's parts to be looked at.
NEEDS = {
    "tickets": "tickets",
    "track_uuid": "tracks",
    "location_uuid": "locations",
    "speaker_uuids": "speakers",
    "schedule_date_uuid": "schedule_dates",
} | dict.fromkeys(TIMED_BY, "schedule_dates")

# The table behind each list of a session.
LISTS: dict[str, type[SQLModel]] = {
    "occurrences": SessionOccurrenceRow,
    "tickets": SessionTicketRow,
    "speakers": SessionSpeakerRow,
    "links": SessionLinkRow,
    "files": SessionFileRow,
}


def parts_needed(patches: Iterable[Patch]) -> set[str]:
    """The kinds of parts of the event that these patches speak of."""
    return {NEEDS[key] for patch in patches for key in patch if key in NEEDS}


def days_by_date(
    db: DbSession,
    event: EventRow,
    around: Surroundings,
    plans: Sequence[tuple[Path, Plan]],
    now: datetime,
) -> dict[date, UUID]:
    """The schedule dates that the plans need; those that the programme lacks are made, in their order."""
    known = {day: uuid for uuid, day in around.schedule_dates.items()}
    new = sorted({plan.day for _path, plan in plans if plan.day is not None} - known.keys())
    if not new:
        return known
    if len(known) + len(new) > limits.AGENDA_ITEMS:
        path = next(path for path, plan in plans if plan.day in new)
        sentence = f"An event has at most {limits.AGENDA_ITEMS} schedule dates, and this needs one more."
        raise Refused(Problem(ProblemCode.TOO_MANY, sentence, (*path, "startsOn")))
    rows = add_days(db, event, new, now, position=len(known))
    note(db, event, ChangeKind.CREATED, "ScheduleDate", rows, now)
    return known | {row.date: row.id for row in rows}


def insert_lists(db: DbSession, planned: Sequence[tuple[SessionRow, Plan]]) -> None:
    """Everything that hangs on these sessions: one statement for each kind of list."""
    rows: dict[str, list[SQLModel]] = {name: [] for name in LISTS}
    for session, plan in planned:
        for name, items in (plan.lists | plan.attachments).items():
            rows[name] += _rows(name, session, items)
    for several in rows.values():
        insert_all(db, several)


def note(
    db: DbSession,
    event: EventRow,
    kind: ChangeKind,
    entity: str,
    rows: Iterable[SessionRow | ScheduleDateRow],
    now: datetime,
) -> None:
    """Record what happened to parts of the event."""
    uuids = [row.id for row in rows]
    record_all(db, kind, entity, uuids, organisation_id=event.organisation_id, event_id=event.id, at=now)


def _rows(name: str, session: SessionRow, items: Sequence[Any]) -> list[SQLModel]:
    if name == "occurrences":
        return [SessionOccurrenceRow(session_id=session.id, occurrence_id=uuid) for uuid in items]
    if name == "tickets":
        return [SessionTicketRow(session_id=session.id, ticket_id=uuid) for uuid in items]
    if name == "speakers":
        return [
            SessionSpeakerRow(session_id=session.id, speaker_id=uuid, position=index)
            for index, uuid in enumerate(items)
        ]
    table = SessionLinkRow if name == "links" else SessionFileRow
    return [
        table(
            organisation_id=session.organisation_id,
            event_id=session.event_id,
            session_id=session.id,
            position=index,
            **item,
        )
        for index, item in enumerate(items)
    ]
