"""Rules of tickets, their prices and their references. Pure."""

from app.tickets.rules.details import (
    EventTerms,
    TicketPlan,
    plan_ticket,
    problems_with_changing_ticket,
    too_many_tickets,
)
from app.tickets.rules.links import TicketParent, problems_with_parent, problems_with_session
from app.tickets.rules.prices import PricePlan, StoredPrice

__all__ = [
    "EventTerms",
    "PricePlan",
    "StoredPrice",
    "TicketParent",
    "TicketPlan",
    "plan_ticket",
    "problems_with_changing_ticket",
    "problems_with_parent",
    "problems_with_session",
    "too_many_tickets",
]
