"""What may be said of a user, and how those who flagged one are remembered. Pure."""

from app.users.rules.details import (
    UNIQUE,
    USER,
    no_such_user,
    problems_with_acting,
    problems_with_user,
    tombstone,
    user_values,
)
from app.users.rules.flag_filter import FlagFilter, added, built, may_hold

__all__ = [
    "UNIQUE",
    "USER",
    "FlagFilter",
    "added",
    "built",
    "may_hold",
    "no_such_user",
    "problems_with_acting",
    "problems_with_user",
    "tombstone",
    "user_values",
]
