"""All SQL of communities. Every function is given the tenant whose rows it may read, or such a row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, union, update
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.communities.tables import CommunityCategoryRow, CommunityMemberRow, CommunityRow, PostRow
from app.communities.values import CommunityRole
from app.core.problems import Path
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record_all
from app.db.own_rows import row_to_change
from app.db.replacing import replace_rows
from app.events.tables import EventRow


def community_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> CommunityRow:
    """A community of the caller's organisation, locked until the transaction ends. NOT_FOUND for anyone else."""
    return row_to_change(db, caller, CommunityRow, uuid, "community", path)


def find_community(db: DbSession, organisation_id: UUID, uuid: UUID) -> CommunityRow | None:
    """A community of this organisation, deleted ones too, or None."""
    query = select(CommunityRow).where(CommunityRow.id == uuid, CommunityRow.organisation_id == organisation_id)
    return db.exec(query).one_or_none()


def post_to_change(db: DbSession, caller: Caller, uuid: UUID) -> PostRow:
    """A post in a community of the caller's organisation, locked. NOT_FOUND for anyone else."""
    return row_to_change(db, caller, PostRow, uuid, "post", ("postUuid",))


def is_post_of(db: DbSession, community_id: UUID, uuid: UUID) -> bool:
    """Whether this is a post of the community."""
    query = select(PostRow.id).where(PostRow.id == uuid, PostRow.community_id == community_id)
    return db.exec(query).first() is not None


def member_of(db: DbSession, community_id: UUID, user_id: UUID) -> CommunityMemberRow | None:
    """The user's membership of the community, or None."""
    query = select(CommunityMemberRow).where(
        CommunityMemberRow.community_id == community_id, CommunityMemberRow.user_id == user_id
    )
    return db.exec(query).one_or_none()


def replace_categories(db: DbSession, community_id: UUID, uuids: Sequence[UUID]) -> None:
    """Set the community's categories, in this order."""
    replace_rows(db, CommunityCategoryRow, {"community_id": community_id}, _categories(community_id, uuids))


def add_categories(db: DbSession, community_id: UUID, uuids: Sequence[UUID]) -> None:
    """The categories of a new community, in this order."""
    insert_all(db, _categories(community_id, uuids))


def _categories(community_id: UUID, uuids: Sequence[UUID]) -> list[CommunityCategoryRow]:
    return [
        CommunityCategoryRow(community_id=community_id, category_id=uuid, position=position)
        for position, uuid in enumerate(uuids)
    ]


def events_naming(db: DbSession, community_id: UUID) -> Sequence[UUID]:
    """The events that originated from the community or are discussed in it: they name it to those who see it."""
    names = (col(EventRow.origin_community_id) == community_id, col(EventRow.discussion_community_id) == community_id)
    # A union rather than one condition, so that each part uses its index.
    found = union(*(select_columns(col(EventRow.id)).where(name) for name in names))
    return sorted(db.scalars(found))


def leave_all(db: DbSession, organisation_id: UUID, user_id: UUID, now: datetime) -> None:
    """Remove a user from every community, count that, and record it."""
    of_user = col(CommunityMemberRow.user_id) == user_id
    joined = select_columns(col(CommunityMemberRow.community_id)).where(of_user)
    # Locked first: a member who leaves one at the same time is counted once.
    locking = select(CommunityRow.id).where(col(CommunityRow.id).in_(joined)).order_by(col(CommunityRow.id))
    locked = list(db.exec(locking.with_for_update(key_share=True)))
    if not locked:
        return
    left = of_user & col(CommunityMemberRow.community_id).in_(locked)
    for name, roles in (
        ("members_count", tuple(CommunityRole)),
        ("moderator_member_count", (CommunityRole.MODERATOR,)),
    ):
        theirs = select_columns(col(CommunityMemberRow.community_id)).where(
            left, col(CommunityMemberRow.role).in_([role.name for role in roles])
        )
        fewer = {name: getattr(CommunityRow, name) - 1}
        db.connection().execute(update(CommunityRow).where(col(CommunityRow.id).in_(theirs)).values(fewer))
    gone = delete(CommunityMemberRow).where(left)
    members = sorted(db.connection().execute(gone.returning(col(CommunityMemberRow.id))).scalars())
    belongs: Any = {"organisation_id": organisation_id, "event_id": None, "at": now}
    record_all(db, ChangeKind.DELETED, "CommunityMember", members, **belongs)
    record_all(db, ChangeKind.UPDATED, "Community", locked, direct=False, **belongs)
