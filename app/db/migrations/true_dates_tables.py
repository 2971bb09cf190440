"""The columns that revision 2026_11_29_1 reads and writes, as they are at that revision."""

from typing import Any

import sqlalchemy as sa

from app.db.columns import CalendarDate, ClockTime, Instant, Json, Text, Uuid, WallClock

_OWNED = ("id", "organisation_id", "event_id")
_SPAN = ("starts_at", "starts_local", "ends_at", "ends_local")
_STAMPS = ("created_at", "created_local", "updated_at", "updated_local")
_KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "date": CalendarDate(),
    "ends_on": CalendarDate(),
    "weekdays": Json,
    "exclusions": Json,
    **dict.fromkeys(("own_times", "out_of_rule", "history", "enabled"), sa.Boolean()),
    **dict.fromkeys(
        ("ends_after", "interval", "duration_minutes", "position", "capacity", "booked_count", "version"), sa.Integer()
    ),
    "offset_seconds": sa.Integer(),
}


def _kind(name: str) -> sa.types.TypeEngine[Any]:
    if name == "id" or name.endswith("_id"):
        return Uuid()
    if name.endswith("_at"):
        return Instant()
    return WallClock() if name.endswith("_local") else _KINDS.get(name, Text())


def _table(name: str, *names: str, **kinds: sa.types.TypeEngine[Any]) -> sa.TableClause:
    typed = {each: _kind(each) for each in names} | kinds
    return sa.table(name, *(sa.column(each, kind) for each, kind in typed.items()))


EVENT = _table(
    "event",
    *("id", "name", "slug", "timezone", "occurrence_type", "rule_starts_at", "duration_minutes", "ends_type"),
    *("ends_on", "ends_after", "frequency", "interval", "weekdays", "exclusions", "rrule"),
)
SCHEDULED_START = _table("scheduled_start", "event_id", "position", "starts_at")
TIMESLOT_TEMPLATE = _table(
    "timeslot_template", "event_id", "position", "duration_minutes", "capacity", starts_at=ClockTime()
)
OCCURRENCE = _table(
    "occurrence",
    *("id", "event_id", *_SPAN, "enabled", "disabled_reason", "original_starts_at", "original_starts_local"),
    *("own_times", "out_of_rule", "history"),
)
TIMESLOT = _table("timeslot", "id", "booked_count")
SCHEDULE_DATE = _table("schedule_date", "id", "event_id", "date", "agenda_tab_id", *_SPAN)
SESSION = _table(
    "session",
    *(*_OWNED, "name", *_SPAN, "timezone", "schedule_date_id", "agenda_tab_id", "offset_seconds", "occurrences_type"),
    *_STAMPS,
)
LINK = _table("session_occurrence_link", "session_id", "occurrence_id")
ROW = _table(
    "session_occurrence",
    *(*_OWNED, "session_id", "occurrence_id", *_SPAN, "timezone", "own_times", "enabled", "schedule_date_id"),
    *("version", *_STAMPS),
)
SELECTION = _table("session_selection", "id", "event_id", "user_id")
# The chosen sessions under the name that they wait under.
CHOSEN = _table("session_chosen", "selection_id", "session_id")
SELECTED = _table("session_selected", "id", "selection_id", "session_id", "session_occurrence_id")
ATTENDEE = _table("attendee", "event_id", "user_id", "occurrence_id")
