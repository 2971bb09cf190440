"""What is sent about why something was called off."""

import strawberry

from app.core import limits


@strawberry.input(description="Why something was called off; what is left out stays as it is.")
class UpdateCancellationInput:
    reason: strawberry.Maybe[str | None] = strawberry.field(
        description=(
            f"In its organiser's words, 1 to {limits.CANCELLATION_REASON:,} characters, for all who see the thing; null"
            " takes it away."
        )
    )
