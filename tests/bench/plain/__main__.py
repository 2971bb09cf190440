"""Server (a): Strawberry, a resolver for each relation, DataLoader and ORM, as most people write it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import col
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

import app.db.all_tables  # noqa: F401 - an event is stored only beside every table that its columns name
from app.db.addresses import POSTGRES_SETTINGS, async_url
from app.db.timestamps import touch
from app.events.tables import EventRow
from app.graph.context import system_clock
from app.graph.scalars import scalar_map
from app.settings.service import load_settings
from tests.bench.plain.types import Connection, Context, Event, Info
from tests.bench.serving import serve

CONNECTIONS = 20
WAIT_S = 60


@strawberry.input
class EventFilter:
    starts_from: datetime


@strawberry.input
class UpdateEventInput:
    description: str | None


@strawberry.type
class UserError:
    message: str


@strawberry.type
class UpdateEventPayload:
    message: str
    user_errors: list[UserError]
    event: Event


@strawberry.type
class Query:
    @strawberry.field
    async def event(self, info: Info, uuid: UUID) -> Event | None:
        query = select(EventRow).where(col(EventRow.id) == uuid, col(EventRow.lifecycle) == "PUBLISHED")
        async with info.context.sessions() as session:
            row = (await session.scalars(query)).one_or_none()
        return Event.of(row) if row else None

    @strawberry.field
    async def events(self, info: Info, first: int, filter: EventFilter) -> Connection[Event]:
        query = (
            select(EventRow)
            .where(
                col(EventRow.lifecycle) == "PUBLISHED",
                col(EventRow.listing_enabled),
                col(EventRow.starts_at) >= filter.starts_from,
            )
            .order_by(col(EventRow.starts_at), col(EventRow.id))
            .limit(first + 1)
        )
        async with info.context.sessions() as session:
            rows = (await session.scalars(query)).all()
        return Connection.of([Event.of(row) for row in rows], first)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def update_event(self, info: Info, uuid: UUID, input: UpdateEventInput) -> UpdateEventPayload:
        async with info.context.sessions() as session, session.begin():
            row = await session.get_one(EventRow, uuid)
            row.description = input.description
            touch(row, system_clock())
        return UpdateEventPayload(message="Event has been updated successfully", user_errors=[], event=Event.of(row))


class Server(GraphQL[Context, None]):
    """One context, and so one set of loaders, for each request."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        schema = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=scalar_map()))
        super().__init__(schema)
        self._sessions = sessions

    async def get_context(self, request: Any, response: Any) -> Context:
        return Context(self._sessions)


def main() -> None:
    """Serve the database of the settings."""
    url = async_url(load_settings().database_url)
    options: dict[str, Any] = {"timeout": WAIT_S}
    if url.get_backend_name() == "postgresql":
        options["server_settings"] = {**POSTGRES_SETTINGS, "statement_timeout": "0", "lock_timeout": "0"}
    engine = create_async_engine(url, pool_size=CONNECTIONS, pool_timeout=WAIT_S, connect_args=options)
    serve(Server(async_sessionmaker(engine, expire_on_commit=False)))


if __name__ == "__main__":
    main()
