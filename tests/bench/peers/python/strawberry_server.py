"""Strawberry on its own ASGI view, with SQLAlchemy's ORM: the root fields, and the server."""

import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import strawberry
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from tests.bench.peers.circles import circle
from tests.bench.peers.python.models import PUBLISHED, AttendeeRow, EventRow
from tests.bench.peers.python.strawberry_types import (
    SCALARS,
    Attendee,
    Connection,
    Context,
    Event,
    EventFilter,
    Info,
    Reference,
    RegisterAttendeeInput,
    RegisterAttendeePayload,
    UpdateEventInput,
    UpdateEventPayload,
)
from tests.bench.serving import serve


@strawberry.type
class Query:
    @strawberry.field
    async def event(self, info: Info, uuid: UUID) -> Event | None:
        async with info.context.sessions() as session:
            row = (await session.scalars(select(EventRow).where(EventRow.id == uuid, *PUBLISHED))).one_or_none()
        return Event.of(row) if row else None

    @strawberry.field
    async def events(self, info: Info, filter: EventFilter, first: int = 20) -> Connection[Event]:
        conditions = [EventRow.listing_enabled.is_(True), EventRow.starts_at >= instant(filter.starts_from)]
        if near := filter.near:
            south, north, x, y, z, chord = circle(near.latitude, near.longitude, near.radius_km)
            away = [(EventRow.venue_x - x), (EventRow.venue_y - y), (EventRow.venue_z - z)]
            conditions += [
                EventRow.is_location_visible.is_(True),
                EventRow.venue_latitude.between(south, north),
                away[0] * away[0] + away[1] * away[1] + away[2] * away[2] <= chord,
            ]
        query = select(EventRow).where(*PUBLISHED, *conditions).order_by(EventRow.starts_at, EventRow.id)
        async with info.context.sessions() as session:
            rows = (await session.scalars(query.limit(first + 1))).all()
        return Connection.of([Event.of(row) for row in rows], first)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def update_event(self, info: Info, uuid: UUID, input: UpdateEventInput) -> UpdateEventPayload:
        async with info.context.sessions() as session, session.begin():
            row = await session.get_one(EventRow, uuid)
            row.name = input.name
            row.version += 1
        return UpdateEventPayload(user_errors=[], event=Event.of(row))

    @strawberry.mutation
    async def register_attendee(
        self,
        info: Info,
        event_uuid: UUID,
        user_uuid: UUID,
        input: RegisterAttendeeInput,
        idempotency_key: str | None = None,
    ) -> RegisterAttendeePayload:
        now = instant(datetime.now(UTC).isoformat())
        async with info.context.sessions() as session, session.begin():
            event = await session.get_one(EventRow, event_uuid)
            row = AttendeeRow(
                id=uuid4(),
                organisation_id=event.organisation_id,
                event_id=event_uuid,
                user_id=user_uuid,
                ticket_id=input.ticket_uuid,
                occurrence_id=input.occurrence_uuid,
                price_id=input.price_uuid,
                quantity=1,
                seats=1,
                timezone=event.timezone,
                created_at=now,
                created_local=now[:19],
            )
            session.add(row)
        named = {"ticket": Reference(uuid=row.ticket_id), "occurrence": Reference(uuid=row.occurrence_id)}
        return RegisterAttendeePayload(user_errors=[], attendee=Attendee(quantity=1, seats=1, **named))


def instant(text: str) -> str:
    """As the database stores it."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# As long as the load waits: with 32 clients on one core, a turn may be long in coming.
WAIT_S = 60


class App(GraphQL[Context, None]):
    """One context, and so one set of loaders, for each request."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        super().__init__(strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=SCALARS)))
        self._sessions = sessions

    async def get_context(self, request: Any, response: Any) -> Context:
        return Context(self._sessions)


def main() -> None:
    """Serve until stopped."""
    url = make_url(sys.argv[1]).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, pool_size=int(sys.argv[2]), max_overflow=0, pool_timeout=WAIT_S)
    serve(App(async_sessionmaker(engine, expire_on_commit=False)))


if __name__ == "__main__":
    main()
