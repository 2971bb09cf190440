"""What ties an event to people and communities, written for createEvent, updateEvent and duplicateEvent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.communities.rules import no_such_community, problems_with_deleted
from app.communities.store import find_community
from app.communities.tables import CommunityMemberRow, CommunityRow
from app.communities.values import CommunityRole, CommunityType
from app.core.fields import Patch, check
from app.core.ids import new_uuid
from app.core.problems import Path, Problem
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, stamped, touch
from app.events.social.rules import SOCIAL, social_columns
from app.events.tables import EventRow
from app.events.values import OriginType
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user


def change_social(db: DbSession, event: EventRow, patch: Patch, path: Path) -> list[Problem]:
    """Set what the patch says in the event's row; its discussion is `discuss`'s."""
    problems = check(patch, SOCIAL, path)
    # A row cannot hold what is no object.
    for column, value in ({} if problems else social_columns(patch)).items():
        setattr(event, column, value)
    if "creator_user_uuid" in patch:
        event.creator_user_id = patch["creator_user_uuid"]
        if event.creator_user_id is not None:
            problems += _with_user(db, event, event.creator_user_id, (*path, "creatorUserUuid"))
    if "origin" in patch:
        problems += _change_origin(db, event, patch["origin"] or {}, (*path, "origin", "uuid"))
    return problems


def discuss(db: DbSession, event: EventRow, patch: Patch, now: datetime) -> None:
    """Open the event's discussion, or close the one it has, as the patch says."""
    if "has_discussion_community" not in patch:
        return
    if not patch["has_discussion_community"]:
        _close_discussion(db, event, now)
    elif event.discussion_community_id is None or _discussion(db, event.discussion_community_id).is_deleted:
        open_discussion(db, event, now)


def open_discussion(db: DbSession, event: EventRow, now: datetime) -> None:
    """A community of the event's own. Whose event it is, if known, is its first member, a moderator."""
    made: Any = created(now, event.timezone)
    owner = event.creator_user_id
    row = CommunityRow(
        id=new_uuid(),
        organisation_id=event.organisation_id,
        type=CommunityType.EVENT.name,
        display_name=event.display_name,
        user_id=owner,
        members_count=0 if owner is None else 1,
        moderator_member_count=0 if owner is None else 1,
        timezone=event.timezone,
        **made,
    )
    db.add(row)
    db.flush()
    if owner is not None:
        joined: Any = stamped("created", now, event.timezone)
        member = CommunityMemberRow(
            organisation_id=event.organisation_id,
            community_id=row.id,
            user_id=owner,
            role=CommunityRole.MODERATOR.name,
            timezone=event.timezone,
            **joined,
        )
        db.add(member)
    event.discussion_community_id = row.id
    _record(db, ChangeKind.CREATED, event, row.id, now)


def _close_discussion(db: DbSession, event: EventRow, now: datetime) -> None:
    """What was said stays in the store; outsiders no longer see it."""
    if event.discussion_community_id is None:
        return
    row = _discussion(db, event.discussion_community_id)
    if not row.is_deleted:
        row.is_deleted = True
        touch(row, now)
        _record(db, ChangeKind.DELETED, event, row.id, now)
    event.discussion_community_id = None


def _discussion(db: DbSession, uuid: UUID) -> CommunityRow:
    return db.get_one(CommunityRow, uuid)


def _change_origin(db: DbSession, event: EventRow, origin: Patch, path: Path) -> list[Problem]:
    uuid: UUID | None = origin.get("uuid")
    from_user = origin.get("type") is OriginType.USER
    event.origin_user_id = uuid if from_user else None
    event.origin_community_id = None if from_user else uuid
    if uuid is None:
        return []
    if from_user:
        return _with_user(db, event, uuid, path)
    community = find_community(db, event.organisation_id, uuid)
    if community is None:
        return [no_such_community(path)]
    return problems_with_deleted(community.is_deleted, path)


def _with_user(db: DbSession, event: EventRow, uuid: UUID, path: Path) -> list[Problem]:
    user = find_user(db, event.organisation_id, uuid)
    return [no_such_user(path)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, path)


def _record(db: DbSession, kind: ChangeKind, event: EventRow, community_id: UUID, now: datetime) -> None:
    record(
        db,
        kind,
        "Community",
        community_id,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
