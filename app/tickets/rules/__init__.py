"""What a ticket may be: limits as data, prices, and what its parts must be to each other. Pure."""

from app.tickets.rules.details import TicketPlan, plan_ticket, problems_with_changing_ticket, too_many_tickets
from app.tickets.rules.links import Kin, problems_with_parent, problems_with_session
from app.tickets.rules.prices import PricePlan

__all__ = [
    "Kin",
    "PricePlan",
    "TicketPlan",
    "plan_ticket",
    "problems_with_changing_ticket",
    "problems_with_parent",
    "problems_with_session",
    "too_many_tickets",
]
