"""SQL of the categories of an organisation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.events.listing.tables import CategoryRow


def categories_named(
    db: DbSession, organisation_id: UUID, ids: Sequence[UUID], name_keys: Sequence[str]
) -> list[CategoryRow]:
    """Those of the organisation that have one of the ids or folded names."""
    query = select(CategoryRow).where(
        CategoryRow.organisation_id == organisation_id,
        or_(col(CategoryRow.id).in_(ids), col(CategoryRow.name_key).in_(name_keys)),
    )
    return list(db.exec(query))
