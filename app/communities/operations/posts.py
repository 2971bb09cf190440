"""Posting and commenting, and flags on what was posted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.rules import POST, PostFacts, no_such_post, problems_with_deleted, problems_with_posting
from app.communities.store import community_to_change, is_post_of, member_of, post_to_change
from app.communities.tables import CommunityRow, PostFlagRow, PostRow
from app.communities.values import CommunityRole
from app.core.fields import Patch, check, missing
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, touch
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user

INPUT: Path = ("input",)
BY: Path = ("userUuid",)


def create_post(db: DbSession, caller: Caller, *, community_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """A member posts, or comments on a post of the same community. Comments are not counted as posts."""
    community = community_to_change(db, caller, community_uuid, ("communityUuid",))
    problems = problems_with_deleted(community.is_deleted, ("communityUuid",))
    problems += missing(patch, POST, INPUT) + check(patch, POST, INPUT)
    problems += _problems_with_author(db, community, patch)
    parent = patch.get("parent_uuid")
    if parent is not None and not is_post_of(db, community.id, parent):
        problems.append(no_such_post((*INPUT, "parentUuid")))
    refuse_any(problems)
    made: Any = created(now, community.timezone)
    row = PostRow(
        id=new_uuid(),
        organisation_id=community.organisation_id,
        community_id=community.id,
        parent_id=parent,
        user_id=patch["user_uuid"],
        body=patch["text"],
        timezone=community.timezone,
        **made,
    )
    db.add(row)
    if parent is None:
        community.posts_count += 1
    db.flush()
    return _written(db, ChangeKind.CREATED, row, now)


def flag_post(db: DbSession, caller: Caller, *, uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Note that a user has flagged a post, once."""
    row = post_to_change(db, caller, uuid)
    user = find_user(db, row.organisation_id, user_uuid)
    if user is None:
        refuse_any([no_such_user(BY)])
    assert user is not None
    problems = problems_with_acting(user.is_deleted, user.is_global_ban, BY)
    if db.get(PostFlagRow, (row.id, user.id)):
        problems.append(Problem(ProblemCode.ALREADY_DONE, "They have flagged this post already.", BY))
    refuse_any(problems)
    db.add(PostFlagRow(post_id=row.id, user_id=user.id))
    row.flag_count += 1
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def unflag_post(db: DbSession, caller: Caller, *, uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Take a flag back, whatever has become of the user since."""
    row = post_to_change(db, caller, uuid)
    flag = db.get(PostFlagRow, (row.id, user_uuid))
    if flag is None:
        refuse_any([Problem(ProblemCode.NOT_FOUND, "They have not flagged this post.", BY)])
    db.delete(flag)
    row.flag_count -= 1
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def _problems_with_author(db: DbSession, community: CommunityRow, patch: Patch) -> list[Problem]:
    uuid = patch.get("user_uuid")
    if uuid is None:
        return []
    at = (*INPUT, "userUuid")
    user = find_user(db, community.organisation_id, uuid)
    if user is None:
        return [no_such_user(at)]
    member = member_of(db, community.id, user.id)
    facts = PostFacts(
        only_admin_can_post=community.only_admin_can_post,
        role=None if member is None else CommunityRole[member.role],
        is_comment=patch.get("parent_uuid") is not None,
    )
    acting = problems_with_acting(user.is_deleted, user.is_global_ban, at)
    return acting or problems_with_posting(facts, at)


def _written(db: DbSession, kind: ChangeKind, row: PostRow, now: datetime) -> Written:
    db.flush()
    record(db, kind, "Post", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    return Written(ids={"post": row.id, "community": row.community_id}, aggregate=row.community_id)
