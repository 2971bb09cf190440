"""Instants with their local times, as columns."""

from datetime import datetime

from app.core.time import local_of


def stamped(prefix: str, instant: datetime, timezone: str) -> dict[str, datetime]:
    """The values of `<prefix>_at` and `<prefix>_local`."""
    return {f"{prefix}_at": instant, f"{prefix}_local": local_of(instant, timezone)}
