"""Keeps feeds small: old changes are compacted to the latest of each entity, and deleted in the end."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from sqlalchemy import bindparam, delete, func, update
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.db.feed.tables import FeedRow
from app.db.outbox import ChangeKind, ChangeRow

# Newer changes stay as they are: a subscriber that reconnects soon receives them one by one.
COMPACTED_AFTER = timedelta(hours=1)
# Rows that one transaction looks at: other writers wait for it on SQLite.
BATCH = 5_000

Place = tuple[UUID, int]


def compact(db: DbSession, now: datetime) -> tuple[int, int]:
    """Go on in one feed whose next change is old enough: delete the changes that later ones of the same entity replace.

    Returns how many changes it looked at, at most `BATCH`, and how many it deleted; (0, 0) at the end. It remembers how
    far it has come (`FeedRow.compacted`), so that nothing is looked at again.

    A change that replaces another takes over that everything within the entity has changed, that the public could see
    it, and that it was changed itself. Only updates are replaced: subscribers and webhooks may wait for the other
    kinds, such as PUBLISHED.
    """
    feed = _next_feed(db, now - COMPACTED_AFTER)
    if feed is None:
        return 0, 0
    organisation_id, compacted = feed
    found = db.exec(
        select(ChangeRow)
        .where(ChangeRow.organisation_id == organisation_id, ChangeRow.position > compacted)
        .order_by(col(ChangeRow.position))
        .limit(BATCH)
    ).all()
    # Clocks of several hosts differ: what follows a change that is too new waits for it.
    old = list(takewhile(lambda row: row.at <= now - COMPACTED_AFTER, found))
    if not old:
        # Another process compacts this feed at the same time.
        return 0, 0
    last = old[-1].position
    deleted = _delete_replaced(db, organisation_id, {row.entity_id for row in old}, last)
    db.connection().execute(
        update(FeedRow)
        .where(col(FeedRow.organisation_id) == organisation_id, col(FeedRow.compacted) < last)
        .values(compacted=last)
    )
    return len(old), deleted


def _next_feed(db: DbSession, before: datetime) -> tuple[UUID, int] | None:
    """A feed whose first change that was not looked at is from this time or before, and how far it is compacted."""
    first = (
        select(func.min(ChangeRow.position))
        .where(ChangeRow.organisation_id == FeedRow.organisation_id, ChangeRow.position > FeedRow.compacted)
        .correlate(FeedRow)
        .scalar_subquery()
    )
    return db.exec(
        select(FeedRow.organisation_id, FeedRow.compacted)
        .join(ChangeRow, col(ChangeRow.organisation_id) == FeedRow.organisation_id)
        .where(FeedRow.compacted < FeedRow.position, ChangeRow.position == first, col(ChangeRow.at) <= before)
        .order_by(col(FeedRow.organisation_id))
        .limit(1)
    ).first()


def _delete_replaced(db: DbSession, organisation_id: UUID, entity_ids: Collection[UUID], up_to: int) -> int:
    """Delete the updates of these entities, up to a position, that a later change replaces; how many."""
    # Of what was compacted before, an entity has one update at most.
    updates = db.exec(
        select(ChangeRow).where(
            ChangeRow.organisation_id == organisation_id,
            col(ChangeRow.entity_id).in_(entity_ids),
            ChangeRow.position <= up_to,
            ChangeRow.kind == ChangeKind.UPDATED.name,
        )
    ).all()
    latest = _latest(db, organisation_id, {row.entity_id for row in updates})
    replaced = [row for row in updates if row.position < latest[row.entity, row.entity_id]]
    for flag in ("public", "whole", "direct"):
        inherited = {latest[row.entity, row.entity_id] for row in replaced if getattr(row, flag)}
        _update(db, [(organisation_id, position) for position in sorted(inherited)], flag)
    places = [(organisation_id, row.position) for row in replaced]
    db.expunge_all()
    if places:
        db.connection().execute(
            delete(ChangeRow).where(
                col(ChangeRow.organisation_id) == bindparam("o"), col(ChangeRow.position) == bindparam("p")
            ),
            [{"o": organisation_id, "p": position} for organisation_id, position in places],
        )
    return len(places)


def prune(db: DbSession, now: datetime, kept: timedelta) -> int:
    """Delete up to `BATCH` changes that are older than `kept` from one feed; how many, 0 when all are deleted.

    Nobody can continue from a position before them any more.
    """
    first = (
        select(func.min(ChangeRow.position))
        .where(ChangeRow.organisation_id == FeedRow.organisation_id)
        .correlate(FeedRow)
        .scalar_subquery()
    )
    # The first change of each feed is found by the key; one by its time would be looked for among all.
    organisation_id = db.exec(
        select(FeedRow.organisation_id)
        .join(ChangeRow, col(ChangeRow.organisation_id) == FeedRow.organisation_id)
        .where(ChangeRow.position == first, col(ChangeRow.at) <= now - kept)
        .limit(1)
    ).first()
    if organisation_id is None:
        return 0
    batch = db.exec(
        select(ChangeRow.position, ChangeRow.at)
        .where(ChangeRow.organisation_id == organisation_id)
        .order_by(col(ChangeRow.position))
        .limit(BATCH)
    )
    last = max(position for position, at in batch if at <= now - kept)
    done = db.connection().execute(
        delete(ChangeRow).where(col(ChangeRow.organisation_id) == organisation_id, col(ChangeRow.position) <= last)
    )
    db.connection().execute(
        update(FeedRow)
        .where(col(FeedRow.organisation_id) == organisation_id, col(FeedRow.pruned) < last)
        .values(pruned=last)
    )
    return done.rowcount


def _latest(db: DbSession, organisation_id: UUID, entity_ids: Collection[UUID]) -> dict[tuple[str, UUID], int]:
    """The position of the latest change of each of these entities."""
    rows = db.exec(
        select(ChangeRow.entity, ChangeRow.entity_id, func.max(ChangeRow.position))
        .where(ChangeRow.organisation_id == organisation_id, col(ChangeRow.entity_id).in_(entity_ids))
        .group_by(col(ChangeRow.entity), col(ChangeRow.entity_id))
    )
    return {(entity, entity_id): position for entity, entity_id, position in rows}


def _update(db: DbSession, places: Sequence[Place], flag: str) -> None:
    if places:
        db.connection().execute(
            update(ChangeRow)
            .where(col(ChangeRow.organisation_id) == bindparam("o"), col(ChangeRow.position) == bindparam("p"))
            .values({flag: True}),
            [{"o": organisation_id, "p": position} for organisation_id, position in places],
        )
