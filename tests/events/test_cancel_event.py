"""cancelEvent: the event is cancelled permanently, stays readable by name and leaves every list."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.auth.rules import Scope
from app.events.tables import EventRow
from tests.builders import everything, stored
from tests.events.lifecycle import act, event_in, refusal
from tests.gateway import START, Gateway

READ = """
query ($uuid: UUID!, $slug: String!) {
  event(uuid: $uuid) { status phase }
  eventBySlug(organisationSlug: "acme", slug: $slug) { status phase }
  events { nodes { uuid } }
}
"""
HIDDEN: dict[str, Any] = {"event": None, "eventBySlug": None, "events": {"nodes": []}}


@pytest.mark.parametrize(
    ("state", "published"),
    [
        ("DRAFT", None),
        ("READY_TO_PUBLISH", None),
        ("PUBLISHED", "2026-05-30T09:00:00Z"),
        ("UNPUBLISHED", "2026-05-30T09:00:00Z"),
    ],
)
def test_an_event_of_any_other_state_is_cancelled(gateway: Gateway, state: str, published: str | None) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, state)
    answer = act(gateway, gateway.token(acme, Scope.EVENT_CANCEL), "cancelEvent", event.id)
    assert answer["message"] == "Event has been cancelled successfully."
    assert (answer["warnings"], answer["userErrors"]) == ([], [])
    answered = answer["event"]["publishing"]
    assert answer["event"]["status"] == "CANCELLED"
    assert answer["event"]["extendedStatus"] == [{"name": "PUBLISHING", "value": "CANCELLED"}]
    assert answer["event"]["version"] == 2
    assert (answered["publishedOn"] and answered["publishedOn"]["utc"]) == published
    assert (answered["state"], answered["updatedOn"]["utc"]) == ("CANCELLED", "2026-06-01T09:00:00Z")


def test_a_cancelled_event_stays_readable_and_leaves_the_lists(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    act(gateway, gateway.token(acme), "cancelEvent", event.id)
    answered = {"status": "CANCELLED", "phase": "CANCELLED"}
    assert gateway.gql(READ, uuid=event.id, slug=event.slug) == {
        "event": answered,
        "eventBySlug": answered,
        "events": {"nodes": []},
    }


def test_cancelling_a_private_event_does_not_make_it_public(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "READY_TO_PUBLISH")
    act(gateway, gateway.token(acme), "cancelEvent", event.id)
    assert gateway.gql(READ, uuid=event.id, slug=event.slug) == HIDDEN


def test_cancelling_changes_nothing_else(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    [before] = stored(gateway, EventRow, id=event.id)
    gateway.clock.advance(timedelta(hours=1))
    act(gateway, gateway.token(acme), "cancelEvent", event.id)
    [after] = stored(gateway, EventRow, id=event.id)
    moment, local = START + timedelta(hours=1), datetime(2026, 6, 1, 20)
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "lifecycle": "CANCELLED",
        "cancelled_at": moment,
        "cancelled_local": local,
        "publishing_changed_at": moment,
        "publishing_changed_local": local,
        "version": 2,
        "updated_at": moment,
        "updated_local": local,
    }


def test_cancelling_is_final(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    token = gateway.token(acme)
    act(gateway, token, "cancelEvent", event.id)
    before = everything(gateway)
    for operation, sentence in (
        ("cancelEvent", "The event is cancelled already."),
        ("publishEvent", "A cancelled event cannot be published."),
        ("unpublishEvent", "A cancelled event cannot be unpublished."),
    ):
        assert act(gateway, token, operation, event.id) == refusal(("WRONG_STATE", sentence))
    assert everything(gateway) == before
