"""Which application exported or erased whose data, and when."""

from datetime import datetime
from uuid import UUID

from sqlmodel import SQLModel

from app.db.columns import instant, one_of, optional_reference, primary_key, reference, text
from app.privacy.values import PrivacyAct


class PrivacyRecordRow(SQLModel, table=True):
    """Proof of an export or an erasure: it names a user by their id alone, and stays."""

    __tablename__ = "privacy_record"
    __table_args__ = (one_of("kind", PrivacyAct),)

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    user_id: UUID = reference("user_account.id", index=True)
    application_id: UUID | None = optional_reference("application.id")
    kind: str = text(20)
    created_at: datetime = instant()
