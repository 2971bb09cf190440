"""Settings: waiting for the database, statement timeouts and poolers."""

from pydantic import BaseModel, Field

ALLOWED = {
    "database_wait_s": "a whole number of seconds from 0 (do not wait) to 3600",
    "statement_timeout_ms": "a whole number of milliseconds from 100 to 600000",
    "transaction_pooler": "true or false",
}


class StoreSettings(BaseModel):
    """Settings of the database, apart from `database_url`."""

    database_wait_s: int = Field(default=30, ge=0, le=3_600)
    statement_timeout_ms: int = Field(default=5_000, ge=100, le=600_000)
    # For PgBouncer in transaction mode: the session may change after every transaction.
    transaction_pooler: bool = False
