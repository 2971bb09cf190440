"""The words of sessions (agenda items). Names are what the schema shows and the store holds."""

from enum import StrEnum


class SessionStatus(StrEnum):
    """Documented by EventBookings."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class ProposalStatus(StrEnum):
    """The path of a proposal into the programme. Documented by Swoogo."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CONVERTED = "CONVERTED"
    LIVE = "LIVE"


class SessionKind(StrEnum):
    """Whom a session is for. Documented by Eventify; its `rsvp` is GENERAL with RSVP switched on."""

    GENERAL = "GENERAL"
    PRIVATE = "PRIVATE"
    ADDITIONAL = "ADDITIONAL"
    ADDPRIVATE = "ADDPRIVATE"


class LinkType(StrEnum):
    """Whether a session is linked to all occurrences (or tickets) of its event, or to those named."""

    ALL = "ALL"
    SPECIFIC = "SPECIFIC"


class SessionInclusion(StrEnum):
    """Whether attendees choose the session. Documented by Swoogo."""

    OPTIONAL = "OPTIONAL"
    INCLUDED = "INCLUDED"


class CheckInType(StrEnum):
    """How people are checked in. Documented by Eventify."""

    NO_CHECK_IN_NEEDED = "NO_CHECK_IN_NEEDED"
    SHOW_QR = "SHOW_QR"
    SCAN_QR = "SCAN_QR"


class RsvpCapacity(StrEnum):
    """Whether confirmed places are counted. Documented by Eventify."""

    UNLIMITED = "UNLIMITED"
    FIXED = "FIXED"
