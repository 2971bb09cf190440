"""The exceptions of Marquee: one tree, each class with the code that clients see.

    MarqueeError               INTERNAL
    ├── Refused                REFUSED
    ├── Forbidden              FORBIDDEN
    ├── Unauthenticated        UNAUTHENTICATED
    ├── NotFound               NOT_FOUND
    ├── BadInput               BAD_USER_INPUT
    ├── NotAPicture            BAD_USER_INPUT
    ├── LimitExceeded          LIMIT_EXCEEDED
    ├── Lagging                LAGGING
    ├── StoreError             UNAVAILABLE
    │   ├── Unavailable        UNAVAILABLE
    │   ├── Overloaded         OVERLOADED
    │   ├── Conflict           CONFLICT
    │   ├── StorageFull        STORAGE_FULL
    │   └── OutcomeUnknown     OUTCOME_UNKNOWN
    ├── HttpError              INTERNAL
    │   ├── OverQuota          LIMIT_EXCEEDED
    │   └── UnknownDocument    PERSISTED_QUERY_NOT_FOUND
    ├── OAuthError             invalid_request
    │   └── TooManyTokens      temporarily_unavailable
    ├── CloseSocket            INTERNAL
    ├── MappingError           INTERNAL
    ├── TemplateError          INTERNAL
    ├── InvalidManifest        INVALID
    ├── SettingsError          USAGE
    ├── MigrationError         REFUSED
    ├── DatabaseInUse          REFUSED
    ├── BackupError            REFUSED
    └── CommandError           REFUSED

`Refused` is not shown as an error: its problems are the payload's `userErrors`. `HttpError`, `OAuthError` and
`CloseSocket` belong to one protocol each, and each instance has its own code; the one here is the default.
`MappingError` and `TemplateError` stop the start. The last five are for the command line. Every other exception is a
bug: it is logged, and clients see `INTERNAL`.
"""


class MarqueeError(Exception):
    """An error that is not a bug. `status` is the HTTP status outside GraphQL."""

    code: str = "INTERNAL"
    status: int = 500
    # Whether the same request may succeed later; None where that depends on the request.
    retryable: bool | None = None
