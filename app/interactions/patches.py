"""What may be sent about what people do."""

from typing import TypedDict
from uuid import UUID


class ShareEventPatch(TypedDict, total=False):
    user_uuid: UUID | None
    channel: str | None


class ReviewEventPatch(TypedDict, total=False):
    user_uuid: UUID | None
    rating: int | None
    text: str | None


class JoinWaitingListPatch(TypedDict, total=False):
    user_uuid: UUID | None
    ticket_uuid: UUID | None
    occurrence_uuid: UUID | None
    session_occurrence_uuid: UUID | None


class RegisterAttendeePatch(TypedDict, total=False):
    user_uuid: UUID | None
    ticket_uuid: UUID | None
    price_uuid: UUID | None
    occurrence_uuid: UUID | None
    timeslot_uuid: UUID | None
    quantity: int | None
