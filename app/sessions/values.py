"""Enums of sessions (agenda items), by the names of schema and store."""

from enum import StrEnum


class SessionStatus(StrEnum):
    """Whether a session takes place."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class ProposalStatus(StrEnum):
    """The status of a proposal on its way into the programme."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CONVERTED = "CONVERTED"
    LIVE = "LIVE"


class SessionKind(StrEnum):
    """Whom a session is for."""

    GENERAL = "GENERAL"
    PRIVATE = "PRIVATE"
    ADDITIONAL = "ADDITIONAL"
    ADDPRIVATE = "ADDPRIVATE"


class LinkType(StrEnum):
    """Whether a session is linked to all occurrences (or tickets) of its event, or to those named."""

    ALL = "ALL"
    SPECIFIC = "SPECIFIC"


class SessionInclusion(StrEnum):
    """Whether attendees choose the session."""

    OPTIONAL = "OPTIONAL"
    INCLUDED = "INCLUDED"


class CheckInType(StrEnum):
    """How people check in."""

    NO_CHECK_IN_NEEDED = "NO_CHECK_IN_NEEDED"
    SHOW_QR = "SHOW_QR"
    SCAN_QR = "SCAN_QR"


class RsvpCapacity(StrEnum):
    """Whether confirmed places count."""

    UNLIMITED = "UNLIMITED"
    FIXED = "FIXED"
