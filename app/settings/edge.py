"""Settings: limits and timeouts of connections."""

import re

from pydantic import BaseModel, Field, field_validator

_HOST = re.compile(r"\*|\[[0-9a-f:.]+\]|[a-z0-9_.-]+", re.IGNORECASE | re.ASCII)

ALLOWED = {
    "hosts": "* or host names such as api.example.com, separated by commas (unset: any, and in production no start)",
    "header_timeout_s": "a whole number of seconds from 1 to 3600",
    "body_timeout_s": "a whole number of seconds from 1 to 3600",
    "keep_alive_s": "a whole number of seconds from 1 to 3600",
    "max_connections": "a whole number from 10 to 1000000",
    "max_connections_per_address": "a whole number from 1 to 1000000",
    "max_headers": "a whole number from 10 to 10000",
    "max_header_kib": "a whole number from 1 to 1024",
    "max_url_kib": "a whole number from 1 to 64",
    "max_sockets_per_caller": "a whole number from 1 to 1000000",
    "max_subscriptions_per_caller": "a whole number from 1 to 1000000",
}


class EdgeSettings(BaseModel):
    """Times are in seconds without progress."""

    hosts: str | None = None
    header_timeout_s: int = Field(default=10, ge=1, le=3_600)
    body_timeout_s: int = Field(default=15, ge=1, le=3_600)
    keep_alive_s: int = Field(default=75, ge=1, le=3_600)
    max_connections: int = Field(default=2_000, ge=10, le=1_000_000)
    max_connections_per_address: int = Field(default=250, ge=1, le=1_000_000)
    max_headers: int = Field(default=100, ge=10, le=10_000)
    max_header_kib: int = Field(default=32, ge=1, le=1_024)
    max_url_kib: int = Field(default=64, ge=1, le=64)
    # Visitors at one venue often share one address.
    max_sockets_per_caller: int = Field(default=250, ge=1, le=1_000_000)
    max_subscriptions_per_caller: int = Field(default=500, ge=1, le=1_000_000)

    @property
    def allowed_hosts(self) -> frozenset[str] | None:
        """The allowed host names in lower case; None allows any."""
        if self.hosts is None:
            return None
        names = frozenset(each.strip().lower().removesuffix(".") for each in self.hosts.split(","))
        return None if "*" in names else names

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, text: str | None) -> str | None:
        if text is not None and not all(_HOST.fullmatch(each.strip()) for each in text.split(",")):
            raise ValueError("contains an invalid host")
        return text
