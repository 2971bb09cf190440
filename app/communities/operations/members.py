"""Joining and leaving communities, and the counters that follow."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.patches import JoinCommunityPatch
from app.communities.rules import FOLLOWERS, problems_with_deleted
from app.communities.store import community_to_change, member_of
from app.communities.tables import CommunityMemberRow, CommunityRow
from app.communities.values import CommunityRole
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.db.outbox import ChangeKind, record, record_followers
from app.db.timestamps import created_once
from app.users.store import acting_user

COMMUNITY: Path = ("communityUuid",)
USER: Path = ("userUuid",)


def join_community(
    db: DbSession,
    caller: Caller,
    *,
    community_uuid: UUID,
    user_uuid: UUID,
    patch: JoinCommunityPatch,
    now: datetime,
) -> Written:
    """Make a user a member, or give a member this role."""
    community = community_to_change(db, caller, community_uuid, COMMUNITY)
    refuse_any(
        problems_with_deleted(community.is_deleted, COMMUNITY)
        + acting_user(db, community.organisation_id, user_uuid, USER)[1]
    )
    member = join(db, community, user_uuid, patch.get("role") or CommunityRole.MEMBER, now)
    return Written(ids={"community": community.id, "community_member": member.id}, aggregate=community.id)


def leave_community(db: DbSession, caller: Caller, *, community_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Remove a member, also from a deleted community. An owner who leaves stays its owner."""
    community = community_to_change(db, caller, community_uuid, COMMUNITY)
    member = member_of(db, community.id, user_uuid)
    if member is None:
        raise Refused(Problem(ProblemCode.NOT_FOUND, "There is no member with this uuid.", USER))
    db.delete(member)
    community.members_count -= 1
    community.moderator_member_count -= member.role == CommunityRole.MODERATOR.name
    _record(db, ChangeKind.DELETED, member, now)
    return Written(ids={"community": community.id}, aggregate=community.id)


def join(
    db: DbSession, community: CommunityRow, user_id: UUID, role: CommunityRole, now: datetime
) -> CommunityMemberRow:
    """Make the user a member with this role. The community is locked."""
    member = member_of(db, community.id, user_id)
    if member is not None and member.role == role.name:
        return member
    if member is not None:
        community.moderator_member_count += 1 if role is CommunityRole.MODERATOR else -1
        member.role = role.name
        _record(db, ChangeKind.UPDATED, member, now)
        return member
    member = new_member(community, user_id, role, now)
    add_member(db, member, now)
    return member


def new_member(community: CommunityRow, user_id: UUID, role: CommunityRole, now: datetime) -> CommunityMemberRow:
    """A member who is still to be added to the community, which counts them."""
    made = created_once(now, community.timezone)
    community.members_count += 1
    community.moderator_member_count += role is CommunityRole.MODERATOR
    return CommunityMemberRow(
        id=new_uuid(),
        organisation_id=community.organisation_id,
        community_id=community.id,
        user_id=user_id,
        role=role.name,
        timezone=community.timezone,
        **made,
    )


def add_member(db: DbSession, member: CommunityMemberRow, now: datetime) -> None:
    """Store a new member of a stored community."""
    db.add(member)
    _record(db, ChangeKind.CREATED, member, now)


def _record(db: DbSession, kind: ChangeKind, member: CommunityMemberRow, now: datetime) -> None:
    record(db, kind, "CommunityMember", member.id, organisation_id=member.organisation_id, event_id=None, at=now)
    record_followers(db, member, FOLLOWERS, now)
