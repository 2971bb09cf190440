"""What else changes with the fields of a session. Pure."""

from collections.abc import Mapping

from app.sessions.patches.session import SessionPatch

# Columns that the session's rows show, or that decide who sees them.
SHOWN_IN_ROWS = ("name", "kind", "status", "proposal_status", "track_id", "location_id")


def reaches_rows(patch: SessionPatch, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether the session's rows change with it; `before` and `after`: its columns `SHOWN_IN_ROWS`."""
    return "speaker_uuids" in patch or before != after
