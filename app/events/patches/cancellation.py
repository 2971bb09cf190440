"""What may be sent about the reason of a cancellation."""

from typing import TypedDict


class CancelEventPatch(TypedDict, total=False):
    reason: str | None


class UpdateCancellationPatch(TypedDict, total=False):
    reason: str | None
