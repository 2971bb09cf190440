"""What may be sent about an event's guests."""

from typing import Required, TypedDict
from uuid import UUID

from app.guests.values import RsvpStatus


class RsvpEventPatch(TypedDict, total=False):
    user_uuid: Required[UUID]
    status: Required[RsvpStatus]
