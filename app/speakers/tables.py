"""Speakers of events."""

from uuid import UUID

from sqlalchemy import Index

from app.core import limits
from app.db.columns import AuditColumns, long_text, primary_key, reference, text


class SpeakerRow(AuditColumns, table=True):
    __tablename__ = "speaker"
    __table_args__ = (Index(None, "event_id", "name_key", "id"),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    event_id: UUID = reference("event.id")
    name: str = text(limits.DISPLAY_NAME)
    name_key: str = text(4 * limits.DISPLAY_NAME)
    biography: str | None = long_text()
    image: str | None = text(limits.URL, default=None)
