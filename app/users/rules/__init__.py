"""Rules of users, and the filter of those who have flagged one. Pure."""

from app.users.rules.details import (
    UNIQUE,
    USER,
    no_such_user,
    problems_with_acting,
    tombstone,
    user_values,
)
from app.users.rules.flag_filter import FlagFilter, add_flagger, build_filter, may_hold

__all__ = [
    "UNIQUE",
    "USER",
    "FlagFilter",
    "add_flagger",
    "build_filter",
    "may_hold",
    "no_such_user",
    "problems_with_acting",
    "tombstone",
    "user_values",
]
