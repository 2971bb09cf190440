"""Strawberry's types: one for each row, with a resolver for each relation."""

from typing import Any, Generic, NewType, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.bench.peers.python.models import (
    SHOWN,
    EventRow,
    Loaders,
    OccurrenceRow,
    OrganisationRow,
    PriceRow,
    SessionDateRow,
    SessionRow,
    TicketRow,
)

T = TypeVar("T")
# The database stores instants and wall clocks as the texts that are answered.
DateTime = NewType("DateTime", str)
LocalDateTime = NewType("LocalDateTime", str)
Decimal = NewType("Decimal", str)
TimeZone = NewType("TimeZone", str)
CurrencyCode = NewType("CurrencyCode", str)
SCALARS: dict[object, Any] = {
    each: strawberry.scalar(name=each.__name__, serialize=str, parse_value=str)
    for each in (DateTime, LocalDateTime, Decimal, TimeZone, CurrencyCode)
}


class Context:
    """What resolvers are given."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions
        self.loaders = Loaders(sessions)


Info = strawberry.Info[Context, None]


@strawberry.type
class PageInfo:
    has_next_page: bool


@strawberry.type
class Connection(Generic[T]):
    nodes: list[T]
    page_info: PageInfo

    @classmethod
    def of(cls, items: list[T], first: int) -> "Connection[T]":
        return cls(nodes=items[:first], page_info=PageInfo(has_next_page=len(items) > first))


@strawberry.type
class ZonedDateTime:
    utc: DateTime
    local: LocalDateTime


def zoned(utc: str | None, local: str) -> ZonedDateTime:
    return ZonedDateTime(utc=DateTime(utc or ""), local=LocalDateTime(local))


@strawberry.type
class Named:
    name: str

    @classmethod
    def of(cls, row: Any) -> "Named | None":
        return cls(name=row.name) if row else None


@strawberry.type
class Money:
    amount: Decimal
    currency: CurrencyCode


@strawberry.type
class Price:
    name: str | None
    price: Money

    @classmethod
    def of(cls, row: PriceRow) -> "Price":
        whole, cents = divmod(row.amount_minor, 100)
        money = Money(amount=Decimal(f"{whole}.{cents:02d}"), currency=CurrencyCode(row.currency))
        return cls(name=row.name, price=money)


@strawberry.type
class Ticket:
    uuid: UUID
    name: str
    quantity: int | None

    @classmethod
    def of(cls, row: TicketRow) -> "Ticket":
        return cls(uuid=row.id, name=row.name, quantity=row.quantity)

    @strawberry.field
    async def prices(self, info: Info) -> list[Price]:
        return [Price.of(row) for row in await info.context.loaders.prices.load(self.uuid)]


async def track_of(info: Info, row: SessionRow) -> Named | None:
    return Named.of(await info.context.loaders.track.load(row.track_id)) if row.track_id else None


async def location_of(info: Info, row: SessionRow) -> Named | None:
    return Named.of(await info.context.loaders.location.load(row.location_id)) if row.location_id else None


async def speakers_of(info: Info, row: SessionRow) -> list[Named]:
    return [Named(name=speaker.name) for speaker in await info.context.loaders.speakers.load(row.id)]


@strawberry.type
class Session:
    name: str
    starts_on: ZonedDateTime
    row: strawberry.Private[SessionRow]

    @classmethod
    def of(cls, row: SessionRow) -> "Session":
        return cls(name=row.name, starts_on=zoned(row.starts_at, row.starts_local), row=row)

    @strawberry.field
    async def track(self, info: Info) -> Named | None:
        return await track_of(info, self.row)

    @strawberry.field
    async def location(self, info: Info) -> Named | None:
        return await location_of(info, self.row)

    @strawberry.field
    async def speakers(self, info: Info) -> list[Named]:
        return await speakers_of(info, self.row)

    @strawberry.field
    async def tickets(self, info: Info) -> list[Ticket]:
        loaders = info.context.loaders
        every = self.row.tickets_type == "ALL"
        loading = loaders.tickets.load(self.row.event_id) if every else loaders.session_tickets.load(self.row.id)
        return [Ticket.of(row) for row in await loading]


@strawberry.type
class SessionOccurrence:
    starts_on: ZonedDateTime
    ends_on: ZonedDateTime
    name: str
    row: strawberry.Private[SessionRow]

    @strawberry.field
    async def track(self, info: Info) -> Named | None:
        return await track_of(info, self.row)

    @strawberry.field
    async def location(self, info: Info) -> Named | None:
        return await location_of(info, self.row)

    @strawberry.field
    async def speakers(self, info: Info) -> list[Named]:
        return await speakers_of(info, self.row)


@strawberry.type
class Occurrence:
    uuid: UUID
    starts_on: ZonedDateTime
    capacity: int | None

    @classmethod
    def of(cls, row: OccurrenceRow) -> "Occurrence":
        return cls(uuid=row.id, starts_on=zoned(row.starts_at, row.starts_local), capacity=row.capacity)


@strawberry.type
class Organisation:
    slug: str
    name: str
    timezone: TimeZone

    @classmethod
    def of(cls, row: OrganisationRow) -> "Organisation":
        return cls(slug=row.slug, name=row.name, timezone=TimeZone(row.timezone))


@strawberry.type
class Address:
    address_line1: str | None
    city: str | None
    country: str | None


@strawberry.type
class Venue:
    name: str | None
    latitude: float | None
    longitude: float | None
    address: Address


@strawberry.type
class EventConfiguration:
    type: str | None
    venue: Venue


@strawberry.type
class BookingBound:
    type: str
    utc: DateTime | None


@strawberry.type
class EventSettings:
    event_capacity: int | None
    max_ticket_per_customer: int | None
    enable_rsvp: bool
    booking_starts_on: BookingBound
    booking_ends_on: BookingBound


def bound(kind: str, at: str | None) -> BookingBound:
    return BookingBound(type=kind, utc=None if at is None else DateTime(at))


@strawberry.type
class Event:
    uuid: UUID
    slug: str
    name: str
    display_name: str
    timezone: TimeZone
    currency: CurrencyCode
    starts_on: ZonedDateTime
    ends_on: ZonedDateTime
    row: strawberry.Private[EventRow]

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        return cls(
            uuid=row.id,
            slug=row.slug,
            name=row.name,
            display_name=row.display_name,
            timezone=TimeZone(row.timezone),
            currency=CurrencyCode(row.currency),
            starts_on=zoned(row.starts_at, row.starts_local),
            ends_on=zoned(row.ends_at, row.ends_local),
            row=row,
        )

    @strawberry.field
    async def organisation(self, info: Info) -> Organisation:
        return Organisation.of(await info.context.loaders.organisation.load(self.row.organisation_id))

    @strawberry.field
    def configuration(self) -> EventConfiguration:
        row = self.row
        address = Address(address_line1=row.address_line1, city=row.address_city, country=row.address_country)
        place = {"latitude": row.venue_latitude, "longitude": row.venue_longitude}
        return EventConfiguration(
            type=row.configuration_type, venue=Venue(name=row.venue_name, address=address, **place)
        )

    @strawberry.field
    def settings(self) -> EventSettings:
        row = self.row
        return EventSettings(
            event_capacity=row.event_capacity,
            max_ticket_per_customer=row.max_ticket_per_customer,
            enable_rsvp=row.enable_rsvp,
            booking_starts_on=bound(row.booking_starts_type, row.booking_starts_at),
            booking_ends_on=bound(row.booking_ends_type, row.booking_ends_at),
        )

    @strawberry.field
    async def occurrences(self, info: Info, first: int = 20) -> Connection[Occurrence]:
        rows = await info.context.loaders.occurrences(self.uuid, first)
        return Connection.of([Occurrence.of(row) for row in rows], first)

    @strawberry.field
    async def sessions(self, info: Info, first: int = 20) -> Connection[Session]:
        rows = await info.context.loaders.sessions(self.uuid, first)
        return Connection.of([Session.of(row) for row in rows], first)

    @strawberry.field
    async def tickets(self, info: Info) -> list[Ticket]:
        return [Ticket.of(row) for row in await info.context.loaders.tickets.load(self.uuid)]

    @strawberry.field
    async def agenda(self, info: Info, schedule_date_uuid: UUID, first: int = 20) -> Connection[SessionOccurrence]:
        query = (
            select(SessionDateRow, SessionRow)
            .join(SessionRow, SessionRow.id == SessionDateRow.session_id)
            .where(SessionDateRow.event_id == self.uuid, SessionDateRow.schedule_date_id == schedule_date_uuid, *SHOWN)
            .order_by(SessionDateRow.starts_at, SessionDateRow.id)
            .limit(first + 1)
        )
        async with info.context.sessions() as session:
            rows = (await session.execute(query)).all()
        found = [
            SessionOccurrence(
                starts_on=zoned(date.starts_at, date.starts_local),
                ends_on=zoned(None, date.ends_local),
                name=row.name,
                row=row,
            )
            for date, row in rows
        ]
        return Connection.of(found, first)


@strawberry.input
class NearInput:
    latitude: float
    longitude: float
    radius_km: float


@strawberry.input
class EventFilter:
    starts_from: DateTime
    near: NearInput | None = None


@strawberry.input
class UpdateEventInput:
    name: str


@strawberry.input
class RegisterAttendeeInput:
    ticket_uuid: UUID
    occurrence_uuid: UUID
    price_uuid: UUID


@strawberry.type
class UserError:
    message: str


@strawberry.type
class UpdateEventPayload:
    user_errors: list[UserError]
    event: Event


@strawberry.type
class Reference:
    uuid: UUID


@strawberry.type
class Attendee:
    quantity: int
    seats: int
    ticket: Reference
    occurrence: Reference


@strawberry.type
class RegisterAttendeePayload:
    user_errors: list[UserError]
    attendee: Attendee
