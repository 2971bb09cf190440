"""Lists of what users have done to an event, and counts of it."""

from enum import Enum
from typing import Any

import strawberry

from app.graph.connections import OrderDirection, paged
from app.graph.reading.mapping import EmbeddedList, Expression, Page, reads


@strawberry.enum(description="The fields that acts of users can be ordered by.")
class InteractionOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were first done.")


@strawberry.input(description="How acts of users, such as saves and reviews, are ordered.")
class InteractionOrder:
    field: InteractionOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


_ORDERS = {"CREATED_ON": "created_at"}
_DEFAULT = ("CREATED_ON", "ASC")


def interactions_of(description: str, *, private: bool = False) -> Any:
    """A connection of one kind of act on an event, the earliest first."""
    return _paged(Page(_ORDERS, _DEFAULT, "{c}.event_id = {p}.id", private=private), description)


def interactions_by(description: str) -> Any:
    """A connection of one kind of act of a user, visible to the organisation only."""
    return _paged(Page(_ORDERS, _DEFAULT, "{c}.user_id = {p}.id", private=True, foreign=True), description)


def _paged(how: Page, description: str) -> Any:
    return paged(how, description, order=InteractionOrder)


def metrics(counts: dict[str, str], description: str) -> Any:
    """A list of numbers by name, each computed by its SQL over the row `{t}`."""
    items = tuple(
        {"name": Expression(f"'{name}'", f"'{name}'"), "value": Expression(sql, sql)} for name, sql in counts.items()
    )
    return reads(EmbeddedList(items), description)


def _count(table: str, owner: str = "event_id") -> str:
    return f"(SELECT count(*) FROM {table} me WHERE me.{owner} = {{t}}.id)"


EVENT_METRICS = {
    "SHARED_COUNT": _count("share"),
    "SAVED_COUNT": _count("save"),
    "REVIEW_COUNT": _count("review"),
    "ATTENDEE_COUNT": "{t}.booked_count",
    "RSVP_COUNT": "{t}.rsvp_count",
    "INTERESTED_COUNT": "{t}.interested_count",
}
FOLLOWS = _count("follow", "organisation_id")
MUTES = _count("mute", "organisation_id")
