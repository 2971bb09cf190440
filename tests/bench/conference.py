"""What is stored for the benchmark: the demo conference, and 2,000 events made from one seed in bulk."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from app.agenda.tables import LocationRow, TrackRow
from app.core.folding import fold, search_text, slugify
from app.core.geography import unit_vector
from app.db.all_tables import metadata
from app.db.bulk import insert_all
from app.db.database import Database
from app.db.timestamps import created, relocalise
from app.demo.operations import SLUG, load_demo
from app.events.tables import EventRow
from app.graph.context import system_clock
from app.occurrences.tables import OccurrenceRow
from app.organisations.store import organisation_with_slug
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow, SessionSpeakerRow, SessionTicketRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow

Row = TypeVar("Row", bound=SQLModel)

EVENTS = 2_000
ORGANISATIONS = 20
ZONES = ("Europe/Berlin", "Australia/Sydney", "America/New_York", "Asia/Kathmandu")
WORDS = ("harbour", "night", "open", "winter", "glass", "Zürich", "café", "signal", "paper", "north", "日本", "lantern")
# The demo lies a month ahead; these are later, so that no page of them holds its hundreds of sessions.
FIRST = timedelta(days=60)
EVENTS_A_DAY = 5


@dataclass(frozen=True)
class Stored:
    """What the questions ask for. `own`: events of the demo's organisation, which the token may change."""

    organisation: UUID
    application: UUID
    token: str
    first_day: datetime
    others: tuple[UUID, ...]
    own: tuple[UUID, ...]

    @property
    def events(self) -> int:
        """How many were generated."""
        return len(self.others) + len(self.own)


class Rows:
    """Rows with ids, texts and choices out of one seed."""

    def __init__(self, now: datetime) -> None:
        self.rng = random.Random("bench")
        self.now = now
        self.rows: list[SQLModel] = []

    def new(self, table: type[Row], **values: Any) -> Row:
        columns = table.__table__.columns.keys()  # type: ignore[attr-defined]
        if "id" in columns:
            values["id"] = UUID(int=self.rng.getrandbits(128), version=4)
        if "timezone" in values:
            values |= created(self.now, values["timezone"])
        if "name" in values:
            values["name_key"] = fold(values["name"])
        row = table(**{name: value for name, value in values.items() if name in columns})
        if hasattr(row, "timezone"):
            relocalise(row)
        self.rows.append(row)
        return row

    def part(self, table: type[Row], event: EventRow, **values: Any) -> Row:
        owner = {"organisation_id": event.organisation_id, "event_id": event.id, "timezone": event.timezone}
        return self.new(table, **owner, **values)

    def words(self, count: int) -> str:
        return " ".join(self.rng.choice(WORDS) for _ in range(count)).capitalize()

    def store(self, db: DbSession) -> None:
        """Table by table, those first that others refer to."""
        of_table: dict[str, list[SQLModel]] = {}
        for row in self.rows:
            of_table.setdefault(str(row.__tablename__), []).append(row)
        for table in metadata.sorted_tables:
            insert_all(db, of_table.get(table.name, ()))


async def load(url: str, count: int = EVENTS) -> Stored:
    """Store it all in the empty database at this URL, with so many generated events."""
    database = Database(url)
    now = system_clock()
    try:
        demo = await database.change(lambda db: load_demo(db, now))
        organisation = await database.read(lambda db: organisation_with_slug(db, SLUG))
        assert organisation is not None
        rows = Rows(now)
        owners = [organisation.id, *(_organisation(rows, number) for number in range(1, ORGANISATIONS))]
        events = [_event(rows, number, owners[number % ORGANISATIONS]) for number in range(count)]
        await database.change(rows.store)
        if database.dialect == "postgresql":
            # Sooner or later autovacuum would: not in the middle of a round.
            async with database.engine.connect() as connection:
                await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    finally:
        await database.close()
    return Stored(
        organisation.id,
        UUID(demo.credentials.client_id),
        demo.token,
        now + FIRST,
        tuple(event.id for event in events if event.organisation_id != organisation.id),
        tuple(event.id for event in events if event.organisation_id == organisation.id),
    )


