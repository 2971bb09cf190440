"""Patches of webhooks."""

from typing import Required, TypedDict


class CreateWebhookPatch(TypedDict, total=False):
    url: Required[str]
    topics: Required[list[str]]
    document: str | None


class UpdateWebhookPatch(TypedDict, total=False):
    url: str | None
    topics: list[str] | None
    document: str | None
    enabled: bool | None
