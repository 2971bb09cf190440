"""The community in which an event is discussed. The event's row refers to it, so that it is written first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.communities.tables import CommunityMemberRow, CommunityRow
from app.communities.values import CommunityRole, CommunityType
from app.core.ids import new_uuid
from app.core.problems import Warning
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, created_once, touch
from app.events.columns import EventValues
from app.events.common.part.protocol import Copying, Edit, EventCopy, Part, Planned
from app.events.tables import EventRow


@dataclass(frozen=True, slots=True)
class Facts:
    """The community that the event has, if the request is about it."""

    community: CommunityRow | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """The community to open, and the one to close."""

    opened: UUID | None = None
    closed: CommunityRow | None = None


class CopiedDiscussion(Copying[None, Discussion]):
    """A copy has a community of its own, even if that of its original is closed."""

    def read(self, db: DbSession, event: EventRow, copy: EventCopy) -> None:
        return None

    def plan(self, facts: None, copy: EventCopy, event: EventValues) -> Planned[Discussion]:
        if event["discussion_community_id"] is None:
            return Planned(Discussion())
        uuid = new_uuid()
        return Planned(Discussion(opened=uuid), {"discussion_community_id": uuid})

    def write(self, db: DbSession, event: EventRow, planned: Planned[Discussion], copy: EventCopy) -> list[Warning]:
        if planned.rows.opened is not None:
            _open(db, event, planned.rows.opened, copy.now)
        return []


class DiscussionPart(Part[Facts, Discussion]):
    fields = frozenset({"has_discussion_community"})
    copying = CopiedDiscussion()

    def read(self, db: DbSession, event: EventRow, edit: Edit) -> Facts:
        if "has_discussion_community" not in edit.patch or event.discussion_community_id is None:
            return Facts()
        return Facts(db.get_one(CommunityRow, event.discussion_community_id))

    def plan(self, facts: Facts, edit: Edit, event: EventValues) -> Planned[Discussion]:
        if "has_discussion_community" not in edit.patch:
            return Planned(Discussion())
        is_open = facts.community is not None and not facts.community.is_deleted
        if not edit.patch["has_discussion_community"]:
            return Planned(Discussion(closed=facts.community if is_open else None), {"discussion_community_id": None})
        if is_open:
            return Planned(Discussion())
        uuid = new_uuid()
        return Planned(Discussion(opened=uuid), {"discussion_community_id": uuid})

    def stores_rows(self, rows: Discussion, edit: Edit) -> bool:
        return rows != Discussion()

    def write(self, db: DbSession, event: EventRow, planned: Planned[Discussion], edit: Edit) -> list[Warning]:
        """Outsiders no longer see a closed community; its posts stay stored."""
        if (row := planned.rows.closed) is not None:
            row.is_deleted = True
            touch(row, edit.now)
            _record(db, ChangeKind.DELETED, event, row.id, edit.now)
        if planned.rows.opened is not None:
            _open(db, event, planned.rows.opened, edit.now)
        return []


DISCUSSION = DiscussionPart()


def _open(db: DbSession, event: EventRow, uuid: UUID, now: datetime) -> None:
    """Store a community for the event. The creator of the event becomes its first member, a moderator."""
    made = created(now, event.timezone)
    owner = event.creator_user_id
    community = CommunityRow(
        id=uuid,
        organisation_id=event.organisation_id,
        type=CommunityType.EVENT.name,
        display_name=event.display_name,
        user_id=owner,
        members_count=0 if owner is None else 1,
        moderator_member_count=0 if owner is None else 1,
        timezone=event.timezone,
        **made,
    )
    insert_all(db, [community])
    if owner is not None:
        joined = created_once(now, event.timezone)
        member = CommunityMemberRow(
            organisation_id=event.organisation_id,
            community_id=uuid,
            user_id=owner,
            role=CommunityRole.MODERATOR.name,
            timezone=event.timezone,
            **joined,
        )
        insert_all(db, [member])
    _record(db, ChangeKind.CREATED, event, uuid, now)


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
