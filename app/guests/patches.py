"""Patches of what users answer."""

from typing import Required, TypedDict

from app.guests.values import RsvpStatus


class RsvpEventPatch(TypedDict, total=False):
    status: Required[RsvpStatus]
