"""SQL over every table that refers to users."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, null, or_, select, update
from sqlmodel import Session as DbSession
from sqlmodel import col
from sqlmodel import select as select_rows

from app.auth.tables import ApplicationRow
from app.core.time import to_utc_text
from app.db.all_tables import metadata
from app.db.idempotency import IdempotencyKeyRow
from app.interactions.tables import WaitingRow
from app.privacy.rules import ERASED, EXPORTED, Cleared, Deleted, Left, Place, Rows
from app.privacy.tables import PrivacyRecordRow
from app.privacy.values import PrivacyAct
from app.users.tables import UserPictureRow, UserRow

# How an answer ends that holds ids alone, and nothing that was selected: app/graph/retries.py.
IDS_ALONE = '%"answers":null}'


def referring_columns() -> set[Place]:
    """Every column of the database with a foreign key to users."""
    return {
        (table.name, key.parent.name)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "user_account"
    }


def rows_of_user(db: DbSession, user_id: UUID) -> dict[str, list[dict[str, object]]]:
    """The user's own row and all that refers to it, as JSON values by table."""
    found = {"user_account": _rows(db, ("user_account", "id"), user_id, Rows())}
    for place, how in EXPORTED.items():
        if isinstance(how, Rows):
            found[place[0]] = _rows(db, place, user_id, how)
    chosen, selection = metadata.tables["session_selected"], metadata.tables["session_selection"]
    query = (
        select(chosen).join(selection, selection.c.id == chosen.c.selection_id).where(selection.c.user_id == user_id)
    )
    found["session_selected"] = [_json(row) for row in db.connection().execute(query.order_by(chosen.c.id)).mappings()]
    file = metadata.tables["file"]
    # The key names bytes in our folder; the address of a file is made of its other columns.
    columns = [column for column in file.c if column.name != "storage_key"]
    pictures = select(*columns).where(file.c.id.in_(pictures_of(db, user_id))).order_by(file.c.id)
    found["file"] = [_json(row) for row in db.connection().execute(pictures).mappings()]
    return found


def pictures_of(db: DbSession, user_id: UUID) -> set[UUID]:
    """The files that are or were the user's avatar."""
    kept = select(col(UserPictureRow.file_id)).where(col(UserPictureRow.user_id) == user_id)
    # Processes of the version before do not keep them.
    now = select(col(UserRow.avatar_file_id)).where(
        col(UserRow.id) == user_id, col(UserRow.avatar_file_id).is_not(None)
    )
    return {id_ for query in (kept, now) for id_ in db.connection().execute(query).scalars() if id_ is not None}


@dataclass(frozen=True, slots=True)
class Erased:
    """A row that was deleted or cleared. `event_id`: of its event, if it has one."""

    entity: str
    id: UUID
    event_id: UUID | None
    deleted: bool


def erase_rows(db: DbSession, user_id: UUID) -> list[Erased]:
    """Delete and clear what the user has left; answers what the feed has to say of it."""
    found = []
    for (name, column), how in ERASED.items():
        if isinstance(how, Left):
            continue
        table = metadata.tables[name]
        own, deleted = table.c[column] == user_id, isinstance(how, Deleted)
        if how.entity is not None:
            of_event = "event_id" in table.c and (isinstance(how, Cleared) or how.of_event)
            event_id = table.c.event_id if of_event else null()
            rows = db.connection().execute(select(table.c.id, event_id).where(own).order_by(table.c.id))
            found += [Erased(how.entity, row, event, deleted) for row, event in rows]
        if isinstance(how, Cleared):
            version = {"version": table.c.version + 1} if "version" in table.c else {}
            db.connection().execute(update(table).where(own).values({**how.values, **version}))
        else:
            db.connection().execute(delete(table).where(own))
    return found


def waiting_entries_of(db: DbSession, user_id: UUID) -> list[UUID]:
    """The user's entries on waiting lists."""
    return list(db.exec(select_rows(WaitingRow.id).where(WaitingRow.user_id == user_id)))


def forget_answers(db: DbSession, organisation_id: UUID, user_id: UUID) -> None:
    """Delete the stored answers of the organisation that name the user, or hold anything that was read."""
    applications = select(col(ApplicationRow.id)).where(col(ApplicationRow.organisation_id) == organisation_id)
    answer = col(IdempotencyKeyRow.answer)
    db.connection().execute(
        delete(IdempotencyKeyRow).where(
            col(IdempotencyKeyRow.application_id).in_(applications),
            or_(answer.not_like(IDS_ALONE), answer.like(f"%{user_id}%")),
        )
    )


def is_erased(db: DbSession, user_id: UUID) -> bool:
    """Whether the user's data were erased before."""
    query = select(col(PrivacyRecordRow.id)).where(
        col(PrivacyRecordRow.user_id) == user_id, col(PrivacyRecordRow.kind) == PrivacyAct.ERASED.name
    )
    return db.scalar(query.limit(1)) is not None


def _rows(db: DbSession, place: Place, user_id: UUID, how: Rows) -> list[dict[str, object]]:
    table = metadata.tables[place[0]]
    columns = [column for column in table.c if column.name not in how.without]
    query = select(*columns).where(table.c[place[1]] == user_id).order_by(*table.primary_key)
    return [_json(row) for row in db.connection().execute(query).mappings()]


def _json(row: Any) -> dict[str, object]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo is None else to_utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
