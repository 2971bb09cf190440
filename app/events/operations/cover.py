"""The picture of an event's cover: one of its organisation's files."""

from sqlmodel import Session as DbSession

from app.core.fields import Patch
from app.core.problems import Path, Problem
from app.events.tables import EventRow
from app.files.store import image_file


def change_cover(db: DbSession, event: EventRow, patch: Patch, path: Path) -> list[Problem]:
    """Set the cover that the patch names, in the event's row; null takes it off."""
    if "cover_image_file_uuid" not in patch:
        return []
    uuid = patch["cover_image_file_uuid"]
    if uuid is None:
        event.cover_image_file_id = None
        return []
    row, problems = image_file(db, event.organisation_id, uuid, (*path, "coverImageFileUuid"))
    if row is not None and not problems:
        event.cover_image_file_id = row.id
    return problems
