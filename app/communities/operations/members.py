"""Joining and leaving communities, and the counters that follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.rules import MEMBER, problems_with_deleted
from app.communities.store import community_to_change, member_of
from app.communities.tables import CommunityMemberRow, CommunityRow
from app.communities.values import CommunityRole
from app.core.fields import Patch, check, complete, missing
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import stamped
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user

INPUT: Path = ("input",)


def join_community(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Make a user a member. Who is one already gets the role that is named."""
    community = community_to_change(db, caller, uuid)
    problems = problems_with_deleted(community.is_deleted)
    problems += missing(patch, MEMBER, INPUT) + check(patch, MEMBER, INPUT)
    values = complete(patch, MEMBER)
    if values["user_uuid"] is not None:
        at = (*INPUT, "userUuid")
        user = find_user(db, community.organisation_id, values["user_uuid"])
        problems += (
            [no_such_user(at)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, at)
        )
    refuse_any(problems)
    member = join(db, community, values["user_uuid"], values["role"], now)
    return Written(ids={"community": community.id, "member": member.id}, aggregate=community.id)


def leave_community(db: DbSession, caller: Caller, *, uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Take a member out, of a deleted community too. Whose the community is does not change."""
    community = community_to_change(db, caller, uuid)
    member = member_of(db, community.id, user_uuid)
    if member is None:
        refuse_any([Problem(ProblemCode.NOT_FOUND, "There is no member with this uuid.", ("userUuid",))])
    assert member is not None
    db.delete(member)
    community.members_count -= 1
    community.moderator_member_count -= member.role == CommunityRole.MODERATOR.name
    _record(db, ChangeKind.DELETED, member, now)
    return Written(ids={"community": community.id}, aggregate=community.id)


def join(
    db: DbSession, community: CommunityRow, user_id: UUID, role: CommunityRole, now: datetime
) -> CommunityMemberRow:
    """The user as a member of the community, which is locked, in this role."""
    member = member_of(db, community.id, user_id)
    if member is not None and member.role == role.name:
        return member
    community.moderator_member_count += 1 if role is CommunityRole.MODERATOR else -(member is not None)
    if member is not None:
        member.role = role.name
        _record(db, ChangeKind.UPDATED, member, now)
        return member
    made: Any = stamped("created", now, community.timezone)
    member = CommunityMemberRow(
        id=new_uuid(),
        organisation_id=community.organisation_id,
        community_id=community.id,
        user_id=user_id,
        role=role.name,
        timezone=community.timezone,
        **made,
    )
    community.members_count += 1
    db.add(member)
    db.flush()
    _record(db, ChangeKind.CREATED, member, now)
    return member


def _record(db: DbSession, kind: ChangeKind, member: CommunityMemberRow, now: datetime) -> None:
    record(db, kind, "CommunityMember", member.id, organisation_id=member.organisation_id, event_id=None, at=now)
