"""SQL of what bounds the capacity of an event."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session as DbSession
from sqlmodel import select

from app.sessions.tables import SessionRow
from app.tickets.tables import TicketRow


def capacity_in_use(db: DbSession, event_id: UUID) -> tuple[int | None, int]:
    """The largest capacity of a session, and how many tickets are sold."""
    largest = select(func.max(SessionRow.capacity)).where(SessionRow.event_id == event_id).scalar_subquery()
    sold = select(func.sum(TicketRow.quantity_sold)).where(TicketRow.event_id == event_id).scalar_subquery()
    found, number = db.exec(select(largest, sold)).one()
    return found, int(number or 0)
