"""The words of tickets. Names are what the schema shows and the store holds."""

from enum import StrEnum


class TicketCategory(StrEnum):
    """How a ticket is paid for [ours, from the documented donation fields]."""

    PAID = "PAID"
    FREE = "FREE"
    DONATION = "DONATION"


class TicketDisplayOrder(StrEnum):
    """How a ticket's prices are arranged: as given (documented), by price, or by name (ours)."""

    NATURAL = "NATURAL"
    PRICE = "PRICE"
    NAME = "NAME"
