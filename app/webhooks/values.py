"""Words of webhooks."""

from enum import StrEnum

# As app/db/outbox.py has them.
CHANGE_KINDS = ("CREATED", "UPDATED", "DELETED", "PUBLISHED", "UNPUBLISHED", "CANCELLED")


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
