"""An event with a row in every table that has local times, and users who have done everything with it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.booking.operations import rewrite_windows
from app.events.operations.parts import own_tables
from app.events.tables import CouponRow, EventRow, ScheduledStartRow
from app.guests.tables import InvitationRow, RsvpRow
from app.interactions.tables import AttendeeRow, ReviewRow, SaveRow, ShareRow, WaitingRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.sessions.tables import SessionOccurrenceRow, SessionRow, SessionSelectionRow
from app.tickets.tables import TicketRow
from tests.builders import (
    event_of,
    make_agenda_tab,
    make_location,
    make_row,
    make_schedule_date,
    make_session,
    make_session_row,
    make_speaker,
    make_ticket,
    make_track,
    stored,
)
from tests.events.editing import create, daily
from tests.gateway import START, Gateway
from tests.user_builders import make_user

SPECIFIC = {
    "bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-06-10T09:00"},
    "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-06-20T09:00"},
}


COUPON = {
    "name": "Early friends",
    "code": "FRIENDS",
    "code_key": "friends",
    "discount_type": "PERCENTAGE",
    "discount_minor": 1000,
    "currency": "AUD",
    "starts_at": datetime(2026, 6, 9, tzinfo=UTC),
    "ends_at": datetime(2026, 6, 20, tzinfo=UTC),
}
ROWS: tuple[Any, ...] = (
    *(EventRow, OccurrenceRow, TimeslotRow, SessionRow, SessionOccurrenceRow),
    *(own.table for own in own_tables() if own.zone_change is not None),
)
ZONED = {table.__tablename__ for table in ROWS}


def whole(gateway: Gateway, acme: Any) -> UUID:
    """An event in Sydney with a row in every table that shows a wall clock."""
    slots = [{"startsAt": hour, "durationMinutes": 60} for hour in ("18:00", "19:00")]
    rule = daily(2) | {"type": "TIMESLOTS", "durationMinutes": None, "timeslots": slots}
    uuid = create(gateway, acme, occurrence=rule, settings=SPECIFIC)
    event = event_of(gateway, uuid)
    opening = make_session(gateway, event, name="Opening", offset_seconds=0)
    date = min(stored(gateway, OccurrenceRow, event_id=uuid), key=lambda row: row["starts_at"])
    make_session_row(gateway, opening, OccurrenceRow(**date))
    make_session(
        gateway, event, name="From afar", use_event_timezone=False, timezone="Asia/Tokyo",
    )  # fmt: skip
    make_ticket(
        gateway,
        event,
        booking_starts_type="SPECIFIC_TIME",
        booking_starts_at=datetime(2026, 6, 10, tzinfo=UTC),
        archived_at=START,
    )
    for make in (make_agenda_tab, make_track, make_location, make_schedule_date, make_speaker):
        make(gateway, event)
    make_row(gateway, ScheduledStartRow, event, starts_at=datetime(2026, 6, 9, tzinfo=UTC))
    make_row(gateway, CouponRow, event, **COUPON)
    make_acts(gateway, acme, event, 1)
    # What was written past the operations has no resolved windows yet.
    gateway.write(lambda db: rewrite_windows(db, db.get_one(EventRow, uuid), START))
    return uuid


def make_acts(gateway: Gateway, acme: Any, event: EventRow, number: int) -> None:
    """As many users, each of whom has done everything that can be done to an event."""
    (occurrence, *_), (ticket, *_) = (stored(gateway, table, event_id=event.id) for table in (OccurrenceRow, TicketRow))
    for turn in range(number):
        user = make_user(gateway, acme).id
        for table, more in (
            (InvitationRow, {}),
            (RsvpRow, {"status": "GOING"}),
            (SessionSelectionRow, {}),
            (SaveRow, {}),
            (ShareRow, {}),
            (ReviewRow, {"rating": 5}),
            (WaitingRow, {"turn": turn + 1}),
            (AttendeeRow, {"ticket_id": ticket["id"], "occurrence_id": occurrence["id"]}),
        ):
            make_row(gateway, table, event, user_id=user, **more)
