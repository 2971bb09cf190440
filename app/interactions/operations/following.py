"""Following and muting an organisation: once for each user."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Refused, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, created_once
from app.interactions.columns import TieValues
from app.interactions.rules import already_done, not_there
from app.interactions.store import relation_of
from app.interactions.tables import FollowRow, MuteRow
from app.organisations.store import organisation_to_change
from app.organisations.tables import OrganisationRow
from app.users.store import acting_user

F = TypeVar("F", FollowRow, MuteRow)
ORGANISATION: Path = ("organisationUuid",)
USER: Path = ("userUuid",)


def follow_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """ALREADY_DONE: the user follows it."""
    organisation = _checked(db, caller, organisation_uuid, user_uuid, FollowRow, "follows the organisation")
    made = created(now, organisation.timezone)
    row = FollowRow(**_columns(organisation, user_uuid), **made)
    db.add(row)
    return _written(db, organisation, now)


def unfollow_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """NOT_FOUND: the user does not follow it."""
    return _remove(db, caller, organisation_uuid, user_uuid, FollowRow, "follower with this uuid", now)


def mute_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """ALREADY_DONE: the user has muted it."""
    organisation = _checked(db, caller, organisation_uuid, user_uuid, MuteRow, "has muted the organisation")
    made = created_once(now, organisation.timezone)
    row = MuteRow(**_columns(organisation, user_uuid), **made)
    db.add(row)
    return _written(db, organisation, now)


def unmute_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """NOT_FOUND: the user has not muted it."""
    return _remove(db, caller, organisation_uuid, user_uuid, MuteRow, "user with this uuid who has muted it", now)


def _checked(
    db: DbSession, caller: Caller, organisation_uuid: UUID, user_uuid: UUID, table: type[F], what: str
) -> OrganisationRow:
    organisation = organisation_to_change(db, caller, organisation_uuid, ORGANISATION)
    refuse_any(acting_user(db, organisation.id, user_uuid, USER)[1])
    if relation_of(db, table, organisation.id, user_uuid) is not None:
        raise Refused(already_done(what, USER))
    return organisation


def _columns(organisation: OrganisationRow, user_id: UUID) -> TieValues:
    return {
        "id": new_uuid(),
        "organisation_id": organisation.id,
        "user_id": user_id,
        "timezone": organisation.timezone,
    }


def _remove(
    db: DbSession,
    caller: Caller,
    organisation_uuid: UUID,
    user_uuid: UUID,
    table: type[F],
    what: str,
    now: datetime,
) -> Written:
    organisation = organisation_to_change(db, caller, organisation_uuid, ORGANISATION)
    row = relation_of(db, table, organisation.id, user_uuid)
    if row is None:
        raise Refused(not_there(what, USER))
    db.delete(row)
    return _written(db, organisation, now)


def _written(db: DbSession, organisation: OrganisationRow, now: datetime) -> Written:
    # Who follows is part of the organisation: it is no object of the schema.
    record(
        db, ChangeKind.UPDATED, "Organisation", organisation.id, organisation_id=organisation.id, event_id=None, at=now
    )
    return Written(ids={"organisation": organisation.id})
