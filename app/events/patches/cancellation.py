"""What may be sent about why something was called off."""

from typing import TypedDict


class UpdateCancellationPatch(TypedDict, total=False):
    reason: str | None
