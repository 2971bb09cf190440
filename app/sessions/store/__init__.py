"""All SQL of the sessions: of themselves, and of their rows, one for each date that they take place in."""

from app.sessions.store.sessions import (
    custom_fields_of,
    empty_list,
    empty_selection,
    empty_values,
    files_of,
    files_used_by,
    held_during,
    locations_of,
    offered_to,
    selected_count,
    selection_of,
    session_to_change,
    surroundings,
)

__all__ = [
    "custom_fields_of",
    "empty_list",
    "empty_selection",
    "empty_values",
    "files_of",
    "files_used_by",
    "held_during",
    "locations_of",
    "offered_to",
    "selected_count",
    "selection_of",
    "session_to_change",
    "surroundings",
]
