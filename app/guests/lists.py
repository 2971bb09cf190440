"""Lists of an event's invitations and answers, visible to its organisation only."""

from enum import Enum
from typing import Any

import strawberry

from app.graph.connections import OrderDirection, described, paged
from app.graph.enums import enum_type
from app.graph.reading.mapping import Bound, Page, Sql
from app.guests.values import RsvpStatus

enum_type(
    RsvpStatus,
    "A user's answer to an event.",
    GOING="They will come.",
    INTERESTED="They may come.",
    NOT_GOING="They will not come.",
)


@strawberry.enum(description="What answers and invitations can be ordered by.")
class GuestOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were made.")


@strawberry.input(description="How answers and invitations are ordered.")
class GuestOrder:
    field: GuestOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


@strawberry.input(description="Which answers to list. Null fields are ignored.")
class RsvpFilter:
    status: list[RsvpStatus] | None = strawberry.field(default=strawberry.UNSET, description="Only these answers.")


def _status(sql: Sql, c: str, value: Bound) -> str:
    return sql.within(f"{c}.status", value.texts())


def _page(**filters: Any) -> Page:
    order = {"CREATED_ON": "created_at"}
    return Page(order, ("CREATED_ON", "ASC"), "{c}.event_id = {p}.id", private=True, filters=filters)


def rsvps_of(description: str) -> Any:
    """A connection of an event's answers, the earliest first."""
    filter_ = described(RsvpFilter, "Which answers to list.")
    return paged(_page(status=_status), description, order=GuestOrder, filter=filter_)


def invitations_of(description: str) -> Any:
    """A connection of an event's invitations, the earliest first."""
    return paged(_page(), description, order=GuestOrder)
