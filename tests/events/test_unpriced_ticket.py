"""A paid ticket without a price keeps an event from being published, as long as it is on sale."""

from typing import Any

import pytest

from app.events.rules import UNPRICED_TICKET
from tests.builders import make_price, make_ready_event, make_ticket
from tests.events.lifecycle import act, not_ready
from tests.gateway import START, Gateway

SENTENCE = "Every active paid ticket needs a price."
READINESS = (
    "query ($uuid: UUID!) { event(uuid: $uuid) { status publishReadiness { ready blockers { message path } } } }"
)


@pytest.mark.parametrize("rsvp", [True, False])
def test_it_blocks_publishing_until_it_has_one(gateway: Gateway, rsvp: bool) -> None:
    acme = gateway.organisation()
    event, token = make_ready_event(gateway, acme, enable_rsvp=rsvp), gateway.token(acme)
    ticket = make_ticket(gateway, event, category="PAID", position=1)
    blocked = {"ready": False, "blockers": [{"message": SENTENCE, "path": ["tickets"]}]}
    found = gateway.gql(READINESS, token, uuid=event.id)["event"]
    assert found == {"status": "DRAFT", "publishReadiness": blocked}
    assert act(gateway, token, "publishEvent", event.id) == not_ready(UNPRICED_TICKET)
    make_price(gateway, ticket, amount_minor=0)
    found = gateway.gql(READINESS, token, uuid=event.id)["event"]
    assert found == {"status": "READY_TO_PUBLISH", "publishReadiness": {"ready": True, "blockers": []}}
    assert act(gateway, token, "publishEvent", event.id)["event"]["status"] == "PUBLISHED"


@pytest.mark.parametrize("columns", [{"active": False}, {"archived_at": START}, {"category": "DONATION"}])
def test_tickets_not_on_sale_or_free_do_not_block(gateway: Gateway, columns: dict[str, Any]) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    make_ticket(gateway, event, **{"category": "PAID", "position": 1, **columns})
    answer = act(gateway, gateway.token(acme), "publishEvent", event.id)
    assert (answer["userErrors"], answer["event"]["status"]) == ([], "PUBLISHED")