def _organisation(rows: Rows, number: int) -> UUID:
    name = f"Organisation {number}"
    zone = ZONES[number % len(ZONES)]
    return rows.new(OrganisationRow, name=name, slug=slugify(name), timezone=zone, currency="EUR").id


def _event(rows: Rows, number: int, owner: UUID) -> EventRow:
    name, description = rows.words(3), rows.words(30)
    starts = [
        rows.now + FIRST + timedelta(days=number // EVENTS_A_DAY + week * 7, minutes=number % EVENTS_A_DAY)
        for week in range(5)
    ]
    latitude, longitude = rows.rng.randrange(-600, 600) / 10, rows.rng.randrange(-1800, 1800) / 10
    x, y, z = unit_vector(latitude, longitude)
    event = rows.new(
        EventRow,
        organisation_id=owner,
        slug=f"{slugify(name)}-{number}",
        name=name,
        display_name=f"{name} {number}",
        description=description,
        timezone=ZONES[number % len(ZONES)],
        currency="EUR",
        lifecycle="PUBLISHED",
        published_at=rows.now,
        publishing_changed_at=rows.now,
        starts_at=starts[0],
        ends_at=starts[-1] + timedelta(hours=3),
        occurrence_type="WEEKLY",
        rule_starts_at=starts[0],
        duration_minutes=180,
        ends_type="AFTER_COUNT",
        ends_after=len(starts),
        booking_starts_at=rows.now,
        booking_ends_at=starts[-1] + timedelta(hours=3),
        configuration_type="VENUE_EVENT",
        venue_name=rows.words(2),
        venue_latitude=latitude,
        venue_longitude=longitude,
        venue_x=x,
        venue_y=y,
        venue_z=z,
        address_line1=f"{number} {rows.words(1)} Road",
        address_city=rows.words(1),
        address_country="Atlantis",
        event_capacity=500,
        max_ticket_per_customer=4,
        search_text=search_text([name, description]),
    )
    for start in starts:
        window = {"opens_at": rows.now, "closes_at": start + timedelta(hours=3)}
        times = {"starts_at": start, "original_starts_at": start, "ends_at": start + timedelta(hours=3)}
        rows.part(OccurrenceRow, event, **times, capacity=100, **window)
    _programme(rows, event, _tickets(rows, event), starts[0])
    return event


def _tickets(rows: Rows, event: EventRow) -> list[TicketRow]:
    tickets = []
    for position in range(4):
        bounds = {"quantity": 200, "quantity_sold": rows.rng.randrange(200), "opens_at": rows.now}
        named = {"name": rows.words(2), "position": position, "category": "PAID", "currency": event.currency}
        ticket = rows.part(TicketRow, event, **named, **bounds)
        for place, name in enumerate(("Adult", "Child")):
            amount = {"amount_minor": rows.rng.randrange(100, 30_000), "currency": event.currency}
            rows.part(PriceRow, event, ticket_id=ticket.id, position=place, name=name, **amount)
        tickets.append(ticket)
    return tickets


def _programme(rows: Rows, event: EventRow, tickets: Sequence[TicketRow], day: datetime) -> None:
    tracks = [rows.part(TrackRow, event, name=rows.words(1), colour="#aabbcc", position=n) for n in range(2)]
    rooms = [rows.part(LocationRow, event, name=rows.words(1), position=n) for n in range(2)]
    speakers = [rows.part(SpeakerRow, event, name=rows.words(2), biography=rows.words(12)) for _ in range(4)]
    for number in range(6):
        start = day + timedelta(minutes=25 * number)
        name = rows.words(4)
        session = rows.part(
            SessionRow,
            event,
            name=name,
            display_name=name,
            starts_at=start,
            ends_at=start + timedelta(minutes=20),
            track_id=rows.rng.choice(tracks).id,
            location_id=rows.rng.choice(rooms).id,
            tickets_type="SPECIFIC",
        )
        rows.new(SessionTicketRow, session_id=session.id, ticket_id=rows.rng.choice(tickets).id)
        rows.new(SessionSpeakerRow, session_id=session.id, speaker_id=rows.rng.choice(speakers).id)
