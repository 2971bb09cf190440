"""What is sent about why something was called off."""

from app.core import limits
from app.events.patches.cancellation import UpdateCancellationPatch
from app.graph.inputs import Input, described, described_input


@described_input("Why something was called off; what is left out stays as it is.")
class UpdateCancellationInput(Input[UpdateCancellationPatch]):
    reason = described(
        f"In its organiser's words, 1 to {limits.CANCELLATION_REASON:,} characters, for all who see the thing; null"
        " takes it away."
    )
