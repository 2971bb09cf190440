"""SQL of a copied event: the tables that describe an event, read and written a table at a time."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.tables import AgendaTabRow, LocationRow, ScheduleDateRow, TrackRow
from app.events.tables import (
    ActivityRow,
    BannerRow,
    CouponRow,
    CouponTicketRow,
    CustomAttributeRow,
    EventCategoryRow,
    EventLinkRow,
    EventTagRow,
    FeeRateRow,
    FeeTaxRow,
    JoinUrlRow,
    ProductRow,
    ResourceRow,
    ScheduledStartRow,
    SurveyQuestionRow,
    SurveySettingRow,
    TaxRow,
    TimeslotTemplateRow,
    TrackingCodeRow,
)
from app.files.tables import EventFileRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import (
    SelectedSessionRow,
    SessionCustomValueRow,
    SessionFileRow,
    SessionLinkRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionRow,
    SessionSelectionRow,
    SessionSpeakerRow,
    SessionTagRow,
    SessionTicketRow,
    SessionVideoRow,
)
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketAttributeRow, TicketRow

Values = Mapping[str, Any]

# What describes an event, each table behind those that it refers to.
PARTS: tuple[type[SQLModel], ...] = (
    BannerRow,
    ResourceRow,
    EventLinkRow,
    JoinUrlRow,
    ActivityRow,
    CustomAttributeRow,
    TrackingCodeRow,
    SurveySettingRow,
    SurveyQuestionRow,
    ProductRow,
    ScheduledStartRow,
    TimeslotTemplateRow,
    EventCategoryRow,
    EventTagRow,
    FeeRateRow,
    FeeTaxRow,
    TaxRow,
    OccurrenceRow,
    TimeslotRow,
    AgendaTabRow,
    ScheduleDateRow,
    TrackRow,
    LocationRow,
    SpeakerRow,
    SessionRow,
    EventFileRow,
    TicketRow,
    PriceRow,
    TicketAttributeRow,
    CouponRow,
    CouponTicketRow,
    SessionOccurrenceLinkRow,
    SessionOccurrenceRow,
    SessionTicketRow,
    SessionSpeakerRow,
    SessionLinkRow,
    SessionFileRow,
    SessionVideoRow,
    SessionTagRow,
    SessionCustomValueRow,
)
# What people did with an event: a copy has none of it.
ACTS: tuple[type[SQLModel], ...] = (
    SaveRow,
    ShareRow,
    ReviewRow,
    WaitingRow,
    AttendeeRow,
    RsvpRow,
    InvitationRow,
    SessionSelectionRow,
    SelectedSessionRow,
)


def rows_of(db: DbSession, part: type[SQLModel], event_id: UUID) -> list[Values]:
    """All rows of the event in one table, as values by column."""
    table = table_of(part)
    query = select(table).order_by(*table.primary_key)
    if "event_id" in table.c:
        query = query.where(table.c.event_id == event_id)
    else:
        session = table_of(SessionRow)
        query = query.join(session, session.c.id == table.c.session_id).where(session.c.event_id == event_id)
    return [dict(row) for row in db.execute(query).mappings()]


def insert_values(db: DbSession, part: type[SQLModel], rows: Sequence[Values]) -> None:
    """The rows, in this order and one statement."""
    if rows:
        db.connection().execute(insert(table_of(part)), [dict(row) for row in rows])


def references(part: type[SQLModel]) -> frozenset[str]:
    """The columns that name a row of another table, or of the same."""
    return frozenset(column.name for column in table_of(part).c if column.foreign_keys)


def table_of(part: type[SQLModel]) -> Table:
    """The table behind a row class."""
    table: Table = part.__table__  # type: ignore[attr-defined]
    return table
