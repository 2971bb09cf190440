"""What those are told who come too often, or while there is no room: when to come again."""

from math import ceil

from app.web.shell import Refusal

SOON_S = 1.0


def rate_limited(message: str, wait_s: float = SOON_S) -> Refusal:
    """429: this caller asks for too much."""
    return Refusal(429, "RATE_LIMITED", message, **_again(wait_s))


def overloaded() -> Refusal:
    """503: all callers together do."""
    return Refusal(503, "OVERLOADED", "The gateway is busy. Try again in a moment.", **_again(SOON_S))


def _again(wait_s: float) -> dict[str, str]:
    return {"Retry_After": str(max(ceil(wait_s), 1)), "Cache_Control": "no-store"}
