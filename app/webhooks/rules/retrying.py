"""When a delivery is tried again. Pure."""

from datetime import datetime, timedelta

# After the first failure; each later pause is twice as long.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(hours=24)
# A host that does not answer is left alone as long as it has not answered, within these bounds.
SHORTEST_REST = timedelta(seconds=10)
LONGEST_REST = timedelta(minutes=10)
# Answers that say nothing about the delivery: the whole host is busy or out of order.
BUSY = frozenset({429, 502, 503, 504})
# How long finished deliveries are kept.
KEPT = timedelta(days=30)
# How long a process may take for one attempt before another process makes it again.
LEASE = timedelta(minutes=2)


def next_attempt(attempts: int, first_at: datetime, now: datetime) -> datetime | None:
    """When to try again after this number of failures; None to give up, 24 hours after the first attempt."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return now + pause if now + pause <= first_at + GIVEN_UP_AFTER else None


def rest_until(failing_since: datetime, now: datetime) -> datetime:
    """Until when nothing is sent to a host that has not answered since then."""
    return now + min(max(now - failing_since, SHORTEST_REST), LONGEST_REST)


def is_unavailable(status: int | None) -> bool:
    """Whether an attempt failed because of the host, which fails other deliveries as well. None: no answer came."""
    return status is None or status in BUSY
