"""SQL of the categories and tags of events."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.events.listing.tables import CategoryRow, EventCategoryRow, EventTagRow


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
