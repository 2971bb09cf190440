"""Strawberry's rows: SQLAlchemy's ORM with the columns that are asked for, and DataLoaders for relations."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from strawberry.dataloader import DataLoader


class Base(DeclarativeBase):
    pass


class OrganisationRow(Base):
    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str]


class EventRow(Base):
    __tablename__ = "event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    slug: Mapped[str]
    name: Mapped[str]
    display_name: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str]
    lifecycle: Mapped[str]
    is_invite_only: Mapped[bool]
    listing_enabled: Mapped[bool]
    is_location_visible: Mapped[bool]
    starts_at: Mapped[str]
    starts_local: Mapped[str]
    ends_at: Mapped[str]
    ends_local: Mapped[str]
    configuration_type: Mapped[str | None]
    venue_name: Mapped[str | None]
    venue_latitude: Mapped[float | None]
    venue_longitude: Mapped[float | None]
    venue_x: Mapped[float | None]
    venue_y: Mapped[float | None]
    venue_z: Mapped[float | None]
    address_line1: Mapped[str | None]
    address_city: Mapped[str | None]
    address_country: Mapped[str | None]
    event_capacity: Mapped[int | None]
    max_ticket_per_customer: Mapped[int | None]
    enable_rsvp: Mapped[bool]
    booking_starts_type: Mapped[str]
    booking_starts_at: Mapped[str | None]
    booking_ends_type: Mapped[str]
    booking_ends_at: Mapped[str | None]
    version: Mapped[int]


class OccurrenceRow(Base):
    __tablename__ = "occurrence"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    starts_at: Mapped[str]
    starts_local: Mapped[str]
    capacity: Mapped[int | None]


class NamedRow:
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class TrackRow(NamedRow, Base):
    __tablename__ = "track"


class LocationRow(NamedRow, Base):
    __tablename__ = "location"


class SpeakerRow(NamedRow, Base):
    __tablename__ = "speaker"


class SessionRow(Base):
    __tablename__ = "session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    name: Mapped[str]
    status: Mapped[str]
    proposal_status: Mapped[str]
    kind: Mapped[str]
    starts_at: Mapped[str]
    starts_local: Mapped[str]
    track_id: Mapped[UUID | None]
    location_id: Mapped[UUID | None]
    tickets_type: Mapped[str]


class SessionDateRow(Base):
    __tablename__ = "session_occurrence"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    session_id: Mapped[UUID]
    schedule_date_id: Mapped[UUID | None]
    starts_at: Mapped[str]
    starts_local: Mapped[str]
    ends_local: Mapped[str]


class SessionSpeakerRow(Base):
    __tablename__ = "session_speaker"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    speaker_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]


class SessionTicketRow(Base):
    __tablename__ = "session_ticket"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)


class TicketRow(Base):
    __tablename__ = "ticket"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    name: Mapped[str]
    quantity: Mapped[int | None]
    position: Mapped[int]
    active: Mapped[bool]
    archived_at: Mapped[str | None]


class PriceRow(Base):
    __tablename__ = "price"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    name: Mapped[str | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    position: Mapped[int]


class AttendeeRow(Base):
    __tablename__ = "attendee"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    event_id: Mapped[UUID]
    user_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    occurrence_id: Mapped[UUID]
    price_id: Mapped[UUID]
    quantity: Mapped[int]
    seats: Mapped[int]
    timezone: Mapped[str]
    created_at: Mapped[str]
    created_local: Mapped[str]


PUBLISHED = (EventRow.lifecycle == "PUBLISHED", EventRow.is_invite_only.is_(False))
SHOWN = (
    SessionRow.status == "ACTIVE",
    SessionRow.proposal_status == "LIVE",
    SessionRow.kind.in_(("GENERAL", "ADDITIONAL")),
)
ON_SALE = (TicketRow.active.is_(True), TicketRow.archived_at.is_(None))


class Loaders:
    """One set for each request. Each batch takes a database session of its own: they run side by side."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions
        self.organisation = self._one(OrganisationRow)
        self.session = self._one(SessionRow)
        self.track = self._one(TrackRow)
        self.location = self._one(LocationRow)
        self.tickets = self._many(TicketRow.event_id, TicketRow, (TicketRow.position,), *ON_SALE)
        self.prices = self._many(PriceRow.ticket_id, PriceRow, (PriceRow.position,))
        self.speakers = self._linked(
            SessionSpeakerRow.session_id,
            SpeakerRow,
            SessionSpeakerRow.speaker_id == SpeakerRow.id,
            (SessionSpeakerRow.position,),
        )
        self.session_tickets = self._linked(
            SessionTicketRow.session_id,
            TicketRow,
            SessionTicketRow.ticket_id == TicketRow.id,
            (TicketRow.position,),
            *ON_SALE,
        )
        self._pages: dict[tuple[Any, int], DataLoader[UUID, list[Any]]] = {}

    async def occurrences(self, event: UUID, first: int) -> list[OccurrenceRow]:
        return await self._page(OccurrenceRow, first).load(event)

    async def sessions(self, event: UUID, first: int) -> list[SessionRow]:
        return await self._page(SessionRow, first, *SHOWN).load(event)

    def _page(self, table: Any, first: int, *conditions: ColumnElement[bool]) -> DataLoader[UUID, list[Any]]:
        """The first rows of each event, by start."""
        if (table, first) not in self._pages:
            place = func.row_number().over(partition_by=table.event_id, order_by=(table.starts_at, table.id))

            def query(keys: list[UUID]) -> Any:
                numbered = select(table, place.label("place")).where(table.event_id.in_(keys), *conditions).subquery()
                row = aliased(table, numbered)
                return select(row.event_id, row).where(numbered.c.place <= first).order_by(numbered.c.place)

            self._pages[table, first] = self._grouped(query)
        return self._pages[table, first]

    def _one(self, table: Any) -> DataLoader[UUID, Any]:
        async def load(keys: list[UUID]) -> Sequence[Any]:
            async with self._sessions() as session:
                rows = (await session.scalars(select(table).where(table.id.in_(keys)))).all()
            found = {row.id: row for row in rows}
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    def _many(
        self, key: Any, table: Any, order: Sequence[Any], *conditions: ColumnElement[bool]
    ) -> DataLoader[UUID, list[Any]]:
        return self._grouped(
            lambda keys: select(key, table).where(key.in_(keys), *conditions).order_by(*order, table.id)
        )

    def _linked(
        self, key: Any, table: Any, on: Any, order: Sequence[Any], *conditions: ColumnElement[bool]
    ) -> DataLoader[UUID, list[Any]]:
        return self._grouped(
            lambda keys: (
                select(key, table).join(key.class_, on).where(key.in_(keys), *conditions).order_by(*order, table.id)
            )
        )

    def _grouped(self, query: Callable[[list[UUID]], Any]) -> DataLoader[UUID, list[Any]]:
        async def load(keys: list[UUID]) -> list[list[Any]]:
            async with self._sessions() as session:
                rows = (await session.execute(query(keys))).all()
            found: dict[UUID, list[Any]] = {key: [] for key in keys}
            for key, row in rows:
                found[key].append(row)
            return [found[key] for key in keys]

        return DataLoader(load_fn=load)
