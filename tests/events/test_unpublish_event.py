"""unpublishEvent: a published event becomes private and keeps everything else."""

from datetime import datetime, timedelta

import pytest

from app.auth.rules import Scope
from app.events.tables import EventRow
from app.occurrences.tables import OccurrenceRow
from tests.builders import SHOW, everything, stored
from tests.events.lifecycle import PUBLISHED, act, event_in, refusal
from tests.gateway import START, Gateway

READ = """
query ($uuid: UUID!, $slug: String!) {
  event(uuid: $uuid) { uuid }
  eventBySlug(organisationSlug: "acme", slug: $slug) { uuid }
  events { totalCount }
}
"""


def test_a_published_event_is_unpublished_and_keeps_its_last_publication(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    token = gateway.token(acme, Scope.EVENT_UNPUBLISH)
    assert act(gateway, token, "unpublishEvent", event.id) == {
        "message": "Event has been unpublished successfully",
        "warnings": [],
        "userErrors": [],
        "event": {
            "uuid": str(event.id),
            "status": "UNPUBLISHED",
            "version": 2,
            "extendedStatus": [{"name": "PUBLISHING", "value": "UNPUBLISHED"}],
            "publishing": {
                "state": "UNPUBLISHED",
                "publishedOn": {
                    "utc": "2026-05-30T09:00:00Z",
                    "local": "2026-05-30T19:00:00",
                    "timezone": "Australia/Sydney",
                },
                "updatedOn": {"utc": "2026-06-01T09:00:00Z", "local": "2026-06-01T19:00:00"},
            },
            "updatedOn": {"utc": "2026-06-01T09:00:00Z"},
        },
    }


def test_outsiders_no_longer_see_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    seen = {"event": {"uuid": str(event.id)}, "eventBySlug": {"uuid": str(event.id)}}
    assert gateway.gql(READ, uuid=event.id, slug=event.slug) == seen | {"events": {"totalCount": 1}}
    act(gateway, gateway.token(acme), "unpublishEvent", event.id)
    hidden = {"event": None, "eventBySlug": None, "events": {"totalCount": 0}}
    assert gateway.gql(READ, uuid=event.id, slug=event.slug) == hidden
    own = gateway.token(acme, Scope.EVENT_READ)
    assert gateway.gql(READ, own, uuid=event.id, slug=event.slug) == seen | {"events": {"totalCount": 1}}


def test_unpublishing_changes_nothing_else(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, "PUBLISHED")
    [before] = stored(gateway, EventRow, id=event.id)
    gateway.clock.advance(timedelta(hours=1))
    act(gateway, gateway.token(acme), "unpublishEvent", event.id)
    [after] = stored(gateway, EventRow, id=event.id)
    moment, local = START + timedelta(hours=1), datetime(2026, 6, 1, 20)
    assert after["published_at"] == PUBLISHED
    assert {name: value for name, value in after.items() if value != before[name]} == {
        "lifecycle": "UNPUBLISHED",
        "publishing_changed_at": moment,
        "publishing_changed_local": local,
        "version": 2,
        "updated_at": moment,
        "updated_local": local,
    }


def test_an_endless_event_is_rolled_forward(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = {"occurrence_type": "DAILY", "rule_starts_at": SHOW, "duration_minutes": 180, "ends_type": "NEVER"}
    event = event_in(gateway, acme, "PUBLISHED", materialised_until=SHOW, **rule)
    assert act(gateway, gateway.token(acme), "unpublishEvent", event.id)["userErrors"] == []
    # every day from 1 July 2026 to 1 July 2028, 24 months after the rule's own start
    assert len(stored(gateway, OccurrenceRow, event_id=event.id)) == 732


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("DRAFT", "The event is not published."),
        ("READY_TO_PUBLISH", "The event is not published."),
        ("UNPUBLISHED", "The event is not published."),
        ("CANCELLED", "A cancelled event cannot be unpublished."),
    ],
)
def test_events_that_are_not_published_do_not_change(gateway: Gateway, state: str, sentence: str) -> None:
    acme = gateway.organisation()
    event = event_in(gateway, acme, state)
    token = gateway.token(acme)
    before = everything(gateway)
    assert act(gateway, token, "unpublishEvent", event.id) == refusal(("WRONG_STATE", sentence))
    assert everything(gateway) == before
