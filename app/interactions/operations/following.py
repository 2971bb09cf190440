"""Following and muting an organisation: once for each user."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, stamped
from app.interactions.rules import not_there, twice
from app.interactions.store import relation_of
from app.interactions.tables import FollowRow, MuteRow
from app.organisations.store import organisation_to_change
from app.organisations.tables import OrganisationRow
from app.users.rules import no_such_user, problems_with_acting
from app.users.store import find_user

F = TypeVar("F", FollowRow, MuteRow)
ORGANISATION: Path = ("organisationUuid",)
USER: Path = ("userUuid",)


def follow_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """A user wants to hear of the organisation. ALREADY_DONE: they follow it already."""
    owner = _checked(db, caller, organisation_uuid, user_uuid, FollowRow, "follows the organisation")
    made: Any = created(now, owner.timezone)
    row = FollowRow(id=new_uuid(), organisation_id=owner.id, user_id=user_uuid, timezone=owner.timezone, **made)
    db.add(row)
    return _written(db, owner, row.id, "Follow", ChangeKind.CREATED, now)


def unfollow_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """The user no longer follows it."""
    return _undone(db, caller, organisation_uuid, user_uuid, FollowRow, "follower with this uuid", now)


def mute_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """A user wants to hear nothing of the organisation. ALREADY_DONE: they have muted it already."""
    owner = _checked(db, caller, organisation_uuid, user_uuid, MuteRow, "has muted the organisation")
    made: Any = stamped("created", now, owner.timezone)
    row = MuteRow(id=new_uuid(), organisation_id=owner.id, user_id=user_uuid, timezone=owner.timezone, **made)
    db.add(row)
    return _written(db, owner, row.id, "Mute", ChangeKind.CREATED, now)


def unmute_organisation(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, user_uuid: UUID, now: datetime
) -> Written:
    """The user hears of it again."""
    return _undone(db, caller, organisation_uuid, user_uuid, MuteRow, "user with this uuid who has muted it", now)


def _checked(
    db: DbSession, caller: Caller, organisation_uuid: UUID, user_uuid: UUID, table: type[F], what: str
) -> OrganisationRow:
    owner = organisation_to_change(db, caller, organisation_uuid, ORGANISATION)
    user = find_user(db, owner.id, user_uuid)
    refuse_any(
        [no_such_user(USER)] if user is None else problems_with_acting(user.is_deleted, user.is_global_ban, USER)
    )
    if relation_of(db, table, owner.id, user_uuid) is not None:
        refuse_any([twice(what, USER)])
    return owner


def _undone(
    db: DbSession,
    caller: Caller,
    organisation_uuid: UUID,
    user_uuid: UUID,
    table: type[F],
    what: str,
    now: datetime,
) -> Written:
    owner = organisation_to_change(db, caller, organisation_uuid, ORGANISATION)
    row = relation_of(db, table, owner.id, user_uuid)
    if row is None:
        refuse_any([not_there(what, USER)])
    assert row is not None
    db.delete(row)
    entity = "Follow" if table is FollowRow else "Mute"
    return _written(db, owner, row.id, entity, ChangeKind.DELETED, now)


def _written(
    db: DbSession, owner: OrganisationRow, uuid: UUID, entity: str, kind: ChangeKind, now: datetime
) -> Written:
    record(db, kind, entity, uuid, organisation_id=owner.id, event_id=None, at=now)
    return Written(ids={"organisation": owner.id})
