"""Rules of sessions, pure. Operations import them from here."""

from app.sessions.rules.details import Names
from app.sessions.rules.filing import FILED_BY, Filed, Filing, file
from app.sessions.rules.following import SHOWN_IN_ROWS, reaches_rows
from app.sessions.rules.links import Day, HeldDay, Surroundings
from app.sessions.rules.on_date import OnDate, RowPlan, plan_row, usual_length
from app.sessions.rules.overlaps import Held, overlaps
from app.sessions.rules.placing import Placed, StoredDate
from app.sessions.rules.planning import PLACED_BY, TIMED_BY, Plan, Stored, plan_session, problems_with_ids
from app.sessions.rules.selecting import Option, Requested, choose
from app.sessions.rules.status import BOUNDED_BY, StoredStatus, room
from app.sessions.rules.times import Span, Times

__all__ = [
    "BOUNDED_BY",
    "FILED_BY",
    "PLACED_BY",
    "SHOWN_IN_ROWS",
    "TIMED_BY",
    "Day",
    "Filed",
    "Filing",
    "Held",
    "HeldDay",
    "Names",
    "OnDate",
    "Option",
    "Placed",
    "Plan",
    "Requested",
    "RowPlan",
    "Span",
    "Stored",
    "StoredDate",
    "StoredStatus",
    "Surroundings",
    "Times",
    "choose",
    "file",
    "overlaps",
    "plan_row",
    "plan_session",
    "problems_with_ids",
    "reaches_rows",
    "room",
    "usual_length",
]
