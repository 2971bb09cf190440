"""All SQL of the sessions: of themselves, and of their rows, one for each date that they take place in."""

from app.sessions.store.rows import HeldRow, alive_rows, rows_of, selected_by_row, settle_rows, write_rows
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
    selection_of,
    session_to_change,
    surroundings,
)

__all__ = [
    "HeldRow",
    "alive_rows",
    "custom_fields_of",
    "empty_list",
    "empty_selection",
    "empty_values",
    "files_of",
    "files_used_by",
    "held_during",
    "locations_of",
    "offered_to",
    "rows_of",
    "selected_by_row",
    "selection_of",
    "session_to_change",
    "settle_rows",
    "surroundings",
    "write_rows",
]
