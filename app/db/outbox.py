"""The outbox: changes, stored in the transaction that makes them, and sent to subscribers after its commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, insert
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel
from sqlmodel import Session as DbSession

from app.db.columns import Uuid, instant, text


class ChangeKind(StrEnum):
    """What happened to an entity."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"
    PUBLISHED = "PUBLISHED"
    UNPUBLISHED = "UNPUBLISHED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entity, for the commit listeners of this process."""

    kind: ChangeKind
    entity: str
    entity_id: UUID
    event_id: UUID | None
    at: datetime


class ChangeRow(SQLModel, table=True):
    """The ids are not foreign keys: a change outlives its row."""

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "organisation_id", "sequence"),
        Index(None, "event_id", "sequence"),
        # A number is never used again, even if the newest changes are deleted: subscribers keep it.
        {"sqlite_autoincrement": True},
    )

    sequence: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    organisation_id: UUID = Field(sa_type=Uuid)
    event_id: UUID | None = Field(default=None, sa_type=Uuid, nullable=True)
    entity: str = text(40)
    entity_id: UUID = Field(sa_type=Uuid)
    kind: str = text(20)
    at: datetime = instant()


def record(
    db: DbSession,
    kind: ChangeKind,
    entity: str,
    entity_id: UUID,
    *,
    organisation_id: UUID,
    event_id: UUID | None,
    at: datetime,
) -> None:
    """Append one change to the transaction."""
    db.add(
        ChangeRow(
            organisation_id=organisation_id,
            event_id=event_id,
            entity=entity,
            entity_id=entity_id,
            kind=kind.name,
            at=at,
        )
    )
    _remember(db, [Change(kind, entity, entity_id, event_id, at)])


def record_all(
    db: DbSession,
    kind: ChangeKind,
    entity: str,
    entity_ids: Iterable[UUID],
    *,
    organisation_id: UUID,
    event_id: UUID | None,
    at: datetime,
) -> None:
    """Append one change for each entity, in this order and in one statement."""
    shared = {
        "organisation_id": organisation_id,
        "event_id": event_id,
        "entity": entity,
        "kind": kind.name,
        "at": at,
    }
    changes = [Change(kind, entity, entity_id, event_id, at) for entity_id in entity_ids]
    if changes:
        db.flush()
        db.connection().execute(insert(ChangeRow), [shared | {"entity_id": each.entity_id} for each in changes])
        _remember(db, changes)


def recorded_changes(db: Session) -> list[Change]:
    """The changes that this session has recorded."""
    changes: list[Change] = db.info.get(_CHANGES, [])
    return changes


def _remember(db: DbSession, changes: list[Change]) -> None:
    db.info.setdefault(_CHANGES, []).extend(changes)


_CHANGES = "changes"
