"""What is sent about joining an event."""

from app.core import limits
from app.events.patches.interactions import JoinUrlPatch
from app.graph.inputs import Input, described, described_input


@described_input("Where to join an online event.")
class JoinUrlInput(Input[JoinUrlPatch]):
    name = described(f"Its name, at most {limits.DISPLAY_NAME} characters; null removes it.")
    url = described("An http or https address. Stored and answered, never fetched.")


class InteractionInput:
    """The part of an event's input that concerns joining it."""

    join_urls = described(f"All addresses where it is joined online, at most {limits.LINKS}; null means none.")
