"""The stored values of what users do, by column."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID


class ActValues(TypedDict):
    """Whose act it is, and on which event."""

    organisation_id: UUID
    event_id: UUID
    user_id: UUID
    timezone: str


class TieValues(TypedDict):
    """Who follows or has muted which organisation."""

    id: UUID
    organisation_id: UUID
    user_id: UUID
    timezone: str


class ShareValues(TypedDict, total=False):
    """How an event was shared."""

    channel: str | None


class ReviewValues(TypedDict):
    """What a review says."""

    rating: int
    body: str | None


class AttendeeValues(TypedDict, total=False):
    """How many tickets an attendee has."""

    quantity: int


class TouchedValues(TypedDict):
    """A selection of sessions that has changed."""

    id: UUID
    version: int
    updated_at: datetime
    updated_local: datetime
