"""The columns of webhooks that patches change."""

from typing import TypedDict


class WebhookValues(TypedDict, total=False):
    url: str
    topics: list[str]
    document: str | None
    enabled: bool
