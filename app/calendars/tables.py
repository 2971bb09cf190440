"""The secret addresses of users' calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.db.columns import instant, link, reference, text
from app.db.metadata import OUTSIDE_THE_FEED


class UserCalendarRow(SQLModel, table=True):
    """A user has one address at a time, of whose secret only the SHA-256 is stored."""

    __tablename__ = "user_calendar"
    __table_args__ = (UniqueConstraint("hash"), OUTSIDE_THE_FEED)

    user_id: UUID = link("user_account.id")
    organisation_id: UUID = reference("organisation.id", index=True)
    hash: str = text(64)
    created_at: datetime = instant()
