"""Limits of webhooks. Pure."""

from datetime import timedelta

from app.core import limits
from app.core.fields import Choice, Rules, Text
from app.webhooks.columns import WebhookValues

# Of one organisation.
MAX_WEBHOOKS = limits.WEBHOOKS
# Characters of a document.
DOCUMENT = 20_000
# How long the secret before a rotation signs deliveries as well.
OVERLAP = timedelta(hours=24)
# Why a delivery was given up.
DISABLED = "The webhook was disabled."
UNAVAILABLE = "The host was not available for 24 hours."

WEBHOOK = Rules(
    WebhookValues,
    {
        "url": Text(limits.URL, required=True),
        "topics": Choice(required=True),
        "document": Text(DOCUMENT),
        "enabled": Choice(default=True),
    },
)
