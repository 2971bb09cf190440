"""Settings: rate limits, quotas and concurrency limits of callers."""

from ipaddress import ip_network

from pydantic import BaseModel, Field, field_validator

ALLOWED = {
    "budget": "a whole number of objects a minute from 0 (no budget) to 1000000000",
    "redis_url": "redis://<host>:<port>/<number> or rediss:// (unset: in the memory of each process)",
    "trusted_proxies": "addresses or networks such as 10.0.0.0/8, separated by commas (unset: none)",
    "max_in_flight": "a whole number from 1 to 10000",
    "max_in_flight_per_caller": "a whole number from 1 to 10000",
    "queue_ms": "a whole number of milliseconds from 0 to 60000",
    "token_failures": "a whole number a minute from 1 to 10000",
    "max_tokens_per_application": "a whole number from 1 to 1000000",
    "upload_quota_mib": "a whole number from 1 to 100000000",
}


class BudgetSettings(BaseModel):
    """A caller is an application, or an address without a token."""

    budget: int = Field(default=600_000, ge=0, le=1_000_000_000)
    # Not in the repr: it may contain a password.
    redis_url: str | None = Field(default=None, pattern=r"^rediss?://\S+$", repr=False)
    trusted_proxies: str | None = None
    max_in_flight: int = Field(default=100, ge=1, le=10_000)
    max_in_flight_per_caller: int = Field(default=50, ge=1, le=10_000)
    queue_ms: int = Field(default=1_000, ge=0, le=60_000)
    token_failures: int = Field(default=20, ge=1, le=10_000)
    max_tokens_per_application: int = Field(default=1_000, ge=1, le=1_000_000)
    upload_quota_mib: int = Field(default=10_240, ge=1, le=100_000_000)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str | None) -> str | None:
        for each in () if text is None else text.split(","):
            ip_network(each.strip())
        return text
