"""What is stored for this bench besides the conference: users who register, and events that have room for them.

There have been registrations before. PostgreSQL plans a statement that it meets with empty tables to read them whole,
and the connection keeps the plan until the statistics are new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session as DbSession
from sqlmodel import col, select, update

from app.agenda.tables import ScheduleDateRow
from app.auth.tables import TokenRow
from app.core.ids import new_uuid
from app.core.time import local_of
from app.db.bulk import insert_all
from app.db.database import Database
from app.db.idempotency import IdempotencyKeyRow
from app.events.tables import EventRow
from app.graph.context import system_clock
from app.interactions.tables import AttendeeRow
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import PriceRow, TicketRow
from app.users.tables import UserRow
from tests.bench.conference import EVENTS, Rows, Stored, load
from tests.bench.questions import DIFFERENT

# A prime: user and event repeat together only after all pairs.
USERS = 2_003
# One user may take as many as all rounds of a bench register.
ROOM = 1_000_000
MOST_A_CUSTOMER = 10_000
# Places at each event before the bench, each with its idempotency key.
EARLIER = 150
# A token expires after half an hour, and with it would end a full run.
LONGEST_RUN = timedelta(days=1)
ZONE = "Europe/Berlin"
COUNTERS: Sequence[tuple[str, Any, str]] = (
    ("event", EventRow, "booked_count"),
    ("occurrence", OccurrenceRow, "booked_count"),
    ("ticket", TicketRow, "quantity_sold"),
    ("price", PriceRow, "quantity_sold"),
)


@dataclass(frozen=True)
class Population:
    """`registrations`: the variables that name an event, its ticket, occurrence and price. `places`: degrees."""

    base: Stored
    demo: UUID
    days: Sequence[UUID]
    users: Sequence[UUID]
    places: Sequence[tuple[float, float]]
    registrations: Sequence[dict[str, str]]


async def populate(url: str, events: int = EVENTS) -> Population:
    """Store all of it in the empty database at this URL, with so many generated events."""
    base = await load(url, events)
    database = Database(url)
    try:
        found = await database.change(lambda db: _add(db, base))
        if database.dialect == "postgresql":
            async with database.engine.connect() as connection:
                await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    finally:
        await database.close()
    return found


def _add(db: DbSession, base: Stored) -> Population:
    now = system_clock()
    rows = Rows(now)
    db.execute(update(TokenRow).values(expires_at=now + LONGEST_RUN))
    owner = {"organisation_id": base.organisation, "timezone": ZONE}
    users = [
        rows.new(UserRow, **owner, display_name=f"Visitor {number}", public_id=f"visitor-{number}").id
        for number in range(USERS)
    ]
    insert_all(db, rows.rows)
    own = base.own[:DIFFERENT]
    bounds = {"event_capacity": ROOM, "max_ticket_per_customer": MOST_A_CUSTOMER}
    db.execute(update(EventRow).where(col(EventRow.id).in_(own)).values(**bounds))
    db.execute(update(OccurrenceRow).where(col(OccurrenceRow.event_id).in_(own)).values(capacity=ROOM))
    db.execute(update(TicketRow).where(col(TicketRow.event_id).in_(own)).values(quantity=ROOM))
    days = db.exec(select(ScheduleDateRow).order_by(col(ScheduleDateRow.date))).all()
    registrations = [_registration(db, uuid) for uuid in own]
    _register(db, base, registrations, users, now)
    return Population(base, days[0].event_id, [day.id for day in days], users, _places(db), registrations)


def _register(
    db: DbSession, base: Stored, registrations: Sequence[dict[str, str]], users: Sequence[UUID], now: datetime
) -> None:
    places: list[AttendeeRow] = []
    keys: list[IdempotencyKeyRow] = []
    for each in registrations:
        of_event = {name: UUID(uuid) for name, uuid in each.items()}
        for user in users[:EARLIER]:
            place = AttendeeRow(
                id=new_uuid(),
                organisation_id=base.organisation,
                event_id=of_event["event"],
                user_id=user,
                ticket_id=of_event["ticket"],
                occurrence_id=of_event["occurrence"],
                price_id=of_event["price"],
                timezone=ZONE,
                created_at=now,
                created_local=local_of(now, ZONE),
            )
            places.append(place)
            key = f"earlier-{place.id}"
            keys.append(
                IdempotencyKeyRow(application_id=base.application, key=key, fingerprint="", answer="{}", created_at=now)
            )
        for name, table, counter in COUNTERS:
            db.execute(update(table).where(col(table.id) == of_event[name]).values(**{counter: EARLIER}))
    insert_all(db, places)
    insert_all(db, keys)


def _places(db: DbSession) -> list[tuple[float, float]]:
    located = select(EventRow.venue_latitude, EventRow.venue_longitude).where(col(EventRow.venue_latitude).is_not(None))
    rows = db.exec(located.order_by(col(EventRow.starts_at), col(EventRow.id))).all()
    return [(float(north or 0), float(east or 0)) for north, east in rows[:: len(rows) // DIFFERENT]]


def _registration(db: DbSession, event: UUID) -> dict[str, str]:
    first = [
        db.exec(select(table.id).where(col(table.event_id) == event).order_by(*order)).first()
        for table, order in (
            (TicketRow, (col(TicketRow.position),)),
            (OccurrenceRow, (col(OccurrenceRow.starts_at),)),
        )
    ]
    price = db.exec(select(PriceRow.id).where(col(PriceRow.ticket_id) == first[0]).order_by(col(PriceRow.position)))
    named = zip(("event", "ticket", "occurrence", "price"), (event, *first, price.first()), strict=True)
    return {name: str(uuid) for name, uuid in named}
