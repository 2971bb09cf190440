"""Inputs about the reason of a cancellation."""

from app.core import limits
from app.events.patches.cancellation import CancelEventPatch, UpdateCancellationPatch
from app.graph.inputs import Input, described, described_input

REASON = (
    f"Reason in the organiser's words, 1 to {limits.CANCELLATION_REASON:,} characters, visible to everybody who sees"
    " the event; "
)


@described_input("How an event is cancelled.")
class CancelEventInput(Input[CancelEventPatch]):
    reason = described(f"{REASON}null means none.")


@described_input("The reason of a cancellation; fields that are not sent keep their values.")
class UpdateCancellationInput(Input[UpdateCancellationPatch]):
    reason = described(f"{REASON}null removes it.")
