"""All SQL of sessions and of their rows, one for each date that they take place on."""

from app.sessions.store.filing import refile_rows
from app.sessions.store.overlaps import moved_overlaps, overlap_warnings
from app.sessions.store.rows import (
    SessionOccurrenceData,
    alive_rows,
    date_state,
    rows_of,
    selected_by_row,
    settle_rows,
    settle_selections,
    waiting_by_row,
    write_rows,
)
from app.sessions.store.selecting import (
    empty_selection,
    offered_to,
    places_of,
    selection_of,
    stop_waiting,
    waiting_for,
)
from app.sessions.store.sessions import (
    custom_fields_of,
    custom_values_of,
    empty_values,
    files_of,
    files_used_by,
    locations_of,
    surroundings,
)

__all__ = [
    "SessionOccurrenceData",
    "alive_rows",
    "custom_fields_of",
    "custom_values_of",
    "date_state",
    "empty_selection",
    "empty_values",
    "files_of",
    "files_used_by",
    "locations_of",
    "moved_overlaps",
    "offered_to",
    "overlap_warnings",
    "places_of",
    "refile_rows",
    "rows_of",
    "selected_by_row",
    "selection_of",
    "settle_rows",
    "settle_selections",
    "stop_waiting",
    "surroundings",
    "waiting_by_row",
    "waiting_for",
    "write_rows",
]
