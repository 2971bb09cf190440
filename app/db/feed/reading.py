"""Reads the feeds of organisations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.db.feed.positions import Position
from app.db.feed.tables import FeedRow
from app.db.outbox import Change, ChangeKind, ChangeRow


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a feed, and how far back it goes. An organisation that never changed has `NO_FEED`."""

    position: int
    pruned: int
    epoch: int

    def can_replay(self, after: Position) -> bool:
        """Whether the feed still has all changes after this position, and had the position in the first place."""
        # What is written at the start of every feed.
        same = after.epoch == self.epoch or after == NO_FEED.end
        return same and self.pruned <= after.number <= self.position

    @property
    def end(self) -> Position:
        return Position(self.epoch, self.position)


NO_FEED = Head(position=0, pruned=0, epoch=0)


def heads(db: DbSession, organisation_ids: Iterable[UUID]) -> Mapping[UUID, Head]:
    """The heads of these feeds; those of organisations that never changed are missing."""
    rows = db.exec(select(FeedRow).where(col(FeedRow.organisation_id).in_(list(organisation_ids)))).all()
    return {UUID(int=row.organisation_id.int): Head(row.position, row.pruned, row.epoch) for row in rows}


def head_of(db: DbSession, organisation_id: UUID) -> Head:
    """The head of one feed; `NO_FEED` if the organisation never changed."""
    return heads(db, [organisation_id]).get(organisation_id, NO_FEED)


def changes_between(
    db: DbSession,
    organisation_id: UUID,
    after: int,
    up_to: int,
    *,
    limit: int,
    event_id: UUID | None = None,
) -> Sequence[Change]:
    """The first `limit` changes of a feed with positions in `(after, up_to]`, in order.

    Only those of one event if `event_id` is given.
    """
    query = select(ChangeRow).where(
        ChangeRow.organisation_id == organisation_id, ChangeRow.position > after, ChangeRow.position <= up_to
    )
    if event_id is not None:
        query = query.where(ChangeRow.event_id == event_id)
    return [_change(row) for row in db.exec(query.order_by(col(ChangeRow.position)).limit(limit))]


def _change(row: ChangeRow) -> Change:
    return Change(
        kind=ChangeKind[row.kind],
        entity=row.entity,
        entity_id=UUID(int=row.entity_id.int),
        organisation_id=UUID(int=row.organisation_id.int),
        event_id=None if row.event_id is None else UUID(int=row.event_id.int),
        at=row.at,
        whole=row.whole,
        public=row.public,
        direct=row.direct,
        position=row.position,
    )
