"""What may be done with users: make one, change or delete one, and flag one for another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.store import leave_all
from app.core.fields import Patch, camel
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.timestamps import created, touch
from app.files.store import image_file
from app.organisations.store import organisation_to_change
from app.users.rules import (
    UNIQUE,
    FlagFilter,
    added,
    built,
    no_such_user,
    problems_with_acting,
    problems_with_user,
    tombstone,
    user_values,
)
from app.users.store import find_user, flaggers_of, is_taken, user_to_change
from app.users.tables import UserFlagRow, UserRow

INPUT: Path = ("input",)


def create_user(db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: Patch, now: datetime) -> Written:
    """A new user of the caller's organisation."""
    # Its lock keeps two who want the same handle apart.
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    user_id = new_uuid()
    values = _checked(db, organisation.id, user_id, patch, fresh=True)
    made: Any = created(now, organisation.timezone)
    row = UserRow(id=user_id, organisation_id=organisation.id, timezone=organisation.timezone, **values, **made)
    db.add(row)
    return _written(db, ChangeKind.CREATED, row, now)


def update_user(db: DbSession, caller: Caller, *, uuid: UUID, patch: Patch, now: datetime) -> Written:
    """Change what was sent of a user who is not deleted."""
    if caller.organisation_id is not None and any(name in patch for name in UNIQUE.values()):
        organisation_to_change(db, caller, caller.organisation_id)
    row = user_to_change(db, caller, uuid)
    refuse_any(problems_with_acting(row.is_deleted, False, ("uuid",)))
    for name, value in _checked(db, row.organisation_id, row.id, patch, fresh=False).items():
        setattr(row, name, value)
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def delete_user(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Empty everything that says who the user is, and take them out of communities; what they did stays theirs."""
    row = user_to_change(db, caller, uuid)
    refuse_any(problems_with_acting(row.is_deleted, False, ("uuid",)))
    leave_all(db, row.id)
    for name, value in tombstone().items():
        setattr(row, name, value)
    touch(row, now)
    return _written(db, ChangeKind.DELETED, row, now)


def flag_user(db: DbSession, caller: Caller, *, uuid: UUID, by_user_uuid: UUID, now: datetime) -> Written:
    """Note that one user has flagged another, once."""
    row, by = _both(db, caller, uuid, by_user_uuid)
    problems = problems_with_acting(row.is_deleted, False, ("uuid",))
    problems += problems_with_acting(by.is_deleted, by.is_global_ban, ("byUserUuid",))
    if by.id == row.id:
        problems.append(Problem(ProblemCode.INVALID, "Nobody flags themselves.", ("byUserUuid",)))
    elif db.get(UserFlagRow, (row.id, by.id)):
        problems.append(Problem(ProblemCode.ALREADY_DONE, "They have flagged this user already.", ("byUserUuid",)))
    refuse_any(problems)
    db.add(UserFlagRow(user_id=row.id, by_user_id=by.id))
    db.flush()
    row.flag_count += 1
    known = FlagFilter(row.hash_flag_bits, row.hash_flag_hashes, tuple(row.hash_flag_words))
    _remember(row, added(known, by.id, row.flag_count) or built(flaggers_of(db, row.id)))
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def unflag_user(db: DbSession, caller: Caller, *, uuid: UUID, by_user_uuid: UUID, now: datetime) -> Written:
    """Take a flag back, whatever has become of either since."""
    row, by = _both(db, caller, uuid, by_user_uuid)
    flag = db.get(UserFlagRow, (row.id, by.id))
    if flag is None:
        refuse_any([Problem(ProblemCode.NOT_FOUND, "They have not flagged this user.", ("byUserUuid",))])
    db.delete(flag)
    db.flush()
    # Nothing can be taken out of the filter: others may share its bits.
    flaggers = flaggers_of(db, row.id)
    row.flag_count = len(flaggers)
    _remember(row, built(flaggers))
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def _both(db: DbSession, caller: Caller, uuid: UUID, by_user_uuid: UUID) -> tuple[UserRow, UserRow]:
    row = user_to_change(db, caller, uuid)
    by = find_user(db, row.organisation_id, by_user_uuid)
    if by is None:
        refuse_any([no_such_user(("byUserUuid",))])
    assert by is not None
    return row, by


def _checked(db: DbSession, organisation_id: UUID, user_id: UUID, patch: Patch, *, fresh: bool) -> dict[str, Any]:
    """The columns of what was sent. Raises `Refused` with everything that is wrong with it."""
    problems = problems_with_user(patch, INPUT, fresh=fresh)
    faulty = {problem.path for problem in problems}
    values = user_values(patch)
    problems += [
        Problem(ProblemCode.NOT_UNIQUE, "Another user of the organisation has this.", (*INPUT, camel(name)))
        for column, name in UNIQUE.items()
        if values.get(column) is not None
        and (*INPUT, camel(name)) not in faulty
        and is_taken(db, organisation_id, column, values[column], user_id)
    ]
    avatar = values.get("avatar_file_id")
    if avatar is not None:
        problems += image_file(db, organisation_id, avatar, (*INPUT, "avatarFileUuid"))[1]
    refuse_any(problems)
    return values


def _remember(row: UserRow, known: FlagFilter) -> None:
    row.hash_flag_bits = known.bits
    row.hash_flag_hashes = known.hashes
    row.hash_flag_words = list(known.words)


def _written(db: DbSession, kind: ChangeKind, row: UserRow, now: datetime) -> Written:
    db.flush()
    record(db, kind, "User", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    return Written(ids={"user": row.id}, aggregate=row.id)
