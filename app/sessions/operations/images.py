"""Files of the organisation as the images of sessions."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Problem
from app.db.bulk import insert_all
from app.events.tables import EventRow
from app.files.rules import problems_with_session_image
from app.files.store import no_such_file
from app.files.tables import EventFileRow, FileRow
from app.sessions.patches.session import SessionPatch
from app.sessions.store import files_of, files_used_by

PATH = ("imageFileUuid",)


def images_needed(db: DbSession, event: EventRow, patches: Iterable[SessionPatch]) -> Mapping[UUID, FileRow]:
    """The files of the organisation that the patches refer to."""
    named = {uuid for patch in patches if (uuid := patch.get("image_file_uuid")) is not None}
    return {row.id: row for row in files_of(db, event.organisation_id, named)} if named else {}


def problems_with_image(patch: SessionPatch, images: Mapping[UUID, FileRow]) -> list[Problem]:
    """Refuse a file that does not exist or is not an image for a session."""
    uuid = patch.get("image_file_uuid")
    if uuid is None:
        return []
    row = images.get(uuid)
    if row is None:
        return [no_such_file(PATH)]
    return problems_with_session_image(row.type, row.mime_type, row.width, row.height, PATH)


def use_images(db: DbSession, event: EventRow, images: Mapping[UUID, FileRow]) -> None:
    """Record that the event uses the files, so that they are as visible as the event."""
    if images:
        there = files_used_by(db, event.id, images)
        insert_all(db, [EventFileRow(event_id=event.id, file_id=uuid) for uuid in images.keys() - there])
