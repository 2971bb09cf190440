"""Creating, changing, deleting and flagging users."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.calendars.store import end_calendar
from app.communities.store import leave_all
from app.core.fields import camel, check
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, Problem, ProblemCode, Refused, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created, touch
from app.files.store import image_file
from app.organisations.store import organisation_to_change
from app.users.columns import UserValues
from app.users.patches import CreateUserPatch, UpdateUserPatch
from app.users.rules import (
    UNIQUE,
    USER,
    FlagFilter,
    add_flagger,
    build_filter,
    no_such_user,
    problems_with_acting,
    tombstone,
    user_values,
)
from app.users.store import acting_user, find_user, flaggers_of, is_taken, keep_picture, user_to_change
from app.users.tables import UserFlagRow, UserPictureRow, UserRow

INPUT: Path = ("input",)
FLAGGED: Path = ("flaggedUserUuid",)
BY: Path = ("userUuid",)


def create_user(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: CreateUserPatch, now: datetime
) -> Written:
    """Add a user to the caller's organisation."""
    # Locked, so that no two users take the same handle at once.
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    user_id = new_uuid()
    values = _checked(db, organisation.id, user_id, patch)
    made = created(now, organisation.timezone)
    row = UserRow(id=user_id, organisation_id=organisation.id, timezone=organisation.timezone, **values, **made)
    db.add(row)
    db.flush()
    if row.avatar_file_id is not None:
        db.add(UserPictureRow(user_id=row.id, file_id=row.avatar_file_id))
    return _written(db, ChangeKind.CREATED, row, now)


def update_user(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateUserPatch, now: datetime) -> Written:
    """Change the fields that were sent."""
    if caller.organisation_id is not None and any(name in patch for name in UNIQUE.values()):
        organisation_to_change(db, caller, caller.organisation_id)
    row = user_to_change(db, caller, uuid)
    refuse_any(problems_with_acting(row.is_deleted, False, ("uuid",)))
    versions = RowVersions(db, now)
    set_values(row, _checked(db, row.organisation_id, row.id, patch))
    keep_picture(db, row)
    if versions.raise_for(row):
        return _written(db, ChangeKind.UPDATED, row, now)
    return _answer(row)


def delete_user(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Clear everything that identifies the user, and remove them from communities; what they did stays theirs."""
    row = user_to_change(db, caller, uuid)
    refuse_any(problems_with_acting(row.is_deleted, False, ("uuid",)))
    leave_all(db, row.organisation_id, row.id, now)
    end_calendar(db, row.id)
    set_values(row, tombstone())
    touch(row, now)
    return _written(db, ChangeKind.DELETED, row, now)


def flag_user(db: DbSession, caller: Caller, *, flagged_user_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """ALREADY_DONE: the user has flagged the other."""
    row = user_to_change(db, caller, flagged_user_uuid, FLAGGED)
    by, acting = acting_user(db, row.organisation_id, user_uuid, BY)
    if by is None:
        raise Refused(*acting)
    problems = problems_with_acting(row.is_deleted, False, FLAGGED) + acting
    if by.id == row.id:
        problems.append(Problem(ProblemCode.INVALID, "Nobody flags themselves.", BY))
    elif db.get(UserFlagRow, (row.id, by.id)):
        problems.append(Problem(ProblemCode.ALREADY_DONE, "They have flagged this user already.", BY))
    refuse_any(problems)
    db.add(UserFlagRow(user_id=row.id, by_user_id=by.id))
    db.flush()
    flags = row.flag_count + 1
    stored = FlagFilter(row.hash_flag_bits, row.hash_flag_hashes, tuple(row.hash_flag_words))
    _store_filter(row, add_flagger(stored, by.id, flags) or build_filter(flaggers_of(db, row.id)))
    row.flag_count = flags
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def unflag_user(db: DbSession, caller: Caller, *, flagged_user_uuid: UUID, user_uuid: UUID, now: datetime) -> Written:
    """Possible also while either user is deleted or banned."""
    row = user_to_change(db, caller, flagged_user_uuid, FLAGGED)
    by = find_user(db, row.organisation_id, user_uuid)
    if by is None:
        raise Refused(no_such_user(BY))
    flag = db.get(UserFlagRow, (row.id, by.id))
    if flag is None:
        raise Refused(Problem(ProblemCode.NOT_FOUND, "They have not flagged this user.", BY))
    db.delete(flag)
    db.flush()
    # Bits cannot be cleared in the filter: other users may share them.
    flaggers = flaggers_of(db, row.id)
    row.flag_count = len(flaggers)
    _store_filter(row, build_filter(flaggers))
    touch(row, now)
    return _written(db, ChangeKind.UPDATED, row, now)


def _checked(
    db: DbSession, organisation_id: UUID, user_id: UUID, patch: CreateUserPatch | UpdateUserPatch
) -> UserValues:
    """The columns of the fields that were sent. Raises `Refused` with all problems."""
    problems = check(patch, USER, INPUT)
    faulty = {problem.path for problem in problems}
    values = user_values(patch)
    problems += [
        Problem(ProblemCode.NOT_UNIQUE, "Another user of the organisation has this.", (*INPUT, camel(name)))
        for column, name in UNIQUE.items()
        if (value := values.get(column)) is not None
        and (*INPUT, camel(name)) not in faulty
        and is_taken(db, organisation_id, column, value, user_id)
    ]
    avatar = values.get("avatar_file_id")
    if avatar is not None:
        problems += image_file(db, organisation_id, avatar, (*INPUT, "avatarFileUuid"))[1]
    refuse_any(problems)
    return values


def _store_filter(row: UserRow, known: FlagFilter) -> None:
    row.hash_flag_bits = known.bits
    row.hash_flag_hashes = known.hashes
    row.hash_flag_words = list(known.words)


def _written(db: DbSession, kind: ChangeKind, row: UserRow, now: datetime) -> Written:
    db.flush()
    record(db, kind, "User", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    return _answer(row)


def _answer(row: UserRow) -> Written:
    return Written(ids={"user": row.id}, aggregate=row.id)
