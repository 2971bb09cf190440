"""Telling an organiser of sessions that overlap and had better not."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session as DbSession

from app.core.problems import Path, Warning, WarningCode
from app.events.tables import EventRow
from app.sessions.rules import Span, overlaps
from app.sessions.store import held_beside

# What of a patch can bring two sessions together.
MOVED_BY = frozenset(
    {"location_uuid", "location", "speaker_uuids", "prevent_session_conflicts", "status", "proposal_status"}
)
MOST = 20


def overlap_warnings(db: DbSession, event: EventRow, during: Span | None, paths: Mapping[UUID, Path]) -> list[Warning]:
    """One for each pair with one of the sessions just saved, under its path; at most 20."""
    held = held_beside(db, event.id, paths.keys(), during)
    return [
        Warning(
            WarningCode.SESSIONS_OVERLAP,
            pair.sentence(),
            (*_path(paths, pair.first.whole, pair.second.whole), "startsOn"),
        )
        for pair in overlaps(held, paths.keys(), MOST)
    ]


def _path(paths: Mapping[UUID, Path], first: UUID, second: UUID) -> Path:
    """The later of the two is the one that is in the way, if it was saved."""
    return paths[second] if second in paths else paths[first]
