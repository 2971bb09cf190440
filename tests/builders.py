"""Rows for tests, stored without the operations: what a test needs before it begins.

    event = make_ready_event(gateway, acme)         # READY_TO_PUBLISH: one evening in July, a free ticket
    event = make_event(gateway, acme, name="Gala")  # DRAFT: it has no parts yet
    make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1))
    make_ticket(gateway, event, category="PAID"), make_price(gateway, ticket, amount_minor=2500)
    make_session_row(gateway, session, occurrence)  # a session in one of the dates that it takes place in
    make_session(gateway, event), make_track, make_location, make_schedule_date, make_agenda_tab, make_speaker
    make_row(gateway, BannerRow, event, image="https://example.org/a.png")  # any other part of an event
    make_link(gateway, SessionTicketRow, session_id=session.id, ticket_id=ticket.id)

Each takes columns by name, returns the stored row, and adds what follows from them: the local time of each
instant, the folded name, the tenant. An event's time zone and currency are its organisation's.

    stored(gateway, EventRow, id=event.id)          # the rows as dicts, in the order of their keys
    everything(gateway)                             # every row of every table, to see that nothing changed
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.core.datetimes import day_bounds
from app.core.folding import fold, slugify
from app.custom_fields.tables import CustomFieldOptionRow, CustomFieldRow
from app.db.all_tables import metadata
from app.db.bulk import insert_all
from app.db.columns import NEVER
from app.db.timestamps import created, relocalise
from app.events.store import set_span
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from app.occurrences.values import DisabledReason
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow
from tests.engines import FILLED
from tests.gateway import Gateway, Organisation

Row = TypeVar("Row", bound=SQLModel)
Stored = dict[str, Any]

# Six in the evening in Sydney, a month after the clock of the tests starts.
SHOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
LENGTH = timedelta(hours=3)


def make_event(gateway: Gateway, organisation: Organisation, **columns: Any) -> EventRow:
    """An event without occurrences and tickets: a DRAFT."""
    owner = stored(gateway, OrganisationRow, id=UUID(organisation.uuid))[0]
    name: str = columns.get("name", "Harbour Night")
    zone: str = columns.get("timezone") or owner["timezone"]
    event = EventRow(
        **{
            "organisation_id": owner["id"],
            "slug": slugify(name),
            "name": name,
            "name_key": fold(name),
            "display_name": name,
            "timezone": zone,
            "currency": owner["currency"],
            "starts_at": NEVER,
            "ends_at": NEVER,
            "search_text": f" {fold(name)} ",
            **created(gateway.clock(), zone),
        }
        | columns
    )
    return _insert(gateway, event)


def make_ready_event(gateway: Gateway, organisation: Organisation, **columns: Any) -> EventRow:
    """An event whose publish checklist is empty: with one occurrence and one ticket."""
    event = make_event(gateway, organisation, **columns)
    make_occurrence(gateway, event)
    make_ticket(gateway, event)
    return event_of(gateway, event.id)


def make_occurrence(gateway: Gateway, event: EventRow, **columns: Any) -> OccurrenceRow:
    """Three hours from SHOW; the event's first and last moment follow."""
    starts_at = columns.get("starts_at", SHOW)
    base: Stored = {"starts_at": starts_at, "ends_at": starts_at + LENGTH}
    occurrence = make_row(gateway, OccurrenceRow, event, **base | columns)

    def span(db: DbSession) -> None:
        query = select(OccurrenceRow).where(OccurrenceRow.event_id == event.id)  # type: ignore[arg-type]
        row = db.get_one(EventRow, event.id)
        set_span(row, db.scalars(query).all())

    gateway.in_database(span)
    return occurrence


def make_ticket(gateway: Gateway, event: EventRow, **columns: Any) -> TicketRow:
    """An active free ticket without a limit."""
    base = {"name": "Entry", "category": "FREE", "currency": event.currency}
    return make_row(gateway, TicketRow, event, **base | columns)


def make_price(gateway: Gateway, ticket: TicketRow, **columns: Any) -> PriceRow:
    """Ten of the ticket's currency by default."""
    base: Stored = {
        "organisation_id": ticket.organisation_id,
        "event_id": ticket.event_id,
        "ticket_id": ticket.id,
        "amount_minor": 1000,
        "currency": ticket.currency,
    }
    return _insert(gateway, PriceRow(**base | columns))


