"""Webhooks of each organisation, with deliveries in each state."""

from datetime import timedelta
from uuid import UUID

from app.auth.tables import ApplicationRow
from app.organisations.tables import OrganisationRow
from app.webhooks.tables import WebhookDeliveryRow, WebhookRow
from app.webhooks.values import CHANGE_KINDS, DeliveryState
from tests.gateway import START
from tests.reading.row_factory import Maker


def add_webhooks(make: Maker, owners: list[OrganisationRow]) -> None:
    for owner in owners:
        client = make.new(
            ApplicationRow, organisation_id=owner.id, name="Hooks", secret_hash="0" * 64, scopes=[], created_at=START
        )
        for enabled in (True, False):
            webhook = make.new(
                WebhookRow,
                organisation_id=owner.id,
                application_id=client.id,
                timezone=owner.timezone,
                url="https://example.org/hook",
                topics=["*"] if enabled else ["event.*", "user.created"],
                document=make.maybe("{ __typename }"),
                enabled=enabled,
                secret="whsec_",
                position=0,
                epoch=0,
            )
            for number, state in enumerate([*DeliveryState] * 2):
                make.new(
                    WebhookDeliveryRow,
                    organisation_id=owner.id,
                    webhook_id=webhook.id,
                    timezone=owner.timezone,
                    position=number,
                    entity=make.rng.choice(("Event", "SessionOccurrence")),
                    entity_id=UUID(int=number),
                    kind=make.rng.choice(CHANGE_KINDS),
                    changed_at=START,
                    state=state.name,
                    attempts=number,
                    next_at=START + timedelta(hours=number),
                    last_attempt_at=make.maybe(START),
                    response_status=make.maybe(503),
                    error=make.maybe(make.text()),
                )
