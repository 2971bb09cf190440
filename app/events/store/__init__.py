"""All SQL of the events. What other slices ask for is named here."""

from app.events.store.checklist import publish_blockers
from app.events.store.events import (
    count_of,
    event_to_change,
    own_event,
    set_span,
    slugs_like,
    span_columns,
)

__all__ = ["count_of", "event_to_change", "own_event", "publish_blockers", "set_span", "slugs_like", "span_columns"]
