"""Warnings for organisers about overlapping sessions."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Warning
from app.events.tables import EventRow
from app.sessions import store
from app.sessions.rules import Span

# Fields that can make two sessions overlap, beside the times.
MOVED_BY = frozenset(
    {"location_uuid", "location", "speaker_uuids", "prevent_session_conflicts", "status", "proposal_status"}
)


def overlap_warnings(db: DbSession, event: EventRow, during: Span | None, paths: Mapping[UUID, Path]) -> list[Warning]:
    """A warning for each overlapping pair with a saved session, at the path of its start; at most 20."""
    return store.overlap_warnings(db, event.id, during, {uuid: (*path, "startsOn") for uuid, path in paths.items()})
