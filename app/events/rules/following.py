"""What else changes with the fields of an event. Pure."""

from collections.abc import Mapping, Set

from app.events.patches.event import UpdateEventPatch

# What follows from an event that is listed, or is no longer: its organisation with its counts.
FOLLOWERS: Mapping[str, str] = {"Organisation": "organisation_id"}

# Columns that decide who sees parts of the event, or that parts are converted to. Another zone moves the dates anyway.
_REACHING = frozenset({"is_invite_only", "hide_ticket_until_booking_start", "booking_starts_level", "currency"})
# Columns that decide whether its organisation counts it.
_LISTED = frozenset({"is_invite_only", "listing_enabled", "visible_in_organisation_profile"})


def reaches_parts(patch: UpdateEventPatch, changed: Set[str]) -> bool:
    """Whether parts of the event change with these columns. Tickets show the coupons that they can be bought with."""
    return "coupons" in patch or bool(_REACHING & changed)


def reaches_counts(changed: Set[str]) -> bool:
    """Whether the counts of its organisation change with these columns."""
    return bool(_LISTED & changed)
