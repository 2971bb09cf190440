"""What may be sent about joining an event."""

from typing import Required, TypedDict

from app.core.named_types import URL


class JoinUrlPatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class InteractionPatch(TypedDict, total=False):
    join_urls: list[JoinUrlPatch] | None
