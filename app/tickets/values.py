"""Enums of tickets, by the names of schema and store."""

from enum import StrEnum


class TicketCategory(StrEnum):
    """How a ticket is paid for."""

    PAID = "PAID"
    FREE = "FREE"
    DONATION = "DONATION"


class TicketDisplayOrder(StrEnum):
    """How a ticket's prices are ordered."""

    NATURAL = "NATURAL"
    PRICE = "PRICE"
    NAME = "NAME"
