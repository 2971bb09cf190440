"""All SQL of the events. What other slices ask for is named here."""

from app.events.store.checklist import publish_blockers
from app.events.store.events import (
    count_of,
    event_to_change,
    free_slug,
    keep_former_slug,
    own_event,
    set_span,
    slug_standing,
    span_columns,
)
from app.events.store.locking import LockedEvent, lock_event

__all__ = [
    "LockedEvent",
    "count_of",
    "event_to_change",
    "free_slug",
    "keep_former_slug",
    "lock_event",
    "own_event",
    "publish_blockers",
    "set_span",
    "slug_standing",
    "span_columns",
]
