"""Inputs of what users answer."""

from app.graph.inputs import Input, described, described_input
from app.guests.patches import RsvpEventPatch


@described_input("A user's answer to an event.")
class RsvpEventInput(Input[RsvpEventPatch]):
    status = described("The answer; it replaces the user's earlier one.")
