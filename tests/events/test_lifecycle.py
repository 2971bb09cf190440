"""Publish, unpublish and cancel: allowed states, rights and recorded changes."""

from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from tests.builders import everything, make_ready_event
from tests.events.lifecycle import SCOPES, STATES, act, document, event_in, refusal
from tests.gateway import START, Gateway

# Everything else is refused.
STEPS = {
    ("publishEvent", "READY_TO_PUBLISH"): "PUBLISHED",
    ("publishEvent", "UNPUBLISHED"): "PUBLISHED",
    ("unpublishEvent", "PUBLISHED"): "UNPUBLISHED",
    ("cancelEvent", "DRAFT"): "CANCELLED",
    ("cancelEvent", "READY_TO_PUBLISH"): "CANCELLED",
    ("cancelEvent", "PUBLISHED"): "CANCELLED",
    ("cancelEvent", "UNPUBLISHED"): "CANCELLED",
}
KINDS = {"PUBLISHED": "PUBLISHED", "UNPUBLISHED": "UNPUBLISHED", "CANCELLED": "CANCELLED"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", SCOPES)
def test_each_state_allows_its_transitions_only(gateway: Gateway, operation: str, state: str) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, state)
    token = gateway.token(acme)
    before = everything(gateway)
    answer = act(gateway, token, operation, event.id)
    expected = STEPS.get((operation, state))
    if expected is None:
        codes = {error["code"] for error in answer["userErrors"]}
        assert codes == {"NOT_READY" if state == "DRAFT" and operation == "publishEvent" else "WRONG_STATE"}
        assert answer["event"] is None
        assert everything(gateway) == before
        return
    assert (answer["event"]["status"], answer["userErrors"]) == (expected, [])
    change, follower = everything(gateway)["change"]
    assert change == {
        "organisation_id": UUID(acme.uuid),
        "position": 1,
        "event_id": event.id,
        "entity": "Event",
        "entity_id": event.id,
        "kind": KINDS[expected],
        "whole": True,
        "public": state == "PUBLISHED",
        "direct": True,
        "at": START,
    }
    # The organisation counts its events.
    assert (follower["entity"], follower["kind"], follower["direct"]) == ("Organisation", "UPDATED", False)


@pytest.mark.parametrize("operation", SCOPES)
def test_each_transition_requires_its_scope(gateway: Gateway, operation: str) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED" if operation == "unpublishEvent" else "READY_TO_PUBLISH")
    needed = SCOPES[operation]
    others = gateway.token(acme, *(scope for scope in Scope if scope is not needed))
    nothing = gateway.token_without_scopes(acme)
    before = everything(gateway)
    for token in (None, nothing, others):
        [error] = gateway.errors(document(operation), token, uuid=event.id)
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"] == f"This needs the scope {needed}."
        assert error["path"] == [operation]
    assert everything(gateway) == before
    assert act(gateway, gateway.token(acme, needed), operation, event.id)["userErrors"] == []


@pytest.mark.parametrize("operation", SCOPES)
def test_the_event_of_another_tenant_does_not_exist(gateway: Gateway, operation: str) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = event_in(gateway, acme, "PUBLISHED")
    token = gateway.token(rival)
    before = everything(gateway)
    for uuid in (event.id, uuid4()):
        missing = refusal(("NOT_FOUND", "There is no event with this uuid."))
        assert act(gateway, token, operation, uuid) == missing
    assert everything(gateway) == before


def test_one_request_runs_the_whole_life_cycle(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    steps = """
    mutation ($uuid: UUID!) {
      first: publishEvent(uuid: $uuid) { event { status } }
      again: publishEvent(uuid: $uuid) { event { status } userErrors { code } }
      second: unpublishEvent(uuid: $uuid) { event { status } }
      third: publishEvent(uuid: $uuid) { event { status } }
      last: cancelEvent(uuid: $uuid) { event { status version } }
    }
    """
    assert gateway.gql(steps, gateway.token(acme), uuid=event.id) == {
        "first": {"event": {"status": "PUBLISHED"}},
        "again": {"event": None, "userErrors": [{"code": "WRONG_STATE"}]},
        "second": {"event": {"status": "UNPUBLISHED"}},
        "third": {"event": {"status": "PUBLISHED"}},
        "last": {"event": {"status": "CANCELLED", "version": 5}},
    }
    kinds = [row["kind"] for row in everything(gateway)["change"] if row["direct"]]
    assert kinds == ["PUBLISHED", "UNPUBLISHED", "PUBLISHED", "CANCELLED"]
