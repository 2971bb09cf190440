"""Users of organisations, their pictures, and their flags of each other."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import limits
from app.core.named_types import JsonMap
from app.db.columns import (
    AuditColumns,
    Json,
    at_least,
    counter,
    json_value,
    link,
    long_text,
    optional_reference,
    primary_key,
    reference,
    text,
)


class UserRow(AuditColumns, table=True):
    """`hash_flag_*` is a Bloom filter of those in `user_flag`. `user` is a reserved word in PostgreSQL."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("organisation_id", "public_id"),
        UniqueConstraint("organisation_id", "internal_id"),
        UniqueConstraint("organisation_id", "profile_handle_key"),
        at_least("flag_count", 0),
    )

    id: UUID = primary_key()
    organisation_id: UUID = reference("organisation.id")
    display_name: str = text(limits.DISPLAY_NAME)
    profile_handle: str | None = text(limits.LABEL, default=None)
    profile_handle_key: str | None = text(4 * limits.LABEL, default=None)
    description: str | None = long_text()
    internal_id: str | None = text(limits.DISPLAY_NAME, default=None)
    public_id: str | None = text(limits.DISPLAY_NAME, default=None)
    avatar_file_id: UUID | None = optional_reference("file.id")
    avatar_custom_url: str | None = text(limits.URL, default=None)
    roles: list[str] = json_value(default_factory=list)
    permissions: list[str] = json_value(default_factory=list)
    flag_count: int = counter()
    hash_flag_bits: int = counter()
    hash_flag_hashes: int = counter()
    hash_flag_words: list[str] = json_value(default_factory=list)
    # SQLModel keeps the name `metadata` for itself.
    custom_metadata: JsonMap | None = Field(default=None, sa_type=Json, nullable=True)
    is_global_ban: bool = False
    is_brand: bool = False
    is_deleted: bool = False


class UserPictureRow(SQLModel, table=True):
    """A file that is or was a user's avatar: it shows them, also when they have another one or none."""

    __tablename__ = "user_picture"

    user_id: UUID = link("user_account.id")
    file_id: UUID = link("file.id", index=True)


class UserFlagRow(SQLModel, table=True):
    """One user has flagged another, once."""

    __tablename__ = "user_flag"

    user_id: UUID = link("user_account.id")
    by_user_id: UUID = link("user_account.id", index=True)
