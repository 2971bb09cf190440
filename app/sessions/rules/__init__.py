"""What a session may be. Pure: values in, problems out. What the operations ask for is named here."""

from app.sessions.rules.details import Names
from app.sessions.rules.links import Surroundings
from app.sessions.rules.planning import TIMED_BY, Plan, Stored, plan_session
from app.sessions.rules.times import Span, Times

__all__ = ["TIMED_BY", "Names", "Plan", "Span", "Stored", "Surroundings", "Times", "plan_session"]
