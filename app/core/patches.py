"""Patches that several slices share. A patch holds only the fields that the caller sent; null clears a field.

Each slice declares its own in `patches`. A TypedDict is the one source of an input's names and types, for rules and
for the GraphQL input that is made from it (app/graph/inputs.py).
"""

from datetime import datetime
from typing import TypedDict

from app.core.named_types import LocalDateTime


class ZonedDateTimePatch(TypedDict, total=False):
    """An instant in UTC, as a local time of the event's zone, or both."""

    utc: datetime | None
    local: LocalDateTime | None
