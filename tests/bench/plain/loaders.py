"""Server (a): what belongs to many parents, loaded at once. One set of loaders a request."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import SQLModel, col
from strawberry.dataloader import DataLoader

from app.agenda.tables import LocationRow, TrackRow
from app.occurrences.tables import OccurrenceRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionRow, SessionSpeakerRow, SessionTicketRow
from app.speakers.tables import SpeakerRow
from app.tickets.tables import PriceRow, TicketRow

Row = TypeVar("Row", bound=SQLModel)
Sessions = async_sessionmaker[AsyncSession]

ON_SALE = (col(TicketRow.active).is_(True), col(TicketRow.archived_at).is_(None))
PUBLIC = (
    col(SessionRow.status) == "ACTIVE",
    col(SessionRow.proposal_status) == "LIVE",
    col(SessionRow.kind).in_(("GENERAL", "ADDITIONAL")),
)


class Loaders:
    """Each batch takes a database session of its own: they run side by side."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.organisation = self._one(OrganisationRow)
        self.track = self._one(TrackRow)
        self.location = self._one(LocationRow)
        self.occurrences = self._many(OccurrenceRow, OccurrenceRow.event_id, (OccurrenceRow.starts_at,))
        self.sessions = self._many(SessionRow, SessionRow.event_id, (SessionRow.starts_at,), *PUBLIC)
        self.tickets = self._many(TicketRow, TicketRow.event_id, (TicketRow.position,), *ON_SALE)
        self.prices = self._many(PriceRow, PriceRow.ticket_id, (PriceRow.position,))
        self.speakers = self._linked(
            SpeakerRow,
            SessionSpeakerRow.session_id,
            col(SessionSpeakerRow.speaker_id) == SpeakerRow.id,
            (SessionSpeakerRow.position,),
        )
        self.session_tickets = self._linked(
            TicketRow,
            SessionTicketRow.session_id,
            col(SessionTicketRow.ticket_id) == TicketRow.id,
            (TicketRow.position,),
            *ON_SALE,
        )

    def _one(self, table: Any) -> DataLoader[UUID, Any]:
        async def load(keys: list[UUID]) -> Sequence[Any]:
            async with self._sessions() as session:
                rows = (await session.scalars(select(table).where(table.id.in_(keys)))).all()
            found = {row.id: row for row in rows}
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    def _many(
        self, table: type[Row], key: Any, order: Sequence[Any], *conditions: ColumnElement[bool]
    ) -> DataLoader[UUID, list[Row]]:
        own: Any = table
        return self._grouped(
            lambda keys: select(key, table).where(key.in_(keys), *conditions).order_by(*order, own.id),
        )

    def _linked(
        self, table: type[Row], key: Any, on: Any, order: Sequence[Any], *conditions: ColumnElement[bool]
    ) -> DataLoader[UUID, list[Row]]:
        own: Any = table
        return self._grouped(
            lambda keys: (
                select(key, table).join(key.class_, on).where(key.in_(keys), *conditions).order_by(*order, own.id)
            ),
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
