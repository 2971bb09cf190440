"""All SQL of communities. Every function is given the tenant whose rows it may read, or such a row."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy import select as select_columns
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.auth.rules import Caller
from app.communities.rules import no_such_community, no_such_post
from app.communities.tables import CommunityCategoryRow, CommunityMemberRow, CommunityRow, PostRow
from app.communities.values import CommunityRole
from app.core.problems import Path, Refused
from app.db.bulk import insert_all


def community_to_change(db: DbSession, caller: Caller, uuid: UUID, path: Path = ("uuid",)) -> CommunityRow:
    """A community of the caller's organisation, locked until the transaction ends. NOT_FOUND for anyone else."""
    query = (
        select(CommunityRow)
        .where(CommunityRow.id == uuid, CommunityRow.organisation_id == caller.organisation_id)
        .with_for_update(key_share=True)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise Refused(no_such_community(path))
    return row


def find_community(db: DbSession, organisation_id: UUID, uuid: UUID) -> CommunityRow | None:
    """A community of this organisation, deleted ones too, or None."""
    query = select(CommunityRow).where(CommunityRow.id == uuid, CommunityRow.organisation_id == organisation_id)
    return db.exec(query).one_or_none()


def post_to_change(db: DbSession, caller: Caller, uuid: UUID) -> PostRow:
    """A post in a community of the caller's organisation, locked. NOT_FOUND for anyone else."""
    query = (
        select(PostRow)
        .where(PostRow.id == uuid, PostRow.organisation_id == caller.organisation_id)
        .with_for_update(key_share=True)
    )
    row = db.exec(query).one_or_none()
    if row is None:
        raise Refused(no_such_post(("postUuid",)))
    return row


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
    db.connection().execute(delete(CommunityCategoryRow).where(col(CommunityCategoryRow.community_id) == community_id))
    insert_all(
        db,
        [
            CommunityCategoryRow(community_id=community_id, category_id=uuid, position=position)
            for position, uuid in enumerate(uuids)
        ],
    )


def leave_all(db: DbSession, user_id: UUID) -> None:
    """Remove a user from every community, and count that."""
    of_user = col(CommunityMemberRow.user_id) == user_id
    joined = select_columns(col(CommunityMemberRow.community_id)).where(of_user)
    # Locked first: a member who leaves one at the same time is counted once.
    locking = select(CommunityRow.id).where(col(CommunityRow.id).in_(joined)).order_by(col(CommunityRow.id))
    locked = list(db.exec(locking.with_for_update(key_share=True)))
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
    db.connection().execute(delete(CommunityMemberRow).where(left))
