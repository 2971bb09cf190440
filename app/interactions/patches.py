"""Patches of what users do to events."""

from typing import Required, TypedDict
from uuid import UUID


class ShareEventPatch(TypedDict, total=False):
    channel: str | None


class ReviewEventPatch(TypedDict, total=False):
    rating: Required[int]
    text: str | None


class LeaveWaitingListPatch(TypedDict, total=False):
    session_occurrence_uuid: UUID | None


class JoinWaitingListPatch(LeaveWaitingListPatch, total=False):
    ticket_uuid: UUID | None
    occurrence_uuid: UUID | None


class RegisterAttendeePatch(TypedDict, total=False):
    ticket_uuid: Required[UUID]
    price_uuid: UUID | None
    occurrence_uuid: UUID | None
    timeslot_uuid: UUID | None
    quantity: int | None


class MoveAttendeePatch(TypedDict, total=False):
    occurrence_uuid: Required[UUID]
    timeslot_uuid: UUID | None
