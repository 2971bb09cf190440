"""The list of an organisation's records of exports and erasures."""

from enum import Enum
from typing import Any

import strawberry

from app.graph.connections import OrderDirection, paged
from app.graph.reading.mapping import Page


@strawberry.enum(description="What records of exports and erasures can be ordered by.")
class PrivacyRecordOrderField(Enum):
    CREATED_ON = strawberry.enum_value("CREATED_ON", description="When it was done.")


@strawberry.input(description="How records of exports and erasures are ordered.")
class PrivacyRecordOrder:
    field: PrivacyRecordOrderField = strawberry.field(description="The field to order by.")
    direction: OrderDirection = strawberry.field(description="The direction.")


def records_of(on: str, description: str) -> Any:
    """A connection of the records for which the condition holds, the newest first; for the organisation only."""
    return paged(
        Page({"CREATED_ON": "created_at"}, ("CREATED_ON", "DESC"), on, private=True, foreign=True),
        description,
        order=PrivacyRecordOrder,
    )
