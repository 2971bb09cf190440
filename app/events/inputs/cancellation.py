"""What is sent about why something was called off."""

from app.core import limits
from app.events.patches.cancellation import UpdateCancellationPatch
from app.graph.inputs import Input, described, described_input


@described_input("The reason of a cancellation; what is left out stays as it is.")
class UpdateCancellationInput(Input[UpdateCancellationPatch]):
    reason = described(
        f"Reason in the organiser's words, 1 to {limits.CANCELLATION_REASON:,} characters, visible to everybody who"
        " sees the event; null"
        " removes it."
    )
