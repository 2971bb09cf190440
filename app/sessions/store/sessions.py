"""SQL of sessions and of what they refer to. Callers pass their organisation, or an event of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import cast, delete, exists, literal_column, null, type_coerce, union_all
from sqlalchemy import select as select_columns
from sqlalchemy.types import TypeEngine
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.custom_fields.rules import Definition
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.custom_fields.values import CustomFieldType
from app.db.columns import CalendarDate, Instant, Uuid
from app.events.tables import EventRow
from app.files.tables import EventFileRow, FileRow
from app.occurrences.tables import OccurrenceRow
from app.sessions.rules import Day, HeldDay, Span, Surroundings
from app.sessions.tables import (
    SessionCustomValueRow,
    SessionOccurrenceLinkRow,
)
from app.speakers.tables import SpeakerRow
from app.tickets.tables import TicketRow

# The tables that a session may refer to, by their names in `Surroundings`.
PARTS: dict[str, type[Any]] = {
    "tickets": TicketRow,
    "tracks": TrackRow,
    "locations": LocationRow,
    "schedule_dates": ScheduleDateRow,
    "agenda_tabs": AgendaTabRow,
    "speakers": SpeakerRow,
}
# The column of the parent of a day or a track.
INSIDE = {"tracks": "schedule_date_id", "schedule_dates": "agenda_tab_id"}
# The columns of a day beside its tab.
OF_DAYS: dict[str, type[TypeEngine[Any]]] = {"date": CalendarDate, "starts_at": Instant, "ends_at": Instant}


def surroundings(db: DbSession, event: EventRow, kinds: Iterable[str], session_id: UUID | None = None) -> Surroundings:
    """The event's occurrences, and its parts of these kinds: at most two statements."""
    spans, linked = _occurrences(db, event.id, session_id)
    return Surroundings(
        timezone=event.timezone,
        capacity=event.event_capacity,
        occurrences=spans,
        linked=linked,
        **_parts(db, event.id, sorted(kinds)),
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


def _occurrences(db: DbSession, event_id: UUID, session_id: UUID | None) -> tuple[dict[UUID, Span], frozenset[UUID]]:
    """The occurrences by id, and which of them the session is linked to by name."""
    named = exists().where(
        col(SessionOccurrenceLinkRow.occurrence_id) == OccurrenceRow.id,
        col(SessionOccurrenceLinkRow.session_id) == session_id,
    )
    query = select_columns(
        col(OccurrenceRow.id), col(OccurrenceRow.starts_at), col(OccurrenceRow.ends_at), named
    ).where(col(OccurrenceRow.event_id) == event_id)
    rows = db.connection().execute(query).all()
    spans = {uuid: Span(starts_at, ends_at) for uuid, starts_at, ends_at, _linked in rows}
    return spans, frozenset(uuid for uuid, _start, _end, linked in rows if linked)


def _parts(db: DbSession, event_id: UUID, kinds: Iterable[str]) -> dict[str, dict[UUID, Any]]:
    queries = [
        select_columns(
            literal_column(f"'{kind}'"),
            PARTS[kind].id,
            getattr(PARTS[kind], INSIDE[kind]) if kind in INSIDE else cast(null(), Uuid()),
            *(
                getattr(PARTS[kind], name) if kind == "schedule_dates" else type_coerce(null(), type_())
                for name, type_ in OF_DAYS.items()
            ),
        ).where(PARTS[kind].event_id == event_id)
        for kind in kinds
    ]
    found: dict[str, dict[UUID, Any]] = {}
    if queries:
        for kind, uuid, inside, day, *ends in db.connection().execute(union_all(*queries)):
            found.setdefault(kind, {})[uuid] = inside if day is None else HeldDay(Day(day, inside), *ends)
    return found
