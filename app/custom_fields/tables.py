"""The tables of custom fields, which an organisation defines for its sessions."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from app.core import limits
from app.custom_fields.values import CustomFieldType
from app.db.columns import AuditColumns, at_least, counter, one_of, primary_key, reference, text


class CustomFieldRow(AuditColumns, table=True):
    """`key` is `c_` and digits."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("organisation_id", "key"), one_of("type", CustomFieldType))

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    key: str = text(limits.CUSTOM_FIELD_KEY)
    name: str = text(limits.DISPLAY_NAME)
    type: str = text(20)
    required: bool = False
    internal: bool = False
    position: int = counter()


class CustomFieldOptionRow(SQLModel, table=True):
    """An option of a field. Values refer to its `number`, `id` in the schema."""

    __tablename__ = "custom_field_option"
    __table_args__ = (UniqueConstraint("custom_field_id", "number"), at_least("number", 1))

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id", index=True)
    custom_field_id: UUID = reference("custom_field.id")
    number: int = counter()
    label: str = text(limits.DISPLAY_NAME)
    position: int = counter()
