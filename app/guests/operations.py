"""Answering events, removing answers, and inviting and uninviting users."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.core.time import local_of
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record, record_all, record_followers
from app.db.timestamps import created_once
from app.events.rules import problems_with_changing
from app.events.store import event_to_change, lock_event
from app.events.tables import EventRow
from app.guests.patches import RsvpEventPatch
from app.guests.rules import (
    COUNTED,
    FOLLOWERS,
    RsvpFacts,
    counts_after,
    problems_with_answer,
    problems_with_inviting,
)
from app.guests.store import (
    Answer,
    answering,
    invitations_among,
    remove_invitations,
    rsvp_of,
    rsvps_of,
    users_among,
    write_answer,
)
from app.guests.tables import InvitationRow, RsvpRow
from app.guests.values import RsvpStatus
from app.users.rules import no_such_user, problems_with_acting

EVENT: Path = ("eventUuid",)
USER: Path = ("userUuid",)
USERS: Path = ("userUuids",)


def rsvp_event(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: RsvpEventPatch, now: datetime
) -> Written:
    """A later answer replaces an earlier one, and the counts follow."""
    event = lock_event(db, caller, event_uuid, EVENT)
    found = answering(db, event.organisation_id, event.id, user_uuid)
    if found is None:
        raise Refused(no_such_user(USER))
    refuse_any(problems_with_acting(found.is_deleted, found.is_banned, USER))
    facts = RsvpFacts(
        lifecycle=event.lifecycle,
        enabled=event.enable_rsvp,
        ends_at=None if event.ends_local is None else event.ends_at,
        invite_only=event.is_invite_only,
        invited=found.is_invited,
        capacity=event.event_capacity,
        going=event.rsvp_count - (found.status == RsvpStatus.GOING),
    )
    refuse_any(problems_with_answer(facts, patch["status"], now))
    uuid, status = found.rsvp or new_uuid(), patch["status"].name
    written = Written(ids={"rsvp": uuid, "event": event.id}, aggregate=event.id)
    if found.status == status:
        return written
    timezone = found.timezone or event.timezone
    answer = Answer(
        id=uuid,
        organisation_id=event.organisation_id,
        event_id=event.id,
        user_id=user_uuid,
        status=status,
        timezone=timezone,
        updated_at=now,
        updated_local=local_of(now, timezone),
    )
    first = found.rsvp is None
    write_answer(db, answer, first=first, counts=counts_after(found.status, status))
    record(
        db,
        ChangeKind.CREATED if first else ChangeKind.UPDATED,
        "Rsvp",
        uuid,
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    record_followers(db, answer, FOLLOWERS, now)
    return written


def remove_rsvp(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """NOT_FOUND: the user has not answered."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_changing(event.lifecycle, EVENT))
    row = rsvp_of(db, event.id, user_uuid)
    if row is None:
        raise Refused(Problem(ProblemCode.NOT_FOUND, "This user has not answered this event.", USER))
    _delete(db, event, [row], now)
    return Written(ids={"event": event.id}, aggregate=event.id)


def invite_users(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuids: Sequence[UUID], now: datetime
) -> Written:
    """Invite all of them or none."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_changing(event.lifecycle, EVENT) + problems_with_inviting(user_uuids, USERS))
    known = users_among(db, event.organisation_id, user_uuids)
    problems: list[Problem] = []
    for index, uuid in enumerate(user_uuids):
        at = (*USERS, str(index))
        user = known.get(uuid)
        problems += [no_such_user(at)] if user is None else problems_with_acting(user.is_deleted, False, at)
    refuse_any(problems)
    already = invitations_among(db, event.id, user_uuids)
    made = created_once(now, event.timezone)
    rows = [
        InvitationRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            user_id=uuid,
            timezone=event.timezone,
            **made,
        )
        for uuid in user_uuids
        if uuid not in already
    ]
    insert_all(db, rows)
    record_all(
        db,
        ChangeKind.CREATED,
        "Invitation",
        [row.id for row in rows],
        organisation_id=event.organisation_id,
        event_id=event.id,
        at=now,
    )
    return Written(
        ids={"event": event.id},
        aggregate=event.id,
        extra={"invited": len(rows)},
        lists={"invitations": [row.id for row in rows]},
    )


def uninvite_users(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuids: Sequence[UUID], now: datetime
) -> Written:
    """Remove invitations, and the answers where only invited users may answer."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_changing(event.lifecycle, EVENT) + problems_with_inviting(user_uuids, USERS))
    invitations = invitations_among(db, event.id, user_uuids)
    refuse_any(
        [
            Problem(ProblemCode.NOT_FOUND, "This user is not invited to this event.", (*USERS, str(index)))
            for index, uuid in enumerate(user_uuids)
            if uuid not in invitations
        ]
    )
    remove_invitations(db, event.id, user_uuids)
    for invitation in sorted(invitations.values()):
        _record(db, ChangeKind.DELETED, "Invitation", event, invitation, now)
    if event.is_invite_only:
        _delete(db, event, rsvps_of(db, event.id, user_uuids), now)
    _record(db, ChangeKind.UPDATED, "Event", event, event.id, now)
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uninvited": len(user_uuids)})


def _delete(db: DbSession, event: EventRow, rows: Sequence[RsvpRow], now: datetime) -> None:
    for row in rows:
        _count(event, row.status, -1)
        _record(db, ChangeKind.DELETED, "Rsvp", event, row.id, now)
        record_followers(db, row, FOLLOWERS, now)
        db.delete(row)
    db.flush()


def _count(event: EventRow, status: str, by: int) -> None:
    """The event is locked, so that nobody else counts at the same time."""
    column = COUNTED.get(status)
    if column is not None:
        setattr(event, column, getattr(event, column) + by)


def _record(db: DbSession, kind: ChangeKind, entity: str, event: EventRow, uuid: UUID, now: datetime) -> None:
    record(db, kind, entity, uuid, organisation_id=event.organisation_id, event_id=event.id, at=now)
