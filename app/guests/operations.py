"""Answering events, removing answers, and inviting and uninviting users."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.timestamps import created, stamp, stamped
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.guests.patches import RsvpEventPatch
from app.guests.rules import COUNTED, RsvpFacts, problems_with_answer, problems_with_inviting
from app.guests.store import invited_among, remove_invitations, rsvp_of, rsvps_of, users_among
from app.guests.tables import InvitationRow, RsvpRow
from app.guests.values import RsvpStatus
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import acting_user

EVENT: Path = ("eventUuid",)
USER: Path = ("userUuid",)
USERS: Path = ("userUuids",)


def rsvp_event(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, patch: RsvpEventPatch, now: datetime
) -> Written:
    """A later answer replaces an earlier one, and the counts follow."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(acting_user(db, event.organisation_id, user_uuid, USER)[1])
    row = rsvp_of(db, event.id, user_uuid)
    facts = RsvpFacts(
        lifecycle=event.lifecycle,
        enabled=event.enable_rsvp,
        ends_at=None if event.ends_local is None else event.ends_at,
        invite_only=event.is_invite_only,
        invited=bool(invited_among(db, event.id, [user_uuid])),
        capacity=event.event_capacity,
        going=event.rsvp_count - (row is not None and row.status == RsvpStatus.GOING),
    )
    refuse_any(problems_with_answer(facts, patch["status"], now))
    kind = ChangeKind.CREATED if row is None else ChangeKind.UPDATED
    if row is None:
        made: Any = created(now, event.timezone)
        row = RsvpRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            user_id=user_uuid,
            status=patch["status"].name,
            timezone=event.timezone,
            **made,
        )
        db.add(row)
    else:
        _count(event, row.status, -1)
        row.status = patch["status"].name
        stamp(row, "updated", now)
    _count(event, row.status, 1)
    db.flush()
    _record(db, kind, "Rsvp", event, row.id, now)
    return Written(ids={"rsvp": row.id, "event": event.id}, aggregate=event.id)


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
    already = invited_among(db, event.id, user_uuids)
    made: Any = stamped("created", now, event.timezone)
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
    invited = invited_among(db, event.id, user_uuids)
    refuse_any(
        [
            Problem(ProblemCode.NOT_FOUND, "This user is not invited to this event.", (*USERS, str(index)))
            for index, uuid in enumerate(user_uuids)
            if uuid not in invited
        ]
    )
    remove_invitations(db, event.id, user_uuids)
    if event.is_invite_only:
        _delete(db, event, rsvps_of(db, event.id, user_uuids), now)
    _record(db, ChangeKind.UPDATED, "Event", event, event.id, now)
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uninvited": len(user_uuids)})


def _delete(db: DbSession, event: EventRow, rows: Sequence[RsvpRow], now: datetime) -> None:
    for row in rows:
        _count(event, row.status, -1)
        _record(db, ChangeKind.DELETED, "Rsvp", event, row.id, now)
        db.delete(row)
    db.flush()


def _count(event: EventRow, status: str, by: int) -> None:
    """The event is locked, so that nobody else counts at the same time."""
    column = COUNTED.get(status)
    if column is not None:
        setattr(event, column, getattr(event, column) + by)


def _record(db: DbSession, kind: ChangeKind, entity: str, event: EventRow, uuid: UUID, now: datetime) -> None:
    record(db, kind, entity, uuid, organisation_id=event.organisation_id, event_id=event.id, at=now)
