"""Values of files. Names and values are equal: both are stored and answered."""

from enum import StrEnum


class FileType(StrEnum):
    """The kind of a file for viewers."""

    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOCUMENT = "DOCUMENT"


class FileAccess(StrEnum):
    """PRIVATE files are for the organisation only; PUBLIC ones are as public as what uses them."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class FilePurpose(StrEnum):
    """What an upload will be used for, which decides the rules for its bytes."""

    SESSION_IMAGE = "session_image"
    IMAGE = "image"
    DOCUMENT = "document"


class EventCodeType(StrEnum):
    """The kind of an event's code."""

    QR = "QR"
