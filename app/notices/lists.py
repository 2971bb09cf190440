"""The list of a user's notices."""

from enum import Enum
from typing import Any

import strawberry

from app.graph.connections import OrderDirection, paged
from app.graph.reading.mapping import Page


@strawberry.enum(description="The fields that notices can be ordered by.")
class NoticeOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When they were recorded.")


@strawberry.input(description="How notices are ordered.")
class NoticeOrder:
    field: NoticeOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


def notices_for(description: str) -> Any:
    """A connection of the notices for a user, the newest first; visible to the organisation only."""
    how = Page({"CREATED_ON": "created_at"}, ("CREATED_ON", "DESC"), "{c}.user_id = {p}.id", private=True, foreign=True)
    return paged(how, description, order=NoticeOrder)
