"""Server (a): the part of the schema that the benchmark uses, with a resolver for each relation and objects of rows."""

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

import strawberry

from app.agenda.tables import LocationRow, TrackRow
from app.booking.values import BookingEndType, BookingStartType
from app.core.money import from_minor
from app.core.named_types import CurrencyCode, LocalDateTime, TimeZone
from app.events.tables import EventRow
from app.events.values import ConfigurationType
from app.occurrences.tables import OccurrenceRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow
from tests.bench.plain.loaders import Loaders, Sessions

T = TypeVar("T")


class Context:
    """What resolvers are given."""

    def __init__(self, sessions: Sessions) -> None:
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
    utc: datetime
    local: LocalDateTime
    timezone: TimeZone


def zoned(at: datetime, local: datetime | None, timezone: str) -> ZonedDateTime:
    return ZonedDateTime(utc=at, local=LocalDateTime(local or at), timezone=TimeZone(timezone))


@strawberry.type
class Money:
    amount: Decimal
    currency: CurrencyCode


@strawberry.type
class Price:
    uuid: UUID
    name: str | None
    price: Money

    @classmethod
    def of(cls, row: PriceRow) -> "Price":
        amount = Decimal(from_minor(row.amount_minor, row.currency))
        return cls(uuid=row.id, name=row.name, price=Money(amount=amount, currency=CurrencyCode(row.currency)))


@strawberry.type
class Ticket:
    uuid: UUID
    name: str
    description: str | None
    quantity: int | None

    @classmethod
    def of(cls, row: TicketRow) -> "Ticket":
        return cls(uuid=row.id, name=row.name, description=row.description, quantity=row.quantity)

    @strawberry.field
    async def prices(self, info: Info) -> list[Price]:
        return [Price.of(row) for row in await info.context.loaders.prices.load(self.uuid)]


@strawberry.type
class Track:
    uuid: UUID
    name: str
    colour: str | None

    @classmethod
    def of(cls, row: TrackRow) -> "Track":
        return cls(uuid=row.id, name=row.name, colour=row.colour)


@strawberry.type
class Location:
    uuid: UUID
    name: str

    @classmethod
    def of(cls, row: LocationRow) -> "Location":
        return cls(uuid=row.id, name=row.name)


@strawberry.type
class Speaker:
    uuid: UUID
    name: str
    biography: str | None

    @classmethod
    def of(cls, row: SpeakerRow) -> "Speaker":
        return cls(uuid=row.id, name=row.name, biography=row.biography)


@strawberry.type
class Session:
    uuid: UUID
    name: str
    starts_on: ZonedDateTime
    row: strawberry.Private[SessionRow]

    @classmethod
    def of(cls, row: SessionRow) -> "Session":
        return cls(
            uuid=row.id,
            name=row.name,
            starts_on=zoned(row.starts_at, row.starts_local, row.timezone),
            row=row,
        )

    @strawberry.field
    async def track(self, info: Info) -> Track | None:
        found = await info.context.loaders.track.load(self.row.track_id) if self.row.track_id else None
        return Track.of(found) if found else None

    @strawberry.field
    async def location(self, info: Info) -> Location | None:
        found = await info.context.loaders.location.load(self.row.location_id) if self.row.location_id else None
        return Location.of(found) if found else None

    @strawberry.field
    async def speakers(self, info: Info) -> list[Speaker]:
        return [Speaker.of(row) for row in await info.context.loaders.speakers.load(self.uuid)]

    @strawberry.field
    async def tickets(self, info: Info) -> list[Ticket]:
        loaders = info.context.loaders
        if self.row.tickets_type == "ALL":
            rows = await loaders.tickets.load(self.row.event_id)
        else:
            rows = await loaders.session_tickets.load(self.uuid)
        return [Ticket.of(row) for row in rows]


@strawberry.type
class Occurrence:
    uuid: UUID
    capacity: int | None
    starts_on: ZonedDateTime

    @classmethod
    def of(cls, row: OccurrenceRow) -> "Occurrence":
        start = zoned(row.starts_at, row.starts_local, row.timezone)
        return cls(uuid=row.id, capacity=row.capacity, starts_on=start)


@strawberry.type
class Organisation:
    uuid: UUID
    slug: str
    name: str
    timezone: TimeZone

    @classmethod
    def of(cls, row: OrganisationRow) -> "Organisation":
        return cls(uuid=row.id, slug=row.slug, name=row.name, timezone=TimeZone(row.timezone))


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
    type: ConfigurationType | None
    venue: Venue


@strawberry.type
class BookingStart:
    type: BookingStartType
    utc: datetime | None


@strawberry.type
class BookingEnd:
    type: BookingEndType
    utc: datetime | None


@strawberry.type
class EventSettings:
    event_capacity: int | None
    max_ticket_per_customer: int | None
    enable_rsvp: bool
    booking_starts_on: BookingStart
    booking_ends_on: BookingEnd


@strawberry.type
class Event:
    uuid: UUID
    slug: str
    name: str
    display_name: str
    description: str | None
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
            description=row.description,
            timezone=TimeZone(row.timezone),
            currency=CurrencyCode(row.currency),
            starts_on=zoned(row.starts_at, row.starts_local, row.timezone),
            ends_on=zoned(row.ends_at, row.ends_local, row.timezone),
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
        venue = Venue(name=row.venue_name, address=address, **place)
        kind = ConfigurationType[row.configuration_type] if row.configuration_type else None
        return EventConfiguration(type=kind, venue=venue)

    @strawberry.field
    def settings(self) -> EventSettings:
        row = self.row
        return EventSettings(
            event_capacity=row.event_capacity,
            max_ticket_per_customer=row.max_ticket_per_customer,
            enable_rsvp=row.enable_rsvp,
            booking_starts_on=BookingStart(type=BookingStartType[row.booking_starts_type], utc=row.booking_starts_at),
            booking_ends_on=BookingEnd(type=BookingEndType[row.booking_ends_type], utc=row.booking_ends_at),
        )

    @strawberry.field
    async def occurrences(self, info: Info, first: int = 20) -> Connection[Occurrence]:
        rows = await info.context.loaders.occurrences.load(self.uuid)
        return Connection.of([Occurrence.of(row) for row in rows], first)

    @strawberry.field
    async def sessions(self, info: Info, first: int = 20) -> Connection[Session]:
        rows = await info.context.loaders.sessions.load(self.uuid)
        return Connection.of([Session.of(row) for row in rows], first)

    @strawberry.field
    async def tickets(self, info: Info) -> list[Ticket]:
        return [Ticket.of(row) for row in await info.context.loaders.tickets.load(self.uuid)]
