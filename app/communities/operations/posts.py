"""Posting, commenting, and flagging posts and comments."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.patches import CreatePostPatch
from app.communities.rules import FOLLOWERS, POST, PostFacts, no_such_post, problems_with_deleted, problems_with_posting
from app.communities.store import community_to_change, is_post_of, member_of, post_to_change
from app.communities.tables import CommunityRow, PostFlagRow, PostRow
from app.communities.values import CommunityRole
from app.core.fields import check
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.db.outbox import ChangeKind, record, record_followers
from app.db.timestamps import created, touch
from app.users.store import acting_user

INPUT: Path = ("input",)
COMMUNITY: Path = ("communityUuid",)
USER: Path = ("userUuid",)


def create_post(
    db: DbSession, caller: Caller, *, community_uuid: UUID, user_uuid: UUID, patch: CreatePostPatch, now: datetime
) -> Written:
    """Add a post, or a comment on a post of the same community. Comments are not counted as posts."""
    community = community_to_change(db, caller, community_uuid, COMMUNITY)
    parent = patch.get("parent_uuid")
    problems = problems_with_deleted(community.is_deleted, COMMUNITY) + check(patch, POST, INPUT)
    problems += _problems_with_author(db, community, user_uuid, is_comment=parent is not None)
    if parent is not None and not is_post_of(db, community.id, parent):
        problems.append(no_such_post((*INPUT, "parentUuid")))
    refuse_any(problems)
    made = created(now, community.timezone)
    row = PostRow(
        id=new_uuid(),
        organisation_id=community.organisation_id,
        community_id=community.id,
        parent_id=parent,
        user_id=user_uuid,
        body=patch["text"],
        timezone=community.timezone,
        **made,
    )
    db.add(row)
    if parent is None:
        community.posts_count += 1
    db.flush()
    return _written(db, ChangeKind.CREATED, row, now)


def flag_post(db: DbSession, caller: Caller, *, post_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """ALREADY_DONE: the user has flagged it."""
    row = post_to_change(db, caller, post_uuid)
    user, problems = acting_user(db, row.organisation_id, user_uuid, USER)
    if user is not None and db.get(PostFlagRow, (row.id, user.id)) is not None:
        problems.append(Problem(ProblemCode.ALREADY_DONE, "They have flagged this post already.", USER))
    refuse_any(problems)
    db.add(PostFlagRow(post_id=row.id, user_id=user_uuid))
    row.flag_count += 1
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def unflag_post(db: DbSession, caller: Caller, *, post_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible also while the user is deleted or banned."""
    row = post_to_change(db, caller, post_uuid)
    flag = db.get(PostFlagRow, (row.id, user_uuid))
    if flag is None:
        raise Refused(Problem(ProblemCode.NOT_FOUND, "They have not flagged this post.", USER))
    db.delete(flag)
    row.flag_count -= 1
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def _problems_with_author(
    db: DbSession, community: CommunityRow, user_uuid: UUID, *, is_comment: bool
) -> list[Problem]:
    user, problems = acting_user(db, community.organisation_id, user_uuid, USER)
    if user is None or problems:
        return problems
    member = member_of(db, community.id, user.id)
    role = None if member is None else CommunityRole[member.role]
    return problems_with_posting(PostFacts(community.only_admin_can_post, role, is_comment), USER)


def _written(db: DbSession, kind: ChangeKind, row: PostRow, now: datetime) -> Written:
    db.flush()
    record(db, kind, "Post", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    record_followers(db, row, FOLLOWERS, now)
    return Written(ids={"post": row.id, "community": row.community_id}, aggregate=row.community_id)
