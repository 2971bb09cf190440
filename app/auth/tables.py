"""Applications (OAuth clients of an organisation) and the tokens they hold. Secrets are stored hashed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db.columns import Text, instant, json_value, primary_key, reference, text
from app.db.metadata import OUTSIDE_THE_FEED


class ApplicationRow(SQLModel, table=True):
    __tablename__ = "application"
    __table_args__ = OUTSIDE_THE_FEED

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    name: str = text(120)
    secret_hash: str = text(64)
    scopes: list[str] = json_value(default_factory=list)
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)


class TokenRow(SQLModel, table=True):
    """An access token, of which only the SHA-256 is stored. It has the scopes it was issued with."""

    __tablename__ = "token"
    __table_args__ = OUTSIDE_THE_FEED

    hash: str = Field(primary_key=True, sa_type=Text(64))
    application_id: UUID = reference("application.id", index=True)
    scopes: list[str] = json_value(default_factory=list)
    issued_at: datetime = instant()
    expires_at: datetime = instant()
