"""Mutations of webhooks."""

from uuid import UUID

import strawberry

from app.auth.rules import Scope
from app.graph.mutations import answer, argument, extra, mutation
from app.webhooks.inputs import CreateWebhookInput, UpdateWebhookInput
from app.webhooks.mutations.checks import check_webhook
from app.webhooks.operations import registering
from app.webhooks.types import Webhook, WebhookDelivery

WEBHOOK = argument(UUID, "A webhook of the caller's organisation.")
SECRET = extra(
    str,
    (
        "The secret that signs the deliveries, `whsec_` and Base64. It is answered only here, and to a retry with the"
        " same idempotency key while it is in use; null when refused."
    ),
)


@strawberry.type
class WebhookMutations:
    create_webhook = mutation(
        registering.create_webhook,
        scope=Scope.WEBHOOK_WRITE,
        message="Webhook has been created successfully",
        description=(
            "Send the changes of an organisation to an address, from now on. Deliveries are signed by the Standard"
            " Webhooks scheme, sent at least once, and attempted again for 24 hours; those about one object come in"
            " order. The document is run with the scopes of the calling token, as far as its application still has"
            " them."
        ),
        arguments={
            "organisation_uuid": argument(UUID, "The caller's organisation."),
            "input": argument(CreateWebhookInput, "The webhook."),
        },
        answers={"webhook": answer(Webhook, "The new webhook."), "secret": SECRET},
        secrets=registering.secrets_in_use,
        check=check_webhook,
    )
    update_webhook = mutation(
        registering.update_webhook,
        scope=Scope.WEBHOOK_WRITE,
        message="Webhook has been updated successfully",
        description=(
            "Change a webhook. After a change of its address or document, the document is run with the scopes of the"
            " calling token, as far as its application still has them; other changes keep the scopes that it had. If"
            " the application that it had was revoked, every change lets the calling one take its place."
        ),
        arguments={"uuid": WEBHOOK, "input": argument(UpdateWebhookInput, "What to change.")},
        answers={"webhook": answer(Webhook, "The webhook as it is now.")},
        check=check_webhook,
    )
    rotate_webhook_secret = mutation(
        registering.rotate_webhook_secret,
        scope=Scope.WEBHOOK_WRITE,
        message="The webhook's secret has been replaced successfully",
        description="Replace the secret. For 24 hours deliveries are signed with both secrets.",
        arguments={"uuid": WEBHOOK},
        answers={"webhook": answer(Webhook, "The webhook."), "secret": SECRET},
        secrets=registering.secrets_in_use,
    )
    delete_webhook = mutation(
        registering.delete_webhook,
        scope=Scope.WEBHOOK_WRITE,
        message="Webhook has been deleted successfully",
        description="Delete a webhook with its deliveries. Those that are not delivered yet are not sent.",
        arguments={"uuid": WEBHOOK},
        answers={"deleted_uuid": extra(UUID, "Identifier of the deleted webhook; null when refused.")},
    )
    redeliver_webhook = mutation(
        registering.redeliver_webhook,
        scope=Scope.WEBHOOK_WRITE,
        message="The delivery will be sent again",
        description="Send a delivery again now, whether it was delivered, given up or is waiting.",
        arguments={"uuid": argument(UUID, "A delivery of a webhook of the caller's organisation.")},
        answers={
            "webhook_delivery": answer(WebhookDelivery, "The delivery as it is now."),
            "webhook": answer(Webhook, "Its webhook."),
        },
    )
