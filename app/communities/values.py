"""Values of communities. Names and values are equal: both are stored and answered."""

from enum import StrEnum


class CommunityType(StrEnum):
    """What a community is for."""

    DEFAULT = "DEFAULT"
    EVENT = "EVENT"


class NotificationMode(StrEnum):
    """How clients notify a community's members."""

    DEFAULT = "DEFAULT"
    SILENT = "SILENT"
    SUBSCRIBE = "SUBSCRIBE"


class CommunityRole(StrEnum):
    """What a member may do."""

    MEMBER = "MEMBER"
    MODERATOR = "MODERATOR"
