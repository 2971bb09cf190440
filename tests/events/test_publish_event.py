"""publishEvent: what it changes, requires and keeps."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.events.rules import NO_ONLINE_ADDRESS, NO_TICKET, NO_UPCOMING_OCCURRENCE, NO_VENUE
from app.events.tables import EventRow
from app.tickets.tables import TicketRow
from tests.builders import (
    SHOW,
    everything,
    make_event,
    make_occurrence,
    make_ready_event,
    make_ticket,
    stored,
)
from tests.events.lifecycle import PUBLISHED, act, event_in, not_ready
from tests.gateway import START, Gateway

LISTED = "query ($uuid: UUID!) { event(uuid: $uuid) { uuid } events { nodes { uuid } } }"


def publish(gateway: Gateway, token: str, uuid: UUID) -> Any:
    return act(gateway, token, "publishEvent", uuid)


def test_an_event_whose_checklist_is_empty_is_published(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    assert publish(gateway, gateway.token(acme, Scope.EVENT_PUBLISH), event.id) == {
        "message": "Event has been published successfully",
        "warnings": [],
        "userErrors": [],
        "event": {
            "uuid": str(event.id),
            "status": "PUBLISHED",
            "version": 2,
            "extendedStatus": [{"name": "PUBLISHING", "value": "PUBLISHED"}],
            "publishing": {
                "state": "PUBLISHED",
                "publishedOn": {
                    "utc": "2026-06-01T09:00:00Z",
                    "local": "2026-06-01T19:00:00",
                    "timezone": "Australia/Sydney",
                },
                "updatedOn": {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00"},
            },
            "updatedOn": {"utc": "2026-06-01T09:00:00Z"},
        },
    }


def test_a_published_event_is_seen_by_everybody(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    hidden: dict[str, Any] = {"event": None, "events": {"nodes": []}}
    seen = {"event": {"uuid": str(event.id)}, "events": {"nodes": [{"uuid": str(event.id)}]}}
    assert gateway.gql(LISTED, uuid=event.id) == hidden
    publish(gateway, gateway.token(acme), event.id)
    assert gateway.gql(LISTED, uuid=event.id) == seen


def test_an_unpublished_event_is_published_again_at_the_later_moment(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "UNPUBLISHED")
    assert event.published_at == PUBLISHED
    answer = publish(gateway, gateway.token(acme), event.id)["event"]
    assert answer["status"] == "PUBLISHED"
    assert answer["publishing"]["publishedOn"]["utc"] == "2026-06-01T09:00:00Z"


def test_publishing_changes_nothing_else(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    [before] = stored(gateway, EventRow, id=event.id)
    gateway.clock.advance(timedelta(hours=1))
    publish(gateway, gateway.token(acme), event.id)
    [after] = stored(gateway, EventRow, id=event.id)
    local = datetime(2026, 6, 1, 20)
    moment = START + timedelta(hours=1)
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "lifecycle": "PUBLISHED",
        "published_at": moment,
        "published_local": local,
        "publishing_changed_at": moment,
        "publishing_changed_local": local,
        "version": 2,
        "updated_at": moment,
        "updated_local": local,
    }


def test_every_open_line_of_the_checklist_is_named_at_once(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, configuration_type="VENUE_EVENT")
    token = gateway.token(acme)
    before = everything(gateway)
    assert publish(gateway, token, event.id) == not_ready(NO_UPCOMING_OCCURRENCE, NO_VENUE, NO_TICKET)
    assert everything(gateway) == before


@pytest.mark.parametrize(
    ("columns", "occurrence", "ticket", "blocked"),
    [
        ({}, {}, {}, None),
        # an occurrence that is on and not over
        ({}, None, {}, NO_UPCOMING_OCCURRENCE),
        ({}, {"enabled": False}, {}, NO_UPCOMING_OCCURRENCE),
        (
            {},
            {"starts_at": START - timedelta(hours=3), "ends_at": START},
            {},
            NO_UPCOMING_OCCURRENCE,
        ),
        ({}, {"starts_at": START - timedelta(hours=3), "ends_at": START + timedelta(seconds=1)}, {}, None),
        # a venue, where the configuration asks for one
        ({"configuration_type": "VENUE_EVENT"}, {}, {}, NO_VENUE),
        ({"configuration_type": "VENUE_EVENT", "online_url": "https://example.org"}, {}, {}, NO_VENUE),
        ({"configuration_type": "VENUE_EVENT", "venue_name": "Pier"}, {}, {}, None),
        ({"configuration_type": "VENUE_EVENT", "address_line1": "1 Pier Road"}, {}, {}, None),
        (
            {"configuration_type": "VENUE_EVENT", "venue_latitude": -33.8, "venue_longitude": 151.2},
            {},
            {},
            None,
        ),
        ({"configuration_type": "ONLINE_EVENT", "venue_name": "Pier"}, {}, {}, NO_ONLINE_ADDRESS),
        ({"configuration_type": "ONLINE_EVENT", "online_url": "https://example.org"}, {}, {}, None),
        # something to book
        ({}, {}, None, NO_TICKET),
        ({}, {}, {"active": False}, NO_TICKET),
        ({}, {}, {"archived_at": START}, NO_TICKET),
        ({"enable_rsvp": True}, {}, None, None),
    ],
)
def test_the_checklist_is_computed_from_stored_rows(
    gateway: Gateway,
    columns: dict[str, Any],
    occurrence: dict[str, Any] | None,
    ticket: dict[str, Any] | None,
    blocked: Any,
) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, **columns)
    if occurrence is not None:
        make_occurrence(gateway, event, **occurrence)
    if ticket is not None:
        make_ticket(gateway, event, **ticket)
    answer = publish(gateway, gateway.token(acme), event.id)
    if blocked is None:
        assert answer["event"]["status"] == "PUBLISHED"
    else:
        assert answer == not_ready(blocked)


@pytest.mark.parametrize(
    ("lifecycle", "rsvp", "expected"),
    [
        ("UNRELEASED", False, "DRAFT"),
        ("UNRELEASED", True, "READY_TO_PUBLISH"),
        ("PUBLISHED", False, "PUBLISHED"),
        ("UNPUBLISHED", True, "UNPUBLISHED"),
        ("CANCELLED", True, "CANCELLED"),
    ],
)
def test_only_before_the_first_publication_the_checklist_decides_the_state(
    gateway: Gateway, lifecycle: str, rsvp: bool, expected: str
) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle=lifecycle, enable_rsvp=rsvp)
    make_occurrence(gateway, event)
    requested = "query ($uuid: UUID!) { event(uuid: $uuid) { status publishReadiness { ready } } }"
    answer = gateway.gql(requested, gateway.token(acme), uuid=event.id)["event"]
    assert answer == {"status": expected, "publishReadiness": {"ready": rsvp}}


def test_an_endless_event_is_rolled_forward_first(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(
        gateway,
        acme,
        occurrence_type="DAILY",
        rule_starts_at=SHOW,
        duration_minutes=180,
        ends_type="NEVER",
        materialised_until=SHOW,
        enable_rsvp=True,
    )
    make_occurrence(gateway, event)
    gateway.clock.set(SHOW + timedelta(days=40))
    answer = publish(gateway, gateway.token(acme), event.id)
    assert (answer["userErrors"], answer["event"]["status"]) == ([], "PUBLISHED")


def test_publishing_takes_few_statements(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    token = gateway.token(acme)
    # The gateway remembers a token that it has seen.
    gateway.gql("{ __typename }", token)
    counts = []
    for _ in range(2):
        with gateway.statements() as seen:
            publish(gateway, token, event.id)
        counts.append(len(seen))
        act(gateway, token, "unpublishEvent", event.id)
        for number in range(3):
            make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=1 + number + len(counts) * 10))
            make_ticket(gateway, event)
    # the locked event, the checklist, the new state, the answer, whether the public could see the event; the change
    assert counts == [4 + gateway.ending_statements()] * 2
    assert len(stored(gateway, TicketRow, event_id=event.id)) == 7
