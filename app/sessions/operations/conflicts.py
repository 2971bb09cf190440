"""Telling an organiser of sessions that overlap and had better not."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Warning
from app.events.tables import EventRow
from app.sessions import store
from app.sessions.rules import Span

# What of a patch can bring two sessions together.
MOVED_BY = frozenset(
    {"location_uuid", "location", "speaker_uuids", "prevent_session_conflicts", "status", "proposal_status"}
)


def overlap_warnings(db: DbSession, event: EventRow, during: Span | None, paths: Mapping[UUID, Path]) -> list[Warning]:
    """One for each pair with one of the sessions just saved, at the start under its path; at most 20."""
    return store.overlap_warnings(db, event.id, during, {uuid: (*path, "startsOn") for uuid, path in paths.items()})
