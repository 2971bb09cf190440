"""How lists of tickets are ordered."""

TICKET_ORDER = "{c}.position, {c}.id"
