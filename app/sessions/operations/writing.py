"""Write plans of sessions: what creation and change have in common."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.store import add_days
from app.agenda.tables import LocationRow, ScheduleDateRow
from app.core import limits
from app.core.folding import fold
from app.core.ids import new_uuid
from app.core.problems import Path, Problem, ProblemCode, Refused
from app.db.bulk import insert_all, insert_values
from app.db.outbox import ChangeKind, record_all
from app.db.replacing import replace_values
from app.db.timestamps import created
from app.events.tables import EventRow
from app.sessions.columns import AttachmentValues, SessionValues
from app.sessions.patches.session import SessionPatch
from app.sessions.rules import PLACED_BY, Day, Plan, Surroundings
from app.sessions.store import locations_of
from app.sessions.tables import (
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionTicketRow,
    SessionVideoRow,
)

# The event's parts that each field of a patch depends on.
NEEDS = {
    "tickets": ("tickets",),
    "location_uuid": ("locations",),
    "speaker_uuids": ("speakers",),
    **dict.fromkeys(PLACED_BY, ("schedule_dates", "tracks")),
    "agenda_tab_uuid": ("schedule_dates", "tracks", "agenda_tabs"),
}

# The table of each list of a session.
LISTS: dict[str, type[SQLModel]] = {
    "occurrences": SessionOccurrenceLinkRow,
    "tickets": SessionTicketRow,
    "speakers": SessionSpeakerRow,
    "links": SessionLinkRow,
    "files": SessionFileRow,
    "tags": SessionTagRow,
    "video": SessionVideoRow,
    "additional_videos": SessionVideoRow,
}


def parts_needed(patches: Iterable[SessionPatch]) -> set[str]:
    """The kinds of parts of the event that these patches depend on."""
    return {kind for patch in patches for key in patch if key in NEEDS for kind in NEEDS[key]}


def days_by_date(
    db: DbSession,
    event: EventRow,
    around: Surroundings,
    plans: Sequence[tuple[Path, Plan]],
    now: datetime,
) -> dict[Day, UUID]:
    """Create the schedule dates that the plans need."""
    known: dict[Day, UUID] = {}
    new = {plan.day for _path, plan in plans if plan.day is not None}
    there = len(around.schedule_dates)
    if not new:
        return known
    if there + len(new) > limits.AGENDA_ITEMS:
        path = next(path for path, plan in plans if plan.day in new)
        sentence = f"An event has at most {limits.AGENDA_ITEMS} schedule dates, and this needs one more."
        raise Refused(Problem(ProblemCode.TOO_MANY, sentence, (*path, "startsOn")))
    for tab in sorted({day.tab for day in new}, key=str):
        dates = sorted(day.date for day in new if day.tab == tab)
        rows = add_days(db, event, dates, now, position=there + len(known), agenda_tab_id=tab)
        record_parts(db, event, ChangeKind.CREATED, "ScheduleDate", rows, now)
        known |= {Day(row.date, tab): row.id for row in rows}
    return known


def places_by_name(
    db: DbSession, event: EventRow, plans: Sequence[tuple[Path, Plan]], now: datetime
) -> dict[str, UUID]:
    """The locations of the plans by folded name, found by name or address, or created."""
    named = [(path, plan.location) for path, plan in plans if plan.location is not None]
    if not named:
        return {}
    there = locations_of(db, event.id)
    known = {fold(text): uuid for uuid, *texts in reversed(there) for text in reversed(texts) if text}
    made = created(now, event.timezone)
    rows: list[LocationRow] = []
    for path, name in named:
        if fold(name) in known:
            continue
        if len(there) + len(rows) >= limits.AGENDA_ITEMS:
            sentence = f"An event has at most {limits.AGENDA_ITEMS} locations, and this needs one more."
            raise Refused(Problem(ProblemCode.TOO_MANY, sentence, (*path, "location")))
        row = LocationRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            position=len(there) + len(rows),
            timezone=event.timezone,
            name=name,
            **made,
        )
        rows.append(row)
        known[fold(name)] = row.id
    insert_all(db, rows)
    if rows:
        record_parts(db, event, ChangeKind.CREATED, "Location", rows, now)
    return known


def placed(plan: Plan, days: Mapping[Day, UUID], places: Mapping[str, UUID]) -> SessionValues:
    """The plan's columns, with the ids of its day and location."""
    columns = plan.columns.copy()
    if plan.day is not None:
        columns["schedule_date_id"] = days[plan.day]
    if plan.location is not None:
        columns["location_id"] = places[fold(plan.location)]
    return columns


def insert_lists(db: DbSession, planned: Sequence[tuple[SessionRow, Plan]]) -> None:
    """Insert the lists of these sessions: one statement for each table."""
    rows: dict[type[SQLModel], list[Mapping[str, object]]] = {table: [] for table in LISTS.values()}
    for session, plan in planned:
        for name, uuids in plan.lists.items():
            rows[LISTS[name]] += _links(name, session, uuids)
        for name, items in plan.attachments.items():
            rows[LISTS[name]] += _attachments(name, session, items)
    for table, several in rows.items():
        insert_values(db, table, several)


def replace_lists(db: DbSession, session: SessionRow, plan: Plan) -> None:
    """Replace the lists of the session that the plan has, where they differ from the stored ones."""
    rows = {name: _links(name, session, uuids) for name, uuids in plan.lists.items()}
    rows |= {name: _attachments(name, session, items) for name, items in plan.attachments.items()}
    for name, values in rows.items():
        main = {"main": name == "video"} if LISTS[name] is SessionVideoRow else {}
        replace_values(db, LISTS[name], {"session_id": session.id, **main}, values)


def record_parts(
    db: DbSession,
    event: EventRow,
    kind: ChangeKind,
    entity: str,
    rows: Iterable[SessionRow | ScheduleDateRow | LocationRow],
    now: datetime,
    *,
    whole: bool = False,
) -> None:
    """Record changes of parts of the event."""
    uuids = [row.id for row in rows]
    record_all(db, kind, entity, uuids, organisation_id=event.organisation_id, event_id=event.id, at=now, whole=whole)


# Column values rather than row objects: there may be thousands.
def _links(name: str, session: SessionRow, uuids: Sequence[UUID]) -> list[Mapping[str, object]]:
    if name == "occurrences":
        return [{"session_id": session.id, "occurrence_id": uuid} for uuid in uuids]
    if name == "tickets":
        return [{"session_id": session.id, "ticket_id": uuid} for uuid in uuids]
    return [{"session_id": session.id, "speaker_id": uuid, "position": index} for index, uuid in enumerate(uuids)]


def _attachments(name: str, session: SessionRow, items: Sequence[AttachmentValues]) -> list[Mapping[str, object]]:
    placed = [{"session_id": session.id, "position": index, **item} for index, item in enumerate(items)]
    if name == "tags":
        return [*placed]
    owner = {"organisation_id": session.organisation_id, "event_id": session.event_id}
    main = {"main": name == "video"} if LISTS[name] is SessionVideoRow else {}
    return [{"id": new_uuid(), **owner, **main, **item} for item in placed]
