"""How the database is reached, and for how long it may work on one statement."""

from pydantic import BaseModel, Field

ALLOWED = {
    "database_wait_s": "a whole number of seconds from 0 (do not wait) to 3600",
    "statement_timeout_ms": "a whole number of milliseconds from 100 to 600000",
    "transaction_pooler": "true or false",
}


class StoreSettings(BaseModel):
    """Apart from `database_url`, which names it."""

    database_wait_s: int = Field(default=30, ge=0, le=3_600)
    statement_timeout_ms: int = Field(default=5_000, ge=100, le=600_000)
    # PgBouncer that lends a connection for one transaction: nothing may be left behind on it.
    transaction_pooler: bool = False
