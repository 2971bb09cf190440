"""The outbox: changes, recorded in the transaction that makes them, and appended to the feed before its commit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, true
from sqlalchemy.orm import Session
from sqlmodel import Field, SQLModel
from sqlmodel import Session as DbSession

from app.db.columns import Uuid, instant, text
from app.db.metadata import OUTSIDE_THE_FEED

# Up to so many parts of one whole are recorded one by one; beyond, the whole is, with everything in it.
MOST_PARTS = 100


class ChangeKind(StrEnum):
    """What happened to an entity. RESYNC is never recorded: it tells a subscriber to read everything again."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"
    PUBLISHED = "PUBLISHED"
    UNPUBLISHED = "UNPUBLISHED"
    CANCELLED = "CANCELLED"
    RESYNC = "RESYNC"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entity in one transaction.

    whole     all parts of the entity may have changed with it, or may be visible to others than before: always, unless
              the kind is UPDATED
    public    the public could see the entity before the change
    direct    the entity itself was changed, or who can see it; otherwise only what follows from other entities, such as
              a count, a booking window, or the version of a whole whose parts were changed
    position  its number in the feed of the organisation; 0 until it is appended
    epoch     of the feed; known to those who have appended the change
    """

    kind: ChangeKind
    entity: str
    entity_id: UUID
    organisation_id: UUID
    event_id: UUID | None
    at: datetime
    whole: bool = False
    public: bool = False
    direct: bool = True
    position: int = 0
    epoch: int = 0

    def __hash__(self) -> int:
        # Each item of each subscriber is looked up by its changes: hashing all fields would take most of the time.
        return hash((self.position, self.entity_id.int))


@dataclass(frozen=True, slots=True)
class OwnedEvent:
    """An event without its row, for `record_within`."""

    id: UUID
    organisation_id: UUID


class ChangeRow(SQLModel, table=True):
    """One entry of an organisation's feed. The ids are not foreign keys: a change outlives its row."""

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "event_id", "position"),
        # For compaction, which keeps the latest change of each entity.
        Index(None, "entity_id", "position"),
        OUTSIDE_THE_FEED,
    )

    organisation_id: UUID = Field(primary_key=True, sa_type=Uuid)
    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    event_id: UUID | None = Field(default=None, sa_type=Uuid, nullable=True)
    entity: str = text(40)
    entity_id: UUID = Field(sa_type=Uuid)
    kind: str = text(20)
    whole: bool = Field(sa_type=Boolean)
    public: bool = Field(sa_type=Boolean)
    # Processes of older versions record only direct changes.
    direct: bool = Field(default=True, sa_type=Boolean, sa_column_kwargs={"server_default": true()})
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
    whole: bool = False,
    direct: bool = True,
) -> None:
    """Record one change. `whole`: an update of all parts of the entity; see `Change`."""
    record_all(
        db,
        kind,
        entity,
        [entity_id],
        organisation_id=organisation_id,
        event_id=event_id,
        at=at,
        whole=whole,
        direct=direct,
    )


def record_all(
    db: DbSession,
    kind: ChangeKind,
    entity: str,
    entity_ids: Iterable[UUID],
    *,
    organisation_id: UUID,
    event_id: UUID | None,
    at: datetime,
    whole: bool = False,
    direct: bool = True,
) -> None:
    """Record one change for each entity, in this order."""
    recorded: dict[tuple[str, UUID], Change] = db.info.setdefault(_RECORDED, {})
    whole = whole or kind is not ChangeKind.UPDATED
    for entity_id in entity_ids:
        # PostgreSQL's driver has a subclass of UUID.
        key = (entity, UUID(int=entity_id.int))
        change = Change(kind, *key, organisation_id, event_id, at, whole, direct=direct)
        before = recorded.get(key)
        recorded[key] = change if before is None else merged(before, change)


def record_followers(db: DbSession, row: Any, followers: Mapping[str, str], at: datetime) -> None:
    """Record that what follows from this row has changed: of each type the entity that a column of the row names."""
    for entity, column in followers.items():
        entity_id: UUID | None = getattr(row, column)
        if entity_id is not None:
            record(
                db,
                ChangeKind.UPDATED,
                entity,
                entity_id,
                organisation_id=row.organisation_id,
                event_id=getattr(row, "event_id", None),
                at=at,
                direct=False,
            )


def record_within(
    db: DbSession,
    event: Any,
    entity: str,
    entity_ids: Sequence[UUID],
    at: datetime,
    *,
    kind: ChangeKind = ChangeKind.UPDATED,
    direct: bool = False,
) -> None:
    """Record changes of parts of an event, by default of what follows in them from others.

    Many of them that are not recorded yet are recorded as one change of the event with everything in it.
    """
    of_event: Any = {"organisation_id": event.organisation_id, "event_id": event.id, "at": at}
    recorded = db.info.get(_RECORDED, {})
    if sum((entity, uuid) not in recorded for uuid in entity_ids) > MOST_PARTS:
        record(db, ChangeKind.UPDATED, "Event", event.id, whole=True, direct=False, **of_event)
    else:
        record_all(db, kind, entity, entity_ids, direct=direct, **of_event)


def is_recorded_whole(db: DbSession, entity: str, entity_id: UUID) -> bool:
    """Whether a change of the entity with everything in it is recorded."""
    change: Change | None = db.info.get(_RECORDED, {}).get((entity, entity_id))
    return change is not None and change.whole


@contextmanager
def nothing_recorded(db: DbSession) -> Iterator[None]:
    """Forget what is recorded within, because it is undone."""
    before = dict(db.info.get(_RECORDED, {}))
    try:
        yield
    finally:
        db.info[_RECORDED] = before


def recorded_changes(db: Session) -> Sequence[Change]:
    """The changes that this session has recorded: one for each entity, in the order of the first ones.

    What follows in parts of an event is left out where the event has changed with everything in it.
    """
    recorded: dict[tuple[str, UUID], Change] = db.info.get(_RECORDED, {})
    wholes = {uuid for (entity, uuid), change in recorded.items() if entity == "Event" and change.whole}
    return [
        change
        for change in recorded.values()
        if change.direct or change.event_id not in wholes or change.entity == "Event"
    ]


def merged(before: Change, after: Change) -> Change:
    """Two changes of one entity as one. UPDATED is the least specific kind and gives way to the kind before."""
    takes_over = after.kind is ChangeKind.UPDATED is not before.kind
    implied = before.whole <= after.whole and before.public <= after.public and before.direct <= after.direct
    if not takes_over and implied:
        return after
    return replace(
        after,
        kind=before.kind if after.kind is ChangeKind.UPDATED else after.kind,
        whole=before.whole or after.whole,
        public=before.public or after.public,
        direct=before.direct or after.direct,
    )


def merged_by_entity(changes: Iterable[Change]) -> Sequence[Change]:
    """One change for each entity, in the order of the last ones."""
    found: dict[tuple[str, UUID], Change] = {}
    for change in changes:
        key = (change.entity, change.entity_id)
        before = found.pop(key, None)
        found[key] = change if before is None else merged(before, change)
    return list(found.values())


_RECORDED = "recorded changes"
