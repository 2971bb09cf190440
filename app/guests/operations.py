"""What may be done about an event's guests: answer for one, take the answer back, invite users and uninvite them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.fields import Patch
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, refuse_any
from app.db.bulk import insert_all
from app.db.outbox import ChangeKind, record, record_all
from app.db.timestamps import created, stamp, stamped
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.events.tables import EventRow
from app.guests.rules import COUNTED, RsvpFacts, problems_with_answer, problems_with_inviting
from app.guests.store import invited_among, rsvp_of, rsvps_of, take_back, users_among
from app.guests.tables import InvitationRow, RsvpRow
from app.users.rules import no_such_user, problems_with_acting

EVENT: Path = ("eventUuid",)
INPUT: Path = ("input",)
USERS: Path = ("userUuids",)


def rsvp_event(db: DbSession, caller: Caller, *, event_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """What a user answers: `userUuid`, `status`. A later answer replaces an earlier one, and the counts follow."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    user_id: UUID = patch["user_uuid"]
    refuse_any(_problems_with_user(db, event, user_id, (*INPUT, "userUuid")))
    before = rsvp_of(db, event.id, user_id)
    facts = RsvpFacts(
        lifecycle=event.lifecycle,
        enabled=event.enable_rsvp,
        ends_at=None if event.ends_local is None else event.ends_at,
        invite_only=event.is_invite_only,
        invited=bool(invited_among(db, event.id, [user_id])),
        capacity=event.event_capacity,
        going=event.rsvp_count - (1 if before is not None and COUNTED.get(before.status) == "rsvp_count" else 0),
    )
    refuse_any(problems_with_answer(facts, patch["status"], now))
    if before is None:
        made: Any = created(now, event.timezone)
        row = RsvpRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            user_id=user_id,
            status=patch["status"].name,
            timezone=event.timezone,
            **made,
        )
        db.add(row)
    else:
        row = before
        _count(event, row.status, -1)
        row.status = patch["status"].name
        stamp(row, "updated", now)
    _count(event, row.status, 1)
    db.flush()
    _record(db, ChangeKind.CREATED if before is None else ChangeKind.UPDATED, "Rsvp", event, row.id, now)
    return Written(ids={"rsvp": row.id, "event": event.id}, aggregate=event.id)


def remove_rsvp(db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Take an answer back, as if it had never been given."""
    event = event_to_change(db, caller, event_uuid, EVENT)
    refuse_any(problems_with_changing(event.lifecycle, EVENT))
    row = rsvp_of(db, event.id, user_uuid)
    if row is None:
        sentence = "This user has not answered this event."
        refuse_any([Problem(ProblemCode.NOT_FOUND, sentence, ("userUuid",))])
    assert row is not None
    _forget(db, event, [row], now)
    return Written(ids={"event": event.id}, aggregate=event.id)


def invite_users(
    db: DbSession, caller: Caller, *, event_uuid: UUID, user_uuids: Sequence[UUID], now: datetime
) -> Written:
    """Invite all of them or none; who is invited already stays so."""
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
    """Take invitations back; with them go the answers, where only invited users may answer."""
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
    take_back(db, event.id, user_uuids)
    if event.is_invite_only:
        _forget(db, event, rsvps_of(db, event.id, user_uuids), now)
    _record(db, ChangeKind.UPDATED, "Event", event, event.id, now)
    return Written(ids={"event": event.id}, aggregate=event.id, extra={"uninvited": len(user_uuids)})


def _problems_with_user(db: DbSession, event: EventRow, uuid: UUID, path: Path) -> list[Problem]:
    user = users_among(db, event.organisation_id, [uuid]).get(uuid)
    return [no_such_user(path)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, path)


def _forget(db: DbSession, event: EventRow, rows: Sequence[RsvpRow], now: datetime) -> None:
    for row in rows:
        _count(event, row.status, -1)
        _record(db, ChangeKind.DELETED, "Rsvp", event, row.id, now)
        db.delete(row)
    db.flush()


def _count(event: EventRow, status: str, by: int) -> None:
    """The event is locked, so that nobody counts beside us."""
    column = COUNTED.get(status)
    if column is not None:
        setattr(event, column, getattr(event, column) + by)


def _record(db: DbSession, kind: ChangeKind, entity: str, event: EventRow, uuid: UUID, now: datetime) -> None:
    record(db, kind, entity, uuid, organisation_id=event.organisation_id, event_id=event.id, at=now)
