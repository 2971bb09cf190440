"""Subscriptions with `after`: missed changes come first, in order, each once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.db.feed.epochs import renew_epochs
from app.db.feed.retention import prune
from tests.builders import make_ready_event, make_session
from tests.gateway import Gateway, Organisation
from tests.subscribing import Stream, subscribed

EVENT = """
subscription ($uuid: UUID!, $after: String) {
  eventChanged(uuid: $uuid, after: $after) { position kind event { name } removed refetch nodes { id } }
}"""
AGENDA = EVENT.replace("eventChanged(uuid", "agendaChanged(eventUuid")
ORGANISATION = EVENT.replace("eventChanged", "organisationChanged").replace("event {", "organisation {")
RENAME = "mutation ($uuid: UUID!, $name: String!) { updateEvent(uuid: $uuid, input: {name: $name}) { event { uuid } } }"
RENAME_SESSION = RENAME.replace("updateEvent", "updateSession").replace("event { uuid }", "session { uuid }")
HIDE = "mutation ($uuid: UUID!) { updateSession(uuid: $uuid, input: {status: INACTIVE}) { userErrors { code } } }"


def rename(gateway: Gateway, acme: Organisation, uuid: Any, *names: str, mutation: str = RENAME) -> None:
    for name in names:
        gateway.gql(mutation, gateway.token(acme), uuid=uuid, name=name)


def item(stream: Stream) -> dict[str, Any]:
    [found] = stream.next().values()
    assert isinstance(found, dict)
    return found


def first_position(gateway: Gateway, acme: Organisation, uuid: UUID, document: str = EVENT) -> str:
    """The position after one more change."""
    with subscribed(gateway, document, gateway.token(acme), uuid=uuid) as stream:
        rename(gateway, acme, uuid, "First")
        return str(item(stream)["position"])


def test_what_was_missed_comes_first_and_then_what_happens(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    other = make_ready_event(gateway, acme, lifecycle="PUBLISHED", slug="other")
    position = first_position(gateway, acme, event.id)
    rename(gateway, acme, event.id, "Second", "Third")
    rename(gateway, acme, other.id, "Elsewhere")
    gateway.restart()
    with subscribed(gateway, EVENT, uuid=event.id, after=position) as stream:
        rename(gateway, acme, event.id, "Fourth")
        missed, live = item(stream), item(stream)
    assert [(each["kind"], each["event"]["name"]) for each in (missed, live)] == [("UPDATED", "Fourth")] * 2
    assert missed["position"] < live["position"]
    # The second change of the event is the last but two of the feed: another event has changed meanwhile.
    with subscribed(gateway, EVENT, uuid=event.id, after=missed["position"]) as stream:
        assert item(stream)["position"] == live["position"]


def test_without_a_gap_nothing_is_sent_twice(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    position = first_position(gateway, acme, event.id)
    with subscribed(gateway, EVENT, uuid=event.id, after=position) as stream:
        rename(gateway, acme, event.id, "Second")
        assert item(stream)["position"] > position


def test_many_missed_changes_come_in_items_of_a_hundred(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    sessions = [make_session(gateway, event, name=f"Talk {number}") for number in range(3)]
    position = first_position(gateway, acme, event.id, AGENDA)
    for session in sessions:
        rename(gateway, acme, session.id, "Moved", mutation=RENAME_SESSION)
    with subscribed(gateway, AGENDA, uuid=event.id, after=position) as stream:
        assert [node["id"] for node in item(stream)["nodes"]] == [f"Session_{session.id}" for session in sessions]


def test_missed_changes_of_one_object_are_combined(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    session = make_session(gateway, event)
    position = first_position(gateway, acme, event.id, AGENDA)
    rename(gateway, acme, session.id, "One", "Two", mutation=RENAME_SESSION)
    with subscribed(gateway, AGENDA, uuid=event.id, after=position) as stream:
        assert item(stream)["nodes"] == [{"id": f"Session_{session.id}"}]
    gateway.gql(HIDE, gateway.token(acme), uuid=session.id)
    rename(gateway, acme, session.id, "Three", mutation=RENAME_SESSION)
    with subscribed(gateway, AGENDA, uuid=event.id, after=position) as stream:
        assert item(stream)["removed"] == [f"Session_{session.id}"]


def test_the_position_of_combined_changes_is_that_of_the_last(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    first, second = make_session(gateway, event), make_session(gateway, event)
    position = first_position(gateway, acme, event.id, AGENDA)
    for session, name in ((first, "One"), (second, "One"), (first, "Two")):
        rename(gateway, acme, session.id, name, mutation=RENAME_SESSION)
    with subscribed(gateway, AGENDA, uuid=event.id, after=position) as stream:
        missed = item(stream)
    assert missed["nodes"] == [{"id": f"Session_{second.id}"}, {"id": f"Session_{first.id}"}]
    rename(gateway, acme, second.id, "Two", mutation=RENAME_SESSION)
    with subscribed(gateway, AGENDA, uuid=event.id, after=missed["position"]) as stream:
        assert item(stream)["nodes"] == [{"id": f"Session_{second.id}"}]


def test_only_the_changes_of_the_event_are_read(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.graph.subscriptions.MAX_CHANGES", 2)
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    other = make_ready_event(gateway, acme, lifecycle="PUBLISHED", slug="other")
    position = first_position(gateway, acme, event.id)
    rename(gateway, acme, other.id, "One", "Two", "Three", "Four")
    rename(gateway, acme, event.id, "Second")
    with subscribed(gateway, EVENT, uuid=event.id, after=position) as stream, gateway.statements() as statements:
        assert item(stream)["event"] == {"name": "Second"}
    assert len([each for each in statements if "\nFROM change" in each]) == 1


@pytest.mark.parametrize("reason", ["pruned", "restored", "ahead"])
def test_a_position_that_is_no_longer_known_starts_with_a_resync(gateway: Gateway, reason: str) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    position = first_position(gateway, acme, event.id)
    rename(gateway, acme, event.id, "Second")
    if reason == "restored":
        gateway.write(renew_epochs)
    elif reason == "pruned":
        gateway.clock.advance(timedelta(days=31))
        now = gateway.clock()
        assert gateway.write(lambda db: prune(db, now, timedelta(days=30))) == 2
    else:
        position = "ffffffff.ff"
    with subscribed(gateway, EVENT, uuid=event.id, after=position) as stream:
        resync = item(stream)
        rename(gateway, acme, event.id, "Third")
        live = item(stream)
    assert (resync["kind"], resync["event"]["name"], resync["refetch"]) == ("RESYNC", "Second", True)
    assert (live["kind"], live["event"]["name"]) == ("UPDATED", "Third")
    with subscribed(gateway, EVENT, uuid=event.id, after=resync["position"]) as stream:
        assert item(stream)["position"] == live["position"]


@pytest.mark.parametrize("after", ["", "7", "nonsense"])
def test_other_text_is_refused(gateway: Gateway, after: str) -> None:
    event = make_ready_event(gateway, gateway.organisation(), lifecycle="PUBLISHED")
    with subscribed(gateway, EVENT, uuid=event.id, after=after) as stream:
        [error] = stream.refusal()
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"] == "`after` is not a position. Send one that Marquee has answered."


def test_what_was_removed_is_named_to_those_who_could_see_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    shown, hidden = make_session(gateway, event), make_session(gateway, event, status="INACTIVE")
    outside = subscribed(gateway, AGENDA, uuid=event.id)
    inside = subscribed(gateway, AGENDA, token, uuid=event.id)
    with outside as outsider, inside as owner:
        rename(gateway, acme, hidden.id, "Secret", mutation=RENAME_SESSION)
        gateway.gql(HIDE, token, uuid=shown.id)
        own, seen = item(owner), item(outsider)
    assert (seen["nodes"], seen["removed"]) == ([], [f"Session_{shown.id}"])
    assert (own["nodes"], own["removed"]) == ([{"id": f"Session_{each.id}"} for each in (hidden, shown)], [])
    assert own["kind"] == seen["kind"] == "UPDATED"


def test_unpublishing_ends_it_for_others_and_removes_the_event_from_the_organisation(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED")
    unpublish = "mutation ($uuid: UUID!) { unpublishEvent(uuid: $uuid) { userErrors { code } } }"
    with (
        subscribed(gateway, EVENT, uuid=event.id) as of_event,
        subscribed(gateway, ORGANISATION, uuid=acme.uuid) as outsider,
        subscribed(gateway, ORGANISATION, token, uuid=acme.uuid) as owner,
    ):
        gateway.gql(unpublish, token, uuid=event.id)
        last = item(of_event)
        assert (last["kind"], last["event"]) == ("UNPUBLISHED", None)
        assert of_event.ended()
        seen, own = item(outsider), item(owner)
    # The organisation counts its listed events.
    owner_id = {"id": f"Organisation_{acme.uuid}"}
    assert (seen["nodes"], seen["removed"]) == ([owner_id], [f"Event_{event.id}"])
    assert (own["nodes"], own["removed"], own["refetch"]) == ([{"id": f"Event_{event.id}"}, owner_id], [], True)


def test_of_what_others_may_not_see_they_get_no_item(gateway: Gateway) -> None:
    acme = gateway.organisation()
    draft = make_ready_event(gateway, acme)
    shown = make_ready_event(gateway, acme, lifecycle="PUBLISHED", slug="shown")
    with subscribed(gateway, ORGANISATION, uuid=acme.uuid) as outsider:
        rename(gateway, acme, draft.id, "Secret")
        rename(gateway, acme, shown.id, "Public")
        assert [node["id"] for node in item(outsider)["nodes"]] == [f"Event_{shown.id}"]
