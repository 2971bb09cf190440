"""All SQL of tickets and their prices. Callers pass an event of their own, or a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, literal, text, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.booking.store import HIDES
from app.db.outbox import ChangeRow
from app.interactions.tables import AttendeeRow
from app.sessions.tables import SessionRow, SessionTicketRow
from app.tickets.rules import TicketParent
from app.tickets.tables import PriceRow, TicketRow


def shown_by_time(db: DbSession, *, now: datetime, since: datetime) -> Sequence[TicketRow]:
    """The tickets that were hidden until they opened after `since`, and that no change has been recorded of since."""
    recorded = exists().where(
        col(ChangeRow.entity_id) == TicketRow.id,
        col(ChangeRow.entity) == "Ticket",
        col(ChangeRow.at) >= TicketRow.opens_at,
    )
    opened = (col(TicketRow.opens_at) > since, col(TicketRow.opens_at) <= now)
    hides = text(HIDES.replace("{t}", TicketRow.__tablename__))
    return db.exec(select(TicketRow).where(*opened, hides, ~recorded).order_by(col(TicketRow.id))).all()


def tickets_by_id(db: DbSession, event_id: UUID) -> dict[UUID, TicketParent]:
    """The parents of all tickets of the event, and which of them are archived."""
    query = select(TicketRow.id, TicketRow.parent_id, TicketRow.archived_at).where(TicketRow.event_id == event_id)
    return {uuid: TicketParent(parent, archived is not None) for uuid, parent, archived in db.exec(query)}


def has_session(db: DbSession, event_id: UUID, session_id: UUID) -> bool:
    """Whether this is a session of the event."""
    query = select(exists().where(col(SessionRow.id) == session_id, col(SessionRow.event_id) == event_id))
    return db.exec(query).one()


@dataclass(frozen=True, slots=True)
class Naming:
    """Something that names a ticket to those who see it."""

    entity: str
    id: UUID
    organisation_id: UUID
    event_id: UUID


def naming(db: DbSession, ticket_ids: Sequence[UUID]) -> list[Naming]:
    """The variants of these tickets, and the sessions that list them."""
    variant, session, link = TicketRow, SessionRow, SessionTicketRow
    variants = select_columns(
        literal("Ticket"), col(variant.id), col(variant.organisation_id), col(variant.event_id)
    ).where(col(variant.parent_id).in_(ticket_ids))
    listing = (
        select_columns(literal("Session"), col(session.id), col(session.organisation_id), col(session.event_id))
        .join(link, col(link.session_id) == col(session.id))
        .where(col(link.ticket_id).in_(ticket_ids))
    )
    found = db.connection().execute(union_all(variants, listing))
    return [Naming(entity, uuid, owner, event) for entity, uuid, owner, event in found]


def prices_of(db: DbSession, ticket_id: UUID) -> list[PriceRow]:
    """The prices of a ticket in their order."""
    query = select(PriceRow).where(PriceRow.ticket_id == ticket_id)
    return list(db.exec(query.order_by(col(PriceRow.position), col(PriceRow.id))))


def is_unpriced(db: DbSession, ticket_id: UUID) -> bool:
    """Whether the ticket has no price."""
    return db.exec(select(~exists().where(col(PriceRow.ticket_id) == ticket_id))).one()


def most_on_a_date(db: DbSession, ticket_id: UUID) -> int:
    """The most that are sold on any one date."""
    seats = func.sum(AttendeeRow.seats)
    query = (
        select_columns(seats).where(col(AttendeeRow.ticket_id) == ticket_id).group_by(col(AttendeeRow.occurrence_id))
    )
    return int(db.scalar(query.order_by(seats.desc()).limit(1)) or 0)
