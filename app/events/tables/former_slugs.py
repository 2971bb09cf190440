"""Slugs that events had before."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.core import limits
from app.db.columns import primary_key, reference, text


class FormerSlugRow(SQLModel, table=True):
    """A slug that the event had before. No other event of the organisation gets it."""

    __tablename__ = "former_slug"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id", index=True)
    slug: str = text(limits.SLUG)
