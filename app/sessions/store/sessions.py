"""SQL of sessions and of what they refer to. Callers pass their organisation, or an event of it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, delete
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.tables import LocationRow
from app.custom_fields.rules import Definition
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.custom_fields.values import CustomFieldType
from app.db.columns import CalendarDate, Instant, Text, Uuid
from app.db.fixed import FixedStatement, fixed_text
from app.events.tables import EventRow
from app.files.tables import EventFileRow, FileRow
from app.sessions.rules import Day, HeldDay, Span, Surroundings
from app.sessions.tables import SessionCustomValueRow

# The occurrences, the number of sessions, and the tables that a session may refer to, by their names in `Surroundings`.
DATES, SESSIONS = "occurrences", "sessions"
PARTS = {
    "tickets": "ticket",
    "tracks": "track",
    "locations": "location",
    "schedule_dates": "schedule_date",
    "agenda_tabs": "agenda_tab",
    "speakers": "speaker",
}
# The column of the parent of a day or a track.
INSIDE = {"tracks": "pa.schedule_date_id", "schedule_dates": "pa.agenda_tab_id"}
# The columns of a day beside its tab.
_OF_DAYS, _NO_DAY = "pa.date, pa.starts_at, pa.ends_at", "NULL, NULL, NULL"
_NO_PART = f"NULL, NULL, {_NO_DAY}"


def surroundings(db: DbSession, event: EventRow, kinds: Iterable[str], session_id: UUID | None = None) -> Surroundings:
    """The event's occurrences, its parts of these kinds, and for a new session how many there are: one statement."""
    query = _surroundings(tuple(sorted(kinds)), named=session_id is not None)
    values = {"event": event.id, "session": session_id}
    found: dict[str, dict[UUID, Any]] = {}
    linked, off, sessions = set(), set(), 0
    for kind, uuid, inside, day, starts_at, ends_at, is_linked, enabled, count in query.rows(db, values):
        if kind == SESSIONS:
            sessions = count
        elif kind != DATES:
            found.setdefault(kind, {})[uuid] = inside if day is None else HeldDay(Day(day, inside), starts_at, ends_at)
        else:
            found.setdefault(kind, {})[uuid] = Span(starts_at, ends_at)
            if is_linked:
                linked.add(uuid)
            if not enabled:
                off.add(uuid)
    return Surroundings(
        timezone=event.timezone,
        capacity=event.event_capacity,
        linked=frozenset(linked),
        off=frozenset(off),
        sessions=sessions,
        **found,
    )


def locations_of(db: DbSession, event_id: UUID) -> list[tuple[UUID, str, str | None]]:
    """The event's locations with their names and addresses, in their order."""
    columns = select(col(LocationRow.id), col(LocationRow.name), col(LocationRow.address))
    query = columns.where(LocationRow.event_id == event_id).order_by(col(LocationRow.position), col(LocationRow.id))
    return list(db.exec(query))


def custom_fields_of(db: DbSession, organisation_id: UUID) -> dict[str, tuple[UUID, Definition]]:
    """The organisation's custom fields by key, with their options: one statement."""
    query: Any = (
        select_columns(
            col(CustomFieldRow.key),
            col(CustomFieldRow.id),
            col(CustomFieldRow.type),
            col(CustomFieldRow.required),
            col(CustomFieldOptionRow.number),
        )
        .outerjoin(CustomFieldOptionRow, col(CustomFieldOptionRow.custom_field_id) == col(CustomFieldRow.id))
        .where(col(CustomFieldRow.organisation_id) == organisation_id)
        .order_by(col(CustomFieldRow.position), col(CustomFieldRow.id))
    )
    found: dict[str, tuple[UUID, Definition]] = {}
    for key, uuid, type_, required, number in db.connection().execute(query):
        _uuid, known = found.get(key) or (uuid, Definition(CustomFieldType(type_), required))
        options = known.options if number is None else known.options | {number}
        found[key] = (uuid, replace(known, options=options))
    return found


def files_of(db: DbSession, organisation_id: UUID, uuids: Iterable[UUID]) -> list[FileRow]:
    """The files of the organisation among these, which nobody can delete until the transaction ends."""
    query = select(FileRow).where(FileRow.organisation_id == organisation_id, col(FileRow.id).in_(list(uuids)))
    return list(db.exec(query.with_for_update(read=True, key_share=True)))


def files_used_by(db: DbSession, event_id: UUID, uuids: Iterable[UUID]) -> set[UUID]:
    """The files that the event uses already, among these."""
    columns = select(col(EventFileRow.file_id))
    return set(db.exec(columns.where(EventFileRow.event_id == event_id, col(EventFileRow.file_id).in_(list(uuids)))))


def custom_values_of(db: DbSession, session_id: UUID) -> dict[UUID, Any]:
    """A session's values of custom fields, by field."""
    query = select(SessionCustomValueRow.custom_field_id, SessionCustomValueRow.value)
    return dict(db.exec(query.where(SessionCustomValueRow.session_id == session_id)).all())


def empty_values(db: DbSession, session_id: UUID, fields: Iterable[UUID]) -> None:
    """Delete a session's values of these custom fields."""
    db.connection().execute(
        delete(SessionCustomValueRow).where(
            col(SessionCustomValueRow.session_id) == session_id,
            col(SessionCustomValueRow.custom_field_id).in_(list(fields)),
        )
    )


@cache
def _surroundings(kinds: tuple[str, ...], *, named: bool) -> FixedStatement:
    """The event's occurrences and its parts of these kinds.

    `named`: also which occurrences the session is linked to; otherwise how many sessions there are.
    """
    linked = (
        "EXISTS (SELECT 1 FROM session_occurrence_link li WHERE li.occurrence_id = oc.id AND li.session_id = :session)"
        if named
        else "FALSE"
    )
    counted = f"SELECT '{SESSIONS}', {_NO_PART}, FALSE, FALSE, count(*) FROM session se WHERE se.event_id = :event"
    parts = [
        f"SELECT '{DATES}', oc.id, CAST(NULL AS uuid), CAST(NULL AS varchar), oc.starts_at, oc.ends_at, {linked},"
        " oc.enabled, 0 FROM occurrence oc WHERE oc.event_id = :event",
        *([] if named else [counted]),
        *(
            f"SELECT '{kind}', pa.id, {INSIDE.get(kind, 'NULL')}, {_OF_DAYS if kind == 'schedule_dates' else _NO_DAY},"
            f" FALSE, FALSE, 0 FROM {PARTS[kind]} pa WHERE pa.event_id = :event"
            for kind in kinds
        ),
    ]
    return fixed_text(
        " UNION ALL ".join(parts),
        {"event": Uuid(), "session": Uuid()},
        {
            "kind": Text(),
            "id": Uuid(),
            "inside": Uuid(),
            "day": CalendarDate(),
            "starts_at": Instant(),
            "ends_at": Instant(),
            "linked": Boolean(),
            "enabled": Boolean(),
            "count": Integer(),
        },
    )
