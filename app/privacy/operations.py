"""Exporting and erasing a person's data. Both are recorded, without anything that identifies the person."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.communities.store import leave_all
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Problem, ProblemCode, Refused
from app.db.outbox import ChangeKind, record
from app.db.rows import set_values
from app.db.timestamps import touch
from app.files.store.removal import remove_unused
from app.interactions.store import record_moving_up
from app.privacy.store import erase_rows, forget_answers, is_erased, pictures_of, rows_of_user, waiting_entries_of
from app.privacy.tables import PrivacyRecordRow
from app.privacy.values import PrivacyAct
from app.users.rules import tombstone
from app.users.store import user_to_change
from app.users.tables import UserRow


def export_user(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Everything that is stored about the user, deleted ones too, as rows by table."""
    row = user_to_change(db, caller, uuid)
    data = rows_of_user(db, row.id)
    _record_act(db, caller, row, PrivacyAct.EXPORTED, now)
    return Written(ids={"user": row.id}, aggregate=row.id, extra={"data": data})


def erase_user(db: DbSession, caller: Caller, *, uuid: UUID, now: datetime) -> Written:
    """Delete the user with everything that they wrote or that says who they were; also one who is deleted already.

    ALREADY_DONE: they are erased.
    """
    row = user_to_change(db, caller, uuid)
    if is_erased(db, row.id):
        raise Refused(Problem(ProblemCode.ALREADY_DONE, "The data of this user have been erased already.", ("uuid",)))
    leave_all(db, row.organisation_id, row.id, now)
    pictures = pictures_of(db, row.id)
    record_moving_up(db, row.organisation_id, waiting_entries_of(db, row.id), now)
    erased = erase_rows(db, row.id)
    forget_answers(db, row.organisation_id, row.id)
    set_values(row, tombstone())
    touch(row, now)
    db.flush()
    owner = row.organisation_id
    for file in remove_unused(db, owner, pictures, now):
        record(db, ChangeKind.DELETED, "File", file, organisation_id=owner, event_id=None, at=now)
    for each in erased:
        kind = ChangeKind.DELETED if each.deleted else ChangeKind.UPDATED
        record(db, kind, each.entity, each.id, organisation_id=owner, event_id=each.event_id, at=now)
    # Its followers are counted.
    record(db, ChangeKind.UPDATED, "Organisation", owner, organisation_id=owner, event_id=None, at=now, direct=False)
    record(db, ChangeKind.DELETED, "User", row.id, organisation_id=owner, event_id=None, at=now)
    _record_act(db, caller, row, PrivacyAct.ERASED, now)
    return Written(ids={"user": row.id}, aggregate=row.id)


def _record_act(db: DbSession, caller: Caller, user: UserRow, act: PrivacyAct, now: datetime) -> None:
    owner = user.organisation_id
    row = PrivacyRecordRow(
        id=new_uuid(),
        organisation_id=owner,
        user_id=user.id,
        application_id=caller.application_id,
        kind=act.name,
        created_at=now,
    )
    db.add(row)
    record(db, ChangeKind.CREATED, "PrivacyRecord", row.id, organisation_id=owner, event_id=None, at=now)
