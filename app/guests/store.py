"""All SQL of invitations and answers. Every function is given an event of the caller's organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Integer, bindparam, delete, text
from sqlmodel import Session as DbSession
from sqlmodel import col, select

from app.db.columns import Text, Uuid
from app.db.fixed import FixedStatement, fixed_text
from app.guests.rules import COUNTED
from app.guests.tables import STANDING, InvitationRow, RsvpRow
from app.users.tables import UserRow


def rsvp_of(db: DbSession, event_id: UUID, user_id: UUID) -> RsvpRow | None:
    """The user's answer to the event."""
    return db.exec(select(RsvpRow).where(RsvpRow.event_id == event_id, RsvpRow.user_id == user_id)).one_or_none()


@dataclass(frozen=True, slots=True)
class Answering:
    """A user of the organisation who answers, and the answer that they have given; `rsvp` is None without one."""

    is_deleted: bool
    is_banned: bool
    is_invited: bool
    rsvp: UUID | None
    status: str | None
    timezone: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer that is given now. A later one keeps when the first was given."""

    id: UUID
    organisation_id: UUID
    event_id: UUID
    user_id: UUID
    status: str
    timezone: str
    updated_at: datetime
    updated_local: datetime


_ANSWERING = FixedStatement(
    text(
        f"SELECT {STANDING}, rs.id, rs.status, rs.timezone"
        " FROM user_account us LEFT JOIN rsvp rs ON rs.event_id = :event AND rs.user_id = us.id"
        " WHERE us.id = :user AND us.organisation_id = :organisation"
    )
    .bindparams(*(bindparam(name, type_=Uuid()) for name in ("event", "user", "organisation")))
    .columns(
        is_deleted=Boolean(), is_banned=Boolean(), is_invited=Boolean(), rsvp=Uuid(), status=Text(), timezone=Text()
    )
)
_NAMES = tuple(each.name for each in fields(Answer))
_CREATED = {"created_at": "updated_at", "created_local": "updated_local"}
_ADD = (
    f"INSERT INTO rsvp ({', '.join((*_NAMES, *_CREATED))})"
    f" VALUES ({', '.join(f':{name}' for name in (*_NAMES, *_CREATED.values()))})"
)
_REPLACE = (
    "UPDATE rsvp SET status = :status, updated_at = :updated_at, updated_local = :updated_local WHERE rsvp.id = :id"
)
_COUNT = (
    "UPDATE event SET "
    + ", ".join(f"{column} = event.{column} + :{column}" for column in COUNTED.values())
    + " WHERE event.id = :event_id"
)


_TYPES = {
    **{column.name: column.type for column in RsvpRow.__table__.c},  # type: ignore[attr-defined]
    **dict.fromkeys(COUNTED.values(), Integer()),
}
_COUNT_ALONE, _ADD_ALONE, _REPLACE_ALONE = (fixed_text(each, _TYPES) for each in (_COUNT, _ADD, _REPLACE))
# On PostgreSQL both in one round trip.
_ADD_AND_COUNT, _REPLACE_AND_COUNT = (
    fixed_text(f"WITH counted AS ({_COUNT}) {each}", _TYPES) for each in (_ADD, _REPLACE)
)


def answering(db: DbSession, organisation_id: UUID, event_id: UUID, user_id: UUID) -> Answering | None:
    """What this user's answer to the event depends on; None if the organisation has no such user."""
    found = _ANSWERING.row(db, {"event": event_id, "user": user_id, "organisation": organisation_id})
    return None if found is None else Answering(*found)


def write_answer(db: DbSession, answer: Answer, *, first: bool, counts: Mapping[str, int]) -> None:
    """Store the user's first answer or another one, and add to the counts of the event, which are by column."""
    values = {name: getattr(answer, name) for name in _NAMES} | dict(counts)
    alone, with_counts = (_ADD_ALONE, _ADD_AND_COUNT) if first else (_REPLACE_ALONE, _REPLACE_AND_COUNT)
    if not any(counts.values()):
        alone.changed(db, values)
    elif db.get_bind().dialect.name == "postgresql":
        with_counts.changed(db, values)
    else:
        _COUNT_ALONE.changed(db, values)
        alone.changed(db, values)


def rsvps_of(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> list[RsvpRow]:
    """These users' answers to the event."""
    query = select(RsvpRow).where(RsvpRow.event_id == event_id, col(RsvpRow.user_id).in_(user_ids))
    return list(db.exec(query.order_by(col(RsvpRow.id))))


def invitations_among(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The invitations of these users to the event, by user."""
    query = select(InvitationRow.user_id, InvitationRow.id).where(
        InvitationRow.event_id == event_id, col(InvitationRow.user_id).in_(user_ids)
    )
    return dict(db.exec(query).all())


def users_among(db: DbSession, organisation_id: UUID, user_ids: Sequence[UUID]) -> dict[UUID, UserRow]:
    """Which of these are users of the organisation, deleted ones too."""
    query = select(UserRow).where(UserRow.organisation_id == organisation_id, col(UserRow.id).in_(user_ids))
    return {row.id: row for row in db.exec(query)}


def remove_invitations(db: DbSession, event_id: UUID, user_ids: Sequence[UUID]) -> None:
    """Delete the invitations of these users."""
    these = (col(InvitationRow.event_id) == event_id, col(InvitationRow.user_id).in_(user_ids))
    db.connection().execute(delete(InvitationRow).where(*these))
