"""The words about files. Names are what the schema shows and the store holds."""

from enum import StrEnum


class FileType(StrEnum):
    """What a file is for its viewer."""

    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOCUMENT = "DOCUMENT"


class FileAccess(StrEnum):
    """PRIVATE files are the organisation's own; PUBLIC ones are as public as what they are used for."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class FilePurpose(StrEnum):
    """What an upload is to be used for: it decides the rules that its bytes must keep."""

    SESSION_IMAGE = "session_image"
    IMAGE = "image"
    DOCUMENT = "document"


class EventCodeType(StrEnum):
    """How an event's code is drawn."""

    QR = "QR"
