"""Notices: changes that concern users who have a place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from app.db.columns import (
    CreatedColumns,
    instant,
    one_of,
    optional_reference,
    primary_key,
    reference,
    text,
    wall_clock,
)
from app.notices.values import NoticeKind


class NoticeRow(CreatedColumns, table=True):
    """A change for one user: one row for each date, and for each session on it. Rows do not change.

    `occurrence_id`: the date on which the user has a place now. `previous_starts_at` and `starts_at`: its start, or the
    start of the session, before and after the change.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "user_id", "created_at", "id"), one_of("kind", NoticeKind))

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    user_id: UUID = reference("user_account.id")
    event_id: UUID = reference("event.id", index=True)
    occurrence_id: UUID | None = optional_reference("occurrence.id")
    session_id: UUID | None = optional_reference("session.id")
    session_occurrence_id: UUID | None = optional_reference("session_occurrence.id")
    kind: str = text(20)
    previous_starts_at: datetime | None = instant(nullable=True)
    previous_starts_local: datetime | None = wall_clock(nullable=True)
    starts_at: datetime | None = instant(nullable=True)
    starts_local: datetime | None = wall_clock(nullable=True)
