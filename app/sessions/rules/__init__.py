"""What a session may be. Pure: values in, problems out. What the operations ask for is named here."""

from app.sessions.rules.details import Names
from app.sessions.rules.filing import FILED_BY
from app.sessions.rules.links import Day, Surroundings
from app.sessions.rules.overlaps import Held, overlaps
from app.sessions.rules.planning import TIMED_BY, Plan, Stored, plan_session, problems_with_ids
from app.sessions.rules.selecting import Offered, choose
from app.sessions.rules.standing import BOUNDED_BY, Standing, room
from app.sessions.rules.times import Span, Times

__all__ = [
    "BOUNDED_BY",
    "FILED_BY",
    "TIMED_BY",
    "Day",
    "Held",
    "Names",
    "Offered",
    "Plan",
    "Span",
    "Standing",
    "Stored",
    "Surroundings",
    "Times",
    "choose",
    "overlaps",
    "plan_session",
    "problems_with_ids",
    "room",
]
