"""Registering files that are stored elsewhere, storing uploads, and changing descriptions."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as DbSession

from app.auth.rules import Caller
from app.core.exceeded import LimitExceeded
from app.core.fields import complete, sent
from app.core.ids import new_uuid
from app.core.outcome import Written
from app.core.problems import Path, refuse_any
from app.db.outbox import ChangeKind, record
from app.db.row_versions import RowVersions
from app.db.rows import set_values
from app.db.timestamps import created
from app.events.rules import problems_with_changing
from app.events.store import event_to_change
from app.files import store
from app.files.columns import FileValues
from app.files.patches import RegisterFilePatch, UpdateFilePatch
from app.files.rules import (
    DESCRIBED,
    REGISTERED,
    extension_of,
    name_in,
    problems_with_describing,
    problems_with_registering,
    type_of,
)
from app.files.tables import EventFileRow, FileRow
from app.organisations.store import organisation_to_change

INPUT: Path = ("input",)


def register_file(
    db: DbSession, caller: Caller, *, organisation_uuid: UUID, patch: RegisterFilePatch, now: datetime
) -> Written:
    """Add a file that is stored elsewhere. Its address is stored and never fetched."""
    organisation = organisation_to_change(db, caller, organisation_uuid, ("organisationUuid",))
    refuse_any(problems_with_registering(patch, INPUT))
    values = complete(patch, REGISTERED)
    name = values["name"] or name_in(patch["url"])
    mime_type = values["mime_type"].lower() if values["mime_type"] else None
    extension = extension_of(name) or extension_of(name_in(patch["url"]))
    values |= {"name": name, "mime_type": mime_type, "extension": extension}
    values["type"] = values["type"] or type_of(mime_type, extension).name
    row = _new(organisation.id, organisation.timezone, new_uuid(), values, now)
    return _add(db, caller, row, patch.get("event_uuid"), (*INPUT, "eventUuid"), now)


def keep_file(
    db: DbSession,
    caller: Caller,
    *,
    uuid: UUID,
    values: FileValues,
    event_uuid: UUID | None,
    now: datetime,
    quota: int,
) -> Written:
    """Add the row of an upload whose bytes are in the storage. `values` are its checked columns.

    Raises `LimitExceeded` if the organisation's files had more bytes than `quota`.
    """
    assert caller.organisation_id is not None
    # Locked, so that concurrent uploads of an organisation are all counted.
    organisation = organisation_to_change(db, caller, caller.organisation_id)
    check_quota(db, organisation_id=organisation.id, size=values["size"] or 0, quota=quota)
    row = _new(organisation.id, organisation.timezone, uuid, values, now)
    return _add(db, caller, row, event_uuid, ("eventUuid",), now)


def check_quota(db: DbSession, *, organisation_id: UUID, size: int, quota: int) -> None:
    """Raises `LimitExceeded` if a file of this size does not fit into the organisation's quota."""
    value = store.bytes_kept(db, organisation_id) + size
    if value > quota:
        message = f"The files of an organisation have at most {quota:,} bytes together."
        raise LimitExceeded("uploadQuota", value, quota, message)


def update_file(db: DbSession, caller: Caller, *, uuid: UUID, patch: UpdateFilePatch, now: datetime) -> Written:
    """Change the fields that were sent. Bytes and address stay."""
    row = store.file_to_change(db, caller, uuid)
    refuse_any(problems_with_describing(patch, INPUT))
    versions, access = RowVersions(db, now), row.access_type
    set_values(row, sent(patch, DESCRIBED))
    if versions.raise_for(row):
        if row.access_type != access:
            _record_users(db, row, now)
        return _written(db, ChangeKind.UPDATED, row, now)
    return _answer(row)


def _record_users(db: DbSession, row: FileRow, now: datetime) -> None:
    """Record what uses the file: it shows the file to those who see it."""
    for entity, uuid, event_id in store.used_by(db, row.id):
        record(
            db,
            ChangeKind.UPDATED,
            entity,
            uuid,
            organisation_id=row.organisation_id,
            event_id=event_id,
            at=now,
            direct=False,
        )


def _new(organisation_id: UUID, timezone: str, uuid: UUID, values: FileValues, now: datetime) -> FileRow:
    stamps = created(now, timezone)
    return FileRow(id=uuid, organisation_id=organisation_id, timezone=timezone, **values, **stamps)


def _add(db: DbSession, caller: Caller, row: FileRow, event_uuid: UUID | None, path: Path, now: datetime) -> Written:
    event = None if event_uuid is None else event_to_change(db, caller, event_uuid, path)
    if event is not None:
        refuse_any(problems_with_changing(event.lifecycle, path))
    db.add(row)
    db.flush()
    if event is not None:
        db.add(EventFileRow(event_id=event.id, file_id=row.id))
    return _written(db, ChangeKind.CREATED, row, now)


def _written(db: DbSession, kind: ChangeKind, row: FileRow, now: datetime) -> Written:
    db.flush()
    record(db, kind, "File", row.id, organisation_id=row.organisation_id, event_id=None, at=now)
    return _answer(row)


def _answer(row: FileRow) -> Written:
    return Written(ids={"file": row.id}, aggregate=row.id)
