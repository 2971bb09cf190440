"""Settings: waiting for the database, statement timeouts and poolers."""

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from app.settings.addresses import checked_postgresql, is_postgresql

MAX_LAG_S = 10

ALLOWED = {
    "database_wait_s": "a whole number of seconds from 0 (do not wait) to 3600",
    "statement_timeout_ms": "a whole number of milliseconds from 100 to 600000",
    "transaction_pooler": "true or false",
    "listen_database_url": "postgresql://<user>:<password>@<host>/<database> (unset: MARQUEE_DATABASE_URL)",
    "feed_days": "a whole number of days from 1 to 3650",
    "read_database_url": "postgresql://<user>:<password>@<host>/<database>, a standby server of the PostgreSQL database"
    " that MARQUEE_DATABASE_URL names (unset: none)",
    "read_max_lag_s": "a whole number of seconds from 1 to 3600",
}


class StoreSettings(BaseModel):
    """Settings of the database, apart from `database_url`."""

    database_wait_s: int = Field(default=30, ge=0, le=3_600)
    statement_timeout_ms: int = Field(default=5_000, ge=100, le=600_000)
    # For PgBouncer in transaction mode: the session may change after every transaction.
    transaction_pooler: bool = False
    # For how long clients can continue from a position of a feed.
    feed_days: int = Field(default=30, ge=1, le=3_650)
    # Not in the repr: it may contain a password.
    listen_database_url: str | None = Field(default=None, repr=False)
    read_database_url: str | None = Field(default=None, repr=False)
    read_max_lag_s: int = Field(default=MAX_LAG_S, ge=1, le=3_600)

    @field_validator("listen_database_url", "read_database_url")
    @classmethod
    def _names_postgresql(cls, url: str | None) -> str | None:
        if url is None:
            return None
        if not is_postgresql(url):
            raise ValueError("names no PostgreSQL database")
        return checked_postgresql(url)

    @field_validator("read_database_url")
    @classmethod
    def _has_a_primary(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is not None and not is_postgresql(info.data.get("database_url", url)):
            raise ValueError("is set, and MARQUEE_DATABASE_URL names a SQLite file, which has no standby server")
        return url
