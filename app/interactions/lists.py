"""Lists of what people did to an event, each in the order in which it was done; and their numbers."""

from enum import Enum
from typing import Any

import strawberry

from app.graph.connections import OrderDirection, paged
from app.graph.reading.mapping import EmbeddedList, Expression, Page, reads


@strawberry.enum(description="What the things that people do can be ordered by.")
class InteractionOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were done.")


@strawberry.input(description="How the things that people do are ordered.")
class InteractionOrder:
    field: InteractionOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(description="Which way.")


_ORDERS = {"CREATED_ON": "created_at"}
_DEFAULT = ("CREATED_ON", "ASC")


def interactions_of(description: str, *, private: bool = False) -> Any:
    """A connection of an event's saves, shares and the like; the first done comes first."""
    return _paged(Page(_ORDERS, _DEFAULT, "{c}.event_id = {p}.id", private=private), description)


def interactions_by(description: str) -> Any:
    """The same of what a user did, at whichever events. For the organisation's readers alone."""
    return _paged(Page(_ORDERS, _DEFAULT, "{c}.user_id = {p}.id", private=True, foreign=True), description)


def _paged(how: Page, description: str) -> Any:
    return paged(how, description, order=InteractionOrder)


def metrics(counts: dict[str, str], description: str) -> Any:
    """A list of numbers by name, each counted by its SQL over the row `{t}`."""
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
