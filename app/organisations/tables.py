"""Organisations: the tenants."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.core import limits
from app.core.named_types import JsonMap
from app.db.columns import AuditColumns, counter, json_value, long_text, primary_key, reference, text


class OrganisationRow(AuditColumns, table=True):
    """`event_defaults` holds the defaults of later events: configuration, listing and settings, as sent."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("slug"),)

    id: UUID = primary_key()
    slug: str = text(limits.SLUG)
    name: str = text(limits.DISPLAY_NAME)
    info: str | None = long_text()
    image: str | None = text(limits.URL, default=None)
    currency: str = text(3)
    enable_datetime_conversion: bool = False
    event_defaults: JsonMap = json_value(default_factory=dict)


class FormerOrganisationSlugRow(SQLModel, table=True):
    """A slug that the organisation had before. Nobody else gets it."""

    __tablename__ = "former_organisation_slug"
    __table_args__ = (UniqueConstraint("slug"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    slug: str = text(limits.SLUG)


class PreferenceRow(SQLModel, table=True):
    """A preference of an organisation, by name."""

    __tablename__ = "preference"

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    position: int = counter()
    name: str = text(limits.DISPLAY_NAME)
    value: bool = False
