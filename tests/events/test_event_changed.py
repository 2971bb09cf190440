"""eventChanged: which changes are sent to whom, and when it ends."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.auth.rules import Scope
from tests.builders import make_ready_event, make_session, make_ticket
from tests.gateway import Gateway, Organisation
from tests.subscribing import Stream, subscribed
from tests.web.wire import subscribers_by_event

FOLLOW = "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { kind at event { name status } } }"
RENAME = """
mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { userErrors { code } } }"""
AT = "2026-06-01T09:00:00Z"


def rename(gateway: Gateway, acme: Organisation, uuid: Any, name: str) -> list[Any]:
    data = gateway.gql(RENAME, gateway.token(acme), uuid=uuid, name=name)
    errors: list[Any] = data["updateEvent"]["userErrors"]
    return errors


def act(gateway: Gateway, acme: Organisation, mutation: str, uuid: Any) -> None:
    document = f"mutation ($uuid: UUID!) {{ {mutation}(uuid: $uuid) {{ userErrors {{ code path }} }} }}"
    assert gateway.gql(document, gateway.token(acme), uuid=uuid)[mutation]["userErrors"] == []


def answered(stream: Stream) -> tuple[Any, ...]:
    """Kind, and name and status of the event."""
    item = stream.next()["eventChanged"]
    return (item["kind"], item["event"] and (item["event"]["name"], item["event"]["status"]))


def test_a_change_is_sent_with_the_event_as_it_is_then(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    gateway.token(acme)
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        gateway.clock.advance(timedelta(minutes=5))
        assert rename(gateway, acme, event.id, "Harbour Nights") == []
        with gateway.statements() as statements:
            item = stream.next()
        assert item == {
            "eventChanged": {
                "kind": "UPDATED",
                "at": "2026-06-01T09:05:00Z",
                "event": {"name": "Harbour Nights", "status": "PUBLISHED"},
            }
        }
        # What the caller sees, and the event.
        assert len(statements) == 2


def test_without_the_event_it_is_not_read(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    with subscribed(
        gateway, "subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { at } }", uuid=event.id
    ) as stream:
        rename(gateway, acme, event.id, "Harbour Nights")
        with gateway.statements() as statements:
            assert stream.next() == {"eventChanged": {"at": AT}}
        assert len(statements) == 1


def test_the_kind_of_change_is_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Camp")
    with subscribed(gateway, FOLLOW, gateway.token(acme), uuid=event.id) as stream:
        act(gateway, acme, "publishEvent", event.id)
        assert answered(stream) == ("PUBLISHED", ("Camp", "PUBLISHED"))
        act(gateway, acme, "unpublishEvent", event.id)
        assert answered(stream) == ("UNPUBLISHED", ("Camp", "UNPUBLISHED"))
        act(gateway, acme, "cancelEvent", event.id)
        assert answered(stream) == ("CANCELLED", ("Camp", "CANCELLED"))


def test_its_tickets_are_part_of_it_and_its_sessions_are_not(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, name="Camp", lifecycle="PUBLISHED")
    ticket, session = make_ticket(gateway, event), make_session(gateway, event)
    document = 'mutation ($uuid: UUID!) {{ {}(uuid: $uuid, input: {{name: "New"}}) {{ userErrors {{ code }} }} }}'
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        gateway.gql(document.format("updateSession"), token, uuid=session.id)
        gateway.clock.advance(timedelta(minutes=1))
        gateway.gql(document.format("updateTicket"), token, uuid=ticket.id)
        item = stream.next()["eventChanged"]
        assert (item["kind"], item["at"]) == ("UPDATED", "2026-06-01T09:01:00Z")


def test_an_archived_ticket_is_sent_to_subscribers_who_saw_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    ticket = make_ticket(gateway, event, name="Late")
    tickets = FOLLOW.replace("name status", "tickets { name }")
    with subscribed(gateway, tickets, uuid=event.id) as stream:
        act(gateway, acme, "archiveTicket", ticket.id)
        names = [each["name"] for each in stream.next()["eventChanged"]["event"]["tickets"]]
        assert "Late" not in names
        assert len(names) == 1


def test_changes_that_were_not_fetched_in_between_are_one_item(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Camp")
    with subscribed(gateway, FOLLOW, gateway.token(acme), uuid=event.id) as stream:
        act(gateway, acme, "publishEvent", event.id)
        rename(gateway, acme, event.id, "One")
        rename(gateway, acme, event.id, "Two")
        assert answered(stream) == ("PUBLISHED", ("Two", "PUBLISHED"))
        rename(gateway, acme, event.id, "Three")
        assert answered(stream) == ("UPDATED", ("Three", "PUBLISHED"))


def test_refused_changes_and_other_events_are_not_sent(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, other = (make_ready_event(gateway, acme, name=name, lifecycle="PUBLISHED") for name in ("Camp", "Other"))
    with subscribed(gateway, FOLLOW, uuid=event.id) as stream:
        assert rename(gateway, acme, event.id, "") == [{"code": "TOO_SHORT"}]
        rename(gateway, acme, other.id, "Elsewhere")
        gateway.clock.advance(timedelta(minutes=1))
        rename(gateway, acme, event.id, "Told")
        assert stream.next()["eventChanged"]["at"] == "2026-06-01T09:01:00Z"


def test_it_ends_for_callers_who_no_longer_see_the_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Camp", lifecycle="PUBLISHED")
    with (
        subscribed(gateway, FOLLOW, uuid=event.id) as outside,
        subscribed(gateway, FOLLOW, gateway.token(acme), uuid=event.id) as inside,
    ):
        act(gateway, acme, "unpublishEvent", event.id)
        assert answered(outside) == ("UNPUBLISHED", None)
        assert outside.ended()
        assert answered(inside) == ("UNPUBLISHED", ("Camp", "UNPUBLISHED"))
        rename(gateway, acme, event.id, "Still here")
        assert answered(inside) == ("UPDATED", ("Still here", "UNPUBLISHED"))


@pytest.mark.parametrize("who", ["anonymous", "stranger", "without event.read"])
def test_outsiders_cannot_subscribe_to_a_draft(gateway: Gateway, who: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    tokens = {
        "anonymous": None,
        "stranger": gateway.token(gateway.organisation("other")),
        "without event.read": gateway.token(acme, Scope.EVENT_UPDATE),
    }
    with subscribed(gateway, FOLLOW, tokens[who], uuid=event.id) as stream:
        assert stream.refusal() == [
            {
                "message": "There is no such Event, or not for this caller.",
                "locations": [{"line": 1, "column": 31}],
                "path": ["eventChanged"],
                "extensions": {"code": "NOT_FOUND", "requestId": "test"},
            }
        ]


def test_an_unknown_event_is_not_found(gateway: Gateway) -> None:
    with subscribed(gateway, FOLLOW, gateway.token(gateway.organisation()), uuid=uuid4()) as stream:
        assert [error["extensions"]["code"] for error in stream.refusal()] == ["NOT_FOUND"]


def test_an_invalid_uuid_is_refused_before_a_stream_opens(gateway: Gateway) -> None:
    with subscribed(gateway, FOLLOW, uuid="nonsense") as stream:
        assert [error["extensions"]["code"] for error in stream.refusal()] == ["BAD_USER_INPUT"]


def test_an_item_is_read_with_the_rights_of_the_token_at_that_time(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    with subscribed(gateway, FOLLOW, gateway.token(acme), uuid=event.id) as stream:
        gateway.clock.advance(timedelta(minutes=31))
        rename(gateway, acme, event.id, "Later")
        with pytest.raises(Exception, match="expired or revoked"):
            stream.next()


def test_subscribers_that_left_take_no_memory(gateway: Gateway) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with subscribed(gateway, FOLLOW, uuid=event.id):
        assert subscribers_by_event(gateway) == {event.id: 1}
    assert subscribers_by_event(gateway) == {}
