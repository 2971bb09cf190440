"""Under what events are found: categories and tags."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import limits
from app.db.columns import counter, link, primary_key, reference, text


class CategoryRow(SQLModel, table=True):
    """A category of an organisation, identified by its folded name."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("organisation_id", "name_key"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    name: str = text(limits.LABEL)
    name_key: str = text(4 * limits.LABEL)
    description: str | None = text(limits.DESCRIPTION, default=None)
    url: str | None = text(limits.URL, default=None)
    image: str | None = text(limits.URL, default=None)


class EventCategoryRow(SQLModel, table=True):
    __tablename__ = "event_category"

    event_id: UUID = link("event.id")
    category_id: UUID = link("category.id", index=True)
    position: int = counter()


class EventTagRow(SQLModel, table=True):
    """`tag_key` is the folded tag, for filters."""

    __tablename__ = "event_tag"
    __table_args__ = (Index(None, "tag_key", "event_id"),)

    event_id: UUID = link("event.id")
    position: int = Field(primary_key=True)
    tag: str = text(limits.TAG)
    tag_key: str = text(4 * limits.TAG)
