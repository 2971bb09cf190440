"""Inputs of webhooks."""

from app.core import limits
from app.graph.inputs import Input, described, described_input
from app.webhooks.patches import CreateWebhookPatch, UpdateWebhookPatch
from app.webhooks.rules.topics import MAX_TOPICS

_URL = (
    f"Where deliveries are sent: an https address of at most {limits.URL} characters on the public internet."
    " Redirects are not followed"
)
_TOPICS = (
    f"Topics, 1 to {MAX_TOPICS}. A topic is a type with a kind of change, such as `event.published` or"
    " `sessionOccurrence.updated`, a type with all kinds, `event.*`, or `*` for all changes"
)


class _WebhookInput:
    document = described(
        "A query that is run for each change with the global identifier of the changed object as `$id`, which must be"
        " its only variable, if it has one. Each delivery carries its answer. It may cost as much as any other query."
        " Null or absent: no answer."
    )


@described_input("A new webhook.")
class CreateWebhookInput(_WebhookInput, Input[CreateWebhookPatch]):
    url = described(f"{_URL}.")
    topics = described(f"{_TOPICS}.")


@described_input("What to change of a webhook; fields that are not sent keep their values.")
class UpdateWebhookInput(_WebhookInput, Input[UpdateWebhookPatch]):
    url = described(f"{_URL}; never null.")
    topics = described(f"{_TOPICS}; never null.")
    enabled = described("Whether changes are sent. What changes while it is false is not sent later. Null means true.")
