"""What is sent about an event's guests."""

from app.graph.inputs import Input, described, described_input
from app.guests.patches import RsvpEventPatch


@described_input("What a user answers for an event.")
class RsvpEventInput(Input[RsvpEventPatch]):
    user_uuid = described("Who answers: a user of the organisation, neither deleted nor banned.")
    status = described("The answer; it replaces the one that the user has given.")
