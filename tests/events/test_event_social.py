"""The location, the origin, the creator and the discussion of an event: createEvent and updateEvent."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.communities.tables import CommunityMemberRow, CommunityRow
from app.db.outbox import ChangeRow
from app.events.tables import EventRow
from tests.builders import event_of, everything, make_event, stored
from tests.events.editing import UPDATE, codes, create, creation, once, refuse, update
from tests.gateway import START, Gateway
from tests.user_builders import make_community, make_user

PLAIN: dict[str, Any] = {
    "location": "Shed 10, at the water",
    "isLocationVisible": False,
    "externalUrl": "https://example.org/night",
    "livestreamId": "stream-1",
    "isInviteOnly": True,
    "metadata": {"theme": ["dark", None], "level": {"n": 1}},
}
COLUMNS = ("location", "is_location_visible", "external_url", "livestream_id", "is_invite_only", "custom_metadata")
EMPTY = (None, True, None, None, False, None)
READ = """query ($uuid: UUID!) { event(uuid: $uuid) {
  location isLocationVisible externalUrl livestreamId isInviteOnly metadata creator { uuid } isOriginPublic
  origin { type uuid community { uuid } user { uuid } }
  discussionCommunity { uuid type displayName event { uuid } } } }"""


def columns(gateway: Gateway, uuid: UUID) -> tuple[Any, ...]:
    row = event_of(gateway, uuid)
    return tuple(getattr(row, name) for name in COLUMNS)


def test_everything_is_stored_and_read_back(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    given = PLAIN | {"creatorUserUuid": str(ada.id), "origin": {"type": "USER", "uuid": str(ada.id)}}
    uuid = create(gateway, acme, **given)
    person = {"uuid": str(ada.id)}
    assert gateway.gql(READ, gateway.token(acme), uuid=uuid)["event"] == PLAIN | {
        "creator": person,
        "origin": {"type": "USER", "uuid": str(ada.id), "community": None, "user": person},
        "isOriginPublic": True,
        "discussionCommunity": None,
    }


@pytest.mark.parametrize("name", PLAIN)
def test_fields_not_sent_stay_and_null_restores_the_default(gateway: Gateway, name: str) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **PLAIN)
    before = columns(gateway, uuid)
    update(gateway, acme, uuid, description="New")
    assert columns(gateway, uuid) == before == tuple(PLAIN.values())
    update(gateway, acme, uuid, **{name: None})
    number = list(PLAIN).index(name)
    assert columns(gateway, uuid) == (*before[:number], EMPTY[number], *before[number + 1 :])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"location": "x" * 201}, ("TOO_LONG", "input.location")),
        ({"location": " "}, ("TOO_SHORT", "input.location")),
        ({"externalUrl": "ftp://example.org"}, ("INVALID", "input.externalUrl")),
        ({"livestreamId": "x" * 256}, ("TOO_LONG", "input.livestreamId")),
        ({"metadata": [1]}, ("INVALID", "input.metadata")),
        ({"metadata": {"a": "x" * 16_384}}, ("TOO_LONG", "input.metadata")),
        ({"creatorUserUuid": str(uuid4())}, ("NOT_FOUND", "input.creatorUserUuid")),
        ({"origin": {"type": "USER", "uuid": str(uuid4())}}, ("NOT_FOUND", "input.origin.uuid")),
        ({"origin": {"type": "COMMUNITY", "uuid": str(uuid4())}}, ("NOT_FOUND", "input.origin.uuid")),
        ({"status": None}, ("REQUIRED", "input.status")),
    ],
)
def test_invalid_input_is_refused(gateway: Gateway, given: dict[str, Any], expected: tuple[str, str]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **PLAIN)
    gateway.token(acme)
    before = everything(gateway)["event"]
    token = gateway.token(acme)
    payload = gateway.gql(UPDATE, token, uuid=uuid, input=given)["updateEvent"]
    assert codes(payload["userErrors"]) == [expected]
    assert everything(gateway)["event"] == before
    if "status" not in given:
        made = creation(gateway, acme, name="New", **given)
        assert codes(made["userErrors"]) == [expected]


def test_an_origin_is_a_community_or_a_user_of_the_organisation(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    community, ada = make_community(gateway, acme), make_user(gateway, acme)
    uuid = create(gateway, acme, origin={"type": "USER", "uuid": str(ada.id)})
    for public in (True, False):
        source = make_community(gateway, acme, is_public=public)
        update(gateway, acme, uuid, origin={"type": "COMMUNITY", "uuid": str(source.id)})
        row = event_of(gateway, uuid)
        assert (row.origin_community_id, row.origin_user_id) == (source.id, None)
        event = gateway.gql(READ, gateway.token(acme), uuid=uuid)["event"]
        assert event["isOriginPublic"] is public
        assert event["origin"] == {
            "type": "COMMUNITY",
            "uuid": str(source.id),
            "community": {"uuid": str(source.id)},
            "user": None,
        }
    for wrong in (make_community(gateway, rival).id, ada.id):
        problems = refuse(gateway, acme, uuid, origin={"type": "COMMUNITY", "uuid": str(wrong)})
        assert codes(problems) == [("NOT_FOUND", "input.origin.uuid")]
    gone = make_user(gateway, acme, is_deleted=True)
    assert codes(refuse(gateway, acme, uuid, creatorUserUuid=str(gone.id))) == [("DELETED", "input.creatorUserUuid")]
    update(gateway, acme, uuid, origin=None)
    event = gateway.gql(READ, gateway.token(acme), uuid=uuid)["event"]
    assert (event["origin"], event["isOriginPublic"]) == (None, None)
    assert community.id not in (event_of(gateway, uuid).origin_community_id,)


def test_a_discussion_is_created_with_the_event_and_deleted_by_false(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    uuid = create(gateway, acme, hasDiscussionCommunity=True, creatorUserUuid=str(ada.id))
    (community,) = stored(gateway, CommunityRow)
    assert (community["type"], community["display_name"], community["user_id"]) == ("EVENT", "Harbour Night", ada.id)
    assert (community["members_count"], community["moderator_member_count"]) == (1, 1)
    (member,) = stored(gateway, CommunityMemberRow)
    assert (member["community_id"], member["user_id"], member["role"]) == (community["id"], ada.id, "MODERATOR")
    assert gateway.gql(READ, gateway.token(acme), uuid=uuid)["event"]["discussionCommunity"] == {
        "uuid": str(community["id"]),
        "type": "EVENT",
        "displayName": "Harbour Night",
        "event": {"uuid": str(uuid)},
    }
    update(gateway, acme, uuid, hasDiscussionCommunity=True)
    assert stored(gateway, CommunityRow) == [community]
    update(gateway, acme, uuid, hasDiscussionCommunity=None)
    (closed,) = stored(gateway, CommunityRow)
    assert (closed["id"], closed["is_deleted"], closed["version"]) == (community["id"], True, 2)
    assert event_of(gateway, uuid).discussion_community_id is None
    answered = [
        (row["entity"], row["kind"]) for row in stored(gateway, ChangeRow, direct=True) if row["entity"] == "Community"
    ]
    assert answered == [("Community", "CREATED"), ("Community", "DELETED")]


def test_a_deleted_discussion_can_be_replaced(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, hasDiscussionCommunity=True)
    old = event_of(gateway, uuid).discussion_community_id
    document = "mutation ($uuid: UUID!) { deleteCommunity(uuid: $uuid) { userErrors { code } } }"
    assert gateway.gql(document, gateway.token(acme), uuid=old)["deleteCommunity"] == {"userErrors": []}
    update(gateway, acme, uuid, hasDiscussionCommunity=True)
    (new,) = stored(gateway, CommunityRow, is_deleted=False)
    assert event_of(gateway, uuid).discussion_community_id == new["id"] != old


def test_a_copy_has_the_same_fields_and_its_own_discussion(gateway: Gateway) -> None:
    acme = gateway.organisation()
    ada = make_user(gateway, acme)
    uuid = create(gateway, acme, **PLAIN, hasDiscussionCommunity=True, creatorUserUuid=str(ada.id))
    gateway.write(lambda db: setattr(db.get_one(EventRow, uuid), "rsvp_count", 3))
    query = "mutation ($uuid: UUID!) { duplicateEvent(uuid: $uuid) { event { uuid } } }"
    copy = UUID(gateway.gql(query, gateway.token(acme), uuid=uuid)["duplicateEvent"]["event"]["uuid"])
    assert columns(gateway, copy) == columns(gateway, uuid)
    old, new = event_of(gateway, uuid), event_of(gateway, copy)
    assert (new.creator_user_id, new.rsvp_count, new.interested_count) == (ada.id, 0, 0)
    assert {row["id"] for row in stored(gateway, CommunityRow)} == {
        old.discussion_community_id,
        new.discussion_community_id,
    }
    assert old.discussion_community_id != new.discussion_community_id


def test_a_location_that_is_not_sent_is_the_venue_in_one_line(gateway: Gateway) -> None:
    acme = gateway.organisation()
    venue = {"name": "Opera", "address": {"addressLine1": "2 Macquarie St", "city": "Sydney", "country": "Australia"}}
    uuid = create(gateway, acme, configuration={"venue": venue})
    token = gateway.token(acme)
    line = "Opera, 2 Macquarie St, Sydney, Australia"
    assert gateway.gql(READ, token, uuid=uuid)["event"]["location"] == line
    update(gateway, acme, uuid, location="Under the sails")
    assert gateway.gql(READ, token, uuid=uuid)["event"]["location"] == "Under the sails"
    assert gateway.gql(READ, token, uuid=create(gateway, acme))["event"]["location"] is None


def test_an_update_can_cancel_the_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    token = gateway.token(acme, Scope.EVENT_UPDATE, Scope.EVENT_CANCEL)
    given = {"name": "Never", "status": "CANCELLED"}
    payload = gateway.gql(UPDATE, token, uuid=event.id, input=given)["updateEvent"]
    assert (payload["userErrors"], payload["warnings"]) == ([], [])
    row = event_of(gateway, event.id)
    assert (row.name, row.lifecycle, row.cancelled_at, row.version) == ("Never", "CANCELLED", START, 2)
    assert row.publishing_changed_at == START
    kinds = [(change["entity"], change["kind"]) for change in stored(gateway, ChangeRow, direct=True)]
    assert kinds == [("Event", "CANCELLED")]
    assert codes(refuse(gateway, acme, event.id, status="CANCELLED")) == [("CANCELLED", "uuid")]


def test_cancelling_by_update_requires_the_scope_to_cancel(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    token = gateway.token(acme, Scope.EVENT_UPDATE)
    before = everything(gateway)
    [error] = gateway.errors(UPDATE, token, uuid=event.id, input={"name": "Never", "status": "CANCELLED"})
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert "event.cancel" in error["message"]
    assert everything(gateway) == before


END = """query ($uuid: UUID!) { event(uuid: $uuid) { occurrence { durationMinutes endsOn { utc local timezone } } } }"""


def test_an_end_sets_the_length_of_an_occurrence(gateway: Gateway) -> None:
    acme = gateway.organisation()
    rule = once(endsOn={"local": "2026-07-01T18:50"})
    del rule["durationMinutes"]
    uuid = create(gateway, acme, occurrence=rule)
    end = {"utc": "2026-07-01T08:50:00Z", "local": "2026-07-01T18:50:00", "timezone": "Australia/Sydney"}
    token = gateway.token(acme)
    answered = {"occurrence": {"durationMinutes": 50, "endsOn": end}}
    assert gateway.gql(END, token, uuid=uuid)["event"] == answered
    # What is stored needs no steps of 15 minutes when something else changes.
    update(gateway, acme, uuid, occurrence={"type": "DOES_NOT_REPEAT", "exclusions": []})
    assert gateway.gql(END, token, uuid=uuid)["event"] == answered
    update(gateway, acme, uuid, occurrence={"type": "DOES_NOT_REPEAT", "endsOn": {"utc": "2026-07-01T09:00:00Z"}})
    assert gateway.gql(END, token, uuid=uuid)["event"]["occurrence"]["durationMinutes"] == 60


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"endsOn": {"local": "2026-07-01T18:50"}}, [("TIMES_DISAGREE", "input.occurrence.endsOn")]),
        ({"endsOn": {"local": "2026-07-01T18:00"}}, [("OUT_OF_RANGE", "input.occurrence.endsOn")]),
        ({"endsOn": {"local": "2026-07-01T17:00"}}, [("OUT_OF_RANGE", "input.occurrence.endsOn")]),
        ({"durationMinutes": 50}, [("INVALID", "input.occurrence.durationMinutes")]),
    ],
)
def test_an_end_that_does_not_fit_is_refused(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=once())
    assert codes(refuse(gateway, acme, uuid, occurrence=once() | given)) == expected
    schedule = {"type": "SCHEDULE", "schedule": [{"local": "2026-07-01T18:00"}], "durationMinutes": 60}
    problems = refuse(gateway, acme, uuid, occurrence=schedule | {"endsOn": {"local": "2026-07-01T19:00"}})
    assert codes(problems) == [("INVALID", "input.occurrence.endsOn")]