def make_session(gateway: Gateway, event: EventRow, **columns: Any) -> SessionRow:
    """The first hour from SHOW; filed in the tab of its schedule date."""
    starts_at = columns.get("starts_at", SHOW)
    base = {"name": "Opening", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    named = base | columns
    if (day := columns.get("schedule_date_id")) is not None and "agenda_tab_id" not in columns:
        named["agenda_tab_id"] = stored(gateway, ScheduleDateRow, id=day)[0]["agenda_tab_id"]
    return make_row(gateway, SessionRow, event, **{"display_name": named["name"]} | named)


def make_session_row(
    gateway: Gateway, session: SessionRow, occurrence: OccurrenceRow, **columns: Any
) -> SessionOccurrenceRow:
    """The session in this date: at its offset, or at its own start if the date has it, or at the start of the date."""
    first = occurrence.starts_at + timedelta(seconds=session.offset_seconds or 0)
    if session.offset_seconds is None and occurrence.starts_at <= session.starts_at < occurrence.ends_at:
        first = session.starts_at
    starts_at = columns.get("starts_at", first)
    base: Stored = {
        "session_id": session.id,
        "occurrence_id": occurrence.id,
        "starts_at": starts_at,
        "ends_at": starts_at + (session.ends_at - session.starts_at),
        "timezone": session.timezone,
    }
    return make_row(gateway, SessionOccurrenceRow, event_of(gateway, session.event_id), **base | columns)


def make_session_date(
    gateway: Gateway, session: SessionRow, occurrence: OccurrenceRow, **columns: Any
) -> SessionOccurrenceRow:
    """The session's row on a date: its first hour."""
    starts_at = columns.get("starts_at", occurrence.starts_at)
    base: Stored = {
        "session_id": session.id,
        "occurrence_id": occurrence.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "timezone": session.timezone,
    }
    return make_row(gateway, SessionOccurrenceRow, event_of(gateway, session.event_id), **base | columns)


def make_track(gateway: Gateway, event: EventRow, **columns: Any) -> TrackRow:
    return make_row(gateway, TrackRow, event, **{"name": "Main track"} | columns)


def make_location(gateway: Gateway, event: EventRow, **columns: Any) -> LocationRow:
    return make_row(gateway, LocationRow, event, **{"name": "Great hall"} | columns)


def make_schedule_date(gateway: Gateway, event: EventRow, **columns: Any) -> ScheduleDateRow:
    return make_row(gateway, ScheduleDateRow, event, **{"date": date(2026, 7, 1)} | columns)


def make_agenda_tab(gateway: Gateway, event: EventRow, **columns: Any) -> AgendaTabRow:
    return make_row(gateway, AgendaTabRow, event, **{"name": "Main stage"} | columns)


def make_speaker(gateway: Gateway, event: EventRow, **columns: Any) -> SpeakerRow:
    return make_row(gateway, SpeakerRow, event, **{"name": "Ada Lovelace"} | columns)


def make_custom_field(
    gateway: Gateway, organisation_id: UUID | str, options: Sequence[str] = (), **columns: Any
) -> CustomFieldRow:
    """A text, unless said otherwise. `options` are labels; they are numbered from 1 on."""
    owner: Stored = {"organisation_id": UUID(str(organisation_id))}
    base: Stored = {
        "key": "c_1001",
        "name": "Level",
        "type": "TEXT",
        "timezone": "UTC",
        **created(gateway.clock(), "UTC"),
    }
    field = _insert(gateway, CustomFieldRow(**owner | base | columns))
    for number, label in enumerate(options, 1):
        option: Stored = {"custom_field_id": field.id, "number": number, "label": label, "position": number}
        _insert(gateway, CustomFieldOptionRow(**owner | option))
    return field


def following(table: type[SQLModel], values: Stored) -> Stored:
    """What follows from the columns of a date or of a day of the programme, unless it is said."""
    found: Stored = {}
    if table is OccurrenceRow:
        found = {"original_starts_at": values["starts_at"]}
        if values.get("enabled") is False:
            found["disabled_reason"] = DisabledReason.CALLED_OFF
    if table is ScheduleDateRow:
        found = dict(zip(("starts_at", "ends_at"), day_bounds(values["date"], values["timezone"]), strict=True))
    return {name: value for name, value in found.items() if name not in values}


def make_row(gateway: Gateway, table: type[Row], event: EventRow, **columns: Any) -> Row:
    """A part of the event, in any table; columns that it does not have are left out."""
    zone = columns.get("timezone", event.timezone)
    base = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": zone}
    if "name" in columns:
        base["name_key"] = fold(columns["name"])
    values = base | created(gateway.clock(), zone) | columns
    values |= following(table, values)
    known = table.__table__.columns.keys()  # type: ignore[attr-defined]
    assert set(columns) <= set(known), f"{table.__name__} has no {sorted(set(columns) - set(known))}"
    return _insert(gateway, table(**{name: value for name, value in values.items() if name in known}))


def make_link(gateway: Gateway, table: type[Row], **columns: Any) -> Row:
    """A row of a link table, exactly as given."""
    return _insert(gateway, table(**columns))


def event_of(gateway: Gateway, uuid: UUID) -> EventRow:
    """The event as it is stored now."""
    return gateway.in_database(lambda db: db.get_one(EventRow, uuid))


def stored(gateway: Gateway, table: type[SQLModel], **where: Any) -> list[Stored]:
    """The rows of a table whose columns have these values."""
    return gateway.in_database(lambda db: _rows(db, table.__table__, **where))  # type: ignore[attr-defined]


def everything(gateway: Gateway) -> dict[str, list[Stored]]:
    """Every row of every table, in one transaction: most tests ask twice."""

    def work(db: DbSession) -> dict[str, list[Stored]]:
        filled = set(db.connection().exec_driver_sql(FILLED).scalars())
        return {name: _rows(db, table) if name in filled else [] for name, table in metadata.tables.items()}

    return gateway.in_database(work)


def _rows(db: DbSession, table: Any, **where: Any) -> list[Stored]:
    query = select(table).order_by(*table.primary_key)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    return [dict(row) for row in db.execute(query).mappings()]


def _insert(gateway: Gateway, row: Row) -> Row:
    if hasattr(row, "timezone"):
        relocalise(row)
    gateway.in_database(lambda db: insert_all(db, [row]))
    return row
