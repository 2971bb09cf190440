"""SQL over what all parts of an event share with it: its time zone and its currency."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.events.tables import ProductRow
from app.tickets.tables import TicketRow

Z = TypeVar("Z", bound=SQLModel)


def rows_in_zone(db: DbSession, table: type[Z], event_id: UUID) -> list[Z]:
    """All rows of the event in a table that has `event_id` and `id`."""
    columns: Any = table
    return list(db.exec(select(table).where(columns.event_id == event_id).order_by(col(columns.id))))


def set_currency(db: DbSession, event_id: UUID, currency: str) -> None:
    """The event's tickets and products, none of which has a price yet, follow its currency."""
    db.connection().execute(update(TicketRow).where(col(TicketRow.event_id) == event_id).values(currency=currency))
    db.connection().execute(update(ProductRow).where(col(ProductRow.event_id) == event_id).values(currency=currency))
