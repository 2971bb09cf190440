"""Rules of sessions, pure. Operations import them from here."""

from app.sessions.rules.details import Names
from app.sessions.rules.filing import FILED_BY, Filed, Filing, file
from app.sessions.rules.links import Day, HeldDay, Surroundings
from app.sessions.rules.on_date import OnDate, RowPlan, plan_row, usual_length
from app.sessions.rules.overlaps import Held, overlaps
from app.sessions.rules.placing import HeldOn, Placed
from app.sessions.rules.planning import PLACED_BY, TIMED_BY, Plan, Stored, plan_session, problems_with_ids
from app.sessions.rules.selecting import Offered, Wanted, choose
from app.sessions.rules.standing import BOUNDED_BY, Standing, room
from app.sessions.rules.times import Span, Times

__all__ = [
    "BOUNDED_BY",
    "FILED_BY",
    "PLACED_BY",
    "TIMED_BY",
    "Day",
    "Filed",
    "Filing",
    "Held",
    "HeldDay",
    "HeldOn",
    "Names",
    "Offered",
    "OnDate",
    "Placed",
    "Plan",
    "RowPlan",
    "Span",
    "Standing",
    "Stored",
    "Surroundings",
    "Times",
    "Wanted",
    "choose",
    "file",
    "overlaps",
    "plan_row",
    "plan_session",
    "problems_with_ids",
    "room",
    "usual_length",
]
