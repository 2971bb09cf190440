"""SQL of what hangs on an event in lists, and of what its tickets and sessions forbid."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, exists, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel, col, select

from app.auth.rules import Caller
from app.core.problems import Path
from app.db.bulk import insert_all
from app.db.own_rows import no_such
from app.events.tables import CategoryRow, EventCategoryRow, EventPart, EventRow, EventTagRow, ProductRow
from app.organisations.tables import OrganisationRow
from app.sessions.tables import SessionOccurrenceLinkRow, SessionRow
from app.tickets.tables import PriceRow, TicketRow

P = TypeVar("P", bound=EventPart)
T = TypeVar("T", bound=SQLModel)


def organisation_of(db: DbSession, organisation_id: UUID, *, lock: bool) -> OrganisationRow:
    """The tenant. Locked, nobody else makes a slug or a category in it; rows may still refer to it."""
    query = select(OrganisationRow).where(OrganisationRow.id == organisation_id)
    if lock:
        query = query.with_for_update(key_share=True)
    return db.exec(query).one()


def part_to_change(
    db: DbSession, caller: Caller, table: type[T], uuid: UUID, noun: str, path: Path = ("uuid",)
) -> tuple[T, EventRow]:
    """A row of the caller's own in a table that has `event_id`, and its event, which is locked first.

    NOT_FOUND for anyone else.
    """
    columns: Any = table
    event_id = select_columns(columns.event_id).where(columns.id == uuid)
    query = (
        select(EventRow)
        .where(EventRow.id == event_id.scalar_subquery(), EventRow.organisation_id == caller.organisation_id)
        .with_for_update()
    )
    event = db.exec(query).one_or_none()
    if event is None:
        raise no_such(noun, path)
    # Read under the lock: another caller may have deleted it meanwhile.
    part = db.exec(select(table).where(columns.id == uuid, columns.event_id == event.id)).one_or_none()
    if part is None:
        raise no_such(noun, path)
    return part, event


def parts_of(db: DbSession, table: type[P], event_id: UUID) -> list[P]:
    """The rows of one list of the event, in their order."""
    query = select(table).where(table.event_id == event_id).order_by(col(table.position))
    return list(db.exec(query))


def replace_parts(
    db: DbSession,
    table: type[EventPart] | type[EventCategoryRow] | type[EventTagRow],
    event_id: UUID,
    rows: Sequence[SQLModel],
) -> None:
    """A list is replaced as a whole."""
    db.connection().execute(delete(table).where(col(table.event_id) == event_id))
    insert_all(db, rows)


def categories_named(
    db: DbSession, organisation_id: UUID, ids: Sequence[UUID], name_keys: Sequence[str]
) -> list[CategoryRow]:
    """Those of the organisation that have one of the ids or folded names."""
    query = select(CategoryRow).where(
        CategoryRow.organisation_id == organisation_id,
        or_(col(CategoryRow.id).in_(ids), col(CategoryRow.name_key).in_(name_keys)),
    )
    return list(db.exec(query))


def categories_of(db: DbSession, event_id: UUID) -> list[CategoryRow]:
    """The event's categories in their order."""
    query = (
        select(CategoryRow)
        .join(EventCategoryRow, col(EventCategoryRow.category_id) == CategoryRow.id)
        .where(EventCategoryRow.event_id == event_id)
        .order_by(col(EventCategoryRow.position))
    )
    return list(db.exec(query))


def tags_of(db: DbSession, event_id: UUID) -> list[str]:
    """The event's tags in their order."""
    query = select(EventTagRow).where(EventTagRow.event_id == event_id).order_by(col(EventTagRow.position))
    return [row.tag for row in db.exec(query)]


def has_price(db: DbSession, event_id: UUID) -> bool:
    """Whether any product or ticket of the event, archived or not, names an amount of money."""
    donation = (
        col(TicketRow.donation_min_minor).is_not(None)
        | col(TicketRow.donation_max_minor).is_not(None)
        | col(TicketRow.donation_default_minor).is_not(None)
    )
    priced = exists().where(col(PriceRow.event_id) == event_id)
    asked = exists().where(col(TicketRow.event_id) == event_id, donation)
    for_sale = exists().where(col(ProductRow.event_id) == event_id, col(ProductRow.amount_minor).is_not(None))
    return db.exec(select(or_(priced, asked, for_sale))).one()


def capacity_in_use(db: DbSession, event_id: UUID) -> tuple[int | None, int]:
    """The largest capacity of a session, and how many tickets are sold."""
    largest = select(func.max(SessionRow.capacity)).where(SessionRow.event_id == event_id).scalar_subquery()
    sold = select(func.sum(TicketRow.quantity_sold)).where(TicketRow.event_id == event_id).scalar_subquery()
    found, number = db.exec(select(largest, sold)).one()
    return found, int(number or 0)


def sessions_of(db: DbSession, event_id: UUID) -> list[SessionRow]:
    """All sessions of the event, by their start."""
    query = (
        select(SessionRow)
        .where(SessionRow.event_id == event_id)
        .order_by(col(SessionRow.starts_at), col(SessionRow.id))
    )
    return list(db.exec(query))


def occurrence_links(db: DbSession, event_id: UUID) -> list[SessionOccurrenceLinkRow]:
    """Which sessions of the event name which occurrences."""
    query = (
        select(SessionOccurrenceLinkRow)
        .join(SessionRow, col(SessionRow.id) == SessionOccurrenceLinkRow.session_id)
        .where(SessionRow.event_id == event_id)
    )
    return list(db.exec(query))
